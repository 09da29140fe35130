import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/*
 * Every TypeScript sample of the documents compiles against the packages as they are. A sample may lean on what the
 * text around it says is there: those names are declared below.
 */
const PRELUDE: Readonly<Record<string, string>> = {
  frame: 'declare const frame: Uint8Array;',
  octets: 'declare const octets: Uint8Array;',
  peer: "declare const peer: import('@mesh/bgp-session/testing').ScriptedPeer;",
  server: "declare const server: { on(event: 'connection', listener: (socket: WebSocket) => void): unknown };",
};
const root = path.resolve(import.meta.dirname, '../..');

interface Sample {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

function samples(): Sample[] {
  const guides = readdirSync(path.join(root, 'docs/guides')).map((file) => `docs/guides/${file}`);
  const readmes = readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return ['README.md', ...guides, ...readmes]
    .filter((document) => document.endsWith('.md') && existsSync(path.join(root, document)))
    .flatMap((document) =>
      [...readFileSync(path.join(root, document), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match, i) => ({
        name: `${document}, sample ${i + 1}`,
        file: path.join(root, 'examples/cli', `${document.replaceAll('/', '-')}-${i + 1}.sample.ts`),
        text: `${preludeOf(match[1]!)}${match[1]}\nexport {};\n`,
      })),
    );
}

/** What a sample leans on; not what it declares itself. */
function preludeOf(sample: string): string {
  const missing = Object.entries(PRELUDE).filter(([name]) => !new RegExp(`\\b(const|let) ${name}\\b`).test(sample));
  return `${missing.map(([, text]) => text).join('\n')}\n`;
}

/** What the compiler says of each sample; the samples exist in memory only. */
function diagnostics(all: readonly Sample[]): Map<string, string[]> {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, files: [] }, ts.sys, root);
  const relaxed: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    noUncheckedIndexedAccess: false,
    lib: [...(options.lib ?? []), 'lib.dom.d.ts'],
  };
  const texts = new Map(all.map((sample) => [sample.file, sample.text]));
  const host = ts.createCompilerHost(relaxed);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version, true);
  };
  const program = ts.createProgram([...texts.keys()], relaxed, host);
  return new Map(
    all.map(({ file }) => [
      file,
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

const all = samples();
const found = diagnostics(all);

describe('samples in the documents compile', () => {
  it.each(all)('$name', ({ file }) => {
    expect(found.get(file)).toEqual([]);
  });
});
