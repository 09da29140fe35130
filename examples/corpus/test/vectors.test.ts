import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkVector, splitEverywhere, stale, textOf, truncateEverywhere, unexplained } from '../lib/check.js';
import { corpusFile, readVectors } from '../lib/corpus.js';
import { withDissections } from '../lib/dissect.js';
import { isDecodable, vectorContext, vectorFrame } from '../lib/frame.js';
import { count } from '../lib/tally.js';

const FILES = [
  ...readdirSync(corpusFile('vectors')).map((name) => `vectors/${name}`),
  'pcap/messages.jsonl',
  'exabgp/decode.jsonl',
];

describe.each(FILES)('%s', (file) => {
  const vectors = withDissections(readVectors(file));

  it.for(vectors.map((vector) => [vector.id, vector] as const))('%s', ([id, vector], { task }) => {
    const { mismatches, counts, compared } = checkVector(vector);
    task.meta.compared = compared;
    const left = unexplained(id, mismatches);
    count(task, { vectors: 1, ...counts, explained: mismatches.length - left.length });
    expect(left, textOf(left)).toEqual([]);
  });

  it('cut and truncated at every octet, nothing throws', ({ task }) => {
    for (const vector of vectors) {
      const [frame, context] = [vectorFrame(vector), vectorContext(vector)];
      const cuts = isDecodable(vector) ? splitEverywhere(frame, context) : 0;
      count(task, { cuts: cuts + truncateEverywhere(frame, context) });
    }
  });
});

it('every explained difference is still there', () => {
  expect(stale('verdict', 'malformed', 'nobody', 'tshark', 'exabgp', 'yabgp', 're-encode')).toEqual([]);
});
