import { isMeshError } from '@mesh/bgp-wire';
import { parseJson } from '../../src/storage/index.js';
import type { Row } from '../lib/row.js';

const MEBIBYTE = 1024 * 1024;
const SLOW_MS = 50;

const SEEDS = [
  JSON.stringify({
    neighbors: [
      {
        session: { peerAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 },
        families: ['ipv4 unicast'],
        holdTime: 90,
      },
      { session: { peerAddress: '2001:db8::1', localAs: 65001, peerAs: 4294967295, passive: true }, routes: [] },
    ],
    processes: { watch: { run: '/usr/bin/true', encoder: 'json', respawn: null } },
  }),
  JSON.stringify({ text: 'ä\u{1f600}\n\t\\"', numbers: [0, -1, 9007199254740991], deep: [[[[{ a: [{}] }]]]] }, null, 2),
];
const TOKENS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '\\u',
    '\\ud800',
    '"__proto__":',
    '"constructor":{"prototype":{',
    '1e400',
  ],
  ...[
    '9007199254740993',
    '-',
    '.',
    '\0',
    '\ufeff',
    '\ud83d',
    'null',
    '[[[[[[[[[[[[[[[[[',
    '{"a":{"a":{"a":{"a":',
    '"a":1,"a":2',
  ],
];

/** What takes a careless reader long: 1 MiB each. */
const BOMBS = [
  '['.repeat(MEBIBYTE),
  '{"a":'.repeat(MEBIBYTE / 5),
  `"${'a'.repeat(MEBIBYTE)}"`,
  `"${'\\u0041'.repeat(MEBIBYTE / 6)}"`,
  '1'.repeat(MEBIBYTE),
  ' '.repeat(MEBIBYTE),
  `[${'0,'.repeat(MEBIBYTE / 2)}0]`,
  `[${'"\\\\",'.repeat(MEBIBYTE / 5)}0]`,
  `[${'{},'.repeat(MEBIBYTE / 3)}0]`,
  `{${Array.from({ length: 90_000 }, (_, i) => `"k${i}":0`).join()}}`,
  `[${'"\ud83d\ude00",'.repeat(MEBIBYTE / 6)}0]`,
  '\n'.repeat(MEBIBYTE - 1).concat('x'),
];

/** S10, the part that is JSON. */
export const loadFuzz: Row = {
  id: 'S10',
  what: 'fuzzed JSON',
  full: 1_000_000,
  quick: 100_000,
  async run(volume) {
    const wrong: string[] = [];
    const before = prototypes();
    let slowest = 0;
    for (const bomb of BOMBS) {
      const ms = fastestOf(5, () => void judge(bomb, wrong));
      slowest = Math.max(slowest, ms);
      if (ms > SLOW_MS) wrong.push(`1 MiB of ${JSON.stringify(bomb.slice(0, 12))} took ${ms.toFixed(1)} ms`);
    }
    const random = generator(1);
    let accepted = 0;
    for (let i = 0; i < volume; i++) {
      const text = mutate(SEEDS[i % SEEDS.length]!, random);
      if (judge(text, wrong)) accepted++;
    }
    if (prototypes() !== before) wrong.push('a prototype was changed');
    return {
      goal: `${volume} mutated inputs: typed errors, no prototype changed, 1 MiB < ${SLOW_MS} ms`,
      measured: `${volume} inputs, ${accepted} read, ${wrong.length} wrong, 1 MiB ≤ ${slowest.toFixed(1)} ms (${BOMBS.length} kinds)`,
      wrong,
    };
  },
};

/** True where the text was read; `JSON.parse` must then read the same. */
function judge(text: string, wrong: string[]): boolean {
  try {
    const value = parseJson(text);
    if (text.length < 10_000 && JSON.stringify(value) !== JSON.stringify(JSON.parse(text)))
      wrong.push(`read amiss: ${text}`);
    return true;
  } catch (error) {
    if (!isMeshError(error, 'MESH_STORAGE_JSON')) wrong.push(`${error}: ${text.slice(0, 200)}`);
    return false;
  }
}

/** One to four changes: an insertion, a deletion, another character, a part twice. */
function mutate(seed: string, random: (below: number) => number): string {
  let text = seed;
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(text.length + 1);
    const length = random(12);
    const inserted = [
      TOKENS[random(TOKENS.length)]!,
      '',
      String.fromCharCode(random(256)),
      text.slice(at, at + length),
    ];
    text = text.slice(0, at) + inserted[random(4)]! + text.slice(at + random(2) * length);
  }
  return text;
}

/** A linear congruential generator (Numerical Recipes), for runs that can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function fastestOf(times: number, act: () => void): number {
  return Math.min(
    ...Array.from({ length: times }, () => {
      // Time of the processor: what else the machine does is not the reader's.
      const started = process.cpuUsage();
      act();
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1_000;
    }),
  );
}

function prototypes(): string {
  return [Object, Array, Function, String, Number]
    .map((each) => Reflect.ownKeys(each.prototype).map(String).join())
    .join('\n');
}
