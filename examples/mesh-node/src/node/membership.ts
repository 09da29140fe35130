import type { RegistryEvent, Revision } from '@mesh-examples/lib/registry';
import type { Identity } from '../identity.js';
import { NODE_NAME, type Peer, parsePeer } from '../peer.js';
import type { Members } from '../ports.js';
import { numberIn } from '../settings/prefix.js';

/*
 * Who is in the mesh, as a function of what is in the registry and of nothing else: all nodes that have seen the same
 * content have the same members, whatever they saw before. What is in the registry is not trusted: a value that no node
 * would put, and an address that is not the node's alone, are as if they were not there.
 */

interface Told {
  /** Undefined: the value is none of a peer. */
  readonly peer: Peer | undefined;
  readonly revision: Revision;
}

/** Why a key of the registry is no member. */
export type Refusal = 'the name is none of a node' | 'the value is none of a peer' | AddressRefusal;
type AddressRefusal = 'the address is outside of the mesh' | 'the address is ours' | 'the address is of an older node';

export interface Resolved {
  /** By number. */
  readonly members: Members;
  readonly refused: ReadonlyMap<string, Refusal>;
}

export interface MembershipOptions {
  readonly self: Pick<Identity, 'name' | 'number'>;
  /** The overlay. */
  readonly mesh: string;
  /** What the keys begin with. */
  readonly prefix: string;
}

export class Membership {
  readonly #options: MembershipOptions;
  readonly #told = new Map<string, Told>();

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  learn(event: RegistryEvent): void {
    if (event.type === 'delete') {
      this.#told.delete(this.#nameOf(event.key));
      return;
    }
    if (event.type === 'snapshot') this.#told.clear();
    for (const { key, value, revision } of event.type === 'snapshot' ? event.entries : [event]) {
      this.#told.set(this.#nameOf(key), { peer: parsePeer(value), revision });
    }
  }

  /** All others that are members, and all that are refused. */
  resolve(): Resolved {
    const refused = new Map<string, Refusal>();
    const taken = new Map<number, readonly [name: string, peer: Peer]>();
    // Of two nodes with one address the one whose key was put first is the member.
    const byAge = [...this.#told].sort(([a, { revision: i }], [b, { revision: j }]) => i - j || (a < b ? -1 : 1));
    for (const [name, { peer }] of byAge) {
      if (name === this.#options.self.name) continue;
      const number = peer && numberIn(this.#options.mesh, peer.IP);
      const refusal = this.#refusal(name, peer, number, taken);
      if (refusal === undefined) taken.set(number!, [name, peer!]);
      else refused.set(name, refusal);
    }
    const byNumber = [...taken].sort(([a], [b]) => a - b);
    return { members: new Map(byNumber.map(([, member]) => member)), refused };
  }

  #refusal(
    name: string,
    peer: Peer | undefined,
    number: number | undefined,
    taken: ReadonlyMap<number, unknown>,
  ): Refusal | undefined {
    if (!NODE_NAME.test(name)) return 'the name is none of a node';
    if (peer === undefined) return 'the value is none of a peer';
    if (number === undefined) return 'the address is outside of the mesh';
    if (number === this.#options.self.number) return 'the address is ours';
    if (taken.has(number)) return 'the address is of an older node';
    return undefined;
  }

  #nameOf(key: string): string {
    return key.slice(this.#options.prefix.length);
  }
}
