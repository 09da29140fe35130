import { mkdirSync } from 'node:fs';
import { Family } from '@mesh/bgp-wire';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import type { RouterKind, RouterSettings } from './router.js';

/** Family, its name in the configuration, and in `show bgp`. */
const FAMILIES: readonly (readonly [Family, string, string])[] = [
  [Family.IPV4_MULTICAST, 'ipv4 multicast', 'ipv4 multicast'],
  [Family.IPV6_MULTICAST, 'ipv6 multicast', 'ipv6 multicast'],
  [Family.IPV4_LABELLED_UNICAST, 'ipv4 labeled-unicast', 'ipv4 labeled-unicast'],
  [Family.IPV6_LABELLED_UNICAST, 'ipv6 labeled-unicast', 'ipv6 labeled-unicast'],
  [Family.IPV4_VPN, 'ipv4 vpn', 'ipv4 vpn'],
  [Family.IPV6_VPN, 'ipv6 vpn', 'ipv6 vpn'],
  [Family.IPV4_FLOW, 'ipv4 flowspec', 'ipv4 flowspec'],
  [Family.IPV6_FLOW, 'ipv6 flowspec', 'ipv6 flowspec'],
  [Family.L2VPN_EVPN, 'l2vpn evpn', 'l2vpn evpn'],
];

export const frr: RouterKind = {
  name: 'frr',
  families: new Map(FAMILIES.map(([family, , name]) => [family, name])),
  lacks: [
    {
      families: [
        Family.IPV4_VPN_MULTICAST,
        Family.IPV6_VPN_MULTICAST,
        Family.IPV4_MCAST_VPN,
        Family.IPV6_MCAST_VPN,
        Family.ROUTE_TARGET,
        Family.L2VPN_VPLS,
        Family.IPV4_FLOW_VPN,
        Family.IPV6_FLOW_VPN,
        Family.L2_FLOW,
        Family.L2VPN_FLOW_VPN,
        Family.IPV4_SR_POLICY,
        Family.IPV6_SR_POLICY,
        Family.IPV4_MUP,
        Family.IPV6_MUP,
        Family.IPV4_ENCAP,
        Family.IPV6_ENCAP,
        Family.BGP_LS,
        Family.BGP_LS_VPN,
      ],
      reason: 'FRR 8.4 has no such address family',
    },
  ],
  refuses: [
    { route: / label \d+\/\d+$/, reason: 'FRR keeps the last label of a stack only' },
    { route: / (selective-multicast|membership-report-sync|leave-sync) /, reason: 'FRR 8.4 knows EVPN types 1 to 5' },
    { route: / ethernet-ad /, reason: 'FRR writes label 0 into auto-discovery routes' },
    { route: / ip-prefix .* gateway 192/, reason: 'FRR writes gateway 0.0.0.0 into IP prefix routes' },
    { route: / ip-prefix .* esi 00:11/, reason: 'FRR writes ESI 0 into IP prefix routes' },
  ],
  hides: new Map(),
  originates: [],
  async start(settings) {
    const daemon = new DaemonProcess('frr-families');
    const vty = daemon.path('vty');
    mkdirSync(vty);
    daemon.write('frr.conf', configuration(settings));
    const shell = (...commands: readonly string[]) =>
      run('/usr/bin/vtysh', ['--vty_socket', vty, ...commands.flatMap((command) => ['-c', command])]);
    await daemon.launch({
      program: '/usr/lib/frr/bgpd',
      args: [
        ...['-f', daemon.path('frr.conf'), '-i', daemon.path('bgpd.pid'), '--vty_socket', vty, '-P', '0'],
        ...['-l', settings.address, '-p', '179', '-S', '-n', '-Z', '--log', 'stdout', '--log-level', 'debugging'],
      ],
      ready: () => shell('show bgp summary json'),
    });
    return {
      table: (family) => shell(`show bgp ${frr.families.get(family)}`),
      originate: () => Promise.reject(new Error('it has no routes of its own here')),
      log: () => daemon.log(),
      stop: () => daemon.stop(),
    };
  },
};

/** Route targets are not looked at: FRR would drop the routes of VPNs it is no member of. */
function configuration({ address, as, peers }: RouterSettings): string {
  const each = (line: (peer: RouterSettings['peers'][number]) => readonly string[]) => peers.flatMap(line);
  return [
    'debug bgp updates',
    `router bgp ${as}`,
    ` bgp router-id ${address}`,
    ' no bgp ebgp-requires-policy',
    ' no bgp default ipv4-unicast',
    ...each((peer) => [
      ` neighbor ${peer.address} remote-as ${peer.as}`,
      ` neighbor ${peer.address} update-source ${address}`,
      ` neighbor ${peer.address} ebgp-multihop 2`,
      ` neighbor ${peer.address} disable-connected-check`,
      ` neighbor ${peer.address} advertisement-interval 0`,
      ` neighbor ${peer.address} passive`,
    ]),
    ...FAMILIES.flatMap(([family, name]) => [
      ` address-family ${name}`,
      ...each((peer) => [
        `  neighbor ${peer.address} activate`,
        ...(UNCHANGED.has(family) ? [`  neighbor ${peer.address} attribute-unchanged next-hop`] : []),
      ]),
      ' exit-address-family',
    ]),
    '',
  ].join('\n');
}

/** It keeps the labels of a route whose next hop it keeps. */
const UNCHANGED: ReadonlySet<Family> = new Set([
  Family.IPV4_LABELLED_UNICAST,
  Family.IPV6_LABELLED_UNICAST,
  Family.IPV4_VPN,
  Family.IPV6_VPN,
  Family.L2VPN_EVPN,
]);
