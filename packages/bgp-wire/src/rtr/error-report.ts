import { readU32 } from '../bytes/reader.js';
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.js';
import { RtrType, RtrVersion } from './codes.js';
import { type RtrFault, rtrFault } from './fault.js';
import type { ErrorReportPdu } from './pdu.js';
import { atLeast, type PduRow } from './row.js';

/** How much of the other side's PDU is sent back: enough to recognise it. */
const MAX_ECHO = 4096;

/**
 * Error Report (RFC 8210 §5.11).
 *
 * ```text
 * +-------------+----------+----------------+------------+
 * | version (1) | type (1) | error code (2) | length (4) |
 * +-------------+-+--------+--------+-------+------------+
 * | PDU length (4) | erroneous PDU | text length (4) | text (UTF-8) |
 * +----------------+---------------+-----------------+--------------+
 * ```
 */
export const ERROR_REPORT: PduRow<ErrorReportPdu> = {
  code: RtrType.ERROR_REPORT,
  name: 'ERROR-REPORT',
  since: RtrVersion.V0,
  rfc: 'RFC 8210 §5.11',
  length: atLeast(16),
  decode({ bytes, start, end, version, field }) {
    const pduEnd = start + 4 + readU32(bytes, start);
    if (pduEnd + 4 > end)
      return rtrFault(8, `an erroneous PDU of ${pduEnd - start - 4} octets overruns the report`, this.rfc);
    const textEnd = pduEnd + 4 + readU32(bytes, pduEnd);
    if (textEnd !== end) {
      const reason = `a text of ${textEnd - pduEnd - 4} octets, ${end - pduEnd - 4} are left`;
      return rtrFault(pduEnd - start + 8, reason, this.rfc);
    }
    const pdu = bytes.subarray(start + 4, pduEnd);
    const text = decodeUtf8(bytes.subarray(pduEnd + 4, end));
    return { type: 'ERROR-REPORT', version, errorCode: field, pdu, text };
  },
  field: ({ errorCode }) => errorCode,
  encode({ pdu, text }, writer) {
    const octets = encodeUtf8(text);
    writer.u32(pdu.length);
    writer.bytes(pdu);
    writer.u32(octets.length);
    writer.bytes(octets);
  },
};

/**
 * The answer to a PDU that could not be read, with the reason as text. Undefined for a PDU that is an Error Report
 * itself: those are never answered (RFC 8210 §5.11).
 */
export function errorReport(fault: RtrFault, pdu: Uint8Array, version: number): ErrorReportPdu | undefined {
  if (pdu[1] === RtrType.ERROR_REPORT) return undefined;
  const { errorCode, reason } = fault;
  return { type: 'ERROR-REPORT', version, errorCode, pdu: pdu.slice(0, MAX_ECHO), text: reason };
}
