import { gobgp } from '../lab/gobgp.js';
import { describeTables } from './table-suite.js';

describeTables(gobgp);
