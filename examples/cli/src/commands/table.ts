import type { Command } from '../command.js';
import { api } from './api.js';
import { collect } from './collect.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { inject } from './inject.js';

/** Every command of `mesh`. */
export const commands: readonly Command[] = [inject, collect, decode, encode, api];
