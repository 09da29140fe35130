import { frr } from '../lab/frr.js';
import { describeDaemon } from './suite.js';

describeDaemon(frr);
