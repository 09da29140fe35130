import type { Cancel, Clock } from '@mesh/bgp-session';
import { isMeshError, type MeshError } from '@mesh/bgp-wire';
import { replaceFile, type SaveOptions, type SaveResult } from './atomic-file.js';
import type { Chunks } from './chunks.js';
import type { FileVersion } from './file-version.js';
import { type StoragePhase, storageError } from './storage-error.js';
import { resolveOptions } from './storage-options.js';

/** A state as it was at one moment: changes made while it is written must not show in it. */
export interface Snapshot {
  /** Grows with every change. */
  readonly generation: number;
  readonly chunks: Chunks;
}

export interface SaverOptions extends SaveOptions {
  /** How long changes gather before they are written. Default 250 ms. */
  readonly debounceMs?: number;
  /** The pause after a save that failed; it doubles each time, up to a minute. Default 1000 ms. */
  readonly retryMs?: number;
  /** Saves that nobody awaits, and that failed. */
  readonly onError?: (error: MeshError) => void;
}

/** How a saver is doing, for the host's health page. */
export interface StorageHealth {
  /** `dirty`: there are changes to be written. `failing`: the last save failed, and there is more to write. */
  readonly status: 'saved' | 'dirty' | 'saving' | 'failing';
  /** What the file has for sure; undefined before the first save. */
  readonly savedGeneration: number | undefined;
  /** Saves that failed since the last one that did not. */
  readonly failures: number;
  readonly error?: { readonly code: string; readonly message: string; readonly phase?: StoragePhase };
  /** When the next save begins by itself; undefined: not before somebody asks for it. */
  readonly nextSaveInMs?: number;
}

const LAST_RETRY_MS = 60_000;
/** What time may mend. The others need somebody: an edit to be looked at, a link to be removed. */
const PASSING = new Set(['MESH_STORAGE_IO', 'MESH_STORAGE_NOT_DURABLE', 'MESH_STORAGE_LOCKED', 'MESH_STORAGE_VERIFY']);

interface Waiting {
  readonly promise: Promise<SaveResult>;
  readonly start: () => void;
}

/**
 * Keeps a file up to a state that changes all the time: one save in flight and at most one more waiting, however often
 * it is asked for. A save that fails leaves file and state as they are, and is tried again.
 */
export class Saver implements AsyncDisposable {
  readonly path: string;
  readonly #snapshot: () => Snapshot;
  readonly #options: SaverOptions;
  readonly #clock: Clock;
  #expected: FileVersion | null | undefined;
  #running: Promise<SaveResult> | undefined;
  #waiting: Waiting | undefined;
  #timer: { readonly cancel: Cancel; readonly due: number } | undefined;
  #isDirty = false;
  #isClosed = false;
  #failures = 0;
  #error: MeshError | undefined;
  #savedGeneration: number | undefined;

  /** `expected` of the options is the version that was loaded; later ones are known from the saves. */
  constructor(path: string, snapshot: () => Snapshot, options: SaverOptions = {}) {
    this.path = path;
    this.#snapshot = snapshot;
    this.#options = options;
    this.#clock = resolveOptions(options).clock;
    this.#expected = options.expected;
  }

  /** There is something new to write: it is, `debounceMs` after the first of several changes. */
  changed(): void {
    this.#checkOpen();
    this.#isDirty = true;
    if (!this.#running) this.#plan(this.#options.debounceMs ?? 250);
  }

  /**
   * Writes the state now, or after the save in flight; all who ask meanwhile share one save. Rejects with what
   * `replaceFile` throws; the state stays to be written.
   */
  save(): Promise<SaveResult> {
    this.#checkOpen();
    return this.#save();
  }

  health(): StorageHealth {
    const isFailing = this.#error !== undefined;
    const error = this.#error;
    return {
      status: this.#running ? 'saving' : isFailing ? 'failing' : this.#isDirty ? 'dirty' : 'saved',
      savedGeneration: this.#savedGeneration,
      failures: this.#failures,
      ...(error && {
        error: { code: error.code, message: error.message, phase: error.details['phase'] as StoragePhase },
      }),
      ...(this.#timer && { nextSaveInMs: Math.max(0, this.#timer.due - this.#clock.now()) }),
    };
  }

  /** Writes what is left to write, and no more after that. Rejects where it can't be written. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancel();
    await this.#running?.catch(() => {});
    if (this.#waiting) await this.#waiting.promise;
    else if (this.#isDirty) await this.#save();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw storageError('MESH_STORAGE_CLOSED', `the saver of ${this.path} is closed`, {
      path: this.path,
      phase: 'open-directory',
    });
  }

  #save(): Promise<SaveResult> {
    if (!this.#running) return this.#start();
    this.#waiting ??= this.#queue();
    return this.#waiting.promise;
  }

  #queue(): Waiting {
    let start = () => {};
    const promise = new Promise<SaveResult>((resolve) => {
      start = () => resolve(this.#start());
    });
    return { promise, start };
  }

  #start(): Promise<SaveResult> {
    this.#cancel();
    this.#isDirty = false;
    this.#running = this.#write();
    const ended = () => this.#ended();
    this.#running.then(ended, ended);
    return this.#running;
  }

  async #write(): Promise<SaveResult> {
    let generation: number | undefined;
    try {
      const { expected: _first, ...options } = this.#options;
      const snapshot = this.#snapshot();
      generation = snapshot.generation;
      const result = await replaceFile(this.path, snapshot.chunks, {
        ...options,
        ...(this.#expected === undefined ? {} : { expected: this.#expected }),
      });
      this.#expected = result.version;
      this.#savedGeneration = generation;
      this.#failures = 0;
      this.#error = undefined;
      return result;
    } catch (cause) {
      const error = isMeshError(cause) ? cause : notProduced(this.path, cause);
      if (error.details['version'] !== undefined) this.#expected = error.details['version'] as FileVersion;
      this.#failures++;
      this.#error = error;
      this.#isDirty = true;
      throw error;
    }
  }

  #ended(): void {
    this.#running = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.start();
    else if (this.#isDirty && !this.#isClosed) this.#planNext();
  }

  #planNext(): void {
    if (this.#error === undefined) this.#plan(this.#options.debounceMs ?? 250);
    else if (PASSING.has(this.#error.code)) {
      this.#plan(Math.min((this.#options.retryMs ?? 1_000) * 2 ** (this.#failures - 1), LAST_RETRY_MS));
    }
  }

  #plan(ms: number): void {
    if (this.#timer) return;
    const due = this.#clock.now() + ms;
    const cancel = this.#clock.after(ms, () => {
      this.#timer = undefined;
      this.#start().catch((error: MeshError) => this.#options.onError?.(error));
    });
    this.#timer = { cancel, due };
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

function notProduced(path: string, cause: unknown): MeshError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const details = { path, phase: 'serialise' } as const;
  return storageError('MESH_STORAGE_SOURCE', `Failed to serialise ${path}: ${reason}`, details, cause);
}
