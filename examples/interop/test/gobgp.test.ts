import { gobgp } from '../lab/gobgp.js';
import { describeDaemon } from './suite.js';

describeDaemon(gobgp);
