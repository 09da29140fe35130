import type { ScriptedPeer, UpdatePattern } from '@mesh/bgp-session/testing';
import { bgpMatchers, messageText } from '@mesh/bgp-session/testing';
import { formatFamily, type Nlri, standardFamilies, type UpdateView } from '@mesh/bgp-wire';

const KEEPALIVE_MS = 3_000;

/** What the observer was told of one prefix last. */
type Told = UpdateView | 'withdrawn';

/**
 * A neighbour of the device that listens: what the device made of an UPDATE is seen in what it hands on. One observer
 * serves all checks of a run, for each announces prefixes of its own.
 */
export class Observer {
  readonly peer: ScriptedPeer;
  readonly #replyMs: number;
  readonly #told = new Map<string, Told>();
  #read = 0;

  constructor(peer: ScriptedPeer, replyMs: number) {
    this.peer = peer;
    this.#replyMs = replyMs;
    peer.keepAlive(KEEPALIVE_MS);
  }

  /** The prefix is announced, by an UPDATE that fits. Resolves to the last one. */
  async sees(prefix: string, pattern: UpdatePattern = {}): Promise<UpdateView> {
    const look = () => {
      const told = this.#last(prefix);
      return typeof told === 'object' && bgpMatchers.toBeMessage(told, 'UPDATE', pattern).pass && told;
    };
    return this.peer.until(`${prefix} is handed on`, look, { ms: this.#replyMs }).catch(() => {
      throw new Error(
        `the observer is not told of ${prefix} as it should be ${textOf(pattern)}: ${this.#state(prefix)}`,
      );
    });
  }

  /** The prefix is not announced, or no more. */
  async loses(prefix: string): Promise<void> {
    const look = () => typeof this.#last(prefix) !== 'object';
    return this.peer
      .until(`${prefix} is withdrawn`, () => look() && 'gone', { ms: this.#replyMs })
      .then(
        () => undefined,
        () => {
          throw new Error(`the route to ${prefix} is still handed on: ${this.#state(prefix)}`);
        },
      );
  }

  /** Throws where the prefix is announced now. */
  lacks(prefix: string): void {
    if (typeof this.#last(prefix) === 'object') throw new Error(`the route is handed on: ${this.#state(prefix)}`);
  }

  /** Throws where the prefix is not announced now. */
  holds(prefix: string): void {
    if (typeof this.#last(prefix) !== 'object') throw new Error(`the route is not handed on: ${this.#state(prefix)}`);
  }

  #last(prefix: string): Told | undefined {
    const { received } = this.peer;
    for (; this.#read < received.length; this.#read++) {
      const message = received[this.#read]!;
      if (message.type !== 'UPDATE') continue;
      for (const one of message.withdrawn()) this.#told.set(prefixText(one), 'withdrawn');
      for (const one of message.announced()) this.#told.set(prefixText(one), message);
    }
    return this.#told.get(prefix);
  }

  #state(prefix: string): string {
    const told = this.#last(prefix);
    const end = this.peer.closed ? ' (the session with the observer is over)' : '';
    return `${typeof told === 'object' ? messageText(told) : (told ?? 'nothing was told')}${end}`;
  }
}

function prefixText(nlri: Nlri): string {
  return standardFamilies.get(nlri.family)?.format(nlri) ?? formatFamily(nlri.family);
}

function textOf(pattern: UpdatePattern): string {
  return JSON.stringify(pattern);
}
