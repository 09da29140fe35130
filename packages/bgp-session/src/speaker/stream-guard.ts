import { MeshError } from '@mesh/bgp-wire';
import { type ConnectTarget, optionUnsupported, TRANSPORT_OPTIONS } from '../peer/peer-transport.js';
import type { StreamAddresses } from './speaker-events.js';

/*
 * A listener has to know who may connect before anybody does: the kernel drops a SYN without the right signature only
 * where the key stands on the listening socket. So a speaker tells those that listen for it of every peer that comes and
 * goes, and a peer that one of them cannot protect does not come to be.
 */

/** Protects streams before they come. */
export interface StreamGuard {
  /** Prepares for streams from a peer. Throws where it cannot; then nothing has changed. */
  add(peer: ConnectTarget): void;
  /** Forgets a peer that was added. */
  remove(peer: ConnectTarget): void;
}

/** The guards of a speaker, and the peers they know of. */
export class StreamGuards {
  readonly #guards = new Set<StreamGuard>();
  readonly #peers = new Map<string, ConnectTarget>();

  get size(): number {
    return this.#guards.size;
  }

  /** Takes a guard, which learns of all peers there are; what it throws comes through, and it is not taken. */
  attach(guard: StreamGuard): () => void {
    allOrNone(
      this.#peers.values(),
      (peer) => guard.add(peer),
      (peer) => guard.remove(peer),
    );
    this.#guards.add(guard);
    return () => this.#guards.delete(guard);
  }

  /** Adds a peer, in place of the one of its name; what a guard throws comes through, and then all is as before. */
  put(peer: ConnectTarget): void {
    const previous = this.#peers.get(peer.name);
    this.delete(peer.name);
    try {
      allOrNone(
        this.#guards,
        (guard) => guard.add(peer),
        (guard) => guard.remove(peer),
      );
    } catch (error) {
      if (previous !== undefined) this.put(previous);
      throw error;
    }
    this.#peers.set(peer.name, peer);
  }

  /** Adds several, all or none. Those in their places go first: peers that share an address may change its key together. */
  putAll(peers: readonly ConnectTarget[]): void {
    const before = peers.flatMap(({ name }) => this.#peers.get(name) ?? []);
    for (const { name } of before) this.delete(name);
    try {
      allOrNone(
        peers,
        (peer) => this.put(peer),
        ({ name }) => this.delete(name),
      );
    } catch (error) {
      for (const peer of before) this.put(peer);
      throw error;
    }
  }

  clear(): void {
    for (const name of [...this.#peers.keys()]) this.delete(name);
  }

  delete(name: string): void {
    const peer = this.#peers.get(name);
    if (peer === undefined) return;
    this.#peers.delete(name);
    for (const guard of this.#guards) guard.remove(peer);
  }
}

/** Makes an incoming stream what its peer asks for; gives back why that cannot be. */
export function protectStream(peer: ConnectTarget, { protect }: StreamAddresses): MeshError | undefined {
  try {
    if (protect !== undefined) protect(peer);
    else {
      const missing = TRANSPORT_OPTIONS.find((option) => peer[option] !== undefined);
      if (missing !== undefined) throw optionUnsupported(missing, peer.name);
    }
    return undefined;
  } catch (error) {
    if (error instanceof MeshError) return error;
    return new MeshError('MESH_TCP_OPTION', `the stream of ${peer.name} cannot be protected: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Does something for each; where it throws for one, undoes it for those before. */
function allOrNone<T>(all: Iterable<T>, act: (one: T) => void, undo: (one: T) => void): void {
  const done: T[] = [];
  try {
    for (const one of all) {
      act(one);
      done.push(one);
    }
  } catch (error) {
    for (const one of done) undo(one);
    throw error;
  }
}
