import { formatHex, isMeshError } from '@mesh/bgp-wire';
import { formatRoute, parseRouteStatements } from '@mesh/config';
import { describe, expect, it } from 'vitest';
import { stale, unexplained } from '../lib/check.js';
import { readJsonLines } from '../lib/corpus.js';
import {
  type Command,
  contentOf,
  contextOf,
  encodeCommand,
  encodedOrRefused,
  expectedOctets,
  octetsOf,
  splitCommand,
} from '../lib/encode.js';
import { count } from '../lib/tally.js';

/** The commands of a helper program. */
interface Script {
  readonly id: string;
  readonly commands?: readonly { readonly commands: readonly string[] }[];
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

describe('every route text', () => {
  const scripts = readJsonLines<Script>('exabgp/encode-api-scripts.jsonl');
  const texts = scripts.flatMap(({ id, commands = [] }) =>
    (['announce', 'withdraw'] as const).map((action) => {
      const lines = commands.flatMap((one) => one.commands).map((line) => splitCommand(line));
      return [id, action, lines.filter((line) => line?.action === action).map((line) => line!.text)] as const;
    }),
  );

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

it('every explained difference is still there', () => {
  expect(stale('encode', 'octets', 'text')).toEqual([]);
});
