import type { NeighborSettings } from '../settings/neighbor.js';

/** A neighbour that is made at run time. */
export interface DynamicPeer extends NeighborSettings {
  /** It is of the configuration from then on, and stored with it. Default false: gone after a reload. */
  readonly persist?: boolean;
}
