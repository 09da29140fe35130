import { parseAddress } from '@mesh/bgp-wire';
import type { Identity } from '../identity.js';
import type { Settings } from '../settings/settings.js';

/** What fits into an Ethernet frame once tinc has put it into UDP. */
const MTU = 1400;

/**
 * The script that tincd runs once it has its interface.
 *
 * - In switch mode the interface is an Ethernet one, and gets a MAC address that is the node's own. tincd would draw another
 *   at each start, and the others would go on sending to the old one until they notice (RFC 4861 §7.3.3: some seconds).
 * - IPv6 addresses are made of the number of the node, so nobody else has them, and they are used at once instead of asking
 *   around first (RFC 4862 §5.4).
 */
export function renderTincUp({ address, address6 }: Identity, { mesh, tinc }: Pick<Settings, 'mesh' | 'tinc'>): string {
  return [
    '#!/bin/sh',
    ...(tinc.mode === 'switch' ? [`ip link set "$INTERFACE" address ${macOf(address)}`] : []),
    `ip link set "$INTERFACE" up mtu ${MTU}`,
    `ip addr add ${address}/${lengthOf(mesh.prefix)} dev "$INTERFACE"`,
    `ip -6 addr add ${address6}/${lengthOf(mesh.prefix6)} dev "$INTERFACE" nodad`,
    '',
  ].join('\n');
}

/** The script that it runs before it gives the interface up. */
export function renderTincDown(): string {
  return `#!/bin/sh
ip link set "$INTERFACE" down
`;
}

/** Locally administered (IEEE 802 §8.4), and then the four octets of the address. */
function macOf(address: string): string {
  return [2, 0, ...parseAddress(address)!].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function lengthOf(prefix: string): string {
  return prefix.slice(prefix.indexOf('/') + 1);
}
