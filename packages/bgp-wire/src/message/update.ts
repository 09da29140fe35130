import { AttributeFlag, type PathAttribute } from '../attribute/row.js';
import { MAX_U8, unsigned } from '../bytes/range.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { Family } from '../family.js';
import { encodeNlri } from '../nlri/field.js';
import type { Nlri } from '../nlri/row.js';

/**
 * UPDATE as plain data (RFC 4271 §4.3); a received one is an `UpdateView`. What is left out is empty.
 *
 * ```text
 * +----------------------+------------------+
 * | withdrawn length (2) | withdrawn routes |
 * +----------------------+------------------+
 * | attributes length (2)| path attributes  |
 * +----------------------+------------------+
 * | NLRI …                                  |
 * +-----------------------------------------+
 * ```
 */
export interface UpdateMessage {
  readonly type: 'UPDATE';
  /** IPv4 unicast only (RFC 4760 §2). */
  readonly withdrawn?: readonly Nlri[];
  /** In the order they are written. */
  readonly attributes?: readonly PathAttribute[];
  /** IPv4 unicast only. */
  readonly nlri?: readonly Nlri[];
}

/** Writes the body. Throws `RangeError` for a value that has no encoding. */
export function encodeUpdate(message: UpdateMessage, writer: ByteWriter, context: CodecContext): void {
  const withdrawnLength = writer.reserve16();
  encodeNlri(message.withdrawn ?? [], Family.IPV4_UNICAST, writer, context);
  writer.patch16(withdrawnLength);
  const attributesLength = writer.reserve16();
  encodeAttributes(message.attributes ?? [], writer, context);
  writer.patch16(attributesLength);
  encodeNlri(message.nlri ?? [], Family.IPV4_UNICAST, writer, context);
}

/** Writes attributes one after another, each with its header. */
export function encodeAttributes(
  attributes: readonly PathAttribute[],
  writer: ByteWriter,
  context: CodecContext,
): void {
  for (const { code, flags, value } of attributes) {
    const start = writer.length;
    writer.u8(unsigned('an attribute flag octet', flags, MAX_U8) | AttributeFlag.EXTENDED_LENGTH);
    writer.u8(unsigned('an attribute type code', code, MAX_U8));
    const length = writer.reserve16();
    if (value instanceof Uint8Array) writer.bytes(value);
    else {
      const row = context.attributes.get(code);
      if (!row) throw new RangeError(`attribute ${code} has no row in the table: give its value as octets`);
      row.encode(value, writer, context);
    }
    writer.patch16(length);
    if ((flags & AttributeFlag.EXTENDED_LENGTH) === 0 && writer.length - length - 2 <= 0xff)
      shorten(writer, start, flags);
  }
}

/** Turns the 4-octet header at `start` into one of three octets. */
function shorten(writer: ByteWriter, start: number, flags: number): void {
  const value = writer.view().slice(start + 4);
  const code = writer.view()[start + 1]!;
  writer.truncate(start);
  writer.u8(flags);
  writer.u8(code);
  writer.u8(value.length);
  writer.bytes(value);
}
