import { unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { fixed, type ValueForm } from './form.js';

/** A label stack entry; what is zero is left out. */
export interface LabelEntry {
  readonly label: number;
  readonly trafficClass?: number;
  readonly isBottom?: true;
  readonly ttl?: number;
}

/**
 * A label stack entry, RFC 3032 §2.1.
 *
 * ```text
 * +------------+-------------------+---+---------+
 * | label (20) | traffic class (3) | S | TTL (8) |   bits
 * +------------+-------------------+---+---------+
 * ```
 */
export const labelEntry: ValueForm<LabelEntry> = fixed(
  4,
  (bytes, at) => {
    const word = readU32(bytes, at);
    const trafficClass = (word >>> 9) & 7;
    const ttl = word & 0xff;
    return {
      label: word >>> 12,
      ...(trafficClass === 0 ? {} : { trafficClass }),
      ...((word & 0x100) === 0 ? {} : { isBottom: true }),
      ...(ttl === 0 ? {} : { ttl }),
    };
  },
  ({ label, trafficClass = 0, isBottom, ttl = 0 }, writer, name) => {
    const low = (unsigned(`the traffic class of ${name}`, trafficClass, 7) << 1) | (isBottom ? 1 : 0);
    writer.u24((unsigned(name, label, 0xfffff) << 4) | low);
    writer.u8(unsigned(`the TTL of ${name}`, ttl, 0xff));
  },
);
