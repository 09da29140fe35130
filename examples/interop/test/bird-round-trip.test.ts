import { bird } from '../lab/bird.js';
import { describeRoundTrip } from './table-suite.js';

describeRoundTrip(bird);
