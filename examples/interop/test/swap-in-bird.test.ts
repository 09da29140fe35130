import { bird } from '../lab/bird.js';
import { transit } from '../lab/swap/transit.js';
import { describeSwapIn } from './swap-in-suite.js';

for (const swapped of ['middle', 'right']) describeSwapIn({ scenario: transit, swapped, kind: bird });
