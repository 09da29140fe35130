import type { ProcessSettings } from '../settings/process.js';
import type { Token } from '../text/lexer.js';
import { type NeighborDraft, neighborKeywords, templateKeywords } from './neighbor.js';
import { type Draft, type FileKeyword, printRows, readBlock, setting } from './row.js';
import { address, command, flag, name, oneOf } from './value.js';

/** Most neighbours of one text. */
const MAX_NEIGHBORS = 10_000;

/** A whole configuration while it is read, and as it is printed. */
export interface FileDraft {
  readonly processes: Map<string, Draft<ProcessSettings>>;
  readonly templates: Map<string, NeighborDraft>;
  readonly neighbors: NeighborDraft[];
  /** Where each neighbour starts. */
  readonly places: Token[];
}

/** Keywords of the block `process`. */
export const processKeywords: readonly FileKeyword<Draft<ProcessSettings>>[] = [
  setting('run', 'run', command),
  setting('encoder', 'encoder', oneOf<'text' | 'json'>({ text: 'text', json: 'json' })),
  setting('respawn', 'respawn', flag),
];

const process: FileKeyword<FileDraft> = {
  keyword: 'process',
  argument: '<name> { … }',
  repeatable: true,
  read(source, { processes }, at) {
    const { cursor } = source;
    const token = cursor.peek();
    const called = name.read(cursor);
    if (processes.has(called)) {
      throw cursor.error(token, { problem: `process ${called} stands twice`, expected: 'another name' });
    }
    const draft: Draft<ProcessSettings> = { name: called };
    readBlock(source, draft, processKeywords);
    if (draft.run === undefined) {
      throw cursor.error(at, {
        problem: `process ${called} has nothing to run`,
        expected: 'run',
        hint: 'add run <program>',
      });
    }
    processes.set(called, draft);
  },
  print({ processes }, lines, options) {
    for (const [called, draft] of processes) {
      lines.block(`process ${called}`, () => printRows(draft, processKeywords, lines, options));
    }
  },
};

/** What may stand in the block `template`. */
const templateNeighbor: FileKeyword<FileDraft> = {
  keyword: 'neighbor',
  argument: '<name> { … }',
  repeatable: true,
  read(source, { templates }) {
    const { cursor } = source;
    const token = cursor.peek();
    const called = name.read(cursor);
    if (templates.has(called)) {
      throw cursor.error(token, { problem: `template ${called} stands twice`, expected: 'another name' });
    }
    const draft: NeighborDraft = {};
    readBlock(source, draft, templateKeywords);
    templates.set(called, draft);
  },
  print({ templates }, lines, options) {
    for (const [called, draft] of templates) {
      lines.block(`neighbor ${called}`, () => printRows(draft, templateKeywords, lines, options), { always: true });
    }
  },
};

const template: FileKeyword<FileDraft> = {
  keyword: 'template',
  argument: '{ … }',
  repeatable: true,
  read: (source, draft) => readBlock(source, draft, [templateNeighbor]),
  print: (draft, lines, options) => lines.block('template', () => templateNeighbor.print(draft, lines, options)),
};

const neighbor: FileKeyword<FileDraft> = {
  keyword: 'neighbor',
  argument: '<address> { … }',
  repeatable: true,
  read(source, { neighbors, places }, at) {
    const { cursor } = source;
    if (neighbors.length === MAX_NEIGHBORS) {
      throw cursor.error(at, {
        problem: `over ${MAX_NEIGHBORS} neighbors`,
        expected: `at most ${MAX_NEIGHBORS} neighbors`,
      });
    }
    const draft: NeighborDraft = { session: { peerAddress: address.read(cursor) } };
    readBlock(source, draft, neighborKeywords);
    neighbors.push(draft);
    places.push(at);
  },
  print({ neighbors }, lines, options) {
    for (const draft of neighbors) {
      lines.block(neighborHead(draft), () => printRows(draft, neighborKeywords, lines, options));
    }
  },
};

/** How the block of a neighbour starts. */
export function neighborHead({ session }: NeighborDraft): string {
  return `neighbor ${session?.peerAddress}`;
}

/** What a configuration text is made of, in the order in which it is printed. */
export const fileKeywords: readonly FileKeyword<FileDraft>[] = [process, template, neighbor];
