import type { BfdStateName } from './bfd-port.js';
import { BfdDiagnostic } from './packet.js';

/** The intervals that packets carry and that both sides reckon with, in milliseconds. */
export interface BfdIntervals {
  /** bfd.DesiredMinTxInterval. */
  readonly desiredMinTxMs: number;
  /** bfd.RequiredMinRxInterval. */
  readonly requiredMinRxMs: number;
}

/** What is asked for here: the intervals while the session is Up, and bfd.DetectMult. */
export interface BfdTiming extends BfdIntervals {
  readonly detectMultiplier: number;
}

/** What the peer said last. */
export interface BfdRemote {
  /** bfd.RemoteSessionState. */
  readonly state: BfdStateName;
  /** bfd.RemoteDiscr; 0 as long as it is not known. */
  readonly discriminator: number;
  /** bfd.RemoteMinRxInterval; 0 where the peer wants no periodic packets. */
  readonly requiredMinRxMs: number;
  readonly desiredMinTxMs: number;
  readonly detectMultiplier: number;
  /** bfd.RemoteDemandMode. */
  readonly demand: boolean;
}

/** The state variables of one session (RFC 5880 §6.8.1). */
export interface BfdState {
  /** bfd.SessionState. */
  readonly name: BfdStateName;
  /** bfd.LocalDiag. */
  readonly diagnostic: number;
  readonly timing: BfdTiming;
  /** What our packets say. */
  readonly advertised: BfdIntervals;
  /** What we go by: `advertised`, but for what waits for a Final (RFC 5880 §6.8.3). */
  readonly used: BfdIntervals;
  /**
   * The Poll Sequence (RFC 5880 §6.5). `settling`: the Final has come, and no other sequence may start before a packet
   * without it has, for its Final could not be told from this one's (§6.8.3).
   */
  readonly poll: 'none' | 'running' | 'settling';
  readonly remote: BfdRemote;
}

/** A session that is not Up sends no faster, in milliseconds (RFC 5880 §6.8.3). */
export const SLOW_MS = 1000;

/** The peer before its first packet: one microsecond is the initial bfd.RemoteMinRxInterval (RFC 5880 §6.8.1). */
export const UNKNOWN_REMOTE: BfdRemote = Object.freeze({
  state: 'Down',
  discriminator: 0,
  requiredMinRxMs: 0.001,
  desiredMinTxMs: 0,
  detectMultiplier: 0,
  demand: false,
});

/** A session that knows nothing yet. */
export function initialBfdState(timing: BfdTiming): BfdState {
  const intervals = intervalsOf('Down', timing);
  return {
    name: 'Down',
    diagnostic: BfdDiagnostic.NONE,
    timing,
    advertised: intervals,
    used: intervals,
    poll: 'none',
    remote: UNKNOWN_REMOTE,
  };
}

/** What packets are to say in a state. */
export function intervalsOf(name: BfdStateName, { desiredMinTxMs, requiredMinRxMs }: BfdTiming): BfdIntervals {
  return { desiredMinTxMs: name === 'Up' ? desiredMinTxMs : Math.max(SLOW_MS, desiredMinTxMs), requiredMinRxMs };
}

/** True where the peer is in demand mode, so that nothing is sent without need (RFC 5880 §6.6). */
function isDemandActive({ name, remote }: BfdState): boolean {
  return remote.demand && name === 'Up' && remote.state === 'Up';
}

/** How far apart periodic packets are, before jitter; 0 where there are none (RFC 5880 §6.8.2, §6.8.7). */
export function transmitIntervalMs(state: BfdState): number {
  const { remote, used, poll } = state;
  if (remote.requiredMinRxMs === 0) return 0;
  if (isDemandActive(state) && poll !== 'running') return 0;
  return Math.max(used.desiredMinTxMs, remote.requiredMinRxMs);
}

/** How long the peer may be silent; 0 where it has said nothing or does not matter (RFC 5880 §6.8.4, asynchronous mode). */
export function detectionTimeMs({ name, remote, used }: BfdState): number {
  if (name === 'AdminDown') return 0;
  return remote.detectMultiplier * Math.max(used.requiredMinRxMs, remote.desiredMinTxMs);
}
