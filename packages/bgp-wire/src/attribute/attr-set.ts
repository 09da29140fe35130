import type { Asn } from '../brand.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { CodecContext } from '../context.js';
import { dissectAttributeList } from '../dissect/attributes.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import {
  type AttributeFinding,
  AttributeFlag,
  type AttributeRow,
  OPTIONAL_TRANSITIVE,
  type PathAttribute,
} from './row.js';

/** Attributes of the customer's network, carried through the provider's (RFC 6368 §5). */
export interface AttrSet {
  readonly originAs: Asn;
  /** In the order they came. Values are octets: AS numbers in them always have four (RFC 6368 §5). */
  readonly attributes: readonly PathAttribute<Uint8Array>[];
}

const CODE = 128;

/**
 * ATTR_SET, RFC 6368 §5: the attributes in it are checked like those of an UPDATE, with AS numbers of four octets.
 * It may hold no ATTR_SET, NEXT_HOP or MP_REACH/UNREACH_NLRI.
 *
 * ```text
 * +---------------+-------------------+
 * | origin AS (4) | path attributes … |
 * +---------------+-------------------+
 * ```
 */
export const ATTR_SET: AttributeRow<AttrSet> = {
  code: CODE,
  name: 'ATTR_SET',
  flags: OPTIONAL_TRANSITIVE,
  check(bytes, start, end, context) {
    if (end - start < 4) return malformed(`ATTR_SET has at least 4 octets, got ${end - start}`);
    const inner: CodecContext = { ...context, asn4: true, peering: 'any', firstAs: undefined };
    for (let at = start + 4; at < end; ) {
      const value = valueAt(bytes, at, end);
      if (!value) return malformed('an attribute in ATTR_SET overruns it');
      const reason = faultOf(bytes, at, value, inner);
      if (reason !== undefined) return malformed(reason);
      at = value.end;
    }
    return undefined;
  },
  decode(bytes, start, end) {
    const attributes: PathAttribute<Uint8Array>[] = [];
    for (let at = start + 4; at < end; ) {
      const value = valueAt(bytes, at, end)!;
      attributes.push({ flags: bytes[at]!, code: bytes[at + 1]!, value: bytes.slice(value.start, value.end) });
      at = value.end;
    }
    return { originAs: readU32(bytes, start), attributes };
  },
  encode({ originAs, attributes }, writer) {
    writer.u32(unsigned('the origin AS of ATTR_SET', originAs, MAX_U32));
    for (const { code, flags, value } of attributes) {
      const extended = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0 || value.length > 0xff;
      writer.u8(extended ? flags | AttributeFlag.EXTENDED_LENGTH : flags);
      writer.u8(code);
      if (extended) writer.u16(value.length);
      else writer.u8(value.length);
      writer.bytes(value);
    }
  },
  dissect(cursor, context) {
    cursor.number('origin AS', 4);
    cursor.group('attributes', cursor.remaining, (list) => dissectAttributeList(list, { ...context, asn4: true }));
  },
  format: ({ originAs, attributes }) =>
    `AS ${originAs} with attributes ${attributes.map(({ code }) => code).join(' ')}`,
};

/** ATTR_SET itself (no recursion), and what belongs to the provider's own update. */
const FORBIDDEN: ReadonlySet<number> = new Set([CODE, 3, 14, 15]);

function valueAt(bytes: Uint8Array, at: number, end: number): { start: number; end: number } | undefined {
  const extended = (bytes[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0;
  const start = at + (extended ? 4 : 3);
  if (start > end) return undefined;
  const valueEnd = start + (extended ? readU16(bytes, at + 2) : bytes[at + 2]!);
  return valueEnd <= end ? { start, end: valueEnd } : undefined;
}

/** Why the attribute at `at` cannot stand in the set; undefined where it can (RFC 7606 §7.16). */
function faultOf(
  bytes: Uint8Array,
  at: number,
  { start, end }: { start: number; end: number },
  context: CodecContext,
): string | undefined {
  const code = bytes[at + 1]!;
  if (FORBIDDEN.has(code)) return `attribute ${code} cannot stand in ATTR_SET`;
  const row = context.attributes.get(code);
  if (!row) return undefined;
  if (((bytes[at]! ^ row.flags) & OPTIONAL_TRANSITIVE) !== 0) return `${row.name} in ATTR_SET has wrong flags`;
  const finding = row.check(bytes, start, end, context);
  return finding && `in ATTR_SET, ${finding.reason}`;
}

function malformed(reason: string): AttributeFinding {
  return withdrawFor(reason, 'RFC 6368 §5', UpdateSubcode.OPTIONAL_ATTRIBUTE);
}
