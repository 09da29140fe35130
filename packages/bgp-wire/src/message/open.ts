import type { Asn, RouterId } from '../brand.js';
import { MAX_U8, MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import type { Capability } from '../capability/row.js';
import type { CodecContext } from '../context.js';
import type { Fault } from '../fault.js';
import { ErrorCode, HEADER_LENGTH } from '../iana.js';
import { notification, OpenSubcode } from './notification.js';

/**
 * OPEN (RFC 4271 §4.2). Only what the octets say is judged here; whether the AS number, hold time and identifier are
 * acceptable is `negotiate`'s question.
 *
 * ```text
 * +-------------+-----------+---------------+--------------------+
 * | version (1) | my AS (2) | hold time (2) | BGP Identifier (4) |
 * +-------------+-----------+-+-------------+--------------------+
 * | parameters length (1)     | parameters: type (1), length (1), value | …   RFC 5492: type 2 holds capabilities
 * +---------------------------+-----------------------------------------+
 * | 255 | 255 | length (2)    | parameters: type (1), length (2), value | …   RFC 9072, the extended form
 * +---------------------------+-----------------------------------------+
 * ```
 */
export interface OpenMessage {
  readonly type: 'OPEN';
  readonly version: number;
  /** The 2-octet field as it is: AS_TRANS where the AS number needs four octets (RFC 6793 §4.1). */
  readonly myAs: Asn;
  /** Seconds; 0 for none. */
  readonly holdTime: number;
  readonly routerId: RouterId;
  readonly capabilities: readonly Capability[];
  /** How many capabilities each parameter holds, where they do not all stand in one. */
  readonly grouping?: readonly number[];
  /** The extended form of the parameters (RFC 9072), also where it was not needed. */
  readonly extendedParameters?: true;
}

const CAPABILITIES_PARAMETER = 2;
const EXTENDED_MARK = 255;

/** Reads the body of a frame of at least 29 octets. */
export function decodeOpen(frame: Uint8Array, context: CodecContext): OpenMessage | Fault {
  const body = HEADER_LENGTH;
  const version = frame[body]!;
  if (version !== 4) {
    const supported = new Uint8Array([0, 4]);
    return fault(body, OpenSubcode.UNSUPPORTED_VERSION, `version is 4, got ${version}`, supported);
  }
  const capabilities: Capability[] = [];
  const grouping: number[] = [];
  const extended = frame[body + 9] !== 0 && frame[body + 10] === EXTENDED_MARK;
  const bad = decodeParameters(frame, extended, capabilities, grouping, context);
  if (bad) return bad;
  return {
    type: 'OPEN',
    version,
    myAs: readU16(frame, body + 1),
    holdTime: readU16(frame, body + 3),
    routerId: readU32(frame, body + 5),
    capabilities,
    ...(grouping.length === 0 || (grouping.length === 1 && capabilities.length > 0) ? {} : { grouping }),
    ...(extended ? { extendedParameters: true } : {}),
  };
}

function decodeParameters(
  frame: Uint8Array,
  extended: boolean,
  capabilities: Capability[],
  grouping: number[],
  context: CodecContext,
): Fault | undefined {
  const lengthAt = HEADER_LENGTH + 9;
  if (extended && frame.length < lengthAt + 4) {
    return fault(lengthAt, 0, 'the OPEN ends inside the extended parameter length', undefined, 'RFC 9072 §2');
  }
  const declared = extended ? readU16(frame, lengthAt + 2) : frame[lengthAt]!;
  const header = extended ? 3 : 2;
  let offset = lengthAt + (extended ? 4 : 1);
  if (offset + declared !== frame.length) {
    return fault(lengthAt, 0, `the parameters have ${declared} octets, but ${frame.length - offset} follow`);
  }
  while (offset < frame.length) {
    if (offset + header > frame.length) return fault(offset, 0, 'the OPEN ends inside a parameter header');
    const type = frame[offset]!;
    const length = extended ? readU16(frame, offset + 1) : frame[offset + 1]!;
    const start = offset + header;
    if (start + length > frame.length) {
      return fault(offset, 0, `a parameter of ${length} octets overruns the OPEN`);
    }
    if (type !== CAPABILITIES_PARAMETER) {
      return fault(offset, OpenSubcode.UNSUPPORTED_OPTIONAL_PARAMETER, `parameter type is 2, got ${type}`);
    }
    const before = capabilities.length;
    const bad = decodeCapabilities(frame, start, start + length, capabilities, context);
    if (bad) return bad;
    grouping.push(capabilities.length - before);
    offset = start + length;
  }
  return undefined;
}

/** Reads capability TLVs from `bytes[start, end)` into `into`; a value its row cannot read stays as octets. */
export function decodeCapabilities(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Capability[],
  context: Pick<CodecContext, 'capabilities'>,
): Fault | undefined {
  let offset = start;
  while (offset < end) {
    if (offset + 2 > end) return fault(offset, 0, 'a capability ends inside its header', undefined, 'RFC 5492 §4');
    const code = bytes[offset]!;
    const valueEnd = offset + 2 + bytes[offset + 1]!;
    if (valueEnd > end) {
      return fault(
        offset,
        0,
        `capability ${code} of ${bytes[offset + 1]} octets overruns its parameter`,
        undefined,
        'RFC 5492 §4',
      );
    }
    const row = context.capabilities.get(code);
    const value = row?.decode(bytes, offset + 2, valueEnd);
    if (row?.strict && value === undefined) {
      return fault(
        offset,
        0,
        `capability ${row.name} cannot have ${bytes[offset + 1]} octets`,
        undefined,
        'RFC 5492 §4',
      );
    }
    into.push({ code, value: value === undefined ? bytes.slice(offset + 2, valueEnd) : value });
    offset = valueEnd;
  }
  return undefined;
}

function fault(offset: number, subcode: number, reason: string, data?: Uint8Array, rfc = 'RFC 4271 §6.2'): Fault {
  return {
    outcome: 'session-reset',
    offset,
    reason,
    rfc,
    notification: notification(ErrorCode.OPEN_MESSAGE, subcode, data),
  };
}

/** Writes the body. Parameters beyond 255 octets take the extended form of RFC 9072. */
export function encodeOpen(message: OpenMessage, writer: ByteWriter, context: CodecContext): void {
  writer.u8(unsigned('the version', message.version, MAX_U8));
  writer.u16(unsigned('the 2-octet AS number', message.myAs, MAX_U16));
  writer.u16(unsigned('the hold time', message.holdTime, MAX_U16));
  writer.u32(unsigned('the BGP Identifier', message.routerId, MAX_U32));
  const groups = groupsOf(message).map((group) => encodeCapabilities(group, context));
  const classicLength = groups.reduce((sum, group) => sum + 2 + group.length, 0);
  const extended = message.extendedParameters === true || classicLength > 255;
  if (!extended) {
    writer.u8(classicLength);
    for (const group of groups) {
      writer.u8(CAPABILITIES_PARAMETER);
      writer.u8(group.length);
      writer.bytes(group);
    }
    return;
  }
  writer.u8(EXTENDED_MARK);
  writer.u8(EXTENDED_MARK);
  const length = writer.reserve16();
  for (const group of groups) {
    writer.u8(CAPABILITIES_PARAMETER);
    const groupLength = writer.reserve16();
    writer.bytes(group);
    writer.patch16(groupLength);
  }
  writer.patch16(length);
}

function groupsOf({ capabilities, grouping }: OpenMessage): readonly (readonly Capability[])[] {
  if (!grouping) return capabilities.length === 0 ? [] : [capabilities];
  const grouped = grouping.reduce((sum, count) => sum + count, 0);
  if (grouped !== capabilities.length) {
    throw new RangeError(`the grouping holds ${grouped} capabilities, but there are ${capabilities.length}`);
  }
  let at = 0;
  return grouping.map((count) => {
    at += count;
    return capabilities.slice(at - count, at);
  });
}

/** Octets of capability TLVs. Throws `RangeError` for a value that has no encoding. */
export function encodeCapabilities(
  capabilities: readonly Capability[],
  context: Pick<CodecContext, 'capabilities'>,
): Uint8Array {
  const writer = new ByteWriter();
  for (const { code, value } of capabilities) {
    writer.u8(unsigned('a capability code', code, MAX_U8));
    const length = writer.reserve8();
    if (value instanceof Uint8Array) writer.bytes(value);
    else {
      const row = context.capabilities.get(code);
      if (!row) throw new RangeError(`capability ${code} has no row in the table: give its value as octets`);
      row.encode(value, writer);
    }
    writer.patch8(length);
  }
  return writer.take();
}
