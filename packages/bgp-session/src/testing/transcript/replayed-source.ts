import type { Family } from '@mesh/bgp-wire';
import type { UpdateSource } from '../../update-source.js';
import { lineOctets } from './format.js';
import type { LineOf, SourceSkill } from './line.js';

/** A source that gives what the host's source gave, when it gave it. */
export class ReplayedSource implements UpdateSource {
  readonly refresh?: (family: Family, done: () => void) => void;
  readonly filter?: () => void;
  readonly gracefulShutdown?: () => void;
  readonly #due: LineOf<'offered'>[] = [];
  readonly #refreshes: (() => void)[] = [];
  #wake: () => void = () => undefined;

  constructor(skills: readonly SourceSkill[]) {
    if (skills.includes('refresh')) this.refresh = (_, done) => void this.#refreshes.push(done);
    if (skills.includes('filter')) this.filter = () => undefined;
    if (skills.includes('gracefulShutdown')) this.gracefulShutdown = () => undefined;
  }

  /** The host has something. */
  offer(line: LineOf<'offered'>): void {
    this.#due.push(line);
    this.#wake();
  }

  next(): Uint8Array | undefined {
    const line = this.#due.shift();
    if (line === undefined) return undefined;
    for (const done of this.#refreshes.splice(0, line.refreshed ?? 0)) done();
    return line.hex === '' ? undefined : lineOctets(line);
  }

  accepted(): void {}

  onReady(wake: () => void): void {
    this.#wake = wake;
  }

  close(): void {
    this.#due.length = 0;
  }
}
