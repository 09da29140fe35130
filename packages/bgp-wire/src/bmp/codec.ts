import { readU32 } from '../bytes/reader.js';
import { ByteWriter, writeU32 } from '../bytes/writer.js';
import { BMP_HEADER_LENGTH, BMP_VERSION, BmpType } from './codes.js';
import { type BmpFault, bmpFault, isBmpFault } from './fault.js';
import type { BmpMessage } from './message.js';
import { decodePeerDown, encodePeerDown } from './peer-down.js';
import { decodePeerHeader, encodePeerHeader, PEER_HEADER_LENGTH, type PeerHeader } from './peer-header.js';
import { decodePeerUp, encodePeerUp } from './peer-up.js';
import { decodeRouteMonitoring, encodeRouteMonitoring } from './route-monitoring.js';
import { decodeStatistics, encodeStatistics } from './statistics.js';
import { decodeTlvs, encodeTlvs, INFORMATION_TLVS, MIRRORING_TLVS, TERMINATION_TLVS } from './tlv.js';

/** A message, or why the octets are none. */
export type BmpResult =
  | { readonly ok: true; readonly message: BmpMessage }
  | { readonly ok: false; readonly fault: BmpFault };

type Named<T extends BmpMessage['type']> = Extract<BmpMessage, { type: T }>;
type PeerMessage = Extract<BmpMessage, { peer: PeerHeader }>;

/** A message type whose body begins with a per-peer header, and one whose body does not. */
type Row =
  | {
      readonly name: PeerMessage['type'];
      decodePeer(bytes: Uint8Array, start: number, end: number, peer: PeerHeader): PeerMessage | BmpFault;
    }
  | {
      readonly name: Exclude<BmpMessage, PeerMessage>['type'];
      decode(bytes: Uint8Array, start: number, end: number): BmpMessage | BmpFault;
    };

/** The message types by their code (RFC 7854 §4.1). */
const ROWS: Readonly<Record<number, Row>> = {
  [BmpType.ROUTE_MONITORING]: {
    name: 'ROUTE-MONITORING',
    decodePeer: decodeRouteMonitoring,
  },
  [BmpType.STATISTICS_REPORT]: {
    name: 'STATISTICS-REPORT',
    decodePeer: (bytes, start, end, peer) => {
      if (start + 4 > end) return bmpFault(start, 'the message ends before the count', 'RFC 7854 §4.8');
      const statistics = decodeStatistics(bytes, start + 4, end, readU32(bytes, start));
      return isBmpFault(statistics) ? statistics : { type: 'STATISTICS-REPORT', peer, statistics };
    },
  },
  [BmpType.PEER_DOWN]: { name: 'PEER-DOWN', decodePeer: decodePeerDown },
  [BmpType.PEER_UP]: { name: 'PEER-UP', decodePeer: decodePeerUp },
  [BmpType.INITIATION]: {
    name: 'INITIATION',
    decode: (bytes, start, end) => {
      const information = decodeTlvs(bytes, start, end, INFORMATION_TLVS);
      return isBmpFault(information) ? information : { type: 'INITIATION', information };
    },
  },
  [BmpType.TERMINATION]: {
    name: 'TERMINATION',
    decode: (bytes, start, end) => {
      const information = decodeTlvs(bytes, start, end, TERMINATION_TLVS);
      return isBmpFault(information) ? information : { type: 'TERMINATION', information };
    },
  },
  [BmpType.ROUTE_MIRRORING]: {
    name: 'ROUTE-MIRRORING',
    decodePeer: (bytes, start, end, peer) => {
      const tlvs = decodeTlvs(bytes, start, end, MIRRORING_TLVS);
      return isBmpFault(tlvs) ? tlvs : { type: 'ROUTE-MIRRORING', peer, tlvs };
    },
  },
};

const CODES = Object.fromEntries(Object.entries(ROWS).map(([code, row]) => [row.name, Number(code)])) as Readonly<
  Record<BmpMessage['type'], number>
