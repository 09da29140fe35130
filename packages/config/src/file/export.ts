import { type Clock, systemClock } from '@mesh/bgp-session';
import type { Configuration } from '../configuration.js';
import type { ConfiguredSnapshot, ConfiguredWalk } from '../configured/neighbor-routes.js';
import type { Neighbor } from '../settings/neighbor.js';
import { Lines } from './lines.js';
import { draftOf } from './neighbor.js';
import { settingsOfNeighbor } from './neighbor-settings.js';
import { routeLine } from './routes.js';
import { type PrintOptions, printRows } from './row.js';
import { fileKeywords } from './table.js';

/*
 * A configuration as text while it goes on living: a header of programs and of the first neighbour's settings, routes in
 * batches, a footer. What is exported is the state of one moment, that of the call: neighbours and settings never change, and
 * of the routes each neighbour gives a snapshot. Between batches the event loop has its turn.
 */

export interface ExportOptions extends PrintOptions {
  /** Which of these neighbours are exported. Default all. */
  readonly only?: (neighbor: Neighbor) => boolean;
  /**
   * Export the neighbours there are now. Default false: those that are to be stored, without those made at run time only, and
   * with those deleted at run time, which a reload brings back.
   */
  readonly live?: boolean;
  /** Default: the host's clock. */
  readonly clock?: Clock;
}

/** Routes of a chunk. */
const BATCH_ROUTES = 1_000;
/** The loop has its turn after so much time at the latest. */
const BATCH_MS = 5;
/** Routes between two looks at the clock. */
const LOOK = 100;
/** Routes that are put in order between two looks at the clock. */
const PIECE = 4_000;

interface Part {
  /** All of the neighbour's block before its routes. */
  readonly head: string;
  readonly routes: ConfiguredSnapshot;
}

/**
 * The text that `parseConfigurationText` reads as the same configuration, in chunks of up to a thousand routes, one a line;
 * routes stand in the order of their keys, so that the same configuration gives the same text. What changes after the call
 * does not show. It is to be iterated, or ended with `return()`: until then it keeps its moment. Passwords stand in it only
 * with `secrets`. Throws `MESH_SETTINGS_INVALID` for texts of more than one line.
 */
export function exportChunks(configuration: Configuration, options: ExportOptions = {}): AsyncIterableIterator<string> {
  const { only = () => true, live = false, clock = systemClock(), ...print } = options;
  const header = headerOf(configuration, print);
  const chosen = live ? configuration.neighbors : configuration.storedNeighbors;
  const neighbors = chosen.filter(only).map((one) => ({ one, head: headOf(one, print) }));
  const parts = neighbors.map(({ one, head }) => ({ head, routes: configuration.routesOf(one).snapshot() }));
  const close = (): void => {
    for (const { routes } of parts) routes.close();
  };
  return closing(chunksOf(header, parts, clock), close);
}

async function* chunksOf(header: string, parts: readonly Part[], clock: Clock): AsyncGenerator<string> {
  if (header !== '') yield header;
  for (const { head, routes } of parts) {
    if (routes.size === 0) {
      yield `${head}}\n`;
      continue;
    }
    yield `${head}  static {\n`;
    const walk = routes.inOrder();
    for (let chunk = await batch(walk, clock); chunk !== ''; chunk = await batch(walk, clock)) yield chunk;
    yield '  }\n}\n';
  }
}

/** The next thousand routes of a walk, a line each; empty at its end. The loop has its turn before, and while it takes long. */
async function batch(walk: ConfiguredWalk, clock: Clock): Promise<string> {
  await turn(clock);
  let since = clock.now();
  let chunk = '';
  for (let count = 0; count < BATCH_ROUTES; ) {
    // What is still to be put in order is done in pieces as well.
    if (walk.prepare(PIECE)) {
      const { done, value } = walk.next();
      if (done) break;
      chunk += `    ${routeLine(value)};\n`;
      if (++count % LOOK !== 0) continue;
    }
    if (clock.now() - since < BATCH_MS) continue;
    await turn(clock);
    since = clock.now();
  }
  return chunk;
}

function turn(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.defer(resolve));
}

/** Programs: what stands before the neighbours. */
function headerOf({ processes }: Configuration, print: PrintOptions): string {
  const lines = new Lines();
  const draft = {
    processes: new Map(processes.map((one) => [one.name, { ...one }])),
    templates: new Map(),
    neighbors: [],
    places: [],
  };
  printRows(draft, fileKeywords, lines, print);
  return lines.toString();
}

/** The block of a neighbour without its end. */
function headOf(neighbor: Neighbor, print: PrintOptions): string {
  const lines = new Lines();
  const draft = draftOf(settingsOfNeighbor(neighbor));
  printRows({ processes: new Map(), templates: new Map(), neighbors: [draft], places: [] }, fileKeywords, lines, print);
  return lines.toString().slice(0, -'}\n'.length);
}

/** Ends with `close`, also where it was never begun. */
function closing<T>(chunks: AsyncGenerator<T>, close: () => void): AsyncIterableIterator<T> {
  const ending = async (result: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> => {
    try {
      const step = await result;
      if (step.done) close();
      return step;
    } catch (error) {
      close();
      throw error;
    }
  };
  return {
    next: () => ending(chunks.next()),
    return: () => ending(chunks.return(undefined)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
