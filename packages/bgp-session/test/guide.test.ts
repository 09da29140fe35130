import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as sdk from '../src/index.js';
import * as testing from '../src/testing/index.js';
import { webSocketServer } from './adapters/web-socket.js';

const [accepting, dialling, ports, compliance] = samplesOf('sessions', 'Any byte stream');

/** The samples of a section of a guide. */
function samplesOf(guide: string, title: string): string[] {
  const text = readFileSync(path.resolve(import.meta.dirname, `../../../docs/guides/${guide}.md`), 'utf8');
  const section = text.split(/^## /m).find((one) => one.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
}

type See = (actual: unknown, expected: string) => void;

/** Runs a sample with what it has besides its imports. A value that is logged must be what stands behind it: `// → value`. */
async function run(sample: string, given: Readonly<Record<string, unknown>> = {}): Promise<[string, string][]> {
  const seen: [string, string][] = [];
  const see: See = (actual, expected) => seen.push([String(actual), expected]);
  const checked = sample
    .replace(/^import (\{.*\}) from '@mesh\/bgp-session';$/gm, 'const $1 = sdk;')
    .replace(/^import (\{.*\}) from '@mesh\/bgp-session\/testing';$/gm, 'const $1 = testing;')
    .replace(/console\.log\((.*)\); \/\/ → (.*)$/gm, (_, code, value) => `see(${code}, ${JSON.stringify(value)});`);
  const { outputText } = ts.transpileModule(checked, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const names = { sdk, testing, see, console: { log: see }, ...given };
  await new Function(...Object.keys(names), `return (async () => {${outputText}})()`)(...Object.values(names));
  return seen;
}

describe('the guide of sessions, on any byte stream', () => {
  it('has a session over WebSocket', async () => {
    const { server, url } = await webSocketServer();
    await run(accepting!, { server });
    const seen = await run(dialling!.replace('ws://127.0.0.1:8179/', url), { WebSocket });
    expect(seen).toEqual([['90', '90']]);
    server.close();
    await once(server, 'close');
  });

  it('has a session over a MessagePort', async () => {
    expect(await run(ports!)).toEqual([['65002', '65002']]);
  });

  it('runs the compliance suite', async () => {
    const seen = await run(compliance!);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.every(([line]) => line.startsWith('ok '))).toBe(true);
  });
});

describe('the guide of testing', () => {
  it('has a peer that sees the hold timer expire', async () => {
    const [sample] = samplesOf('testing', 'A peer that does what the test says');
    const [[now, shown] = []] = await run(sample!);
    expect(Math.floor(Number(now))).toBe(Number(shown));
  });

  it('has a network that is cut', async () => {
    const [sample] = samplesOf('testing', 'Many routers');
    const seen = await run(sample!);
    expect(seen[0]?.[1]).toBeDefined();
    expect(seen[0]?.[0]).toBe(seen[0]?.[1]);
  });
});
