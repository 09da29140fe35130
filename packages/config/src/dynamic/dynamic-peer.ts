import type { NeighborSettings } from '../settings/neighbor.js';

/** A neighbour that is made at run time. */
export interface DynamicPeer extends NeighborSettings {
  /** It is of the configuration from then on: stored with it, and there after a reload. Default false: gone then. */
  readonly persist?: boolean;
}
