import { CeaseSubcode, ErrorCode, OpenSubcode } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import type { StartEvent } from '../fsm/event.js';
import { restartPlan } from '../fsm/start.js';
import type { FsmState, IdleState } from '../fsm/state.js';
import type { ResolvedPeer } from './peer-settings.js';

/** Why an idle peer is not tried, and for how long still; without an end it waits for an operator. */
export interface HeldDown {
  readonly why: 'maximum-prefixes' | 'unsupported-capability' | 'damped';
  readonly remainingMs: number | undefined;
}

/** What a supervisor has done. */
export interface SupervisorUser {
  /** An attempt that goes on from what is known of the peer. */
  raise(event: StartEvent): void;
  /** A first attempt, with nothing known of the peer. */
  begin(): void;
  /** What is known of the peer is forgotten. */
  renew(): void;
}

/**
 * When an idle peer is tried again, where no timer of its FSM does it. Two kinds of peer are left alone: one that refuses
 * our capabilities (RFC 5492 §3), and one that sent too many prefixes (RFC 4486 §4), which would do so again at once.
 */
export class PeerSupervisor {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #user: SupervisorUser;
  #restart: Cancel | undefined;
  #held: { readonly why: HeldDown['why']; readonly until: number | undefined } | undefined;
  #dampedUntil = 0;

  constructor(clock: Clock, random: () => number, user: SupervisorUser) {
    this.#clock = clock;
    this.#random = random;
    this.#user = user;
  }

  /** Why the peer is left alone, beside damping. */
  get held(): HeldDown['why'] | undefined {
    return this.#held?.why;
  }

  /** Why a peer in this state is not tried, where it is not. */
  heldDown(state: FsmState): HeldDown | undefined {
    if (this.#held !== undefined) return this.#heldFor(this.#held.why, this.#held.until);
    if (state.name !== 'Idle' || !state.timers.has('idle-hold')) return undefined;
    return this.#heldFor('damped', this.#dampedUntil);
  }

  /** The peer has become idle: starts it again in time, unless it is better left alone. */
  idle(state: IdleState, { options, settings }: ResolvedPeer, last: CloseReason | undefined): void {
    this.#dampedUntil = this.#clock.now() + state.idleHoldSeconds * 1000;
    const hold = holdFor(last);
    if (hold !== undefined) {
      this.#hold(hold, (hold === 'maximum-prefixes' && settings.maxPrefixRestartSeconds) || undefined);
      return;
    }
    const plan = restartPlan(state, options);
    if (plan === undefined) return;
    const factor = plan.jitter ? 0.75 + this.#random() / 4 : 1;
    this.#schedule(Math.max(plan.minimumMs, plan.durationMs * factor), () => this.#user.raise(plan.event));
  }

  /** Nothing is waited for any more. */
  release(): void {
    this.#held = undefined;
    this.#cancel();
  }

  /** Leaves the peer alone: for a while, or until an operator starts it. */
  #hold(why: HeldDown['why'], seconds: number | undefined): void {
    this.#cancel();
    this.#user.renew();
    this.#held = { why, until: seconds === undefined ? undefined : this.#clock.now() + seconds * 1000 };
    if (seconds !== undefined) this.#schedule(seconds * 1000, () => this.#user.begin());
  }

  #heldFor(why: HeldDown['why'], until: number | undefined): HeldDown {
    return { why, remainingMs: until === undefined ? undefined : Math.max(0, until - this.#clock.now()) };
  }

  #schedule(ms: number, restart: () => void): void {
    this.#cancel();
    this.#restart = this.#clock.after(ms, () => {
      this.#restart = undefined;
      restart();
    });
  }

  #cancel(): void {
    this.#restart?.();
    this.#restart = undefined;
  }
}

/** Why a peer is to be left alone after its last session or attempt ended so. */
function holdFor(reason: CloseReason | undefined): HeldDown['why'] | undefined {
  if (reason === undefined || !('notification' in reason)) return undefined;
  const { code, subcode } = reason.notification;
  if (reason.kind === 'notification-received') {
    const isRefusal = code === ErrorCode.OPEN_MESSAGE && subcode === OpenSubcode.UNSUPPORTED_CAPABILITY;
    return isRefusal ? 'unsupported-capability' : undefined;
  }
  return code === ErrorCode.CEASE && subcode === CeaseSubcode.MAXIMUM_PREFIXES ? 'maximum-prefixes' : undefined;
}
