import { frr } from '../lab/families/frr.js';
import { describeFamilies } from './family-suite.js';

describeFamilies(frr);
