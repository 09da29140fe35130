import type {
  Family,
  KeepaliveMessage,
  NotificationMessage,
  OpenMessage,
  RouteRefreshMessage,
  UpdateView,
} from '@mesh/bgp-wire';
import type { CloseReason } from '../close-reason.js';
import type { StartEvent } from './event.js';
import type { Negotiated } from './negotiated.js';
import type { FsmTimer } from './state.js';

/** (Re)starts a timer. The shell draws the jitter with `drawDuration`, anew each time (RFC 4271 §10). */
export interface StartTimer {
  readonly type: 'start-timer';
  readonly timer: FsmTimer;
  readonly durationMs: number;
  /** Multiply by a factor drawn uniformly from 0.75 to 1. */
  readonly jitter: boolean;
  /** Jitter never goes below it: KEEPALIVEs are at least a second apart (RFC 4271 §4.4). */
  readonly minimumMs: number;
}

/**
 * What the shell does, mechanically and in order. It adds two rules that depend on bytes leaving, which the FSM does
 * not see: sending a KEEPALIVE or UPDATE restarts 'keepalive' where it runs, and a message accepted by the stream
 * restarts 'send-hold' where it runs, each with the duration it was last started with.
 */
export type FsmAction =
  /** Allocate what a connection needs: parser, queues. Retained routes stay (RFC 4724 §5). */
  | { readonly type: 'initialize' }
  | StartTimer
  /** Stop a timer; nothing where it does not run. */
  | { readonly type: 'stop-timer'; readonly timer: FsmTimer }
  /** Open a connection; its end is `Tcp_CR_Acked` or `TcpConnectionFails`. */
  | { readonly type: 'dial' }
  /** Keep accepting connections of this peer. */
  | { readonly type: 'listen' }
  /** A NOTIFICATION is flushed before the `close-stream` that follows, as long as that may take. */
  | { readonly type: 'send'; readonly message: OpenMessage | KeepaliveMessage | NotificationMessage }
  /** Both OPENs are known: decode with `negotiated.rx`, encode with `negotiated.tx` from here on. */
  | { readonly type: 'use-negotiated'; readonly negotiated: Negotiated }
  /** Stop the hold, keepalive, delay-open and send-hold timers, drop what is buffered. */
  | { readonly type: 'release' }
  /** Close the stream, or give up the dial; nothing more where it has ended. Each connection passes exactly one of these. */
  | { readonly type: 'close-stream'; readonly reason: CloseReason }
  /** The session is up. */
  | { readonly type: 'established'; readonly negotiated: Negotiated }
  | { readonly type: 'deliver-update'; readonly update: UpdateView }
  | { readonly type: 'deliver-refresh'; readonly refresh: RouteRefreshMessage }
  /** Every route learnt on this connection goes. */
  | { readonly type: 'delete-routes' }
  /** Routes of `families` become stale, those stale already and those of other families go (RFC 4724 §4.2). */
  | {
      readonly type: 'retain-routes';
      readonly families: readonly Family[];
      /** Purge what is still stale if no session is up by then: the peer's Restart Time. */
      readonly restartTimeSeconds: number;
      /** Purge what is still stale then in any case (RFC 8538 §4). */
      readonly staleTimeSeconds: number;
    }
  /** Another connection of this peer: give it an FSM of its own and to the collision arbiter. This one goes on. */
  | { readonly type: 'track-connection' }
  /** Let an incoming connection request through (event 14). */
  | { readonly type: 'process-connection' }
  /** Turn an incoming connection away: close it without a word. */
  | { readonly type: 'reject-connection' }
  /** IdleHoldTimer is over: the supervisor gives this event back, unless the peer is administratively down. */
  | { readonly type: 'restart'; readonly event: StartEvent }
  /** `error`: the event was not legal here (RFC 4271 §8.1.2), which a correct shell never causes. */
  | { readonly type: 'log'; readonly level: 'info' | 'error'; readonly text: string };

export type FsmActionType = FsmAction['type'];

/** Milliseconds to arm a timer with; `random` is a number drawn uniformly from [0, 1). */
export function drawDuration(
  { durationMs, jitter, minimumMs }: Omit<StartTimer, 'type' | 'timer'>,
  random: number,
): number {
  return Math.max(minimumMs, jitter ? durationMs * (0.75 + random / 4) : durationMs);
}
