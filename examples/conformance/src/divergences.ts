import type { Divergence } from './divergence.js';

export const divergences: readonly Divergence[] = [];
