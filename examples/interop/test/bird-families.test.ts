import { bird } from '../lab/families/bird.js';
import { describeFamilies } from './family-suite.js';

describeFamilies(bird);
