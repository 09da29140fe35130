import type { Family } from '../brand.js';
import { MAX_U8, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { afiOf, familyOf, safiOf } from '../family.js';
import type { Fault } from '../fault.js';
import { ErrorCode, HEADER_LENGTH } from '../iana.js';
import { notification } from './notification.js';

/** Message subtypes (RFC 7313 §3.2). */
export const RefreshSubtype = { REQUEST: 0, BEGIN: 1, END: 2 } as const;

/**
 * ROUTE-REFRESH: send the family again (RFC 2918 §3), or a mark around what is sent again (RFC 7313 §3.2).
 *
 * ```text
 * +---------+-------------+----------+------------------+
 * | AFI (2) | subtype (1) | SAFI (1) | ORF entries …    |
 * +---------+-------------+----------+------------------+
 * ```
 */
export interface RouteRefreshMessage {
  readonly type: 'ROUTE-REFRESH';
  readonly family: Family;
  /** 0 request, 1 begin, 2 end; others are kept as they came. */
  readonly subtype: number;
  /** Octets after the fixed part: ORF entries (RFC 5291), as they came. */
  readonly rest: Uint8Array;
}

/** A ROUTE-REFRESH of a family; a request unless a subtype is given. */
export function routeRefresh(family: Family, subtype: number = RefreshSubtype.REQUEST): RouteRefreshMessage {
  return { type: 'ROUTE-REFRESH', family, subtype, rest: new Uint8Array(0) };
}

/** Reads the body of a frame of at least 23 octets. A mark with octets behind it is an error (RFC 7313 §5). */
export function decodeRouteRefresh(frame: Uint8Array): RouteRefreshMessage | Fault {
  const subtype = frame[HEADER_LENGTH + 2]!;
  if ((subtype === RefreshSubtype.BEGIN || subtype === RefreshSubtype.END) && frame.length !== HEADER_LENGTH + 4) {
    return {
      outcome: 'session-reset',
      offset: 16,
      reason: `a ROUTE-REFRESH of subtype ${subtype} has ${HEADER_LENGTH + 4} octets, got ${frame.length}`,
      rfc: 'RFC 7313 §5',
      notification: notification(ErrorCode.ROUTE_REFRESH, 1, frame.slice()),
    };
  }
  return {
    type: 'ROUTE-REFRESH',
    family: familyOf(readU16(frame, HEADER_LENGTH), frame[HEADER_LENGTH + 3]!),
    subtype,
    rest: frame.slice(HEADER_LENGTH + 4),
  };
}

/** Writes the body. */
export function encodeRouteRefresh({ family, subtype, rest }: RouteRefreshMessage, writer: ByteWriter): void {
  writer.u16(afiOf(family));
  writer.u8(unsigned('a ROUTE-REFRESH subtype', subtype, MAX_U8));
  writer.u8(safiOf(family));
  writer.bytes(rest);
}
