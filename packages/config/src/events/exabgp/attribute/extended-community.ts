import { type ExtendedCommunity, formatExtendedCommunity, formatTunnelType, readU32 } from '@mesh/bgp-wire';
import { formatUint64 } from '../../uint64.js';

/** Transitive in bit 0x40 of the first octet, which says that it is not (RFC 4360 §2). */
const NON_TRANSITIVE = 0x40000000;

/** Types that ExaBGP words otherwise than we: what stands behind our name becomes their text. */
const WORDINGS: Readonly<Record<string, (words: string) => string>> = {
  action: (words) => `action ${words}`,
  mark: (words) => `mark ${words}`,
  bandwidth: (words) => {
    const [asn, speed] = words.split(':');
    return `bandwith:${asn}:${Math.round(Number(speed))}`;
  },
  encapsulation: (words) => `encap:${TUNNELS.get(words) ?? words}`,
  'redirect-to-nexthop-ietf': (words) => `redirect-to-nexthop-ietf ${words}`,
  'copy-to-nexthop-ietf': (words) => `copy-to-nexthop-ietf ${words} (with copy)`,
  // They say apart from the text that it goes no further.
  'interface-set': (words) => `interface-set:${words.replace(/^non-transitive:/, '')}`,
};

/** Tunnel types by number and as ExaBGP spells them. */
const TUNNELS: ReadonlyMap<string, string> = new Map(
  (
    [
      [1, 'L2TPv3'],
      [2, 'GRE'],
      [7, 'IP-in-IP'],
      [8, 'VXLAN'],
      [9, 'NVGRE'],
      [10, 'MPLS'],
      [12, 'VXLAN-GPE'],
      [13, 'MPLS-in-UDP'],
    ] as const
  ).map(([type, name]) => [formatTunnelType(type), name]),
);

function textOf(community: ExtendedCommunity): string {
  const text = formatExtendedCommunity(community);
  if (text.startsWith('0x')) return `0x${text.slice(2).toUpperCase()}`;
  const [, name = '', words = ''] = /^([^:]+):?(.*)$/.exec(text) ?? [];
  return WORDINGS[name]?.(words) ?? text;
}

function write(high: number, low: number): string {
  const string = textOf({ high, low });
  const transitive = string.startsWith('interface-set:') ? `,"transitive":${(high & NON_TRANSITIVE) === 0}` : '';
  return `{"value":${formatUint64(high, low)},"string":${JSON.stringify(string)}${transitive}}`;
}

/** Texts of communities that were written lately: the text costs more than all the rest of an UPDATE. */
const written = new Map<number, Map<number, string>>();
let held = 0;
const MAX_HELD = 4096;

/** `{"value":562954248388610,"string":"target:1:2"}` for the eight octets at `at`. The number has all its digits. */
export function writeExtendedCommunity(bytes: Uint8Array, at: number): string {
  const high = readU32(bytes, at);
  const low = readU32(bytes, at + 4);
  const known = written.get(high)?.get(low);
  if (known !== undefined) return known;
  if (held++ >= MAX_HELD) {
    written.clear();
    held = 1;
  }
  const text = write(high, low);
  let lows = written.get(high);
  if (lows === undefined) {
    lows = new Map();
    written.set(high, lows);
  }
  lows.set(low, text);
  return text;
}
