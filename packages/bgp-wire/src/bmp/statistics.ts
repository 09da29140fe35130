import type { Family } from '../brand.js';
import { MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { afiOf, familyOf, safiOf } from '../family.js';
import { type BmpFault, bmpFault } from './fault.js';
import { readU64, writeU64 } from './peer-header.js';

/**
 * One figure of a Statistics Report (RFC 7854 §4.8).
 *
 * ```text
 * +----------+------------+-------------------+
 * | type (2) | length (2) | counter (4)       |
 * +----------+------------+-------------------+
 * | type (2) | length (2) | gauge (8)         |
 * +----------+------------+---------+---------+-+-----------+
 * | type (2) | length (2) | AFI (2) | SAFI (1)  | gauge (8) |
 * +----------+------------+---------+-----------+-----------+
 * ```
 */
export interface BmpStatistic {
  readonly type: number;
  /** For figures of one family. */
  readonly family?: Family;
  /**
   * Counters of 32 and gauges of 64 bits alike. Octets where the type is not known or the value does not fit it, and
   * they are written as they are.
   */
  readonly value: bigint | Uint8Array;
}

type StatisticForm = 'counter' | 'gauge' | 'family gauge';

/** What the statistics types count, and how they stand in the message. */
const ROWS: ReadonlyMap<number, readonly [form: StatisticForm, name: string]> = new Map([
  // RFC 7854 §4.8
  [0, ['counter', 'prefixes rejected by inbound policy']],
  [1, ['counter', 'duplicate prefix advertisements']],
  [2, ['counter', 'duplicate withdraws']],
  [3, ['counter', 'updates invalidated by a CLUSTER_LIST loop']],
  [4, ['counter', 'updates invalidated by an AS_PATH loop']],
  [5, ['counter', 'updates invalidated by ORIGINATOR_ID']],
  [6, ['counter', 'updates invalidated by a confederation loop']],
  [7, ['gauge', 'routes in Adj-RIBs-In']],
  [8, ['gauge', 'routes in Loc-RIB']],
  [9, ['family gauge', 'routes in Adj-RIB-In']],
  [10, ['family gauge', 'routes in Loc-RIB']],
  [11, ['counter', 'updates treated as withdraw']],
  [12, ['counter', 'prefixes treated as withdraw']],
  [13, ['counter', 'duplicate updates']],
  // RFC 8671 §6.2
  [14, ['gauge', 'routes in pre-policy Adj-RIBs-Out']],
  [15, ['gauge', 'routes in post-policy Adj-RIBs-Out']],
  [16, ['family gauge', 'routes in pre-policy Adj-RIB-Out']],
  [17, ['family gauge', 'routes in post-policy Adj-RIB-Out']],
  // RFC 9972 §3
  [18, ['gauge', 'routes in pre-policy Adj-RIBs-In']],
  [19, ['family gauge', 'routes in pre-policy Adj-RIB-In']],
  [20, ['gauge', 'routes in post-policy Adj-RIBs-In']],
  [21, ['family gauge', 'routes in post-policy Adj-RIB-In']],
  [22, ['family gauge', 'pre-policy Adj-RIB-In routes rejected by inbound policy']],
  [23, ['family gauge', 'post-policy Adj-RIB-In routes accepted by inbound policy']],
  [26, ['family gauge', 'routes suppressed by damping']],
  [27, ['family gauge', 'routes stale by graceful restart']],
  [28, ['family gauge', 'routes stale by long-lived graceful restart']],
  [29, ['gauge', 'routes left before the received-route threshold']],
  [30, ['family gauge', 'routes left before the received-route threshold']],
  [31, ['gauge', 'routes left before the licensed threshold']],
  [32, ['family gauge', 'routes left before the licensed threshold']],
  [33, ['gauge', 'pre-policy Adj-RIBs-In routes rejected for AS_PATH length']],
  [34, ['family gauge', 'pre-policy Adj-RIB-In routes rejected for AS_PATH length']],
  [35, ['family gauge', 'post-policy Adj-RIB-In routes of invalid origin']],
  [36, ['family gauge', 'post-policy Adj-RIB-In routes of valid origin']],
  [37, ['family gauge', 'post-policy Adj-RIB-In routes of unknown origin']],
  [38, ['family gauge', 'pre-policy Adj-RIB-Out routes rejected by outbound policy']],
  [39, ['gauge', 'pre-policy Adj-RIBs-Out routes filtered for AS_PATH length']],
  [40, ['family gauge', 'pre-policy Adj-RIB-Out routes filtered for AS_PATH length']],
  [41, ['family gauge', 'post-policy Adj-RIB-Out routes of invalid origin']],
  [42, ['family gauge', 'post-policy Adj-RIB-Out routes of valid origin']],
  [43, ['family gauge', 'post-policy Adj-RIB-Out routes of unknown origin']],
]);

const LENGTHS: Readonly<Record<StatisticForm, number>> = { counter: 4, gauge: 8, 'family gauge': 11 };

/** What a statistics type counts: `routes in Loc-RIB`; undefined for a type that is not registered. */
export function statisticName(type: number): string | undefined {
  return ROWS.get(type)?.[1];
}

/** Reads `count` figures from `bytes[start, end)`, which they fill. */
export function decodeStatistics(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): readonly BmpStatistic[] | BmpFault {
  const statistics: BmpStatistic[] = [];
  let offset = start;
  while (offset < end && statistics.length < count) {
    const valueEnd = offset + 4 > end ? end + 1 : offset + 4 + readU16(bytes, offset + 2);
    if (valueEnd > end) return bmpFault(offset, 'the message ends inside a statistic', 'RFC 7854 §4.8');
    statistics.push(decodeStatistic(readU16(bytes, offset), bytes, offset + 4, valueEnd));
    offset = valueEnd;
  }
  if (offset === end && statistics.length === count) return statistics;
  const reason = `a report of ${count} statistics has ${statistics.length}, and ${end - offset} octets after them`;
  return bmpFault(start - 4, reason, 'RFC 7854 §4.8');
}

function decodeStatistic(type: number, bytes: Uint8Array, start: number, end: number): BmpStatistic {
  const form = ROWS.get(type)?.[0];
  if (form === undefined || LENGTHS[form] !== end - start) return { type, value: bytes.subarray(start, end) };
  if (form === 'counter') return { type, value: BigInt(readU32(bytes, start)) };
  if (form === 'gauge') return { type, value: readU64(bytes, start) };
  const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
  return { type, family, value: readU64(bytes, start + 3) };
}

/** Writes the figures without their count. Throws `RangeError` for a value that has no encoding. */
export function encodeStatistics(statistics: readonly BmpStatistic[], writer: ByteWriter): void {
  for (const statistic of statistics) {
    writer.u16(unsigned('a statistics type', statistic.type, MAX_U16));
    const length = writer.reserve16();
    if (statistic.value instanceof Uint8Array) writer.bytes(statistic.value);
    else encodeValue(statistic, statistic.value, writer);
    writer.patch16(length);
  }
}

function encodeValue({ type, family }: BmpStatistic, value: bigint, writer: ByteWriter): void {
  const form = ROWS.get(type)?.[0];
  if (form === undefined) throw new RangeError(`statistics type ${type} is not registered: give its value as octets`);
  if ((family !== undefined) !== (form === 'family gauge')) {
    throw new RangeError(`statistics type ${type} is a ${form}: it has ${family === undefined ? 'a' : 'no'} family`);
  }
  if (form === 'counter') {
    writer.u32(unsigned('a counter', Number(value), MAX_U32));
    return;
  }
  if (family !== undefined) {
    writer.u16(afiOf(family));
    writer.u8(safiOf(family));
  }
  writeU64('a gauge', value, writer);
}
