import type { Family } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import type { CodecContext } from '../context.js';
import { dissectNlriField } from '../dissect/nlri.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import { readNlriItems, writeNlriJson } from '../json/nlri-form.js';
import { checkNlri, decodeNlri, encodeNlri, readableFamily } from '../nlri/field.js';
import type { Nlri } from '../nlri/row.js';
import { UpdateSubcode } from './finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_NON_TRANSITIVE } from './row.js';

export interface MpUnreachNlri {
  readonly family: Family;
  readonly nlri: readonly Nlri[];
}

/**
 * MP_UNREACH_NLRI, RFC 4760 §4. Without NLRI and alone in an UPDATE it is the family's End-of-RIB (RFC 4724 §2).
 *
 * ```text
 * +---------+----------+----------------+
 * | AFI (2) | SAFI (1) | withdrawn NLRI |
 * +---------+----------+----------------+
 * ```
 */
export const MP_UNREACH_NLRI: AttributeRow<MpUnreachNlri> = {
  code: 15,
  name: 'MP_UNREACH_NLRI',
  flags: OPTIONAL_NON_TRANSITIVE,
  flagsOutcome: (context) => (context.afiSafiDisable ? 'afi-safi-disable' : 'session-reset'),
  check(bytes, start, end, context) {
    if (end - start < 3) return reset(`MP_UNREACH_NLRI has at least 3 octets, got ${end - start}`);
    const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
    const row = readableFamily(family, context);
    if (!row) return undefined;
    const bad = checkNlri(bytes, start + 3, end, row, context.addPath.has(family), true);
    return bad < 0 ? undefined : reset(`MP_UNREACH_NLRI has a malformed ${row.name} NLRI`, context, bad);
  },
  decode(bytes, start, end, context) {
    const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
    return { family, nlri: decodeNlri(bytes, start + 3, end, family, context, true) };
  },
  encode({ family, nlri }, writer, context) {
    writer.u16(afiOf(family));
    writer.u8(safiOf(family));
    encodeNlri(nlri, family, writer, context);
  },
  format: ({ family, nlri }) => `${formatFamily(family)} with ${nlri.length} NLRI`,
  dissect(cursor, context) {
    const family = familyOf(cursor.number('AFI', 2), cursor.number('SAFI', 1));
    cursor.group('withdrawn routes', cursor.remaining, (field) => dissectNlriField(field, family, context, true), {
      isContainer: true,
    });
  },
  json: {
    write: ({ family, nlri }) => ({ family: formatFamily(family), nlri: nlri.map(writeNlriJson) }),
    read(field) {
      const family = field.member('family').family();
      return { family, nlri: readNlriItems(field.member('nlri'), family) };
    },
  },
};

/** No `context`: the family cannot be told, so that there is none to disable. */
function reset(reason: string, context?: CodecContext, offset?: number): AttributeFinding {
  return {
    outcome: context?.afiSafiDisable ? 'afi-safi-disable' : 'session-reset',
    reason,
    rfc: 'RFC 7606 §7.12',
    subcode: UpdateSubcode.OPTIONAL_ATTRIBUTE,
    ...(offset === undefined ? {} : { offset }),
  };
}
