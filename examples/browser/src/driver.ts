import type { Vector } from '../../corpus/lib/corpus.js';

export { answer, call } from './converse.js';

import { exchange } from './exchange.js';
import { readSample } from './read-sample.js';
import { decodeVector } from './vectors.js';

/** What the driver works on. */
export interface Material {
  /** The vectors of the corpus, one JSON object a line. */
  readonly vectors: string;
  /** A gzip-compressed MRT file. */
  readonly mrt: Uint8Array;
}

/**
 * Everything that is shown to work, as lines of text: they are the same wherever this runs. Uses what browsers have
 * and nothing else.
 */
export async function drive({ vectors, mrt }: Material): Promise<string[]> {
  const decoded = vectors
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.stringify(decodeVector(JSON.parse(line) as Vector)));
  return [...decoded, JSON.stringify(exchange()), JSON.stringify(await readSample(mrt))];
}
