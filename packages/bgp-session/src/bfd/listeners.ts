import type { Cancel, Clock } from '../clock.js';
import type { DatagramAddress, DatagramPort } from './datagram-port.js';

/** How long until a socket that failed is tried again. */
const RETRY_MS = 5_000;

interface Listener {
  readonly users: Set<ListenerUser>;
  socket: { close(): void } | undefined;
  retry: Cancel | undefined;
}

/** A session that a socket is open for. */
export interface ListenerUser {
  failed(error: Error): void;
}

/** One listening socket an address, shared by the sessions there. */
export class Listeners {
  readonly #port: DatagramPort;
  readonly #clock: Clock;
  readonly #received: (at: DatagramAddress, bytes: Uint8Array, from: string) => void;
  readonly #listeners = new Map<string, Listener>();

  constructor(
    port: DatagramPort,
    clock: Clock,
    received: (at: DatagramAddress, bytes: Uint8Array, from: string) => void,
  ) {
    this.#port = port;
    this.#clock = clock;
    this.#received = received;
  }

  /** Listens for a session; the call given back ends that. */
  use(at: DatagramAddress, user: ListenerUser): () => void {
    const key = `${at.family} ${at.address ?? '*'} ${at.port}`;
    let listener = this.#listeners.get(key);
    if (listener === undefined) {
      listener = { users: new Set(), socket: undefined, retry: undefined };
      this.#listeners.set(key, listener);
      this.#open(listener, at);
    }
    const { users } = listener;
    users.add(user);
    return () => {
      users.delete(user);
      if (users.size > 0 || this.#listeners.get(key)?.users !== users) return;
      const { socket, retry } = this.#listeners.get(key)!;
      this.#listeners.delete(key);
      socket?.close();
      retry?.();
    };
  }

  #open(listener: Listener, at: DatagramAddress): void {
    listener.socket = this.#port.listen(at, {
      received: (bytes, from) => this.#received(at, bytes, from),
      failed: (error) => {
        listener.socket?.close();
        listener.socket = undefined;
        listener.retry?.();
        listener.retry = this.#clock.after(RETRY_MS, () => this.#open(listener, at));
        for (const user of [...listener.users]) user.failed(error);
      },
    });
  }
}
