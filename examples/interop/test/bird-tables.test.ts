import { bird } from '../lab/bird.js';
import { describeTables } from './table-suite.js';

describeTables(bird);
