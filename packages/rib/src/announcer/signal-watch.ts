import type { AbortSignalLike } from '../ports.js';

/** What ends when a signal aborts. However many share a signal, it is listened to once. */
export class SignalWatch<T> {
  readonly #aborted: (members: readonly T[]) => void;
  readonly #watched = new Map<AbortSignalLike, { readonly members: Set<T>; readonly listener: () => void }>();

  constructor(aborted: (members: readonly T[]) => void) {
    this.#aborted = aborted;
  }

  add(signal: AbortSignalLike, member: T): void {
    let watched = this.#watched.get(signal);
    if (!watched) {
      const members = new Set<T>();
      watched = { members, listener: () => this.#aborted([...members]) };
      this.#watched.set(signal, watched);
      signal.addEventListener('abort', watched.listener);
    }
    watched.members.add(member);
  }

  delete(signal: AbortSignalLike, member: T): void {
    const watched = this.#watched.get(signal);
    if (!watched?.members.delete(member) || watched.members.size > 0) return;
    this.#watched.delete(signal);
    signal.removeEventListener('abort', watched.listener);
  }
}
