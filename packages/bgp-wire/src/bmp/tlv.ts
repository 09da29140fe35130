import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { decodeUtf8Strict, encodeUtf8 } from '../bytes/utf8.js';
import type { ByteWriter } from '../bytes/writer.js';
import { InformationType, MirroringType, TerminationType } from './codes.js';
import { type BmpFault, bmpFault } from './fault.js';

/**
 * One TLV of Initiation, Peer Up, Peer Down, Termination or Route Mirroring (RFC 7854 §4.4, §4.5, §4.7).
 *
 * ```text
 * +----------+------------+-------+
 * | type (2) | length (2) | value |
 * +----------+------------+-------+
 * ```
 *
 * The value is what the table of the message has for the type: text or a number. Octets where the type is not known or
 * the value does not fit it, and they are written as they are; a BGP message is octets too. Octets are borrowed.
 */
export interface BmpTlv {
  readonly type: number;
  readonly value: string | number | Uint8Array;
}

/** How values of a type stand in the message. */
type TlvForm = 'text' | 'u16' | 'octets';

/** The TLV types of a message. */
export type TlvTable = Readonly<Record<number, TlvForm>>;

/** Information TLVs: Initiation, Peer Up, and Peer Down with reason 6. */
export const INFORMATION_TLVS: TlvTable = {
  [InformationType.STRING]: 'text',
  [InformationType.SYS_DESCR]: 'text',
  [InformationType.SYS_NAME]: 'text',
  [InformationType.VRF_TABLE_NAME]: 'text',
  [InformationType.ADMIN_LABEL]: 'text',
};

export const TERMINATION_TLVS: TlvTable = {
  [TerminationType.STRING]: 'text',
  [TerminationType.REASON]: 'u16',
};

export const MIRRORING_TLVS: TlvTable = {
  [MirroringType.BGP_MESSAGE]: 'octets',
  [MirroringType.INFORMATION]: 'u16',
};

const READERS: Readonly<Record<TlvForm, (value: Uint8Array) => string | number | undefined>> = {
  text: decodeUtf8Strict,
  u16: (value) => (value.length === 2 ? readU16(value, 0) : undefined),
  octets: () => undefined,
};

/** Reads TLVs from `bytes[start, end)`. */
export function decodeTlvs(
  bytes: Uint8Array,
  start: number,
  end: number,
  table: TlvTable,
): readonly BmpTlv[] | BmpFault {
  const tlvs: BmpTlv[] = [];
  for (let offset = start; offset < end; ) {
    if (offset + 4 > end)
      return bmpFault(offset, `the message ends ${end - offset} octets into a TLV`, 'RFC 7854 §4.4');
    const type = readU16(bytes, offset);
    const valueEnd = offset + 4 + readU16(bytes, offset + 2);
    if (valueEnd > end) {
      const reason = `a TLV of type ${type} has ${valueEnd - offset - 4} octets, ${end - offset - 4} are left`;
      return bmpFault(offset + 2, reason, 'RFC 7854 §4.4');
    }
    const value = bytes.subarray(offset + 4, valueEnd);
    tlvs.push({ type, value: READERS[table[type] ?? 'octets'](value) ?? value });
    offset = valueEnd;
  }
  return tlvs;
}

/** Writes TLVs; a number takes two octets. Throws `RangeError` for a value that has no encoding or no room. */
export function encodeTlvs(tlvs: readonly BmpTlv[], writer: ByteWriter): void {
  for (const { type, value } of tlvs) {
    writer.u16(unsigned('a TLV type', type, MAX_U16));
    const length = writer.reserve16();
    if (typeof value === 'number') writer.u16(unsigned('the value of a TLV', value, MAX_U16));
    else writer.bytes(typeof value === 'string' ? encodeUtf8(value) : value);
    writer.patch16(length);
  }
}
