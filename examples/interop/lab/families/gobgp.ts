import { Family } from '@mesh/bgp-wire';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import type { OwnRoute, Router, RouterKind, RouterSettings } from './router.js';

const API_PORT = '50051';

/** Family, its name in the configuration, and its name on the command line. */
type GobgpFamily = readonly [family: Family, configuration: string, commandLine: string];

const FAMILIES: readonly GobgpFamily[] = [
  [Family.IPV4_LABELLED_UNICAST, 'ipv4-labelled-unicast', 'ipv4-mpls'],
  [Family.IPV6_LABELLED_UNICAST, 'ipv6-labelled-unicast', 'ipv6-mpls'],
  [Family.IPV4_VPN, 'l3vpn-ipv4-unicast', 'vpnv4'],
  [Family.IPV6_VPN, 'l3vpn-ipv6-unicast', 'vpnv6'],
  [Family.L2VPN_EVPN, 'l2vpn-evpn', 'evpn'],
  [Family.L2VPN_VPLS, 'l2vpn-vpls', 'vpls'],
  [Family.IPV4_FLOW, 'ipv4-flowspec', 'ipv4-flowspec'],
  [Family.IPV6_FLOW, 'ipv6-flowspec', 'ipv6-flowspec'],
  [Family.IPV4_FLOW_VPN, 'l3vpn-ipv4-flowspec', 'ipv4-l3vpn-flowspec'],
  [Family.IPV6_FLOW_VPN, 'l3vpn-ipv6-flowspec', 'ipv6-l3vpn-flowspec'],
  [Family.L2VPN_FLOW_VPN, 'l2vpn-flowspec', 'l2vpn-flowspec'],
  [Family.IPV4_SR_POLICY, 'ipv4-srpolicy', 'ipv4-srpolicy'],
  [Family.IPV6_SR_POLICY, 'ipv6-srpolicy', 'ipv6-srpolicy'],
  [Family.IPV4_MUP, 'ipv4-mup', 'ipv4-mup'],
  [Family.IPV6_MUP, 'ipv6-mup', 'ipv6-mup'],
  [Family.IPV4_ENCAP, 'ipv4-encap', 'ipv4-encap'],
  [Family.IPV6_ENCAP, 'ipv6-encap', 'ipv6-encap'],
  [Family.BGP_LS, 'ls', 'ls'],
];

const own = (family: Family, text: string, command: string): OwnRoute => ({
  family,
  text: `${family} ${text}`,
  command: command.split(' '),
});

const ORIGINATES: readonly OwnRoute[] = [
  own(
    Family.IPV4_FLOW_VPN,
    'ipv4-flow-vpn rd 100:100 destination 10.72.0.0/24 protocol =17',
    'ipv4-l3vpn-flowspec rd 100:100 match destination 10.72.0.0/24 protocol ==udp then discard',
  ),
  own(
    Family.IPV6_FLOW_VPN,
    'ipv6-flow-vpn rd 100:100 destination 2001:db8:72::/48 next-header =17',
    'ipv6-l3vpn-flowspec rd 100:100 match destination 2001:db8:72::/48 protocol ==udp then discard',
  ),
  // Without a MAC: GoBGP counts its length in octets, we in bits; what it is given it passes on as it came.
  own(
    Family.L2VPN_FLOW_VPN,
    'l2vpn-flow-vpn rd 100:100 ethernet-type =2048 vlan-id =100',
    'l2vpn-flowspec rd 100:100 match ether-type ==ipv4 vid ==100 then discard',
  ),
  own(Family.IPV4_VPN, 'rd 100:100 10.70.0.0/24 label 10', 'vpnv4 10.70.0.0/24 label 10 rd 100:100'),
  own(Family.IPV6_VPN, 'rd 100:100 2001:db8:70::/48 label 11', 'vpnv6 2001:db8:70::/48 label 11 rd 100:100'),
  own(Family.IPV4_LABELLED_UNICAST, '10.71.0.0/24 label 12/13', 'ipv4-mpls 10.71.0.0/24 12/13'),
  own(
    Family.L2VPN_EVPN,
    'mac-ip rd 100:100 esi 00:00:00:00:00:00:00:00:00:00 ethernet-tag 10 mac 02:00:00:00:00:70 ip 10.70.0.1 label 1000',
    'evpn macadv 02:00:00:00:00:70 10.70.0.1 etag 10 label 1000 rd 100:100',
  ),
  own(
    Family.L2VPN_EVPN,
    'inclusive-multicast rd 100:100 ethernet-tag 10 ip 10.70.0.1',
    'evpn multicast 10.70.0.1 etag 10 rd 100:100',
  ),
  own(
    Family.IPV4_FLOW,
    'ipv4-flow destination 10.70.0.0/24 protocol =6 destination-port =80',
    'ipv4-flowspec match destination 10.70.0.0/24 protocol ==tcp destination-port ==80 then discard',
  ),
  own(
    Family.IPV4_MUP,
    'mup-t1st rd 100:100 prefix 10.70.0.1/32 teid 12345 qfi 9 endpoint 10.0.0.1',
    'ipv4-mup t1st 10.70.0.1/32 rd 100:100 rt 65000:100 teid 12345 qfi 9 endpoint 10.0.0.1',
  ),
];

