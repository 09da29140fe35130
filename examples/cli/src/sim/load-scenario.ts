import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scenario } from '@mesh-examples/lib/simulation';
import { Failure } from '../failure.js';

const MEMBERS = ['title', 'topology', 'steps', 'untilMs'] as const satisfies readonly (keyof Scenario)[];
const EXPORT = `export const scenario = { ${MEMBERS.join(', ')} }`;

/** The `scenario` that a module exports; one in TypeScript is made JavaScript first. Throws `Failure`. */
export async function loadScenario(file: string): Promise<Scenario> {
  const module = await importFile(path.resolve(file)).catch((error: unknown) => {
    throw new Failure(`cannot load ${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const { scenario } = module as { readonly scenario?: Partial<Scenario> };
  if (scenario === undefined) throw new Failure(`${file} does not export a scenario: ${EXPORT}`);
  const missing = MEMBERS.find((name) => scenario[name] === undefined);
  if (missing !== undefined) throw new Failure(`the scenario of ${file} has no ${missing}: ${EXPORT}`);
  return scenario as Scenario;
}

async function importFile(file: string): Promise<unknown> {
  if (!/\.[cm]?ts$/.test(file)) return import(pathToFileURL(file).href);
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [file],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'silent',
  });
  // Beside the scenario, so that what it imports is found from there.
  const built = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.mjs`);
  await writeFile(built, result.outputFiles[0]!.contents);
  try {
    return await import(pathToFileURL(built).href);
  } finally {
    await rm(built);
  }
}
