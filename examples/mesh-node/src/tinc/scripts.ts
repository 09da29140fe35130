import type { Identity } from '../identity.js';
import type { Settings } from '../settings/settings.js';

/** What fits into an Ethernet frame once tinc has put it into UDP. */
const MTU = 1400;

/**
 * The script that tincd runs once it has its interface. IPv6 addresses are made of the number of the node, so nobody else has
 * them, and they are used at once instead of asking around first (RFC 4862 §5.4).
 */
export function renderTincUp({ address, address6 }: Identity, { mesh }: Pick<Settings, 'mesh'>): string {
  return `#!/bin/sh
ip link set "$INTERFACE" up mtu ${MTU}
ip addr add ${address}/${lengthOf(mesh.prefix)} dev "$INTERFACE"
ip -6 addr add ${address6}/${lengthOf(mesh.prefix6)} dev "$INTERFACE" nodad
`;
}

/** The script that it runs before it gives the interface up. */
export function renderTincDown(): string {
  return `#!/bin/sh
ip link set "$INTERFACE" down
`;
}

function lengthOf(prefix: string): string {
  return prefix.slice(prefix.indexOf('/') + 1);
}
