import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mesh } from './run.js';

const RING = fileURLToPath(new URL('../scenarios/ring.mjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mesh-sim-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('mesh sim', () => {
  it('says what happens, the same way each time, and writes it as a page', async () => {
    const page = path.join(folder, 'ring.html');
    const [first, again] = [await mesh(['sim', RING, '--html', page]), await mesh(['sim', RING])];
    expect(first.code).toBe(0);
    expect(again.stdout).toBe(first.stdout);
    const at = (text: string) => first.stdout.split('\n').findIndex((line) => line.includes(text));
    // The hold time is 9 s: both ends have given up the cut cable by then, and not before.
    expect(at('r1 and r2 is cut')).toBeGreaterThan(at('r1 with r2: Established'));
    expect(at('r1 with r2: Idle')).toBeGreaterThan(at('r1 and r2 is cut'));
    expect(at('the cable is mended')).toBeGreaterThan(at('r2 with r1: Idle'));
    expect(first.stdout).toMatch(/messages in 90 s of virtual time; trace [0-9a-f]{16}\n$/);

    const html = await readFile(page, 'utf8');
    expect(html).not.toMatch(/(?:src|href)=|url\(|@import/);
    const record = JSON.parse(/id="record">(.*?)<\/script>/.exec(html)?.[1] ?? '');
    const routed = record.events.filter(({ text }: { text: string }) => text.includes('+192.0.2.0/24'));
    // Round the ring both ways: r1 tells r2 and r5 first.
    expect(
      routed
        .slice(0, 2)
        .map(({ from, to }: { from: string; to: string }) => `${from} ${to}`)
        .sort(),
    ).toEqual(['r1 r2', 'r1 r5']);
  });

  it('takes a scenario in TypeScript, and text that looks like a page stays text', async () => {
    const file = path.join(folder, 'one.ts');
    const title = '</script><b>&';
    const topology = "{ nodes: [{ name: 'a', address: '10.0.0.1', asn: 65001 as number }], links: [] }";
    await writeFile(
      file,
      `export const scenario = { title: ${JSON.stringify(title)}, topology: ${topology}, steps: [], untilMs: 10 };`,
    );
    const page = path.join(folder, 'one.html');
    expect(await mesh(['sim', file, '--html', page])).toMatchObject({ code: 0, stderr: '' });
    const html = await readFile(page, 'utf8');
    expect(html).toContain('<title>&lt;/script&gt;&lt;b&gt;&amp;</title>');
    expect(html).not.toContain(title);
  });

  it.each(['title', 'untilMs', 'topology', 'steps'])('says that a scenario has no %s', async (name) => {
    const scenario = { title: 'one', untilMs: 10, topology: { nodes: [], links: [] }, steps: [], [name]: undefined };
    const file = path.join(folder, `without-${name}.mjs`);
    await writeFile(file, `export const scenario = ${JSON.stringify(scenario)};`);
    const { code, stderr } = await mesh(['sim', file, '--html', path.join(folder, 'none.html')]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`the scenario of ${file} has no ${name}: `)]);
  });

  it('names the file that is no scenario, or cannot be read', async () => {
    const file = path.join(folder, 'none.mjs');
    await writeFile(file, 'export const other = 1;');
    const [none, missing] = [await mesh(['sim', file]), await mesh(['sim', path.join(folder, 'missing.mjs')])];
    expect([none.code, missing.code]).toEqual([1, 1]);
    expect(none.stderr).toContain('does not export a scenario');
    expect(missing.stderr).toContain('cannot load');
  });
});
