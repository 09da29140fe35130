import type { Command } from '../command.js';
import { decode } from './decode.js';
import { encode } from './encode.js';

/** Every command of `mesh`. */
export const commands: readonly Command[] = [decode, encode];
