import { readU16 } from '../../bytes/reader.js';
import type { ValueForm } from '../../tlv/form.js';
import { decodeTlvs, encodeTlvs, soundTlvs, type TlvRecord, tlvTable } from '../../tlv/record.js';
import { octets, reserved } from '../../tlv/value.js';
import { type BgpLsLinkTlvs, LINK_PLAIN_TLVS } from './link-tlvs.js';

/**
 * Attributes of a link for certain applications only (RFC 9294 §2).
 *
 * ```text
 * +-----------------+-----------------+--------------+--------------+-------------------+----------+
 * | mask length (1) | mask length (1) | reserved (2) | applications | user-defined ones | sub-TLVs |
 * +-----------------+-----------------+--------------+--------------+-------------------+----------+
 * ```
 */
export interface ApplicationSpecificLinkAttributes extends BgpLsLinkTlvs, TlvRecord {
  /** A bit each (IANA igp-parameters): RSVP-TE 0x80, SR policy 0x40, LFA 0x20, flexible algorithm 0x10. */
  readonly applications: Uint8Array;
  readonly userDefinedApplications: Uint8Array;
  readonly reserved?: number;
}

const HEADER = 4;
const TABLE = tlvTable(LINK_PLAIN_TLVS);
const RESERVED = reserved(2);

/** Where the sub-TLVs start, or -1 where the masks overrun. */
function subTlvsAt(bytes: Uint8Array, start: number, end: number): number {
  const at = start + HEADER <= end ? start + HEADER + bytes[start]! + bytes[start + 1]! : -1;
  return at <= end ? at : -1;
}

export const applicationSpecific: ValueForm<ApplicationSpecificLinkAttributes> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    const at = subTlvsAt(bytes, start, end);
    if (at < 0) return undefined;
    const userDefinedAt = start + HEADER + bytes[start]!;
    const reservedBits = readU16(bytes, start + 2);
    return {
      applications: bytes.slice(start + HEADER, userDefinedAt),
      userDefinedApplications: bytes.slice(userDefinedAt, at),
      ...(reservedBits === 0 ? {} : { reserved: reservedBits }),
      ...decodeTlvs(bytes, at, end, TABLE),
    };
  },
  encode(value, writer, name) {
    if (typeof value !== 'object' || value === null) throw new RangeError(`${name} is an object, got ${value}`);
    const { applications, userDefinedApplications, reserved: reservedBits = 0, ...subTlvs } = value;
    const lengths = writer.reserve16();
    RESERVED.encode(reservedBits, writer, `reserved of ${name}`);
    octets.encode(applications, writer, `applications of ${name}`);
    octets.encode(userDefinedApplications, writer, `userDefinedApplications of ${name}`);
    writer.overwrite16(lengths, maskLengths(applications, userDefinedApplications, name));
    encodeTlvs(subTlvs, TABLE, writer, name);
  },
  sound(bytes, start, end) {
    const at = subTlvsAt(bytes, start, end);
    return at < 0 || soundTlvs(bytes, at, end, TABLE);
  },
};

/** Both lengths, as the first two octets. */
function maskLengths(applications: Uint8Array, userDefined: Uint8Array, name: string): number {
  const longest = Math.max(applications.length, userDefined.length);
  if (longest > 0xff) throw new RangeError(`a mask of ${name} has up to 255 octets, got ${longest}`);
  return (applications.length << 8) | userDefined.length;
}
