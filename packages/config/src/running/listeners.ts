import type { Speaker } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';
import type { Neighbor } from '../settings/neighbor.js';
import type { Listener, Transport } from './start-options.js';

/** Where streams are accepted: once at each address and port that neighbours name. */
export class Listeners {
  readonly #listen: Transport['listen'];
  readonly #speaker: Speaker;
  readonly #there = new Map<string, Listener>();
  /** Settled when nobody is about to listen. */
  #opening: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(listen: Transport['listen'], speaker: Speaker) {
    this.#listen = listen;
    this.#speaker = speaker;
  }

  get all(): readonly Listener[] {
    return [...this.#there.values()];
  }

  /**
   * Listens for neighbours where nobody does yet, one call after another; what it rejects with, `MESH_SPEAKER_CLOSED` once
   * `close` was called, has opened none. Returns what closes the new ones again.
   */
  open(neighbors: readonly Neighbor[]): Promise<() => Promise<void>> {
    const opening = this.#opening.then(() => this.#open(neighbors));
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async #open(neighbors: readonly Neighbor[]): Promise<() => Promise<void>> {
    const opened: string[] = [];
    const close = async (): Promise<void> => this.#close(opened);
    try {
      this.#checkOpen();
      for (const [place, { session }] of placesOf(neighbors)) {
        if (this.#there.has(place)) continue;
        const { localAddress: host, listen: port } = session;
        if (!this.#listen) {
          const where = `${host} port ${port}`;
          throw new MeshError('MESH_NO_TRANSPORT', `cannot listen at ${where}: give a transport that listens`);
        }
        this.#there.set(place, await this.#listen({ host, port }, this.#speaker));
        opened.push(place);
        this.#checkOpen();
      }
    } catch (error) {
      await close();
      throw error;
    }
    return close;
  }

  /** Stops where none of the neighbours is to listen any more. */
  closeAllBut(neighbors: readonly Neighbor[]): Promise<void> {
    const wanted = placesOf(neighbors);
    return this.#close([...this.#there.keys()].filter((place) => !wanted.has(place)));
  }

  /** Stops everywhere, for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#close([...this.#there.keys()]);
    await this.#opening;
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new MeshError('MESH_SPEAKER_CLOSED', 'the speaker has been closed');
  }

  async #close(places: readonly string[]): Promise<void> {
    const closing = places.flatMap((place) => this.#there.get(place) ?? []);
    for (const place of places) this.#there.delete(place);
    await Promise.all(closing.map((listener) => listener.close()));
  }
}

function placesOf(neighbors: readonly Neighbor[]): Map<string, Neighbor> {
  const listening = neighbors.filter(({ session }) => session.listen !== 0);
  return new Map(listening.map((one) => [`${one.session.localAddress} ${one.session.listen}`, one]));
}
