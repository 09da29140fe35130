import { readU16, readU32 } from '../../bytes/reader.js';
import { writeU32 } from '../../bytes/writer.js';
import {
  type ExtendedCommunityRow,
  formatFloat,
  ipv4,
  named,
  number,
  parseFloat32,
  parseNumber,
  silent,
  VALUE_LENGTH,
  wordsRow,
} from './row.js';

/** A rate, with its unit where it is not octets a second, and with the AS that asks for it where it says so. */
function rateRow(type: number, unit: 'bytes' | 'packets'): ExtendedCommunityRow {
  return {
    type,
    name: 'rate-limit',
    format(value) {
      const [asn, rate] = [readU16(value, 0), formatFloat(value, 2)];
      if (asn !== 0) return `${asn}:${rate}:${unit}`;
      return unit === 'bytes' ? rate : `${rate}:${unit}`;
    },
    parse(text) {
      const words = text.split(':');
      const said = words.length > 1 ? words.pop() : 'bytes';
      const rate = words.pop()!;
      const asn = parseNumber(words.pop() ?? '0', 0xffff);
      const value = new Uint8Array(VALUE_LENGTH);
      if (said !== unit || asn === undefined || words.length > 0 || !parseFloat32(rate, value, 2)) return undefined;
      value[0] = asn >>> 8;
      value[1] = asn;
      return value;
    },
  };
}

/** The directions of an interface set, in the upper two bits of its last two octets. */
const DIRECTIONS = ['', 'input', 'output', 'input-output'];
const MAX_GROUP = 0x3fff;

/**
 * The interfaces that a rule is for: `input:65000:10` (draft-ietf-idr-flowspec-interfaceset §3).
 *
 * ```text
 * +----------+--------+---------------+------------+
 * | type (2) | AS (4) | direction (2) | group (14) |   the last two in bits
 * +----------+--------+---------------+------------+
 * ```
 */
const INTERFACE_SET: ExtendedCommunityRow = {
  type: 0x0702,
  name: 'interface-set',
  format(value) {
    const last = readU16(value, 4);
    return `${DIRECTIONS[last >>> 14]}:${readU32(value, 0)}:${last & MAX_GROUP}`;
  },
  parse(text) {
    const [word, asnWord = '', groupWord = '', ...more] = text.split(':');
    const direction = DIRECTIONS.indexOf(word!);
    const asn = parseNumber(asnWord, 0xffffffff);
    const group = parseNumber(groupWord, MAX_GROUP);
    if (direction < 1 || asn === undefined || group === undefined || more.length > 0) return undefined;
    const value = new Uint8Array(VALUE_LENGTH);
    writeU32(value, 0, asn);
    value[4] = (direction << 6) | (group >>> 8);
    value[5] = group;
    return value;
  },
};

const ACTIONS = { none: 0, terminal: 1, sample: 2, 'sample-terminal': 3 } as const;

/** What is done with the packets that a flow specification matches. */
export const FLOW_ACTIONS: readonly ExtendedCommunityRow[] = [
  rateRow(0x8006, 'bytes'), // RFC 8955 §7.1
  rateRow(0x800c, 'packets'), // RFC 8955 §7.2
  wordsRow(0x8007, 'action', silent(5), named(1, ACTIONS)), // RFC 8955 §7.3
  wordsRow(0x8009, 'mark', silent(5), number(1)), // RFC 8955 §7.5
  wordsRow(0x0800, 'redirect-to-nexthop', silent(6)), // draft-simpson-idr-flowspec-redirect §3
  wordsRow(0x0800, 'copy-to-nexthop', silent(6, 1)),
  wordsRow(0x010c, 'redirect-to-nexthop-ietf', ipv4, silent(2)), // draft-ietf-idr-flowspec-redirect-ip §3
  wordsRow(0x010c, 'copy-to-nexthop-ietf', ipv4, silent(2, 1)),
  INTERFACE_SET,
];
