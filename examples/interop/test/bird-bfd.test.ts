import { bird } from '../lab/bfd/bird.js';
import { describeBfd } from './bfd-suite.js';

describeBfd(bird);
