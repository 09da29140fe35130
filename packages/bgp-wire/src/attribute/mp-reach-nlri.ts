import type { Family } from '../brand.js';
import { formatAddress, parseAddress } from '../bytes/address.js';
import { readU16 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { dissectNlriField } from '../dissect/nlri.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import { readNlriItems, writeNlriJson } from '../json/nlri-form.js';
import { readMembers, writeValue } from '../json/value.js';
import { checkNlri, decodeNlri, encodeNlri, readableFamily } from '../nlri/field.js';
import { formatRd, RD_LENGTH, writeRd } from '../nlri/route-distinguisher.js';
import type { Nlri } from '../nlri/row.js';
import { UpdateSubcode } from './finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_NON_TRANSITIVE } from './row.js';

/**
 * Where packets go: one address (of a VPN behind a route distinguisher, RFC 4364 §4.3.2), for IPv6 with the link-local one beside it where the peer sent both (RFC 2545 §3).
 * A next hop of a length the family has no address for is kept as octets.
 */
export type NextHop =
  | { readonly address: string; readonly linkLocal?: string; readonly rd?: string }
  | { readonly address?: undefined; readonly bytes: Uint8Array };

export interface MpReachNlri {
  readonly family: Family;
  readonly nextHop: NextHop;
  readonly nlri: readonly Nlri[];
}

/**
 * MP_REACH_NLRI, RFC 4760 §3. Its errors reset the session, or disable the family (RFC 7606 §7.11).
 *
 * ```text
 * +---------+----------+----------------+----------+--------------+------+
 * | AFI (2) | SAFI (1) | NH length (1)  | next hop | reserved (1) | NLRI |
 * +---------+----------+----------------+----------+--------------+------+
 * ```
 */
export const MP_REACH_NLRI: AttributeRow<MpReachNlri> = {
  code: 14,
  name: 'MP_REACH_NLRI',
  flags: OPTIONAL_NON_TRANSITIVE,
  flagsOutcome: (context) => (context.afiSafiDisable ? 'afi-safi-disable' : 'session-reset'),
  check(bytes, start, end, context) {
    if (end - start < 5) {
      return reset(`MP_REACH_NLRI has at least 5 octets, got ${end - start}`, end - start < 3 ? undefined : context);
    }
    const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
    const nextHopLength = bytes[start + 3]!;
    const nlri = start + 4 + nextHopLength + 1;
    if (nlri > end) return reset(`a next hop of ${nextHopLength} octets overruns MP_REACH_NLRI`, context, start + 3);
    const row = readableFamily(family, context);
    if (!row) return undefined;
    const legal =
      row.nextHopLengths.includes(nextHopLength) ||
      (context.extendedNextHop.has(family) && row.extendedNextHopLengths.includes(nextHopLength));
    if (!legal) return reset(`${row.name} takes no next hop of ${nextHopLength} octets`, context, start + 3);
    const bad = checkNlri(bytes, nlri, end, row, context.addPath.has(family));
    return bad < 0 ? undefined : reset(`MP_REACH_NLRI has a malformed ${row.name} NLRI`, context, bad);
  },
  decode(bytes, start, end, context) {
    const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
    const nextHopEnd = start + 4 + bytes[start + 3]!;
    return {
      family,
      nextHop: decodeNextHop(bytes, start + 4, nextHopEnd),
      nlri: decodeNlri(bytes, nextHopEnd + 1, end, family, context),
    };
  },
  encode({ family, nextHop, nlri }, writer, context) {
    writer.u16(afiOf(family));
    writer.u8(safiOf(family));
    const length = writer.reserve8();
    encodeNextHop(nextHop, writer);
    writer.patch8(length);
    writer.u8(0);
    encodeNlri(nlri, family, writer, context);
  },
  format: ({ family, nextHop, nlri }) =>
    `${formatFamily(family)} next-hop ${formatNextHop(nextHop)} with ${nlri.length} NLRI`,
  dissect(cursor, context) {
    const family = familyOf(cursor.number('AFI', 2), cursor.number('SAFI', 1));
    const length = cursor.number('next hop length', 1);
    if (length === 32) {
      cursor.address('next hop', 16);
      cursor.address('link-local next hop', 16);
    } else cursor.address('next hop', length);
    cursor.number('reserved', 1);
    cursor.group('NLRI', cursor.remaining, (field) => dissectNlriField(field, family, context), { isContainer: true });
  },
  json: {
    write: ({ family, nextHop, nlri }) => ({
      family: formatFamily(family),
      nextHop: writeValue(nextHop),
      nlri: nlri.map(writeNlriJson),
    }),
    read(field) {
      const family = field.member('family').family();
      const nextHop = readMembers(field.member('nextHop')) as NextHop;
      return { family, nextHop, nlri: readNlriItems(field.member('nlri'), family) };
    },
  },
};

/** No `context`: the family cannot be told, so that there is none to disable. */
function reset(reason: string, context?: CodecContext, offset?: number): AttributeFinding {
  return {
    outcome: context?.afiSafiDisable ? 'afi-safi-disable' : 'session-reset',
    reason,
    rfc: 'RFC 7606 §7.11',
    subcode: UpdateSubcode.OPTIONAL_ATTRIBUTE,
    ...(offset === undefined ? {} : { offset }),
  };
}

/** The next hop in `bytes[start, end)`. */
export function decodeNextHop(bytes: Uint8Array, start: number, end: number): NextHop {
  const length = end - start;
  if (length === 4 || length === 16) return { address: formatAddress(bytes, start, end) };
  if (length === 32) {
    return { address: formatAddress(bytes, start, start + 16), linkLocal: formatAddress(bytes, start + 16, end) };
  }
  if (length === RD_LENGTH + 4 || length === RD_LENGTH + 16) {
    return { rd: formatRd(bytes, start), address: formatAddress(bytes, start + RD_LENGTH, end) };
  }
  if (length === 2 * (RD_LENGTH + 16)) {
    const middle = start + RD_LENGTH + 16;
    return {
      rd: formatRd(bytes, start),
      address: formatAddress(bytes, start + RD_LENGTH, middle),
      linkLocal: formatAddress(bytes, middle + RD_LENGTH, end),
    };
  }
  return { bytes: bytes.slice(start, end) };
}

/** Writes a next hop. Throws `RangeError` for text that is no address. */
export function encodeNextHop(nextHop: NextHop, writer: ByteWriter): void {
  if (nextHop.address === undefined) {
    writer.bytes(nextHop.bytes);
    return;
  }
  for (const text of [nextHop.address, nextHop.linkLocal]) {
    if (text === undefined) continue;
    const address = parseAddress(text);
    if (!address) throw new RangeError(`a next hop is an IPv4 or IPv6 address, got ${text}`);
    if (nextHop.rd !== undefined) writeRd(nextHop.rd, writer);
    writer.bytes(address);
  }
}

/** `2001:db8::1`, `2001:db8::1 fe80::1`, or the number of octets where they are no address. */
export function formatNextHop(nextHop: NextHop): string {
  if (nextHop.address === undefined) return `of ${nextHop.bytes.length} octets`;
  return nextHop.linkLocal === undefined ? nextHop.address : `${nextHop.address} ${nextHop.linkLocal}`;
}
