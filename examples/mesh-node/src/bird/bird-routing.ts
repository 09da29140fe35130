import path from 'node:path';
import type { Cancel, Clock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';
import { readText, writeChanged } from '../files.js';
import { identityOf } from '../identity.js';
import { failure } from '../node/failure.js';
import type { Farewell, Members, Routing } from '../ports.js';
import { topology } from '../routing/topology.js';
import type { Settings } from '../settings/settings.js';
import { birdCommand } from './bird-control.js';
import { renderBirdConf, renderFiltersConf, renderProtocolsConf } from './bird-files.js';
import { numberPeers, peerNumbersIn } from './peer-numbers.js';

export interface BirdPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Gives BIRD a command, and rejects where it is not done. Default: over its control socket. */
  readonly control?: (command: string) => Promise<unknown>;
}

/** BIRD has to be told again so long after it could not be. */
const RETRY_MS = 5_000;
/** There are passwords in them: for BIRD alone. */
const MADE = { mode: 0o640, likeFolder: true } as const;

/**
 * Writes the three files of BIRD for these members, and resolves to whether one of them has changed. Throws as
 * `renderProtocolsConf` and the file system do.
 */
export async function writeBirdFiles(settings: Settings, members: Members): Promise<boolean> {
  const at = (name: string) => path.join(settings.bird.directory, name);
  const before = peerNumbersIn((await readText(at('protocols.conf'))) ?? '');
  const planned = topology(identityOf(settings), members, settings.bgp.reflectors);
  // The main file last: it includes the others.
  const files = {
    'filters.conf': renderFiltersConf(settings),
    'protocols.conf': renderProtocolsConf(settings, numberPeers(planned.values(), before)),
    'bird.conf': renderBirdConf(settings),
  };
  let changed = false;
  for (const [name, text] of Object.entries(files)) changed = (await writeChanged(at(name), text, MADE)) || changed;
  return changed;
}

/**
 * BIRD as the routing daemon: its files follow the members, and it is told to read them again where they have changed. It is
 * started by others, before us or after; as long as it is not there it is tried again, for it may have read old files.
 */
export class BirdRouting implements Routing {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #control: (command: string) => Promise<unknown>;
  /** What is written next; undefined where all is done. */
  #wanted: Members | undefined;
  /** BIRD may not have read the files as they are: at first nobody knows. */
  #untold = true;
  #work: Promise<void> | undefined;
  #retry: Cancel = () => {};
  #closed = false;

  constructor(settings: Settings, { clock, log, control }: BirdPorts) {
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#control = control ?? ((command) => birdCommand(settings.bird.socket, command, clock));
  }

  followPeers(members: Members): void {
    if (this.#closed) return;
    this.#wanted = members;
    this.#run();
  }

  /** Resolves once all that was asked for is done, or could not be and waits for another try. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** `leave`: BIRD is left without sessions, so that peers are told and routes go. `restart`: it goes on as it is. */
  async close(how: Farewell): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (how === 'leave') {
      this.#wanted = new Map();
      this.#run();
    }
    await this.#work;
    this.#retry();
  }

  #run(): void {
    this.#retry();
    this.#work ??= this.#bringOver();
  }

  async #bringOver(): Promise<void> {
    // Not before `#work` is set.
    await undefined;
    try {
      await this.#bringAllOver();
    } finally {
      this.#work = undefined;
    }
  }

  async #bringAllOver(): Promise<void> {
    while (this.#wanted !== undefined || this.#untold) {
      const members = this.#wanted;
      this.#wanted = undefined;
      try {
        if (members !== undefined && (await writeBirdFiles(this.#settings, members))) this.#untold = true;
        if (this.#untold) await this.#configure();
      } catch (error) {
        this.#log.error('can not tell BIRD', failure(error));
        if (this.#wanted !== undefined) continue;
        this.#wanted = members;
        if (!this.#closed) this.#retry = this.#clock.after(RETRY_MS, () => this.#run());
        return;
      }
    }
  }

  async #configure(): Promise<void> {
    await this.#control('configure');
    this.#untold = false;
    this.#log.info('BIRD reads its files', { directory: this.#settings.bird.directory });
  }
}
