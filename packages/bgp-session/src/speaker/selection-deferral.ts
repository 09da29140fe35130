import { MeshError } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';

/** We have just restarted, and peers kept our routes meanwhile (RFC 4724 §4.1). */
export interface RestartOptions {
  /**
   * How long to wait at most for what the peers know before we send, in seconds (Selection_Deferral_Timer, RFC 4724 §4.1).
   * Less than the restart time we offer, or peers have given up our routes by then. Default 360.
   */
  readonly selectionDeferralSeconds?: number | undefined;
}

/** A peer as far as our restart is concerned. */
export interface DeferringPeer {
  /** It is to tell us all it has first: it is on its way, or up and not done. */
  readonly owesEndOfRib: boolean;
  /** The restart is over: what is held back may go out. */
  restarted(): void;
}

const SELECTION_DEFERRAL_SECONDS = 360;
const MAX_SECONDS = 65535;

/**
 * Our own restart, from the speaker's beginning until the peers have sent all they have, or the time is up (RFC 4724 §4.1).
 * Meanwhile OPENs carry the R bit, and nothing is sent: neither routes, of which we know only some, nor the End-of-RIB
 * that would have the peers drop the others. Not waited for: peers without the capability, and those that restart as well.
 *
 * Deliberate: families begin together, once the last of them is complete.
 */
export class SelectionDeferral {
  readonly #peers: () => Iterable<DeferringPeer>;
  readonly #ended: () => void;
  #timer: Cancel | undefined;

  /** Throws `MESH_SESSION_OPTION` for a time that is none. */
  constructor(
    clock: Clock,
    { selectionDeferralSeconds: seconds = SELECTION_DEFERRAL_SECONDS }: RestartOptions,
    peers: () => Iterable<DeferringPeer>,
    ended: () => void,
  ) {
    if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_SECONDS)) {
      throw new MeshError(
        'MESH_SESSION_OPTION',
        `selection deferral time must be 1–${MAX_SECONDS} seconds, got ${seconds}`,
      );
    }
    this.#peers = peers;
    this.#ended = ended;
    this.#timer = clock.after(seconds * 1000, () => this.#end());
  }

  /** The restart is not over. */
  get active(): boolean {
    return this.#timer !== undefined;
  }

  /** Something has changed that the restart may have waited for. */
  check(): void {
    if (!this.active) return;
    for (const peer of this.#peers()) if (peer.owesEndOfRib) return;
    this.#end();
  }

  /** The speaker goes before its restart was over. */
  cancel(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #end(): void {
    this.cancel();
    for (const peer of [...this.#peers()]) peer.restarted();
    this.#ended();
  }
}
