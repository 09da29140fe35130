import { openbgpd } from '../lab/openbgpd.js';
import { describeDaemon } from './suite.js';

describeDaemon(openbgpd);
