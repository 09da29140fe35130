import type { SpanCursor } from './cursor.js';

/** How the header of a TLV is laid out. */
export interface TlvLayout {
  readonly typeLength: 1 | 2;
  /** Octets of the length; of some the type decides. */
  readonly lengthLength: 1 | 2 | ((type: number) => 1 | 2);
  /** The length counts type and length too. */
  readonly countsHeader?: true;
}

/** TLVs one after another, to the end of the cursor; `inside` says more of a value. */
export function dissectTlvs(
  cursor: SpanCursor,
  { typeLength, lengthLength, countsHeader }: TlvLayout,
  inside?: (type: number, value: SpanCursor) => void,
): void {
  while (cursor.remaining > typeLength) {
    const type = numberAt(cursor, 0, typeLength);
    const lengthOctets = typeof lengthLength === 'number' ? lengthLength : lengthLength(type);
    const header = typeLength + lengthOctets;
    const declared = numberAt(cursor, typeLength, lengthOctets);
    const length = Math.max(0, countsHeader ? declared - header : declared);
    cursor.group(`TLV ${type}`, header + length, (tlv) => {
      tlv.number('type', typeLength);
      tlv.number('length', lengthOctets);
      if (inside) tlv.group('value', length, (value) => inside(type, value));
      else tlv.octets('value', length);
    });
  }
}

function numberAt(cursor: SpanCursor, ahead: number, length: 1 | 2): number {
  return length === 1 ? cursor.peek(ahead) : (cursor.peek(ahead) << 8) | cursor.peek(ahead + 1);
}