export const gobgp: RouterKind = {
  name: 'gobgp',
  families: new Map(FAMILIES.map(([family, , name]) => [family, name])),
  lacks: [
    {
      families: [Family.IPV4_MCAST_VPN, Family.IPV6_MCAST_VPN, Family.BGP_LS_VPN],
      reason: 'GoBGP 3.10 has no such family',
    },
    {
      families: [Family.IPV4_MULTICAST, Family.IPV6_MULTICAST, Family.IPV4_VPN_MULTICAST, Family.IPV6_VPN_MULTICAST],
      reason:
        'with these too, the length of the parameters in the OPEN of GoBGP 3.10 wraps at 256; and it shows no table',
    },
    { families: [Family.L2_FLOW], reason: 'GoBGP 3.10 has the flows of layer 2 with a route distinguisher only' },
    { families: [Family.ROUTE_TARGET], reason: 'it would hold back routes of VPNs: see `startWithRouteTargets`' },
  ],
  refuses: [
    {
      route: / (selective-multicast|membership-report-sync|leave-sync) /,
      reason: 'GoBGP 3.10 knows EVPN types 1 to 5',
    },
    { route: /^6465 .* address /, reason: 'GoBGP 3.10 knows the VPLS of RFC 4761 only' },
    {
      route: / mup-(isd|t1st) /,
      reason: 'GoBGP 3.10 has a whole address behind any prefix length; the draft has the octets it needs',
    },
  ],
  hides: new Map([
    [Family.IPV4_SR_POLICY, 'the command line has no table of SR policies'],
    [Family.IPV6_SR_POLICY, 'the command line has no table of SR policies'],
    [Family.L2VPN_VPLS, 'the command line has no table of VPLS'],
    [Family.L2VPN_FLOW_VPN, 'the command line of 3.10 panics'],
    [Family.BGP_LS, 'the command line of 3.10 panics without a BGP-LS attribute'],
  ]),
  originates: ORIGINATES,
  start: (settings) => startGobgp(settings, FAMILIES),
};

/**
 * Route target membership (RFC 4684) is negotiated apart from `gobgp`, for it decides which routes of VPNs go to a peer:
 * without a membership, none.
 */
export const startWithRouteTargets = (settings: RouterSettings): Promise<Router> =>
  startGobgp(settings, [
    [Family.IPV4_VPN, 'l3vpn-ipv4-unicast', 'vpnv4'],
    [Family.ROUTE_TARGET, 'rtc', 'rtc'],
  ]);

async function startGobgp(settings: RouterSettings, families: readonly GobgpFamily[]): Promise<Router> {
  const daemon = new DaemonProcess('gobgp-families');
  daemon.write('gobgpd.toml', configuration(settings, families));
  const control = (...args: readonly string[]) =>
    run('/usr/bin/gobgp', ['-u', settings.address, '-p', API_PORT, ...args]);
  await daemon.launch({
    program: '/usr/bin/gobgpd',
    args: ['-t', 'toml', '-f', daemon.path('gobgpd.toml'), '--api-hosts', `${settings.address}:${API_PORT}`],
    ready: () => control('neighbor', '-j'),
  });
  const names = new Map(families.map(([family, , name]) => [family, name]));
  return {
    table: (family) => control('global', 'rib', '-a', names.get(family)!),
    originate: ({ command: [name, ...args] }) => control('global', 'rib', 'add', '-a', name!, ...args),
    log: () => daemon.log(),
    stop: () => daemon.stop(),
  };
}

function configuration({ address, as, peers }: RouterSettings, families: readonly GobgpFamily[]): string {
  const neighbors = peers.map(
    (peer) => `
[[neighbors]]
[neighbors.config]
neighbor-address = "${peer.address}"
peer-as = ${peer.as}
[neighbors.transport.config]
local-address = "${address}"
passive-mode = true
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
${families.map(([, name]) => `[[neighbors.afi-safis]]\n[neighbors.afi-safis.config]\nafi-safi-name = "${name}"`).join('\n')}
`,
  );
  return `[global.config]\nas = ${as}\nrouter-id = "${address}"\nport = 179\nlocal-address-list = ["${address}"]\n${neighbors.join('')}`;
}
