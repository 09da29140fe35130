import { bird } from '../lab/bird.js';
import { describeDaemon } from './suite.js';

describeDaemon(bird);