>;

const ENCODERS: { readonly [T in BmpMessage['type']]: (message: Named<T>, writer: ByteWriter) => void } = {
  'ROUTE-MONITORING': encodeRouteMonitoring,
  'STATISTICS-REPORT': ({ statistics }, writer) => {
    writer.u32(statistics.length);
    encodeStatistics(statistics, writer);
  },
  'PEER-DOWN': encodePeerDown,
  'PEER-UP': encodePeerUp,
  INITIATION: ({ information }, writer) => encodeTlvs(information, writer),
  TERMINATION: ({ information }, writer) => encodeTlvs(information, writer),
  'ROUTE-MIRRORING': ({ tlvs }, writer) => encodeTlvs(tlvs, writer),
};

/** The fault of a common header at `start`, of which `BMP_HEADER_LENGTH` octets are there; its length is at most `maxLength`. */
export function checkBmpHeader(bytes: Uint8Array, start: number, maxLength: number): BmpFault | undefined {
  const [version, length, type] = [bytes[start]!, readU32(bytes, start + 1), bytes[start + 5]!];
  if (version !== BMP_VERSION) return bmpFault(0, `the version is ${BMP_VERSION}, got ${version}`, 'RFC 7854 §4.1');
  const row = ROWS[type];
  const least = BMP_HEADER_LENGTH + (row && 'decodePeer' in row ? PEER_HEADER_LENGTH : 0);
  if (length >= least && length <= maxLength) return undefined;
  return bmpFault(1, `a message of type ${type} has ${least} to ${maxLength} octets, got ${length}`, 'RFC 7854 §4.1');
}

/**
 * Decodes one whole message with its common header. BGP messages in it are borrowed frames: `decodeMessage` reads them,
 * with the context of `PeerContexts`. Never throws.
 *
 * ```text
 * +-------------+------------+----------+------+
 * | version (1) | length (4) | type (1) | body |   the length counts the whole message
 * +-------------+------------+----------+------+
 * ```
 */
export function decodeBmp(bytes: Uint8Array): BmpResult {
  const result = decode(bytes);
  return isBmpFault(result) ? { ok: false, fault: result } : { ok: true, message: result };
}

function decode(bytes: Uint8Array): BmpMessage | BmpFault {
  if (bytes.length < BMP_HEADER_LENGTH) {
    return bmpFault(0, `a message has at least ${BMP_HEADER_LENGTH} octets, got ${bytes.length}`, 'RFC 7854 §4.1');
  }
  const fault = checkBmpHeader(bytes, 0, bytes.length);
  if (fault) return fault;
  const length = readU32(bytes, 1);
  if (length !== bytes.length) {
    return bmpFault(1, `the header says ${length} octets, but there are ${bytes.length}`, 'RFC 7854 §4.1');
  }
  const row = ROWS[bytes[5]!];
  if (!row) return bmpFault(5, `the message type is 0 to 6, got ${bytes[5]}`, 'RFC 7854 §4.1');
  if ('decode' in row) return row.decode(bytes, BMP_HEADER_LENGTH, length);
  const peer = decodePeerHeader(bytes, BMP_HEADER_LENGTH);
  return row.decodePeer(bytes, BMP_HEADER_LENGTH + PEER_HEADER_LENGTH, length, peer);
}

/** The octets of one message with its common header. Throws `RangeError` for a value that has no encoding or no room. */
export function encodeBmp(message: BmpMessage): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(BMP_VERSION);
  writer.u32(0);
  writer.u8(CODES[message.type]);
  if ('peer' in message) encodePeerHeader(message.peer, writer);
  const encode = ENCODERS[message.type] as (message: BmpMessage, writer: ByteWriter) => void;
  encode(message, writer);
  const octets = writer.take();
  writeU32(octets, 1, octets.length);
  return octets;
}
