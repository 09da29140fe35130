import type { Family } from '../brand.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { formatFamily } from '../family.js';
import { type FamilyRow, type Nlri, NO_PATH_ID, type OpaqueNlri } from './row.js';

/** Called for each NLRI of a field: its octets without path identifier stand at `bytes[offset, offset + length)`. */
export type NlriCallback = (family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number) => void;

/**
 * Offset of the first malformed NLRI in `bytes[start, end)`, or -1 where all are well formed. Plain prefixes take no
 * call each: this loop is what every received prefix goes through.
 */
export function checkNlri(
  bytes: Uint8Array,
  start: number,
  end: number,
  row: FamilyRow<Nlri>,
  addPath: boolean,
  withdrawn: boolean = false,
): number {
  const { prefixBits } = row;
  if (prefixBits !== undefined && !addPath) return checkPrefixes(bytes, start, end, prefixBits);
  const idLength = addPath ? 4 : 0;
  let offset = start;
  if (prefixBits !== undefined) {
    for (let at = start + idLength; at < end; at = offset + idLength) {
      const bits = bytes[at]!;
      const next = at + prefixLength(bits);
      if (bits > prefixBits || next > end) return offset;
      offset = next;
    }
    return offset === end ? -1 : offset;
  }
  while (offset + idLength < end) {
    const length = row.measure(bytes, offset + idLength, end, withdrawn);
    if (length <= 0) return offset;
    offset += idLength + length;
  }
  return offset === end ? -1 : offset;
}

/** The same for plain prefixes without path identifiers. */
function checkPrefixes(bytes: Uint8Array, start: number, end: number, prefixBits: number): number {
  let last = start;
  let at = start;
  while (at < end) {
    const bits = bytes[at]!;
    if (bits > prefixBits) return at;
    last = at;
    at += prefixLength(bits);
  }
  return at === end ? -1 : last;
}

/** Octets of a plain prefix of so many bits with its length octet: 1 + ⌈bits / 8⌉, with one addition less. */
export function prefixLength(bits: number): number {
  return (bits + 15) >> 3;
}

/** Calls back for each NLRI of a field that `checkNlri` passed. Throws `RangeError` at one that it would not pass. */
export function forEachNlri(
  bytes: Uint8Array,
  start: number,
  end: number,
  row: FamilyRow<Nlri>,
  addPath: boolean,
  callback: NlriCallback,
  withdrawn: boolean = false,
): void {
  const { family, prefixBits } = row;
  let offset = start;
  let pathId: number = NO_PATH_ID;
  while (offset < end) {
    if (addPath) {
      pathId = readU32(bytes, offset);
      offset += 4;
    }
    const length = prefixBits === undefined ? row.measure(bytes, offset, end, withdrawn) : prefixLength(bytes[offset]!);
    if (length <= 0) throw new RangeError(`${row.name} has no NLRI at offset ${offset}: check the field first`);
    callback(family, bytes, offset, length, pathId);
    offset += length;
  }
}

/** The row of a family that may be read: the table knows it and, where that is settled, both sides speak it. */
export function readableFamily(
  family: Family,
  { familyTable, families }: Pick<CodecContext, 'familyTable' | 'families'>,
): FamilyRow<Nlri> | undefined {
  return families === undefined || families.has(family) ? familyTable.get(family) : undefined;
}

/**
 * The NLRI of a field that `checkNlri` passed; one opaque NLRI with all octets where the family has no row or was not
 * negotiated, for then nobody checked them.
 */
export function decodeNlri(
  bytes: Uint8Array,
  start: number,
  end: number,
  family: Family,
  context: CodecContext,
  withdrawn: boolean = false,
): Nlri[] {
  if (start === end) return [];
  const row = readableFamily(family, context);
  if (!row) {
    const opaque: OpaqueNlri = { family, bytes: bytes.slice(start, end) };
    return [opaque];
  }
  const list: Nlri[] = [];
  const addPath = context.addPath.has(family);
  const add: NlriCallback = (_family, source, offset, length, pathId) => {
    list.push(row.decode(source, offset, offset + length, pathId, withdrawn));
  };
  forEachNlri(bytes, start, end, row, addPath, add, withdrawn);
  return list;
}

/** Writes NLRI of one family one after another, with path identifiers where the context has ADD-PATH for it. */
export function encodeNlri(list: readonly Nlri[], family: Family, writer: ByteWriter, context: CodecContext): void {
  const row = context.familyTable.get(family);
  const addPath = context.addPath.has(family);
  for (const nlri of list) {
    if (nlri.family !== family) {
      throw new RangeError(
        `an NLRI of ${formatFamily(nlri.family)} cannot stand in a field of ${formatFamily(family)}`,
      );
    }
    if (isOpaqueNlri(nlri)) {
      writer.bytes(nlri.bytes);
      continue;
    }
    if (!row) throw new RangeError(`${formatFamily(family)} has no row in the family table: give its NLRI as octets`);
    if (addPath) writer.u32(unsigned('a path identifier', nlri.pathId ?? 0, MAX_U32));
    row.encode(nlri, writer);
  }
}

/** True for the NLRI of a family without a row. */
export function isOpaqueNlri(nlri: Nlri): nlri is OpaqueNlri {
  return 'bytes' in nlri;
}
