import { type CodecContext, createContext, Family, formatHex, isMeshError } from '@mesh/bgp-wire';
import { formatRoute, parseRouteStatements, type TextOptions } from '@mesh/config';
import { describe, expect, it } from 'vitest';
import { stale, unexplained } from '../lib/check.js';
import { routeStatements } from '../lib/config-text.js';
import { readJsonLines } from '../lib/corpus.js';
import {
  type Command,
  contentOf,
  encodeCommand,
  encodeText,
  expectedOctets,
  octetsOf,
  type Sender,
  splitCommand,
} from '../lib/encode.js';
import { count } from '../lib/tally.js';

/** A configuration, or several for the same test. */
interface ConfigVector extends Sender {
  readonly id: string;
  readonly config: readonly { readonly text: string }[];
  readonly context: Command['context'];
  readonly groups: readonly { readonly expectHex: readonly string[] }[];
  readonly commands?: readonly { readonly commands: readonly string[] }[];
}

function contextOf({ asn4, addpath, nexthopEncoding }: Command['context']): CodecContext {
  return createContext({
    asn4,
    addPath: addpath.length > 0 ? Object.values(Family) : [],
    extendedNextHop: nexthopEncoding ? Object.values(Family) : [],
  });
}

describe('exabgp/encode-commands.jsonl', () => {
  const commands = readJsonLines<Command>('exabgp/encode-commands.jsonl');

  it.for(commands.map((command) => [command.id, command] as const))('%s', ([id, command], { task }) => {
    const context = contextOf(command.context);
    const theirs = expectedOctets(command);
    const ours = encodedOrRefused((options) => encodeCommand(command, context, options));
    const [content, expected] = [contentOf(ours, context), contentOf(theirs, context)];
    const same = content.length > 0 && content.join('\n') === expected.join('\n');
    const mismatches = same
      ? []
      : [{ check: 'encode' as const, message: `${expected.join('; ')} there, ${content.join('; ')} here` }];
    const left = unexplained(id, mismatches);
    const compat = encodedOrRefused((options) => encodeCommand(command, context, options), { compat: 'exabgp' });
    const [octets, wanted] = [octetsOf(compat, context), octetsOf(theirs, context)];
    const bytes = octets === wanted ? [] : [{ check: 'octets' as const, message: `${wanted} there, ${octets} here` }];
    left.push(...unexplained(id, bytes));
    count(task, {
      commands: 1,
      'same content': same ? 1 : 0,
      'byte-exact': formatHex(ours) === formatHex(theirs) ? 1 : 0,
      'same octets with compat': octets === wanted ? 1 : 0,
      explained: mismatches.length + bytes.length - left.length,
    });
    expect(left).toEqual([]);
  });
});

describe('exabgp/encode-configs.jsonl', () => {
  const vectors = readJsonLines<ConfigVector>('exabgp/encode-configs.jsonl');

  it.for(vectors.map((vector) => [vector.id, vector] as const))('%s', ([id, vector], { task }) => {
    const context = contextOf(vector.context);
    const expected = vector.groups.flatMap(({ expectHex }) => expectHex).filter((hex) => hex.slice(36, 38) === '02');
    const theirs = expected.flatMap((hex) => contentOf(expectedOctets({ expectHex: [hex] }), context));
    const texts = vector.config.flatMap(({ text }) => routeStatements(text));
    const ours = texts.flatMap((text) =>
      contentOf(
        encodedOrRefused((options) => encodeText(text, 'announce', vector, context, options)),
        context,
      ),
    );
    const routes = (lines: readonly string[]) => [...new Set(lines.filter((line) => !line.startsWith('end')))].sort();
    const mismatches = [
      ...routes(theirs)
        .filter((line) => !ours.includes(line))
        .map((line) => `${line} there only`),
      ...routes(ours)
        .filter((line) => !theirs.includes(line))
        .map((line) => `${line} here only`),
    ].map((message) => ({ check: 'encode' as const, message }));
    const left = unexplained(id, mismatches);
    count(task, { configurations: 1, statements: texts.length, explained: mismatches.length - left.length });
    expect(left).toEqual([]);
  });
});

describe('every route text', () => {
  const configs = readJsonLines<{ readonly id: string; readonly text: string }>('exabgp/config-texts.jsonl');
  const scripts = readJsonLines<ConfigVector>('exabgp/encode-api-scripts.jsonl');
  const texts: (readonly [id: string, action: 'announce' | 'withdraw', texts: readonly string[]])[] = [
    ...configs.map(({ id, text }) => [id, 'announce' as const, routeStatements(text)] as const),
    ...scripts.flatMap(({ id, commands = [] }) =>
      (['announce', 'withdraw'] as const).map((action) => {
        const lines = commands.flatMap((one) => one.commands).map((line) => splitCommand(line));
        return [id, action, lines.filter((line) => line?.action === action).map((line) => line!.text)] as const;
      }),
    ),
  ];

  it.for(texts.filter(([, , list]) => list.length > 0))(
    'of %s, to %s, is read, and prints as the same routes',
    ([id, action, list], { task }) => {
      const refused: string[] = [];
      for (const text of list) {
        try {
          for (const statement of parseRouteStatements(text, action)) {
            if (statement.type !== 'routes') continue;
            const again = parseRouteStatements(statement.routes.map(formatRoute).join('\n'), action);
            expect(again.flatMap((one) => (one.type === 'routes' ? one.routes : []))).toEqual(statement.routes);
          }
        } catch (error) {
          if (!isMeshError(error)) throw error;
          refused.push(`${text} is refused: ${error.message.split('\n')[0]}`);
        }
      }
      const left = unexplained(
        id,
        refused.map((message) => ({ check: 'text' as const, message })),
      );
      count(task, { texts: list.length, explained: refused.length - left.length });
      expect(left).toEqual([]);
    },
  );
});

/** The octets; none where the text is refused, which then counts as a difference. */
function encodedOrRefused(encode: (options: TextOptions) => Uint8Array, options: TextOptions = {}): Uint8Array {
  try {
    return encode(options);
  } catch (error) {
    if (isMeshError(error)) return new Uint8Array(0);
    throw error;
  }
}

it('every explained difference is still there', () => {
  expect(stale('encode', 'octets', 'text')).toEqual([]);
});
