import { gobgp } from '../lab/families/gobgp.js';
import { describeFamilies } from './family-suite.js';

describeFamilies(gobgp);
