import { Family } from '@mesh/bgp-wire';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import type { RouterKind, RouterSettings } from './router.js';

/** Family, its channel, and the table behind it. */
const CHANNELS: readonly (readonly [Family, string, string])[] = [
  [Family.IPV4_MULTICAST, 'ipv4 multicast', 'm4'],
  [Family.IPV6_MULTICAST, 'ipv6 multicast', 'm6'],
  [Family.IPV4_LABELLED_UNICAST, 'ipv4 mpls', 'l4'],
  [Family.IPV6_LABELLED_UNICAST, 'ipv6 mpls', 'l6'],
  [Family.IPV4_VPN, 'vpn4 mpls', 'v4'],
  [Family.IPV6_VPN, 'vpn6 mpls', 'v6'],
  [Family.IPV4_FLOW, 'flow4', 'f4'],
  [Family.IPV6_FLOW, 'flow6', 'f6'],
];
const KINDS: Readonly<Record<string, string>> = { m: 'ipv', l: 'ipv', v: 'vpn', f: 'flow' };

export const bird: RouterKind = {
  name: 'bird',
  families: new Map(CHANNELS.map(([family, , table]) => [family, table])),
  lacks: [
    {
      families: [
        Family.IPV4_VPN_MULTICAST,
        Family.IPV6_VPN_MULTICAST,
        Family.IPV4_MCAST_VPN,
        Family.IPV6_MCAST_VPN,
        Family.ROUTE_TARGET,
        Family.L2VPN_VPLS,
        Family.L2VPN_EVPN,
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
      reason: 'BIRD 2.0 has no such channel',
    },
  ],
  refuses: [],
  hides: new Map(),
  originates: [],
  async start(settings) {
    const daemon = new DaemonProcess('bird-families');
    const socket = daemon.path('bird.ctl');
    const control = (...args: readonly string[]) => run('/usr/sbin/birdc', ['-s', socket, ...args]);
    daemon.write('bird.conf', configuration(settings));
    await daemon.launch({
      program: '/usr/sbin/bird',
      args: ['-f', '-c', daemon.path('bird.conf'), '-s', socket],
      ready: () => control('show', 'status'),
    });
    return {
      table: (family) => control('show', 'route', 'table', bird.families.get(family)!, 'all'),
      originate: () => Promise.reject(new Error('its routes stand in its configuration')),
      log: () => daemon.log(),
      stop: () => daemon.stop(),
    };
  },
};

function configuration({ address, as, peers }: RouterSettings): string {
  const tables = CHANNELS.map(([, , table]) => `${KINDS[table[0]!]}${table[1]} table ${table};`);
  // Kept next hops keep their labels; without a route of its own to them it would take none.
  const channels = CHANNELS.map(([, channel, table]) => {
    const hops = table.startsWith('f') ? '' : 'gateway recursive; next hop keep;';
    return `  ${channel} { table ${table}; import all; export all; ${hops} };`;
  });
  const protocols = peers.map(
    (peer, i) => `protocol bgp peer${i} {
  local ${address} port 179 as ${as};
  neighbor ${peer.address} port 179 as ${peer.as};
  strict bind; multihop 2; passive on;
${channels.join('\n')}
}`,
  );
  return `log stderr all;
router id ${address};
${tables.join('\n')}
protocol device { }
protocol static { ipv4; route 0.0.0.0/0 via "lo"; }
protocol static { ipv6; route ::/0 via "lo"; }
${protocols.join('\n')}
`;
}
