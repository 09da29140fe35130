import { CeaseSubcode, ErrorCode, type MeshError, notification } from '@mesh/bgp-wire';
import type { Clock } from '../clock.js';
import { refuse } from '../connection/refuse.js';
import type { DuplexLike } from '../duplex.js';
import { Admission, type AdmissionLimits } from './admission.js';
import type { StreamAddresses } from './speaker-events.js';

/** Streams that are told why they are turned away at one time; of a flood the rest is cut. */
const MAX_TOLD = 256;

export interface DoorPorts {
  readonly clock: Clock;
  /** A stream is held from here on. */
  opened(): void;
  /** It has been let go of. */
  released(): void;
}

/** Where streams come in that nobody has yet. */
export class Door {
  readonly admission: Admission;
  readonly #ports: DoorPorts;
  readonly #report: (reason: MeshError, from: StreamAddresses) => void;
  #told = 0;

  constructor(
    ports: DoorPorts,
    limits: AdmissionLimits | undefined,
    report: (reason: MeshError, from: StreamAddresses) => void,
  ) {
    this.admission = new Admission(ports.clock, limits);
    this.#ports = ports;
    this.#report = report;
  }

  /** Turns a stream away: with Cease 6/5, or without a word where `says` is false or too many are told already. */
  turnAway(stream: DuplexLike, reason: MeshError, from: StreamAddresses, says: boolean = true): false {
    this.#report(reason, from);
    if (!says || this.#told >= MAX_TOLD) {
      stream.destroy();
      return false;
    }
    this.#told++;
    this.#ports.opened();
    refuse(stream, notification(ErrorCode.CEASE, CeaseSubcode.CONNECTION_REJECTED), this.#ports.clock, () => {
      this.#told--;
      this.#ports.released();
    });
    return false;
  }
}
