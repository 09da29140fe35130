import type { BfdStateName } from './bfd-port.js';
import type { BfdPacket } from './packet.js';

/** What a packet says but for our discriminator, which the shell knows. */
export type OutgoingPacket = Omit<BfdPacket, 'myDiscriminator'>;

/** What the shell does, in order. */
export type BfdAction =
  /** `answer`: a Final, which the periodic packets take no notice of. Any other packet is one of them. */
  | { readonly type: 'send'; readonly packet: OutgoingPacket; readonly answer: boolean }
  /**
   * From now on periodic packets are this far apart, reckoned from the last one; 0 stops them. Each time the interval is
   * multiplied by a factor drawn uniformly from `shortest` to `longest`.
   */
  | { readonly type: 'pace'; readonly intervalMs: number; readonly shortest: number; readonly longest: number }
  /** The peer may be silent for this long, reckoned from the last packet received; 0: for ever. */
  | { readonly type: 'detect'; readonly timeMs: number }
  /** The session is in another state. */
  | { readonly type: 'changed'; readonly from: BfdStateName };
