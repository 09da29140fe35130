import type { Nlri } from '../../nlri/row.js';

/** What a family's NLRI has besides what every NLRI has. */
export type Members<N extends Nlri> = Omit<N, 'family' | 'pathId'>;
