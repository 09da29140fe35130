import { isMeshError } from '@mesh/bgp-wire';
import { formatConfiguration, parseConfigurationText } from '../../src/index.js';
import { parseJson } from '../../src/storage/index.js';
import type { Outcome, Row } from '../lib/row.js';

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

const TEXTS = [
  `process watch { run /usr/bin/true "a b" --x=[1,2]; encoder json; respawn false; }
template { neighbor base { local-as 65001; family { ipv4 unicast; ipv6 unicast; } static { route 10.0.0.0/8 next-hop self; } } }
neighbor 192.0.2.1 { inherit base; peer-as 65002; local-address 192.0.2.254; hold-time 90; md5-password "x;}";
  capability { graceful-restart 120; add-path send/receive; } add-path { ipv4 unicast limit 3; }
  api { processes [ watch ]; receive { parsed; update; } } # told
  static { route 10.0.1.0/24 next-hop 192.0.2.9 community [ 65001:1 ] split /25; } }`,
  `neighbor 2001:db8::1 { local-as 65001; peer-as auto; router-id 10.0.0.1; tcp-ao { keyid 1; algorithm hmac-sha-256; password p; }
  family { all; } flow { route a { match { source 10.0.0.1/32; destination-port [ =80 >1024&<2048 ]; } then { discard; } } }
  l2vpn { vpls s { endpoint 5; base 10; offset 1; size 8; rd 1:1; next-hop 192.0.2.9; } }
  announce { ipv4 { unicast 10.0.2.0/24 next-hop 192.0.2.9; } ipv6 { unicast 2001:db8::/32 next-hop self; } } }`,
];
const TEXT_TOKENS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ';',
    ',',
    '"',
    "'",
    '\\',
    '\\\n',
    '#',
    '\n',
    '\0',
    '\ufeff',
    '\ud83d',
    '{{{{{{{{{{{{',
    '[[[[[[[[[[[[',
  ],
  ...['neighbor ', 'process ', 'template {', 'inherit base;', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...[
    '4294967296',
    '-1',
    '1e9',
    '0x10',
    '99999999999999999999',
    '10.0.0.0/33',
    'route ',
    'split /32',
    'static {',
    'api {',
    'all;',
  ],
];

const NEIGHBOR = 'neighbor 192.0.2.1 { local-as 1; peer-as 1; local-address 192.0.2.2; ';
/** What takes a careless reader of configuration files long: 1 MiB each. */
const TEXT_BOMBS = [
  'a'.repeat(MEBIBYTE),
  ';'.repeat(MEBIBYTE),
  '#\n'.repeat(MEBIBYTE / 2),
  '\\\n'.repeat(MEBIBYTE / 2),
  'template {'.repeat(MEBIBYTE / 10),
  'template {}'.repeat(MEBIBYTE / 11),
  `process a { run ${'x '.repeat(MEBIBYTE / 2)}`,
  `process a { run ${'['.repeat(MEBIBYTE)}`,
  `${NEIGHBOR} inherit [ ${'a '.repeat(MEBIBYTE / 2)}`,
  `${NEIGHBOR} ${'md5-ip '.repeat(MEBIBYTE / 7)}`,
  `${NEIGHBOR} static { ${'attributes '.repeat(MEBIBYTE / 11)}`,
  `${NEIGHBOR} ${'static {} '.repeat(MEBIBYTE / 10)}`,
  `${NEIGHBOR} ${'api {} '.repeat(MEBIBYTE / 7)}`,
  `${NEIGHBOR} ${'announce { ipv4 {} }'.repeat(MEBIBYTE / 20)}`,
  `${NEIGHBOR} static { route 10.0.0.0/24 next-hop self as-path [ ${'1 '.repeat(MEBIBYTE / 2)}`,
  `${NEIGHBOR} description "${'\\'.repeat(MEBIBYTE)}`,
  'neighbor 10.0.0.1 {} '.repeat(MEBIBYTE / 21),
];

/** A language that is loaded, and how its reader is tried. */
interface Language {
  readonly seeds: readonly string[];
  readonly tokens: readonly string[];
  readonly bombs: readonly string[];
  /** True where the text was read; what is amiss goes into `wrong`. */
  judge(text: string, wrong: string[]): boolean;
}

/** S10, the part that is JSON. */
export const loadFuzz: Row = {
  id: 'S10',
  what: 'fuzzed JSON',
  full: 900_000,
  quick: 90_000,
  run: (volume) => fuzz({ seeds: SEEDS, tokens: TOKENS, bombs: BOMBS, judge }, volume),
};

/** S10, the part that is configuration files; each input is read, and where it is good also printed and read again. */
export const textFuzz: Row = {
  id: 'S10',
  what: 'fuzzed configuration files',
  full: 100_000,
  quick: 10_000,
  run: (volume) => fuzz({ seeds: TEXTS, tokens: TEXT_TOKENS, bombs: TEXT_BOMBS, judge: judgeText }, volume),
};

async function fuzz({ seeds, tokens, bombs, judge }: Language, volume: number): Promise<Outcome> {
  const wrong: string[] = [];
  const before = prototypes();
  let slowest = 0;
  for (const bomb of bombs) {
    const ms = fastestOf(5, () => void judge(bomb, wrong));
    slowest = Math.max(slowest, ms);
    if (ms > SLOW_MS) wrong.push(`1 MiB of ${JSON.stringify(bomb.slice(0, 40))} took ${ms.toFixed(1)} ms`);
  }
  const random = generator(1);
  let accepted = 0;
  for (let i = 0; i < volume; i++) {
    const text = mutate(seeds[i % seeds.length]!, tokens, random);
    if (judge(text, wrong)) accepted++;
  }
  if (prototypes() !== before) wrong.push('a prototype was changed');
  return {
    goal: `${volume} mutated inputs: typed errors, no prototype changed, 1 MiB < ${SLOW_MS} ms`,
    measured: `${volume} inputs, ${accepted} read, ${wrong.length} wrong, 1 MiB ≤ ${slowest.toFixed(1)} ms (${bombs.length} kinds)`,
    wrong,
  };
}

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

/** True where the text was read; it must then be the same printed. */
function judgeText(text: string, wrong: string[]): boolean {
  try {
    const settings = parseConfigurationText(text);
    if (text.length < 10_000) {
      const printed = formatConfiguration(settings, { secrets: true });
      const again = formatConfiguration(parseConfigurationText(printed), { secrets: true });
      if (again !== printed) wrong.push(`read amiss: ${text}`);
    }
    return true;
  } catch (error) {
    if (!isMeshError(error, 'MESH_TEXT_SYNTAX')) wrong.push(`${error}: ${text.slice(0, 200)}`);
    return false;
  }
}

/** One to four changes: an insertion, a deletion, another character, a part twice. */
function mutate(seed: string, tokens: readonly string[], random: (below: number) => number): string {
  let text = seed;
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(text.length + 1);
    const length = random(12);
    const inserted = [
      tokens[random(tokens.length)]!,
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
