import { createContext, Family, parseHex } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { mesh } from '../../cli/test/run.js';
import { readJsonLines } from '../lib/corpus.js';
import { type Command, contentOf, octetsOf } from '../lib/encode.js';
import { count } from '../lib/tally.js';

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** What a command line prints. */
async function printed(argv: readonly string[], stdin: string): Promise<string> {
  const { code, stdout, stderr } = await mesh(argv, stdin);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('mesh encode | mesh decode -m', () => {
  // The one command that is refused is explained among the differences of `encode`.
  const commands = readJsonLines<Command>('exabgp/encode-commands.jsonl').filter(
    ({ id }) => id !== 'exabgp/enc/extended-nexthop/002',
  );

  it.for(commands.map((command) => [command.id, command] as const))(
    '[B28] [B29] %s comes back as a command that makes the same message',
    async ([, command], { task }) => {
      const addPath = command.context.addpath.length > 0;
      const flags = [...(addPath ? ['-i'] : []), ...(command.context.asn4 ? [] : ['--asn2'])];
      const sender = ['-a', String(command.local_as), '-z', String(command.peer_as)];
      const session = [...sender, '--local-address', command.local_address, ...flags];
      const context = createContext({
        asn4: command.context.asn4,
        addPath: addPath ? Object.values(Family) : [],
        extendedNextHop: Object.values(Family),
      });
      const octets = (hex: string) => parseHex(linesOf(hex).join(''))!;
      const first = await printed(['encode', ...session, command.routeText], '');
      expect(linesOf(first).length).toBeGreaterThan(0);
      for (const style of [['-m'], ['-m', '-g']]) {
        const text = await printed(['decode', ...flags, ...style], first);
        const again = await printed(['encode', ...session], text);
        expect(contentOf(octets(again), context)).toEqual(contentOf(octets(first), context));
        expect(octetsOf(octets(again), context)).toEqual(octetsOf(octets(first), context));
      }
      const body = await printed(['encode', ...session, '--no-header', command.routeText], '');
      expect(linesOf(body)).toEqual(linesOf(first).map((line) => line.slice(38)));
      count(task, { commands: 1 });
    },
  );
});
