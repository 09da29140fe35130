import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { commandRows } from '../../../src/commands/table.js';
import { peerParameters } from '../../../src/dynamic/parameters.js';
import * as config from '../../../src/index.js';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const guides = path.resolve(import.meta.dirname, '../../../../../docs/guides');
const fileOf = (name: string) => path.join(guides, `${name}.md`);
const textOf = (name: string) => readFileSync(fileOf(name), 'utf8');

function blocks(name: string, language: string): string[] {
  return [...textOf(name).matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!);
}

const cell = (text: string) => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``);

/** The table that stands between its marks. `UPDATE_GUIDES=1` writes it. */
function expectTable(name: string, mark: string, heads: readonly string[], rows: readonly string[]): void {
  const text = textOf(name);
  const whole = new RegExp(`(<!-- ${mark} -->\n)([\\s\\S]*?)(<!-- end -->)`);
  const lines = [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---|').join('')}`, ...rows];
  const next = `\n${lines.join('\n')}\n\n`;
  if (process.env['UPDATE_GUIDES'])
    writeFileSync(
      fileOf(name),
      text.replace(whole, (_all, a, _old, b) => a + next + b),
    );
  expect(whole.exec(textOf(name))?.[2]).toBe(next);
}

const lab = () =>
  apiLab([
    {
      ...neighborAt('192.0.2.9'),
      session: {
        peerAddress: '192.0.2.9',
        localAddress: '192.0.2.254',
        localAs: 65001,
        peerAs: 65009,
        passive: true,
      },
    },
  ]);

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as FunctionConstructor;

describe('the guides of commands', () => {
  it('[C6] list every command, and every parameter of a peer, as the tables have them', () => {
    expectTable(
      'commands',
      'commands',
      ['version 6', 'version 4', 'what it does'],
      commandRows.map(({ words, v4, selector, argument, description }) => {
        const scope = selector === undefined ? '' : 'peer <selector> ';
        const old = v4 ?? words;
        const scopeV4 = selector === undefined ? '' : 'neighbor <selector> ';
        return `| ${cell(`${scope}${words} ${argument}`.trim())} | ${cell(`${scopeV4}${old}`)} | ${description} |`;
      }),
    );
    expectTable(
      'dynamic-peers',
      'parameters',
      ['parameter', 'value', 'what it is'],
      peerParameters.map(
        ({ keyword, argument, description }) => `| ${cell(keyword)} | ${cell(argument)} | ${description} |`,
      ),
    );
  });

  it.each(
    ['dynamic-peers', 'commands'].flatMap((name) => blocks(name, 'session').map((text) => [name, text] as const)),
  )('%s: answers are as shown: %s', async (_name, text) => {
    const { ask, close } = await lab();
    const shown: string[] = [];
    for (const line of text.trimEnd().split('\n')) {
      if (!line.startsWith('> ')) continue;
      shown.push(line, ...(await ask(line.slice(2))));
    }
    expect(shown).toEqual(text.trimEnd().split('\n'));
    await close();
  });

  it.each(blocks('dynamic-peers', 'sh'))('a script works: %s', async (script) => {
    const { mesh, session, lines, close } = await lab();
    const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const asked: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      asked.push(line);
      const from = lines.length;
      await session.feed(line);
      child.stdin.write(`${lines.slice(from).join('\n')}\n`);
    }
    expect([asked.length, lines]).toEqual([3, ['done', 'done', 'done']]);
    expect([mesh.counts, mesh.peers().length]).toEqual([{ created: 2, deleted: 1 }, 1]);
    await close();
  });

  it.each(['dynamic-peers', 'commands'].flatMap((name) => blocks(name, 'ts')))('code works: %s', async (sample) => {
    const told: string[] = [];
    const expected = [...sample.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
    const code = sample
      .replace(/^import (\{.*\}) from '@mesh\/config';$/gm, 'const $1 = config;')
      .replace(/^import (\{.*\}) from '@mesh\/bgp-session\/tcp';$/gm, 'const $1 = tcp;');
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
    });
    const tcp = {
      connect: (_target: unknown, signal: AbortSignal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      listen: () => Promise.reject(new Error('nothing listens here')),
    };
    const log = { log: (...words: unknown[]) => told.push(words.join(' ')) };
    await new AsyncFunction('config', 'tcp', 'console', outputText)(config, tcp, log);
    expect(expected.length).toBeGreaterThan(0);
    expect(told.slice(0, expected.length)).toEqual(expected);
  });
});
