import { AttributeFlag, type AttributeRow } from '../attribute/row.js';
import type { CodecContext } from '../context.js';
import type { SpanCursor } from './cursor.js';

const FLAGS: readonly (readonly [bit: number, set: string, clear: string])[] = [
  [AttributeFlag.OPTIONAL, 'optional', 'well-known'],
  [AttributeFlag.TRANSITIVE, 'transitive', 'non-transitive'],
  [AttributeFlag.PARTIAL, 'partial', ''],
  [AttributeFlag.EXTENDED_LENGTH, 'extended length', ''],
];

/** Path attributes one after another, to the end of the cursor. */
export function dissectAttributeList(cursor: SpanCursor, context: CodecContext): void {
  while (cursor.remaining > 0) {
    const flags = cursor.peek();
    const code = cursor.peek(1);
    const header = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0 ? 4 : 3;
    const isWhole = cursor.remaining >= header;
    const length = header === 4 ? (cursor.peek(2) << 8) | cursor.peek(3) : cursor.peek(2);
    const row = isWhole ? context.attributes.get(code) : undefined;
    const name = row?.name ?? (isWhole ? `attribute ${code}` : 'attribute header');
    const value = row && formatValue(row, cursor, header, length, context);
    cursor.group(
      name,
      header + length,
      (inside) => {
        inside.number('flags', 1, formatFlags);
        inside.number('type code', 1);
        inside.number('length', header === 4 ? 2 : 1);
        if (row?.dissect) inside.group('value', length, (field) => row.dissect?.(field, context));
        else inside.octets('value', length);
      },
      { attribute: code, ...(value === undefined ? {} : { value }) },
    );
  }
}

/** The value as a person writes it, where the row finds nothing wrong with it. */
function formatValue(
  row: AttributeRow<unknown>,
  { bytes, offset, end }: SpanCursor,
  header: number,
  length: number,
  context: CodecContext,
): string | undefined {
  const start = offset + header;
  if (start + length > end || row.check(bytes, start, start + length, context) !== undefined) return undefined;
  return row.format(row.decode(bytes, start, start + length, context));
}

/** `optional transitive partial`. */
export function formatFlags(flags: number): string {
  const words = FLAGS.map(([bit, set, clear]) => ((flags & bit) !== 0 ? set : clear));
  return words.filter((word) => word !== '').join(' ');
}
