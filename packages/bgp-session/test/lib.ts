import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** Lets Node work until the condition holds, or for 50 turns of its loop where it never does. */
export async function until(condition: () => boolean, turns = 50): Promise<boolean> {
  for (let i = 0; i < turns; i++) {
    if (condition()) return true;
    await setImmediate();
  }
  return condition();
}

/** Two ends of one `stream.Duplex` pair: what one writes the other reads, with back-pressure. */
export function nodePair(): [Duplex, Duplex] {
  const ends: [Duplex, Duplex] = [makeEnd(() => ends[1]), makeEnd(() => ends[0])];
  return ends;
}

function makeEnd(other: () => Duplex): Duplex {
  let resume: (() => void) | undefined;
  const end = new Duplex({
    allowHalfOpen: false,
    read() {
      const go = resume;
      resume = undefined;
      go?.();
    },
    write(chunk: Buffer, _encoding, callback) {
      const peer = other();
      if (peer.destroyed) callback(new Error('write EPIPE'));
      else if (peer.push(Buffer.from(chunk))) callback();
      else setResume(peer, callback);
    },
    final(callback) {
      other().push(null);
      callback();
    },
    destroy(error, callback) {
      const peer = other();
      resume?.();
      if (!peer.destroyed) peer.destroy(error === null ? undefined : new Error('read ECONNRESET'));
      callback(error);
    },
  });
  resumes.set(end, (go) => {
    resume = go;
  });
  return end;
}

const resumes = new WeakMap<Duplex, (go: () => void) => void>();

function setResume(peer: Duplex, go: () => void): void {
  resumes.get(peer)?.(go);
}

/** Two ends as Web Streams. */
export function webPair(): [WebPair, WebPair] {
  const [forth, back] = [new TransformStream<Uint8Array, Uint8Array>(), new TransformStream<Uint8Array, Uint8Array>()];
  return [
    { readable: back.readable, writable: forth.writable },
    { readable: forth.readable, writable: back.writable },
  ];
}

export interface WebPair {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
