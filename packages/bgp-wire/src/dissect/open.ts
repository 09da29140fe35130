import { formatIPv4 } from '../bytes/address.js';
import type { CodecContext } from '../context.js';
import type { SpanCursor } from './cursor.js';

const CAPABILITIES_PARAMETER = 2;
const EXTENDED_MARK = 255;

/** The body of an OPEN (RFC 4271 §4.2, RFC 9072 §2). */
export function dissectOpen(cursor: SpanCursor, context: CodecContext): void {
  cursor.number('version', 1);
  cursor.number('my AS', 2);
  cursor.number('hold time', 2, (seconds) => `${seconds} s`);
  cursor.number('BGP Identifier', 4, formatIPv4);
  const extended = cursor.peek() !== 0 && cursor.peek(1) === EXTENDED_MARK;
  cursor.number('parameters length', 1);
  if (extended) {
    cursor.number('extended mark', 1);
    cursor.number('extended parameters length', 2);
  }
  while (cursor.remaining > 0) dissectParameter(cursor, extended ? 2 : 1, context);
}

function dissectParameter(cursor: SpanCursor, lengthOctets: 1 | 2, context: CodecContext): void {
  const type = cursor.peek();
  const length = lengthOctets === 2 ? (cursor.peek(1) << 8) | cursor.peek(2) : cursor.peek(1);
  cursor.group('parameter', 1 + lengthOctets + length, (inside) => {
    inside.number('type', 1, (code) => (code === CAPABILITIES_PARAMETER ? 'capabilities' : String(code)));
    inside.number('length', lengthOctets);
    if (type === CAPABILITIES_PARAMETER) dissectCapabilityList(inside, context);
    else inside.octets('value', length);
  });
}

/** Capabilities one after another, to the end of the cursor (RFC 5492 §4). */
export function dissectCapabilityList(cursor: SpanCursor, { capabilities }: Pick<CodecContext, 'capabilities'>): void {
  while (cursor.remaining > 0) {
    const code = cursor.peek();
    const length = cursor.peek(1);
    const row = cursor.remaining >= 2 ? capabilities.get(code) : undefined;
    const start = cursor.offset + 2;
    const model = start + length <= cursor.end ? row?.decode(cursor.bytes, start, start + length) : undefined;
    const value = row && model !== undefined ? row.format(model) : undefined;
    cursor.group(
      row?.name ?? `capability ${code}`,
      2 + length,
      (inside) => {
        inside.number('code', 1);
        inside.number('length', 1);
        if (row?.dissect) inside.group('value', length, (field) => row.dissect?.(field));
        else inside.octets('value', length);
      },
      value === undefined ? {} : { value },
    );
  }
}
