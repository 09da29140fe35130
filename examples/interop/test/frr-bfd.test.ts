import { frr } from '../lab/bfd/frr.js';
import { describeBfd } from './bfd-suite.js';

describeBfd(frr);
