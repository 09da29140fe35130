import { MAX_U8, MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import { ByteWriter } from '../bytes/writer.js';
import type { Capability } from '../capability/row.js';
import type { CodecContext } from '../context.js';
import { encodeCapabilities } from '../message/open.js';

/** A capability, right or wrong. */
export interface RawCapability {
  readonly code: number;
  /** A model of the row, or octets. */
  readonly value: unknown;
  /** What the length field says, whatever follows. */
  readonly length?: number;
}

/** An optional parameter of an OPEN, right or wrong: its octets, or capabilities. */
export interface RawParameter {
  /** 2, capabilities, where it is left out. */
  readonly type?: number;
  /** What the length field says, whatever follows. */
  readonly length?: number;
  readonly value: Uint8Array | readonly (RawCapability | Capability | Uint8Array)[];
}

/** An OPEN, right or wrong. */
export interface RawOpen {
  readonly type: 'OPEN';
  readonly version?: number;
  /** The 2-octet field. */
  readonly myAs: number;
  /** Seconds. */
  readonly holdTime?: number;
  readonly routerId: number;
  readonly parameters: readonly (RawParameter | Uint8Array)[];
  /** What the field says that counts the parameters. */
  readonly parametersLength?: number;
  /** The form of RFC 9072, whose lengths have two octets. */
  readonly extendedParameters?: boolean;
}

/** The octets of a capability. */
export function rawCapability({ code, value, length }: RawCapability, context: CodecContext): Uint8Array {
  const octets = encodeCapabilities([{ code, value }], context);
  if (length !== undefined) octets[1] = unsigned('a capability length', length, MAX_U8);
  return octets;
}

/** Writes the body. Lengths that are left out are right; the extended form is never chosen on its own. */
export function writeRawOpen(open: RawOpen, writer: ByteWriter, context: CodecContext): void {
  const { parametersLength: said, extendedParameters: extended = false } = open;
  writer.u8(unsigned('the version', open.version ?? 4, MAX_U8));
  writer.u16(unsigned('the 2-octet AS number', open.myAs, MAX_U16));
  writer.u16(unsigned('the hold time', open.holdTime ?? 90, MAX_U16));
  writer.u32(unsigned('the BGP Identifier', open.routerId, MAX_U32));
  const parameters = new ByteWriter();
  for (const one of open.parameters) {
    parameters.bytes(one instanceof Uint8Array ? one : rawParameter(one, extended, context));
  }
  const length = said ?? parameters.length;
  if (extended) {
    writer.u16(0xffff);
    writer.u16(unsigned('the length of the parameters', length, MAX_U16));
  } else writer.u8(unsigned('the length of the parameters', length, MAX_U8));
  writer.bytes(parameters.view());
}

function rawParameter({ type = 2, length, value }: RawParameter, extended: boolean, context: CodecContext): Uint8Array {
  const writer = new ByteWriter();
  const body = new ByteWriter();
  if (value instanceof Uint8Array) body.bytes(value);
  else for (const one of value) body.bytes(one instanceof Uint8Array ? one : rawCapability(one, context));
  writer.u8(unsigned('a parameter type', type, MAX_U8));
  const declared = unsigned('a parameter length', length ?? body.length, extended ? MAX_U16 : MAX_U8);
  if (extended) writer.u16(declared);
  else writer.u8(declared);
  writer.bytes(body.view());
  return writer.take();
}
