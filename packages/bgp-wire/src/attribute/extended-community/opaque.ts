import { readU16, readU32 } from '../../bytes/reader.js';
import { formatTunnelType, parseTunnelType } from '../tunnel-encap/tunnel-type.js';
import { type ExtendedCommunityRow, ipv4, named, number, type Part, silent, wordsRow } from './row.js';

/** A tunnel type by name or number. */
const tunnelType: Part = {
  length: 2,
  format: (value, at) => formatTunnelType(readU16(value, at)),
  parse(word, value, at) {
    const type = parseTunnelType(word);
    if (type === undefined) return false;
    value[at] = type >>> 8;
    value[at + 1] = type;
    return true;
  },
};

/** Color: `100`, and before it the bits that say how far a path may stray from it (RFC 9830 §3): `1:100`. */
const COLOR: ExtendedCommunityRow = {
  type: 0x030b,
  name: 'color',
  format: (value) => `${value[0] === 0 ? '' : `${value[0]! >>> 6}:`}${readU32(value, 2)}`,
  parse(text) {
    const [color, bits] = text.split(':').reverse();
    const value = wordsRow(0, '', number(2), number(4)).parse(`0:${color}`);
    if (!value || text.split(':').length > 2 || !/^[0-3]$/.test(bits ?? '0')) return undefined;
    value[0] = Number(bits ?? 0) << 6;
    return value;
  },
};

/** Communities of the opaque type (RFC 4360 §3.3), and one that is much alike. */
export const OPAQUE: readonly ExtendedCommunityRow[] = [
  wordsRow(0x0306, 'ospf-route-type', ipv4, number(1), number(1)), // RFC 4577 §4.2.6: area, type, options
  COLOR, // RFC 9012 §4.3
  wordsRow(0x030c, 'encapsulation', silent(4), tunnelType), // RFC 9012 §4.1
  wordsRow(0x030d, 'default-gateway', silent(6)), // RFC 7432 §7.8
  wordsRow(0x4300, 'origin-validation', silent(5), named(1, { valid: 0, 'not-found': 1, invalid: 2 })), // RFC 8097 §2
  wordsRow(0x800a, 'l2info', number(1), number(1), number(2), number(2)), // RFC 4761 §3.2.4: encapsulation, flags, MTU, preference
];
