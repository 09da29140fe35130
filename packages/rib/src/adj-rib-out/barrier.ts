/** Something that waits until a member has been told what was pending when it was made. It passes from top to bottom. */
export interface Barrier {
  /** The sweep of the class that must have ended; 0 once it has. */
  sweep: number;
  /** The chunk of the log up to which the member must have come; 0 for any. */
  position: number;
  /** The sweep of the member's own that must have ended; 0 for none. */
  own: number;
  /** The chunks handed out when all that was so. */
  chunk: number | undefined;
  /** Waits for the hand-out only, not for the stream. */
  readonly handed: boolean;
  readonly fire: () => void;
}
