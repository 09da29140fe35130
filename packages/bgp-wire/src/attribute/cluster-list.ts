import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { readU32 } from '../bytes/reader.js';
import { discardFor, discardFromExternal, UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_NON_TRANSITIVE } from './row.js';

/**
 * CLUSTER_LIST, RFC 4456 §8: the reflection path as cluster identifiers (dotted quads), last reflector first. From
 * an external peer it is discarded (RFC 7606 §7.10).
 *
 * ```text
 * +----------------+
 * | cluster id (4) | …
 * +----------------+
 * ```
 */
export const CLUSTER_LIST: AttributeRow<readonly string[]> = {
  code: 10,
  name: 'CLUSTER_LIST',
  flags: OPTIONAL_NON_TRANSITIVE,
  flagsOutcome: discardFromExternal,
  check(_bytes, start, end, context) {
    if (context.peering === 'external') {
      return discardFor('CLUSTER_LIST from an external peer', 'RFC 7606 §7.10', UpdateSubcode.OPTIONAL_ATTRIBUTE);
    }
    const length = end - start;
    return length > 0 && length % 4 === 0
      ? undefined
      : withdrawFor(
          `CLUSTER_LIST has a length of 4 × n, got ${length}`,
          'RFC 7606 §7.10',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode(bytes, start, end) {
    const list: string[] = [];
    for (let offset = start; offset < end; offset += 4) list.push(formatIPv4(readU32(bytes, offset)));
    return list;
  },
  encode(value, writer) {
    for (const text of value) {
      const id = parseIPv4(text);
      if (id === undefined) throw new RangeError(`a cluster id is written as an IPv4 address, got ${text}`);
      writer.u32(id);
    }
  },
  format: (value) => value.join(' '),
  dissect(cursor) {
    while (cursor.remaining > 0) cursor.number('cluster', 4, formatIPv4);
  },
};
