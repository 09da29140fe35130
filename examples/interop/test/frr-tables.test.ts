import { frr } from '../lab/frr.js';
import { describeTables } from './table-suite.js';

describeTables(frr);
