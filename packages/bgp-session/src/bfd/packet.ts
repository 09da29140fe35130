import type { BfdStateName } from './bfd-port.js';

/** The UDP ports of BFD Control packets (RFC 5881 §4, RFC 5883 §5). */
export const BFD_PORT = 3784;
export const BFD_MULTIHOP_PORT = 4784;

/** Why a session last left Up (RFC 5880 §4.1). */
export const BfdDiagnostic = {
  NONE: 0,
  DETECTION_TIME_EXPIRED: 1,
  ECHO_FAILED: 2,
  NEIGHBOR_SIGNALED_DOWN: 3,
  FORWARDING_PLANE_RESET: 4,
  PATH_DOWN: 5,
  CONCATENATED_PATH_DOWN: 6,
  ADMINISTRATIVELY_DOWN: 7,
  REVERSE_CONCATENATED_PATH_DOWN: 8,
} as const;

/** A BFD Control packet (RFC 5880 §4.1). Intervals are in milliseconds; on the wire they are microseconds. */
export interface BfdPacket {
  /** 0–31; `BfdDiagnostic` has those with a name. */
  readonly diagnostic: number;
  readonly state: BfdStateName;
  /** Asks for an answer with `final`. */
  readonly poll: boolean;
  /** Answers a packet with `poll`. */
  readonly final: boolean;
  /** The sender's BFD does not share the fate of its control plane. */
  readonly controlPlaneIndependent: boolean;
  /** An authentication section follows; its octets are not read here. */
  readonly authenticated: boolean;
  /** The sender knows another way to tell that the path works, and wants no periodic packets. */
  readonly demand: boolean;
  readonly detectMultiplier: number;
  readonly myDiscriminator: number;
  /** 0 where the sender does not know it. */
  readonly yourDiscriminator: number;
  readonly desiredMinTxMs: number;
  readonly requiredMinRxMs: number;
  readonly requiredMinEchoRxMs: number;
}

/** The rule that a discarded packet broke, in the order of RFC 5880 §6.8.6. */
export const DISCARD_REASONS = [
  'truncated',
  'version',
  'length',
  'detect-multiplier',
  'multipoint',
  'my-discriminator',
  'your-discriminator',
  'no-session',
  'authentication',
] as const;
export type DiscardReason = (typeof DISCARD_REASONS)[number];

export type DecodedBfdPacket =
  | { readonly ok: true; readonly packet: BfdPacket }
  | { readonly ok: false; readonly reason: DiscardReason };

const VERSION = 1;
const LENGTH = 24;
/** With an authentication section, of two octets at least. */
const AUTHENTICATED_LENGTH = 26;
const MICROSECONDS = 1000;

/** Two bits, by number (RFC 5880 §4.1). */
const STATES: readonly BfdStateName[] = ['AdminDown', 'Down', 'Init', 'Up'];

const POLL = 0x20;
const FINAL = 0x10;
const CONTROL_PLANE_INDEPENDENT = 0x08;
const AUTHENTICATION = 0x04;
const DEMAND = 0x02;
const MULTIPOINT = 0x01;

/**
 * Reads a BFD Control packet, and judges of it what can be judged without a session (RFC 5880 §6.8.6). Never throws.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       My Discriminator                        |
 * |                      Your Discriminator                       |
 * |                    Desired Min TX Interval                    |
 * |                   Required Min RX Interval                    |
 * |                 Required Min Echo RX Interval                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function decodeBfdPacket(bytes: Uint8Array): DecodedBfdPacket {
  if (bytes.length < LENGTH) return { ok: false, reason: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  const flags = view.getUint8(1);
  const packet: BfdPacket = {
    diagnostic: first & 0x1f,
    state: STATES[flags >> 6]!,
    poll: (flags & POLL) !== 0,
    final: (flags & FINAL) !== 0,
    controlPlaneIndependent: (flags & CONTROL_PLANE_INDEPENDENT) !== 0,
    authenticated: (flags & AUTHENTICATION) !== 0,
    demand: (flags & DEMAND) !== 0,
    detectMultiplier: view.getUint8(2),
    myDiscriminator: view.getUint32(4),
    yourDiscriminator: view.getUint32(8),
    desiredMinTxMs: view.getUint32(12) / MICROSECONDS,
    requiredMinRxMs: view.getUint32(16) / MICROSECONDS,
    requiredMinEchoRxMs: view.getUint32(20) / MICROSECONDS,
  };
  const length = view.getUint8(3);
  const facts: Facts = { packet, version: first >> 5, length, octets: bytes.length, flags };
  for (const [reason, breaks] of RULES) if (breaks(facts)) return { ok: false, reason };
  return { ok: true, packet };
}

interface Facts {
  readonly packet: BfdPacket;
  readonly version: number;
  readonly length: number;
  readonly octets: number;
  readonly flags: number;
}

/** RFC 5880 §6.8.6, up to where the session is looked for. */
const RULES: readonly (readonly [DiscardReason, (facts: Facts) => boolean])[] = [
  ['version', ({ version }) => version !== VERSION],
  ['length', ({ length, packet }) => length < (packet.authenticated ? AUTHENTICATED_LENGTH : LENGTH)],
  ['length', ({ length, octets }) => length > octets],
  ['detect-multiplier', ({ packet }) => packet.detectMultiplier === 0],
  ['multipoint', ({ flags }) => (flags & MULTIPOINT) !== 0],
  ['my-discriminator', ({ packet }) => packet.myDiscriminator === 0],
  [
    'your-discriminator',
    ({ packet }) => packet.yourDiscriminator === 0 && packet.state !== 'Down' && packet.state !== 'AdminDown',
  ],
];

/** The 24 octets of a packet without authentication. Throws `RangeError` where a field has no octets. */
export function encodeBfdPacket(packet: BfdPacket): Uint8Array {
  if (packet.authenticated) throw new RangeError('a BFD packet with an authentication section cannot be encoded');
  const bytes = new Uint8Array(LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (VERSION << 5) | unsigned('diagnostic', packet.diagnostic, 0x1f));
  view.setUint8(1, flagsOf(packet));
  view.setUint8(2, unsigned('detectMultiplier', packet.detectMultiplier, 0xff));
  view.setUint8(3, LENGTH);
  view.setUint32(4, unsigned('myDiscriminator', packet.myDiscriminator, MAX_U32));
  view.setUint32(8, unsigned('yourDiscriminator', packet.yourDiscriminator, MAX_U32));
  view.setUint32(12, microseconds('desiredMinTxMs', packet.desiredMinTxMs));
  view.setUint32(16, microseconds('requiredMinRxMs', packet.requiredMinRxMs));
  view.setUint32(20, microseconds('requiredMinEchoRxMs', packet.requiredMinEchoRxMs));
  return bytes;
}

const MAX_U32 = 0xffffffff;

function flagsOf({ state, poll, final, controlPlaneIndependent, demand }: BfdPacket): number {
  return (
    (STATES.indexOf(state) << 6) |
    (poll ? POLL : 0) |
    (final ? FINAL : 0) |
    (controlPlaneIndependent ? CONTROL_PLANE_INDEPENDENT : 0) |
    (demand ? DEMAND : 0)
  );
}

function unsigned(field: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new RangeError(`${field} of a BFD packet must be 0–${max}, got ${value}`);
}

function microseconds(field: string, ms: number): number {
  return unsigned(`${field}, in microseconds,`, Math.round(ms * MICROSECONDS), MAX_U32);
}
