import { AttributeFlag, type PathAttribute } from '../attribute/row.js';
import { MAX_U8, MAX_U16, unsigned } from '../bytes/range.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';

/** A path attribute, right or wrong: what is left out is as it should be. */
export interface RawAttribute {
  readonly code: number;
  /** The flag octet; the row's, or optional transitive, where it is left out. */
  readonly flags?: number;
  /** A model of the row, or octets. Nothing where it is left out. */
  readonly value?: unknown;
  /** What the length field says, whatever follows. */
  readonly length?: number;
  /** How many octets the length field really has, whatever the Extended Length bit says: `flags` is written as it is. */
  readonly lengthOctets?: 1 | 2;
}

/** The octets of an attribute. Throws `RangeError` for what cannot be written even so. */
export function rawAttribute(attribute: RawAttribute, context: CodecContext): Uint8Array {
  const { code, length, lengthOctets } = attribute;
  const value = valueOctets(attribute, context);
  const flags = attribute.flags ?? context.attributes.get(code)?.flags ?? 0xc0;
  const wantsTwo = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0 || Math.max(value.length, length ?? 0) > 0xff;
  const octets = lengthOctets ?? (wantsTwo ? 2 : 1);
  const writer = new ByteWriter(value.length + 4);
  writer.u8(
    unsigned('an attribute flag octet', flags, MAX_U8) |
      (lengthOctets === undefined && octets === 2 ? AttributeFlag.EXTENDED_LENGTH : 0),
  );
  writer.u8(unsigned('an attribute type code', code, MAX_U8));
  const declared = unsigned('an attribute length', length ?? value.length, octets === 2 ? MAX_U16 : MAX_U8);
  if (octets === 2) writer.u16(declared);
  else writer.u8(declared);
  writer.bytes(value);
  return writer.take();
}

function valueOctets({ code, value }: RawAttribute, context: CodecContext): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (value instanceof Uint8Array) return value;
  const row = context.attributes.get(code);
  if (!row) throw new RangeError(`attribute ${code} has no row in the table: give its value as octets`);
  const writer = new ByteWriter();
  row.encode(value, writer, context);
  return writer.take();
}

/** One after another: attributes, right or wrong, or octets in their place. */
export function writeRawAttributes(
  list: readonly (RawAttribute | PathAttribute | Uint8Array)[],
  writer: ByteWriter,
  context: CodecContext,
): void {
  for (const one of list) writer.bytes(one instanceof Uint8Array ? one : rawAttribute(one, context));
}
