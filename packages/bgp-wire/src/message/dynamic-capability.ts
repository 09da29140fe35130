import { MAX_U8, MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { Capability } from '../capability/row.js';
import type { CodecContext } from '../context.js';
import { HEADER_LENGTH } from '../iana.js';
import { badLength } from './header.js';
import type { MessageRow } from './row.js';

/** A capability that begins or ceases to hold within a session (draft-ietf-idr-dynamic-cap §4). */
export interface CapabilityChange {
  readonly action: 'advertise' | 'remove';
  /** Whether the change is announced, or acknowledged. */
  readonly phase: 'initiate' | 'acknowledge';
  readonly wantsAcknowledgement: boolean;
  /** What ties an acknowledgement to its change. */
  readonly sequence: number;
  readonly capability: Capability;
}

/** A CAPABILITY message: changes, in their order. */
export interface DynamicCapabilityMessage {
  readonly type: 'CAPABILITY';
  readonly changes: readonly CapabilityChange[];
}

const ACKNOWLEDGES = 0x80;
const WANTS_ACKNOWLEDGEMENT = 0x40;
const REMOVES = 0x01;
/** Octets of a change before the value of its capability. */
const CHANGE_FIXED = 8;

/**
 * CAPABILITY, draft-ietf-idr-dynamic-cap §4. Its type is that of OPERATIONAL, too: a session speaks one of them.
 *
 * ```text
 * +-----------+--------------+----------+------------+-------+
 * | flags (1) | sequence (4) | code (1) | length (2) | value | …
 * +-----------+--------------+----------+------------+-------+
 *    flags: 0x80 acknowledges, 0x40 wants to be acknowledged, 0x01 removes
 * ```
 */
export const DYNAMIC_CAPABILITY_MESSAGE: MessageRow<DynamicCapabilityMessage> = {
  code: 6,
  type: 'CAPABILITY',
  minLength: HEADER_LENGTH + CHANGE_FIXED,
  decode(frame, context) {
    const changes: CapabilityChange[] = [];
    for (let at = HEADER_LENGTH; at < frame.length; ) {
      const start = at + CHANGE_FIXED;
      const next = start <= frame.length ? start + readU16(frame, at + 6) : frame.length + 1;
      if (next > frame.length) return badLength(frame.length, 'a change of capability overruns the CAPABILITY message');
      changes.push(decodeChange(frame, at, next, context));
      at = next;
    }
    return { type: 'CAPABILITY', changes };
  },
  encode({ changes }, writer, context) {
    for (const change of changes) encodeChange(change, writer, context);
  },
};

function decodeChange(frame: Uint8Array, at: number, end: number, context: CodecContext): CapabilityChange {
  const flags = frame[at]!;
  const code = frame[at + 5]!;
  const start = at + CHANGE_FIXED;
  const value = context.capabilities.get(code)?.decode(frame, start, end) ?? frame.slice(start, end);
  return {
    action: (flags & REMOVES) === 0 ? 'advertise' : 'remove',
    phase: (flags & ACKNOWLEDGES) === 0 ? 'initiate' : 'acknowledge',
    wantsAcknowledgement: (flags & WANTS_ACKNOWLEDGEMENT) !== 0,
    sequence: readU32(frame, at + 1),
    capability: { code, value },
  };
}

function encodeChange(change: CapabilityChange, writer: ByteWriter, { capabilities }: CodecContext): void {
  const { action, phase, wantsAcknowledgement, sequence, capability } = change;
  writer.u8(
    (phase === 'acknowledge' ? ACKNOWLEDGES : 0) |
      (wantsAcknowledgement ? WANTS_ACKNOWLEDGEMENT : 0) |
      (action === 'remove' ? REMOVES : 0),
  );
  writer.u32(unsigned('a sequence', sequence, MAX_U32));
  writer.u8(unsigned('a capability code', capability.code, MAX_U8));
  const length = writer.reserve16();
  if (capability.value instanceof Uint8Array) writer.bytes(capability.value);
  else {
    const row = capabilities.get(capability.code);
    if (!row) throw new RangeError(`capability ${capability.code} has no row: give its octets`);
    row.encode(capability.value, writer);
  }
  writer.patch16(length);
}
