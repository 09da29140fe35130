import { type Asn, formatPrefix, MeshError, parsePrefix } from '@mesh/bgp-wire';
import type { VrpDelta, VrpVisitor } from '../ports.js';
import type { OriginValidity } from './validity.js';
import { ChangedPrefixes, type ValidityChanges } from './validity-changes.js';
import { type FamilyVisitor, VrpFamily } from './vrp-family.js';

/** Sources are bits of a 32-bit number. */
const MAX_SOURCES = 31;
const DEFAULT_SEED = 0x5eed;
/** Prefixes looked at in one slice of taking a source away. */
const SLICE = 4096;

export interface VrpTableOptions {
  /** Seed of the hashes. Give a random number where a source is not trusted to choose prefixes well. */
  readonly seed?: number | undefined;
}

/** A VRP that covers a prefix, and who told it. */
export interface CoveringVrp {
  readonly prefix: string;
  readonly maxLength: number;
  readonly as: Asn;
  readonly sources: readonly string[];
}

/** The VRPs that one cache, or whoever else, has told. */
export interface VrpSource {
  readonly name: string;
  /** Takes VRPs in and out; they count at once. What is there already, or is not, is passed over. */
  apply(delta: VrpDelta): void;
  /** What was applied is complete: listeners are told what it changes. */
  commit(): void;
  /**
   * Takes all its VRPs out, for good: each call of the function given back does a slice of some milliseconds at most;
   * true once it was the last, and listeners have been told.
   */
  remove(): () => boolean;
}

/*
 * The VRPs (validated ROA payloads) that routes are held against (RFC 6811), of several sources: a VRP counts as long as
 * one of them has it, and which has it makes no difference (RFC 8210 §10).
 *
 * What a response of a cache brings is applied in slices, announcements first, and committed as a whole. In between
 * `validate` answers from what is there; whatever it answered of a route that the response concerns is put right after
 * the commit, for the changes name all prefixes that were touched.
 */
export class VrpTable {
  readonly #v4: VrpFamily;
  readonly #v6: VrpFamily;
  readonly #names: (string | undefined)[] = [];
  readonly #listeners = new Set<(changes: ValidityChanges) => void>();
  #changed: ChangedPrefixes | undefined;

  constructor({ seed = DEFAULT_SEED }: VrpTableOptions = {}) {
    this.#v4 = new VrpFamily(4, seed);
    this.#v6 = new VrpFamily(16, seed);
  }

  /** VRPs, each counted once however many sources have it. */
  get size(): number {
    return this.#v4.size + this.#v6.size;
  }

  get byteLength(): number {
    return this.#v4.byteLength + this.#v6.byteLength;
  }

  /** A source of VRPs. Throws `MESH_VRP_SOURCES` where there are 31 already. */
  source(name: string): VrpSource {
    let number = this.#names.indexOf(undefined);
    if (number < 0) number = this.#names.length;
    if (number === MAX_SOURCES) {
      throw new MeshError('MESH_VRP_SOURCES', `a table has at most ${MAX_SOURCES} sources, ${name} is one more`);
    }
    this.#names[number] = name;
    return this.#makeSource(name, number);
  }

  /**
   * The validity of a route (RFC 6811 §2); `originAs` is undefined where its path ends in an AS_SET. Throws `RangeError`
   * for a text that is no prefix.
   */
  validate(prefix: string, originAs: Asn | undefined): OriginValidity {
    const { address, bits } = requirePrefix(prefix);
    return this.validateOctets(address.length as 4 | 16, address, 0, bits, originAs);
  }

  /**
   * The same without an allocation. `octets` is 4 for IPv4 and 16 for IPv6; at `offset` stand as many octets of the prefix
   * as `bits` need, as in NLRI.
   */
  validateOctets(
    octets: 4 | 16,
    bytes: Uint8Array,
    offset: number,
    bits: number,
    originAs: Asn | undefined,
  ): OriginValidity {
    return (octets === 4 ? this.#v4 : this.#v6).validate(bytes, offset, bits, originAs);
  }

  /** The VRPs whose prefix covers this one, the shortest first: why a route has its validity. */
  covering(prefix: string): CoveringVrp[] {
    const { address, bits } = requirePrefix(prefix);
    const found: CoveringVrp[] = [];
    this.#family(address).visitCovering(address, 0, bits, (octets, length, maxLength, as, sources) => {
      const names = this.#names.filter((name, number) => name !== undefined && (sources & (1 << number)) !== 0);
      found.push({ prefix: textOf(octets, length), maxLength, as, sources: names as string[] });
    });
    return found;
  }

  /** Calls `visitor` with each VRP, `announced` being true. */
  visit(visitor: VrpVisitor): void {
    const take: FamilyVisitor = (address, bits, maxLength, as) => visitor(true, address, bits, maxLength, as);
    this.#v4.visit(take);
    this.#v6.visit(take);
  }

  /** `listener` hears after each commit which routes may have another validity; each listener has its own to work off. */
  onChange(listener: (changes: ValidityChanges) => void): () => void {
    const own = (changes: ValidityChanges) => listener(changes);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  #makeSource(name: string, number: number): VrpSource {
    const bit = 1 << number;
    let isOpen = true;
    const take: VrpVisitor = (announced, address, bits, maxLength, as) => {
      const family = this.#family(address);
      const changed = announced
        ? family.add(bit, address, bits, maxLength, as)
        : family.delete(bit, address, bits, maxLength, as);
      if (changed) this.#touch(address, bits);
    };
    return {
      name,
      apply(delta) {
        if (!isOpen) throw new MeshError('MESH_VRP_SOURCE_REMOVED', `the source ${name} was removed`);
        delta.visit(take);
      },
      commit: () => this.#commit(),
      remove: () => {
        if (!isOpen) return () => true;
        isOpen = false;
        const slices = this.#removal(bit, number);
        return () => slices.next().done === true;
      },
    };
  }

  *#removal(bit: number, number: number): Generator<void, void> {
    for (const family of [this.#v4, this.#v6]) {
      const address = new Uint8Array(family.octets);
      for (let node = 1; node <= family.lastNode; node++) {
        if (family.deleteAll(node, bit) > 0) this.#touch(address, family.readNode(node, address));
        if (node % SLICE === 0) yield;
      }
    }
    this.#names[number] = undefined;
    this.#commit();
  }

  #touch(address: Uint8Array, bits: number): void {
    if (this.#listeners.size === 0) return;
    this.#changed ??= new ChangedPrefixes();
    this.#changed.add(address, bits);
  }

  #commit(): void {
    const changed = this.#changed;
    this.#changed = undefined;
    if (changed !== undefined) for (const listener of [...this.#listeners]) listener(changed.copy());
  }

  #family(address: Uint8Array): VrpFamily {
    return address.length === 4 ? this.#v4 : this.#v6;
  }
}

function textOf(address: Uint8Array, bits: number): string {
  return formatPrefix(new Uint8Array([bits, ...address]), 0, address.length as 4 | 16);
}

function requirePrefix(text: string) {
  const prefix = parsePrefix(text);
  if (prefix === undefined) throw new RangeError(`a prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${text}`);
  return prefix;
}
