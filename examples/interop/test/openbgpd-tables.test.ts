import { openbgpd } from '../lab/openbgpd.js';
import { describeTables } from './table-suite.js';

describeTables(openbgpd);
