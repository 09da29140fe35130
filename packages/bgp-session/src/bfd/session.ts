import type { Cancel, Clock } from '../clock.js';
import type { BfdAction } from './action.js';
import type { BfdStateName, BfdStatus } from './bfd-port.js';
import { DetectionTimer } from './detection-timer.js';
import type { BfdEvent } from './event.js';
import { type BfdPacket, encodeBfdPacket } from './packet.js';
import { type BfdState, type BfdTiming, detectionTimeMs, initialBfdState, transmitIntervalMs } from './state.js';
import { bfdTransition } from './transition.js';

export interface BfdSessionPorts {
  readonly clock: Clock;
  random(): number;
  send(bytes: Uint8Array): void;
  /** Called last of all, so that what it does or throws finds the session in order. */
  changed(from: BfdStateName): void;
}

type Pace = Extract<BfdAction, { readonly type: 'pace' }>;

const SILENT: Pace = { type: 'pace', intervalMs: 0, shortest: 1, longest: 1 };

/** The thin shell around one BFD state machine: two timers, the jitter, and our discriminator. */
export class BfdSession {
  readonly localDiscriminator: number;
  readonly #ports: BfdSessionPorts;
  readonly #detection: DetectionTimer;
  #state: BfdState;
  #pace: Pace = SILENT;
  #transmit: Cancel | undefined;
  #sentAt: number;
  #heardAt: number;
  #over = false;

  constructor(localDiscriminator: number, timing: BfdTiming, ports: BfdSessionPorts) {
    this.localDiscriminator = localDiscriminator;
    this.#ports = ports;
    this.#state = initialBfdState(timing);
    this.#sentAt = this.#heardAt = ports.clock.now();
    this.#detection = new DetectionTimer(ports.clock, () => this.#handle({ type: 'detection-expired' }));
  }

  get status(): BfdStatus {
    const { name, diagnostic, remote } = this.#state;
    return {
      state: name,
      diagnostic,
      remoteState: remote.state,
      localDiscriminator: this.localDiscriminator,
      remoteDiscriminator: remote.discriminator,
      transmitIntervalMs: transmitIntervalMs(this.#state),
      detectionTimeMs: detectionTimeMs(this.#state),
    };
  }

  start(): void {
    this.#handle({ type: 'enable' });
  }

  receive(packet: BfdPacket): void {
    this.#heardAt = this.#ports.clock.now();
    this.#handle({ type: 'received', packet });
  }

  retime(timing: BfdTiming): void {
    this.#handle({ type: 'retime', timing });
  }

  /** Tells the peer that the session is administratively down, and stops everything. */
  close(): void {
    this.#handle({ type: 'disable' });
    this.#over = true;
    this.#transmit?.();
    this.#detection.stop();
  }

  #handle(event: BfdEvent): void {
    if (this.#over) return;
    const { state, actions } = bfdTransition(this.#state, event);
    this.#state = state;
    for (const action of actions) (this.#perform[action.type] as (action: BfdAction) => void)(action);
  }

  readonly #perform: { readonly [T in BfdAction['type']]: (action: Extract<BfdAction, { readonly type: T }>) => void } =
    {
      pace: (action) => {
        this.#pace = action;
        this.#schedule();
      },
      send: ({ packet, answer }) => {
        if (!answer) {
          this.#sentAt = this.#ports.clock.now();
          this.#schedule();
        }
        this.#ports.send(encodeBfdPacket({ ...packet, myDiscriminator: this.localDiscriminator }));
      },
      detect: ({ timeMs }) => {
        if (timeMs === 0) this.#detection.stop();
        else this.#detection.set(this.#heardAt + timeMs);
      },
      changed: ({ from }) => this.#ports.changed(from),
    };

  /** Sets the time of the next periodic packet, with jitter drawn anew (RFC 5880 §6.8.7). */
  #schedule(): void {
    this.#transmit?.();
    this.#transmit = undefined;
    const { intervalMs, shortest, longest } = this.#pace;
    if (intervalMs === 0) return;
    const { clock, random } = this.#ports;
    const due = this.#sentAt + intervalMs * (shortest + random() * (longest - shortest));
    this.#transmit = clock.after(Math.max(0, due - clock.now()), () => this.#handle({ type: 'transmit-due' }));
  }
}
