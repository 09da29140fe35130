import { type CodecContext, formatHex, isMeshError } from '@mesh/bgp-wire';
import {
  Configuration,
  type ConfigurationSettings,
  encodeStatement,
  exportChunks,
  formatConfiguration,
  parseConfigurationText,
  type RouteText,
  type TextOptions,
} from '@mesh/config';
import { describe, expect, it } from 'vitest';
import { stale, unexplained } from '../lib/check.js';
import { readJsonLines } from '../lib/corpus.js';
import { type Command, contentOf, contextOf, expectedOctets, octetsOf, type Sender } from '../lib/encode.js';
import { count } from '../lib/tally.js';

/* ExaBGP's configuration files: each is read, printed and exported, and its routes are the messages ExaBGP makes of them. */

/** A configuration, or several for the same test. */
interface ConfigVector extends Sender {
  readonly id: string;
  readonly config: readonly { readonly text: string }[];
  readonly context: Command['context'];
  readonly groups: readonly { readonly expectHex: readonly string[] }[];
}

interface ConfigText {
  readonly id: string;
  readonly text: string;
  readonly expect: { readonly parses: boolean | null };
}

const whole = readJsonLines<ConfigText>('exabgp/config-texts.jsonl');
const vectors = readJsonLines<ConfigVector>('exabgp/encode-configs.jsonl');
const scripts = readJsonLines<ConfigVector>('exabgp/encode-api-scripts.jsonl');

/** The settings, or what is wrong with the text. */
function settingsOf(text: string, options: TextOptions = {}): ConfigurationSettings | string {
  try {
    return parseConfigurationText(text, options);
  } catch (error) {
    if (!isMeshError(error, 'MESH_TEXT_SYNTAX')) throw error;
    return error.message.split('\n')[0]!;
  }
}

const texts = [
  ...whole.filter(({ expect }) => expect.parses === true).map(({ id, text }) => [id, text] as const),
  ...[...vectors, ...scripts].flatMap(({ id, config }) => config.map(({ text }) => [id, text] as const)),
];

describe('every configuration text', () => {
  it.for(texts)('[G16] of %s is read, and is the same printed and exported', async ([id, text], { task }) => {
    const settings = settingsOf(text);
    if (typeof settings === 'string') {
      expect(settingsOf(text, { compat: 'exabgp' })).toBeTypeOf('object');
      const left = unexplained(id, [{ check: 'file', message: `the file is refused: ${settings}` }]);
      count(task, { 'configuration files': 1, explained: 1 - left.length });
      expect(left).toEqual([]);
      return;
    }
    count(task, { 'configuration files': 1, 'read, printed and exported': 1 });
    expect(parseConfigurationText(formatConfiguration(settings, { secrets: true }))).toEqual(settings);
    const configuration = Configuration.fromSettings(settings);
    let exported = '';
    for await (const chunk of exportChunks(configuration, { secrets: true })) exported += chunk;
    const again = Configuration.fromSettings(parseConfigurationText(exported));
    expect(again.neighbors.map((one) => [...again.routesOf(one)])).toEqual(
      configuration.neighbors.map((one) => [...configuration.routesOf(one)]),
    );
    expect(again.neighbors.map(({ routes: _, ...one }) => one)).toEqual(
      configuration.neighbors.map(({ routes: _, ...one }) => one),
    );
  });

  it('of a grammar that ExaBGP itself does not read is refused by name', () => {
    const others = whole.filter(({ expect }) => expect.parses !== true);
    expect(others.map(({ text }) => settingsOf(text))).toEqual(
      others.map(() => expect.stringContaining("unknown keyword 'bgp'")),
    );
  });
});

/** The routes of all neighbours, read as ExaBGP reads them where `compat` is set. */
function routesOf({ config }: ConfigVector, options: TextOptions): RouteText[] {
  return config.flatMap(({ text }) => {
    const settings = settingsOf(text, options);
    if (typeof settings === 'string') return [];
    return Configuration.fromSettings(settings).neighbors.flatMap(({ routes }) => routes);
  });
}

function encoded(routes: readonly RouteText[], sender: Sender, context: CodecContext): Uint8Array {
  const { local_as: localAs, peer_as: peerAs, local_address: localAddress } = sender;
  return encodeStatement({ type: 'routes', routes }, 'announce', { localAs, peerAs, localAddress }, context);
}

describe('exabgp/encode-configs.jsonl', () => {
  it.for(vectors.map((vector) => [vector.id, vector] as const))('%s', ([id, vector], { task }) => {
    const context = contextOf(vector.context);
    const messages = vector.groups.flatMap(({ expectHex }) => expectHex).filter((hex) => hex.slice(36, 38) === '02');
    const theirs = messages.map((hex) => expectedOctets({ expectHex: [hex] }));
    const routes = routesOf(vector, {});
    const announced = (octets: Uint8Array) => contentOf(octets, context).filter((line) => !line.startsWith('end'));
    const expected = [...new Set(theirs.flatMap(announced))].sort();
    const ours = routes.flatMap((route) => announced(encoded([route], vector, context)));
    const mismatches = [
      ...expected.filter((line) => !ours.includes(line)).map((line) => `${line} there only`),
      ...ours.filter((line) => !expected.includes(line)).map((line) => `${line} here only`),
    ].map((message) => ({ check: 'file' as const, message }));
    const bytes = octetDifferences(theirs, routesOf(vector, { compat: 'exabgp' }), vector, context);
    const left = [...unexplained(id, mismatches), ...unexplained(id, bytes)];
    count(task, {
      configurations: 1,
      routes: routes.length,
      'messages of the same octets with compat': theirs.length - bytes.length,
      explained: mismatches.length + bytes.length - left.length,
    });
    expect(left).toEqual([]);
  });
});

/** Messages that differ from those of the same routes packed in the same way, whose order and place of attributes are ours. */
function octetDifferences(
  theirs: readonly Uint8Array[],
  routes: readonly RouteText[],
  vector: ConfigVector,
  context: CodecContext,
) {
  const nameOf = (line: string) => line.slice(0, line.indexOf(' by '));
  const byName = new Map<string, RouteText[]>();
  for (const route of routes) {
    const [line] = contentOf(encoded([route], vector, context), context);
    if (line !== undefined) byName.set(nameOf(line), [...(byName.get(nameOf(line)) ?? []), route]);
  }
  return theirs.flatMap((octets) => {
    const lines = contentOf(octets, context).filter((line) => line.startsWith('announce '));
    if (lines.length === 0) return [];
    const wanted = octetsOf(octets, context);
    const candidates = lines.map((line) => byName.get(nameOf(line)) ?? []);
    const most = Math.max(...candidates.map((list) => list.length));
    const packed = Array.from({ length: most }, (_, i) => candidates.flatMap((list) => list[i] ?? list.at(-1) ?? []));
    const made = packed.map((list) => octetsOf(encoded(list, vector, context), context));
    if (made.includes(wanted)) return [];
    return [{ check: 'file' as const, message: `${wanted} (${formatHex(octets)}) there, ${made.join(' or ')} here` }];
  });
}

it('every explained difference of a file is still there', () => {
  expect(stale('file')).toEqual([]);
});
