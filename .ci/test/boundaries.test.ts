import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which modules a package may import, and in which of its files more is allowed. */
const BOUNDARIES: Readonly<
  Record<string, { readonly imports: readonly string[]; readonly files?: Readonly<Record<string, RegExp>> }>
> = {
  'bgp-wire': { imports: [], files: { '^testing/': /^fast-check$/ } },
  rib: { imports: ['@mesh/bgp-wire'] },
  'bgp-session': {
    imports: ['@mesh/bgp-wire', 'eventemitter3'],
    files: {
      '^bfd/udp\\.ts$': /^node:dgram$/,
      '^bmp/': /^@mesh\/bgp-wire\/bmp$/,
      '^diagnostics\\.ts$': /^node:diagnostics_channel$/,
      '^observe/record-pcap\\.ts$': /^@mesh\/bgp-wire\/pcap$/,
      '^(rtr/|testing/scripted-cache\\.ts$)': /^@mesh\/bgp-wire\/rtr$/,
      '^tcp/': /^node:(module|net|os|util)$/,
    },
  },
  config: {
    imports: ['@mesh/bgp-wire', '@mesh/bgp-session', '@mesh/rib', 'zod', 'ip-address'],
    files: { '^storage/': /^node:(crypto|fs|fs\/promises|path|process)$/, '^yaml/': /^yaml$/ },
  },
};

/** What only some hosts have, or what a test could not control; the one adapter that is allowed to is named. */
const FORBIDDEN =
  /(?<![.#\w])(process|Buffer|require|globalThis|setTimeout|setInterval|setImmediate|queueMicrotask|performance|Date\.now|Math\.random|console)\b\s*[.(]/;
const CLOCK_ADAPTERS = new Set(['bgp-session/adapters/system-clock.ts']);

const packages = path.resolve(import.meta.dirname, '../../packages');

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

/** Source text without comments and the contents of strings. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'[^'\n]*'|`[^`]*`/g, "''");
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?<![\w'-])(?:from|import)\s*\(?\s*'([^'\n]+)'/g)]
    .map((match) => match[1]!)
    .filter((name) => !name.startsWith('.'));
}

describe.each(Object.entries(BOUNDARIES))('%s', (name, { imports, files = {} }) => {
  const folder = path.join(packages, name, 'src');

  it('imports only what the house allows', () => {
    const strays = sources(folder).flatMap((file) =>
      importsOf(readFileSync(path.join(folder, file), 'utf8'))
        .filter((module) => !imports.includes(module))
        .filter(
          (module) =>
            !Object.entries(files).some(([place, allowed]) => new RegExp(place).test(file) && allowed.test(module)),
        )
        .map((module) => `${file} imports ${module}`),
    );
    expect(strays).toEqual([]);
  });

  it('reads no clock, schedules nothing and touches no global of a host', () => {
    const strays = sources(folder)
      .filter((file) => !CLOCK_ADAPTERS.has(`${name}/${file}`))
      .flatMap((file) => {
        const found = FORBIDDEN.exec(codeOf(readFileSync(path.join(folder, file), 'utf8')));
        return found ? [`${file} uses ${found[1]}`] : [];
      });
    expect(strays).toEqual([]);
  });
});
