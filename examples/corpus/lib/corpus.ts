import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A wire vector; what its members mean stands in the corpus' own README. */
export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly hex: string;
  readonly context: {
    readonly asn4: boolean | null;
    readonly addpath: readonly string[];
    readonly families: readonly string[];
    readonly extended: boolean;
    readonly contextSource?: string;
  };
  /** The text it was read from, with every digit of its numbers. */
  readonly line?: string;
  /** Where octets were added. */
  readonly note?: string;
  readonly expect: Readonly<Record<string, unknown>> & {
    readonly valid?: boolean | null;
    readonly tsharkMalformed?: boolean;
    readonly sourceExpectsError?: boolean;
  };
}

/** The folder of the corpus. Throws where MESH_CORPUS is unset or names none: the suite never passes on nothing. */
export function corpusFolder(): string {
  const folder = process.env['MESH_CORPUS'];
  if (!folder) throw new Error('MESH_CORPUS is not set: give it the folder of the corpus');
  if (!existsSync(join(folder, 'vectors'))) throw new Error(`MESH_CORPUS is ${folder}, which has no folder vectors`);
  return folder;
}

export function corpusFile(...path: readonly string[]): string {
  return join(corpusFolder(), ...path);
}

/** The octets of a file, decompressed if its name ends in `.gz`. */
export function readCorpus(path: string): Buffer {
  const octets = readFileSync(corpusFile(path));
  return path.endsWith('.gz') ? gunzipSync(octets) : octets;
}

/** The lines of a text file. */
export function readLines(path: string): string[] {
  return readCorpus(path)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** The vectors of a file, each with its line. */
export function readVectors(path: string): Vector[] {
  return readLines(path).map((line) => ({ ...(JSON.parse(line) as Vector), line }));
}

export function readJsonLines<T>(path: string): T[] {
  return readLines(path).map((line) => JSON.parse(line) as T);
}
