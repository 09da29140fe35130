import { exabgp } from '../lab/exabgp.js';
import { describeDaemon } from './suite.js';

describeDaemon(exabgp);
