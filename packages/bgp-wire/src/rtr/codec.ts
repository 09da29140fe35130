import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { ByteWriter, writeU32 } from '../bytes/writer.js';
import { ASPA } from './aspa.js';
import { RTR_HEADER_LENGTH, RtrErrorCode, RtrVersion } from './codes.js';
import { ERROR_REPORT } from './error-report.js';
import { isRtrFault, type RtrFault, rtrFault } from './fault.js';
import type { RtrPdu } from './pdu.js';
import { IPV4_PREFIX, IPV6_PREFIX } from './prefix-pdus.js';
import { ROUTER_KEY } from './router-key.js';
import type { PduRow } from './row.js';
import { CACHE_RESET, CACHE_RESPONSE, END_OF_DATA, RESET_QUERY, SERIAL_NOTIFY, SERIAL_QUERY } from './session-pdus.js';

/** A PDU, or why the octets are none. */
export type RtrResult = { readonly ok: true; readonly pdu: RtrPdu } | { readonly ok: false; readonly fault: RtrFault };

/** A row of any PDU type: what it decodes is what it encodes. */
type RowOf<P> = P extends RtrPdu ? PduRow<P> : never;
type AnyRow = RowOf<RtrPdu>;

/** The PDU types. */
const ROWS: readonly AnyRow[] = [
  SERIAL_NOTIFY,
  SERIAL_QUERY,
  RESET_QUERY,
  CACHE_RESPONSE,
  IPV4_PREFIX,
  IPV6_PREFIX,
  END_OF_DATA,
  CACHE_RESET,
  ROUTER_KEY,
  ERROR_REPORT,
  ASPA,
];

const BY_CODE: ReadonlyMap<number, AnyRow> = new Map(ROWS.map((row) => [row.code, row]));
const BY_NAME: ReadonlyMap<RtrPdu['type'], AnyRow> = new Map(ROWS.map((row) => [row.name, row]));

/** The fault of a header at `start`, of which `RTR_HEADER_LENGTH` octets are there; its length is at most `maxLength`. */
export function checkRtrHeader(bytes: Uint8Array, start: number, maxLength: number): RtrFault | undefined {
  const [version, type, length] = [bytes[start]!, bytes[start + 1]!, readU32(bytes, start + 4)];
  if (version > RtrVersion.V2) {
    return rtrFault(0, `the version is 0 to 2, got ${version}`, 'RFC 8210 §7', RtrErrorCode.UNSUPPORTED_VERSION);
  }
  const row = BY_CODE.get(type);
  if (!row || version < row.since) {
    const reason = `version ${version} has no PDU of type ${type}`;
    return rtrFault(1, reason, 'RFC 8210 §5', RtrErrorCode.UNSUPPORTED_PDU_TYPE);
  }
  const { least, fixed } = row.length(version);
  const most = fixed ? least : maxLength;
  if (length >= least && length <= most) return undefined;
  const range = fixed ? `${least}` : `${least} to ${most}`;
  return rtrFault(4, `${row.name} of version ${version} has ${range} octets, got ${length}`, row.rfc);
}

/**
 * Decodes one whole PDU. Octets in it are borrowed. Never throws.
 *
 * ```text
 * +-------------+----------+------------------------------------+------------+------+
 * | version (1) | type (1) | session id, error code or flags (2) | length (4) | body |
 * +-------------+----------+------------------------------------+------------+------+
 * ```
 */
export function decodeRtr(bytes: Uint8Array): RtrResult {
  const result = decode(bytes);
  return isRtrFault(result) ? { ok: false, fault: result } : { ok: true, pdu: result };
}

function decode(bytes: Uint8Array): RtrPdu | RtrFault {
  if (bytes.length < RTR_HEADER_LENGTH) {
    return rtrFault(0, `a PDU has at least ${RTR_HEADER_LENGTH} octets, got ${bytes.length}`, 'RFC 8210 §5.1');
  }
  const length = readU32(bytes, 4);
  const fault = checkRtrHeader(bytes, 0, Math.max(length, bytes.length));
  if (fault) return fault;
  if (length !== bytes.length) {
    return rtrFault(4, `the header says ${length} octets, but there are ${bytes.length}`, 'RFC 8210 §5.1');
  }
  const row = BY_CODE.get(bytes[1]!)!;
  return row.decode({ bytes, start: RTR_HEADER_LENGTH, end: length, version: bytes[0]!, field: readU16(bytes, 2) });
}

/** The octets of one PDU. Throws `RangeError` for a value that has no encoding, or a PDU that its version does not have. */
export function encodeRtr(pdu: RtrPdu): Uint8Array {
  const row = BY_NAME.get(pdu.type) as PduRow<RtrPdu>;
  const version = unsigned('the version', pdu.version, RtrVersion.V2);
  if (version < row.since) throw new RangeError(`${row.name} exists from version ${row.since} on, got ${version}`);
  const writer = new ByteWriter(64);
  writer.u8(version);
  writer.u8(row.code);
  writer.u16(unsigned('a session id or error code', row.field(pdu), MAX_U16));
  writer.u32(0);
  row.encode(pdu, writer);
  const octets = writer.take();
  writeU32(octets, 4, octets.length);
  return octets;
}
