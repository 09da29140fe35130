import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Family } from '@mesh/bgp-wire';
import { DaemonProcess } from '@mesh-examples/lib/daemon';
import type { Lack, OwnRoute, Router, RouterKind, RouterSettings } from './router.js';

/** Families of ExaBGP 4.2, by the names of its configuration and its JSON. */
const FAMILIES: readonly (readonly [Family, string])[] = [
  [Family.IPV4_MULTICAST, 'ipv4 multicast'],
  [Family.IPV4_LABELLED_UNICAST, 'ipv4 nlri-mpls'],
  [Family.IPV6_LABELLED_UNICAST, 'ipv6 nlri-mpls'],
  [Family.IPV4_VPN, 'ipv4 mpls-vpn'],
  [Family.IPV6_VPN, 'ipv6 mpls-vpn'],
  [Family.IPV4_FLOW, 'ipv4 flow'],
  [Family.IPV6_FLOW, 'ipv6 flow'],
  [Family.IPV4_FLOW_VPN, 'ipv4 flow-vpn'],
  [Family.IPV6_FLOW_VPN, 'ipv6 flow-vpn'],
  [Family.L2VPN_VPLS, 'l2vpn vpls'],
  [Family.L2VPN_EVPN, 'l2vpn evpn'],
  [Family.BGP_LS, 'bgp-ls bgp-ls'],
];

/** What it does not speak. */
export const exabgpLacks: readonly Lack[] = [
  {
    families: [
      Family.IPV4_VPN_MULTICAST,
      Family.IPV6_VPN_MULTICAST,
      Family.IPV4_MCAST_VPN,
      Family.IPV6_MCAST_VPN,
      Family.L2_FLOW,
      Family.L2VPN_FLOW_VPN,
      Family.IPV4_SR_POLICY,
      Family.IPV6_SR_POLICY,
      Family.IPV4_MUP,
      Family.IPV6_MUP,
      Family.IPV4_ENCAP,
      Family.IPV6_ENCAP,
    ],
    reason: 'ExaBGP 4.2 has no such family; MCAST-VPN and MUP came with 5.0',
  },
  {
    families: [Family.IPV6_MULTICAST],
    reason: 'ExaBGP 4.2 answers its first UPDATE with "unsupported ipv6 multicast"',
  },
  { families: [Family.ROUTE_TARGET], reason: 'ExaBGP 4.2 drops the connection over the first membership' },
  { families: [Family.BGP_LS_VPN], reason: 'ExaBGP 4.2 drops the connection over the first route' },
];

export const exabgpFamilies: ReadonlyMap<Family, string> = new Map(FAMILIES);

/** Routes, by their text, that it does not take, with the reason. */
export const exabgpRefuses: RouterKind['refuses'] = [
  { route: / (selective-multicast|membership-report-sync|leave-sync) /, reason: 'ExaBGP 4.2 knows EVPN types 1 to 5' },
  {
    route: /^6465 .* address /,
    reason: 'ExaBGP 4.2 knows the VPLS of RFC 4761 only, and ends the session over another',
  },
];

const own = (family: Family, text: string, command: string): OwnRoute => ({
  family,
  text: `${family} ${text}`,
  command: [command],
});

/** Commands, and the routes that they make. */
export const exabgpRoutes: readonly OwnRoute[] = [
  own(
    Family.IPV4_VPN,
    'rd 65000:1 10.80.0.0/24 label 1000',
    'announce route 10.80.0.0/24 next-hop 10.99.0.2 rd 65000:1 label 1000 extended-community [ target:65000:1 ]',
  ),
  own(
    Family.IPV4_LABELLED_UNICAST,
    '10.81.0.0/24 label 1001',
    'announce route 10.81.0.0/24 next-hop 10.99.0.2 label 1001',
  ),
  own(
    Family.IPV4_FLOW,
    'ipv4-flow destination 10.80.0.0/24 protocol =6 destination-port =80 >8000&<9000',
    'announce flow route { match { destination 10.80.0.0/24; protocol tcp; destination-port [ =80 >8000&<9000 ]; } then { discard; } }',
  ),
  own(
    Family.IPV4_FLOW_VPN,
    'ipv4-flow-vpn rd 65000:7 destination 10.82.0.0/24 protocol =17',
    'announce flow route { rd 65000:7; match { destination 10.82.0.0/24; protocol udp; } then { discard; } }',
  ),
  own(
    Family.L2VPN_VPLS,
    'rd 65000:1 endpoint 5 base 10702 offset 1 size 8',
    'announce vpls rd 65000:1 endpoint 5 base 10702 offset 1 size 8 next-hop 10.99.0.2',
  ),
];

/** ExaBGP keeps no table and passes nothing on: what it heard is what it printed. */
export async function startExabgp(settings: RouterSettings): Promise<Router> {
  const daemon = new DaemonProcess('exabgp-families');
  const socketPath = daemon.path('api.sock');
  const heard: string[] = [];
  let api: Socket | undefined;
  const server = createServer((socket) => {
    api = socket;
    createInterface({ input: socket }).on('line', (line) => heard.push(line));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  daemon.write('exabgp.conf', configuration(settings, socketPath));
  await daemon.launch({
    program: '/usr/sbin/exabgp',
    args: [daemon.path('exabgp.conf')],
    environment: {
      'exabgp.daemon.user': 'root',
      'exabgp.daemon.daemonize': 'false',
      'exabgp.api.cli': 'false',
      'exabgp.api.ack': 'false',
      'exabgp.tcp.bind': settings.address,
      'exabgp.tcp.port': '179',
    },
    ready: () => api !== undefined,
  });
  return {
    table: async (family) => heard.filter((line) => line.includes(`"${exabgpFamilies.get(family)}"`)).join('\n'),
    originate: async ({ command }) => api?.write(`${command.join(' ')}\n`),
    log: () => daemon.log(),
    async stop() {
      await daemon.stop();
      api?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration({ address, as, peers }: RouterSettings, socketPath: string): string {
  const program = path.join(import.meta.dirname, '../exabgp-process.mjs');
  const neighbors = peers.map(
    (peer) => `neighbor ${peer.address} {
  router-id ${address}; local-address ${address}; local-as ${as}; peer-as ${peer.as}; hold-time 90; passive true;
  family { ${FAMILIES.map(([, name]) => `${name};`).join(' ')} }
  api { processes [ suite ]; receive { parsed; update; } }
}`,
  );
  return `process suite { run ${process.execPath} ${program} ${socketPath}; encoder json; }\n${neighbors.join('\n')}\n`;
}
