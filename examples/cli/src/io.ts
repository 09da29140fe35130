import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** A text stream that may ask the writer to wait. */
export interface Output {
  readonly isTTY: boolean;
  /** Writes text, or the octets of text, which are kept until they are out; settles once there is room for more. */
  write(text: string | Uint8Array): Promise<void>;
}

/** What a command knows of the process it runs in; a test brings its own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by SIGINT and SIGTERM: sessions end with Cease, then the command returns. */
  readonly interrupted: AbortSignal;
  /** Calls for each signal of `WATCHED` that comes; without a listener they do what they do. Returns its end. */
  onSignal(listen: (signal: WatchedSignal) => void): () => void;
}

/** Signals that mean something to who stays. */
export const WATCHED = ['SIGHUP', 'SIGALRM', 'SIGUSR1', 'SIGUSR2'] as const;
export type WatchedSignal = (typeof WATCHED)[number];

/** The `Io` of this process. `dispose` gives the signals back. */
export function processIo(): { readonly io: Io; readonly dispose: () => void } {
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (interrupt.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A reader such as `head` that has seen enough is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    io: {
      stdin: stdinOf(process.stdin),
      stdout: outputOf(process.stdout),
      stderr: outputOf(process.stderr),
      interrupted: interrupt.signal,
      onSignal(listen) {
        const ends = WATCHED.map((signal) => {
          const call = () => listen(signal);
          process.on(signal, call);
          return () => process.off(signal, call);
        });
        return () => {
          for (const end of ends) end();
        };
      },
    },
    dispose: () => {
      // Whoever has not read it to its end does not wait for more of it.
      process.stdin.destroy();
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

function stdinOf(stream: Readable): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() };
}

function outputOf(stream: Writable & { readonly isTTY?: boolean }): Output {
  return {
    isTTY: stream.isTTY === true,
    async write(text) {
      if (!stream.write(text)) await once(stream, 'drain');
    },
  };
}
