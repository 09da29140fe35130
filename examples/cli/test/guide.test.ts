import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands/table.js';
import { Run } from './run.js';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../docs/guides/command-line.md'), 'utf8');

/** A command of the guide and what the guide says it prints, on either stream. */
interface Sample {
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly printed: string;
}

const samples = [...guide.matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```$/gm)].map((match): Sample => {
  const [, stdin = '', command = ''] = /^(?:echo '([^']*)' \| )?mesh (.*)$/.exec(match[1]!) ?? [];
  return { argv: command.split(' '), stdin, printed: match[2]! };
});

const isListener = ({ argv }: Sample) => argv.includes('--listen');
const alone = samples.filter(({ argv }) => argv[0] === 'decode' || argv[0] === 'encode' || !argv.includes('--peer'));

/** Without what differs from run to run, or with how routes are packed: ports, times, rates, messages and octets. */
function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/^( {2}(?:time|rate|UPDATEs|octets)) .*$/gm, '$1 VARIES');
}

const printedBy = async (run: Run) => {
  const { stdout, stderr } = await run.done;
  return steady(stderr + stdout);
};

describe('the guide of the command line', () => {
  it.each(alone.filter((sample) => !isListener(sample)))(
    'shows what $argv prints',
    async ({ argv, stdin, printed }) => {
      expect(await printedBy(new Run(argv, stdin))).toBe(printed);
    },
  );

  const listeners = samples.filter(isListener);
  const dialers = samples.filter(({ argv }) => argv.includes('--peer'));

  it('has a listener for every session', () => {
    expect(listeners).toHaveLength(dialers.length);
  });

  it.each(listeners.map((listener, i) => [listener, dialers[i]!] as const))(
    'shows session %#',
    async (listener, dialer) => {
      const listening = new Run(listener.argv.map((word) => word.replace(':1790', ':0')));
      const [, port] = await listening.stderr.match(/listening on 127\.0\.0\.1:(\d+)\n/);
      const dialing = new Run(dialer.argv.map((word) => (word === '1790' ? port! : word)));
      expect(await printedBy(dialing)).toBe(steady(dialer.printed));
      expect(await printedBy(listening)).toBe(steady(listener.printed));
    },
  );

  it('names only options that there are', () => {
    const known = new Set(
      commands.flatMap(({ help }) => [...help.matchAll(/--[a-z][\w-]*/g)].map(([option]) => option)),
    );
    known.add('--silent').add('--help');
    const named = [...guide.matchAll(/--[a-z][\w-]*/g)].map(([option]) => option);
    expect(named.filter((option) => !known.has(option))).toEqual([]);
  });
});
