import type { Family } from '../brand.js';
import { readU32 } from '../bytes/reader.js';
import type { CodecContext } from '../context.js';
import { formatFamily } from '../family.js';
import { readableFamily } from '../nlri/field.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from '../nlri/row.js';
import type { SpanCursor } from './cursor.js';

/** The NLRI of a field, to its end: each is a span, until one cannot be measured. */
export function dissectNlriField(
  cursor: SpanCursor,
  family: Family,
  context: CodecContext,
  withdrawn: boolean = false,
): void {
  const row = readableFamily(family, context);
  if (!row) {
    cursor.octets('NLRI', cursor.remaining, `${formatFamily(family)} is not known here`);
    return;
  }
  const idLength = context.addPath.has(family) ? 4 : 0;
  while (cursor.remaining > 0) {
    const start = cursor.offset + idLength;
    const length = start < cursor.end ? row.measure(cursor.bytes, start, cursor.end, withdrawn) : -1;
    if (length <= 0) {
      cursor.group('NLRI', cursor.remaining, () => undefined, { note: `no NLRI of ${row.name}` });
      return;
    }
    const pathId = idLength === 0 ? NO_PATH_ID : readU32(cursor.bytes, cursor.offset);
    const value = row.format(row.decode(cursor.bytes, start, start + length, pathId, withdrawn));
    cursor.group('NLRI', idLength + length, (inside) => dissectOne(inside, row, idLength, withdrawn), { value });
  }
}

function dissectOne(cursor: SpanCursor, row: FamilyRow<Nlri>, idLength: number, withdrawn: boolean): void {
  if (idLength > 0) cursor.number('path identifier', 4);
  if (row.dissect) row.dissect(cursor, withdrawn);
  else cursor.octets(row.name, cursor.remaining);
}
