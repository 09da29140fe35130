import { AttributeCode, AttributeFlag, ByteWriter, writeU32 } from '@mesh/bgp-wire';
import { AttributeOctets } from '../adj-rib-in/attribute-octets.js';
import { type AttributeEdit, writeEdited } from '../adj-rib-in/edit-set.js';
import type { AttributeId } from '../store/attribute-table.js';
import { IdCounts } from '../store/intern/id-counts.js';
import type { StoreCore } from '../store/store-core.js';
import { type ExportSource, type ExportTarget, isReflected } from './export-check.js';

/** What routes to a peer are written with. */
export interface ExportSettings extends ExportTarget {
  /** The AS that the peer sees: of a confederation its identifier, unless the peer is a member. */
  readonly localAs: number;
  readonly clusterId: number;
  /** `self` also for routes that internal peers get from external ones. */
  readonly nextHopSelf: boolean;
  /** The peer's own address in octets; it is never its own next hop. */
  readonly peerAddress: Uint8Array | undefined;
  /** True for next hops on a network that we share with the external peer: they are passed on (RFC 4271 §5.1.3). */
  readonly isShared: ((nextHop: Uint8Array) => boolean) | undefined;
}

const AS_SEQUENCE = 2;
const AS_CONFED_SEQUENCE = 3;
const MAX_SEGMENT = 255;
const SELF = new Uint8Array(0);
/** What reflection writes means something in one member AS only. */
const NOT_OF_THIS_AS: readonly AttributeEdit[] = [
  { code: AttributeCode.ORIGINATOR_ID, flags: 0, value: undefined },
  { code: AttributeCode.CLUSTER_LIST, flags: 0, value: undefined },
];

/*
 * What a route's attributes become on the way to one kind of peer, worked out once a set:
 *
 * | to             | AS_PATH                                         | MED      | NEXT_HOP                | added                       |
 * |----------------|-------------------------------------------------|----------|-------------------------|-----------------------------|
 * | external       | our AS prepended, confederation segments gone   | left out | self, or third party    |                             |
 * | confederation  | member AS prepended as AS_CONFED_SEQUENCE       | kept     | kept                    |                             |
 * | internal       | kept                                            | kept     | kept (self on request)  |                             |
 * | reflected      | kept                                            | kept     | kept                    | ORIGINATOR_ID, CLUSTER_LIST |
 * | route server   | kept                                            | kept     | kept                    |                             |
 *
 * LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST leave external peers' routes when they are sent, and OTC comes to them then. MED of routes that begin
 * here, or that a policy set, goes to other ASes: only what another AS said is not passed on (RFC 4271 §5.1.4).
 *
 * What a set becomes is kept as long as the set is: a column by its id for each of the ways above.
 */
export class ExportAttributes {
  readonly settings: ExportSettings;
  readonly #core: StoreCore;
  readonly #octets = new AttributeOctets();
  readonly #output = new ByteWriter(512);
  readonly #path = new ByteWriter(256);
  /** By way: set to what it becomes. A reference is held to what differs from the set. */
  readonly #ways = new Map<number, IdCounts>();
  readonly #unlisten: () => void;

  constructor(core: StoreCore, settings: ExportSettings) {
    this.#core = core;
    this.settings = settings;
    this.#unlisten = core.attributes.onFreed((id) => this.#forget(id));
  }

  /** The attributes of a set towards the peer, borrowed. `originator`: the identifier of a peer whose route is reflected. */
  of(id: AttributeId, source: ExportSource, originator: number, keepMed: boolean): AttributeId {
    const way = this.#way(source, originator, keepMed);
    let known = this.#ways.get(way);
    if (known === undefined) {
      known = new IdCounts();
      this.#ways.set(way, known);
    }
    const before = known.get(id);
    if (before !== 0) return before;
    const after = this.#write(id, source, originator, keepMed);
    known.set(id, after);
    return after;
  }

  /** MED is left out of what other ASes told us (RFC 4271 §5.1.4). */
  dropsMed(source: ExportSource): boolean {
    return this.settings.kind === 'external' && source.kind !== 'local';
  }

  close(): void {
    this.#unlisten();
    const { attributes } = this.#core;
    const release = (id: AttributeId, after: AttributeId): void => {
      if (after !== id) attributes.release(after);
    };
    for (const known of this.#ways.values()) known.forEach(release);
    this.#ways.clear();
  }

  #forget(id: AttributeId): void {
    for (const known of this.#ways.values()) {
      const after = known.get(id);
      if (after === 0) continue;
      known.set(id, 0);
      if (after !== id) this.#core.attributes.release(after);
    }
  }

  /** What of a source the result depends on, as one number: not the source's own, which another peer may have next. */
  #way(source: ExportSource, originator: number, keepMed: boolean): number {
    const { kind, nextHopSelf } = this.settings;
    if (isReflected(source, this.settings)) return 4 + originator;
    const local = source.kind === 'local' ? 1 : 0;
    if (kind === 'external') return local | (keepMed ? 2 : 0);
    const outside = source.kind === 'external' || source.kind === 'route-server-client';
    return local | (nextHopSelf && outside ? 2 : 0);
  }

  #write(id: AttributeId, source: ExportSource, originator: number, keepMed: boolean): AttributeId {
    const { attributes } = this.#core;
    const octets = this.#octets;
    octets.load(attributes.set(id), attributes.nextHop(id));
    const edits: AttributeEdit[] = [];
    this.#editPath(edits);
    if (!keepMed && this.dropsMed(source))
      edits.push({ code: AttributeCode.MULTI_EXIT_DISC, flags: 0, value: undefined });
    if (isReflected(source, this.settings)) this.#editReflection(originator, edits);
    if (this.settings.kind === 'confederation') edits.push(...NOT_OF_THIS_AS);
    const hop = (this.#keepsNextHop(source) ? octets.nextHop : SELF).slice();
    this.#output.truncate(0);
    writeEdited(octets.bytes, edits, this.#output);
    const after = attributes.intern(hop, 0, hop.length, this.#output.view());
    if (after === id) attributes.release(after);
    return after;
  }

  #keepsNextHop(source: ExportSource): boolean {
    const { kind, nextHopSelf, peerAddress, isShared } = this.settings;
    const { nextHop } = this.#octets;
    if (kind === 'external') {
      if (source.kind === 'local') return !same(nextHop, peerAddress);
      return (isShared?.(nextHop) ?? false) && !same(nextHop, peerAddress);
    }
    const outside = source.kind === 'external' || source.kind === 'route-server-client';
    return kind === 'route-server-client' || !(nextHopSelf && outside);
  }

  /** RFC 4271 §5.1.2, RFC 5065 §4.1, RFC 7947 §2.2.2. */
  #editPath(edits: AttributeEdit[]): void {
    const { kind, localAs } = this.settings;
    if (kind !== 'external' && kind !== 'confederation') return;
    const octets = this.#octets;
    const { bytes } = octets;
    const type = kind === 'external' ? AS_SEQUENCE : AS_CONFED_SEQUENCE;
    const end = octets.has(AttributeCode.AS_PATH) ? octets.end(AttributeCode.AS_PATH) : 0;
    let start = octets.start(AttributeCode.AS_PATH);
    const path = this.#path;
    path.truncate(0);
    if (kind === 'external') start = skipConfederation(bytes, start, end);
    const joins = start < end && bytes[start] === type && bytes[start + 1]! < MAX_SEGMENT;
    path.u8(type);
    path.u8(joins ? bytes[start + 1]! + 1 : 1);
    path.u32(localAs);
    if (joins) {
      const next = start + 2 + 4 * bytes[start + 1]!;
      path.bytes(bytes, start + 2, next);
      start = next;
    }
    for (let at = start; at < end; ) {
      const next = at + 2 + 4 * bytes[at + 1]!;
      if (kind === 'confederation' || bytes[at]! < AS_CONFED_SEQUENCE) path.bytes(bytes, at, next);
      at = next;
    }
    edits.push({ code: AttributeCode.AS_PATH, flags: AttributeFlag.TRANSITIVE, value: path.take() });
  }

  /** RFC 4456 §8: who brought the route into the AS, and that it came through this cluster. */
  #editReflection(originator: number, edits: AttributeEdit[]): void {
    const octets = this.#octets;
    const flags = AttributeFlag.OPTIONAL;
    if (!octets.has(AttributeCode.ORIGINATOR_ID)) {
      edits.push({ code: AttributeCode.ORIGINATOR_ID, flags, value: u32(originator) });
    }
    const start = octets.start(AttributeCode.CLUSTER_LIST);
    const rest = start === 0 ? SELF : octets.bytes.subarray(start, octets.end(AttributeCode.CLUSTER_LIST));
    const value = new Uint8Array(4 + rest.length);
    value.set(u32(this.settings.clusterId));
    value.set(rest, 4);
    edits.push({ code: AttributeCode.CLUSTER_LIST, flags, value });
  }
}

/** Where the first segment begins that is none of a confederation (RFC 5065 §4.1 b). */
function skipConfederation(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= AS_CONFED_SEQUENCE) at += 2 + 4 * bytes[at + 1]!;
  return at;
}

function u32(value: number): Uint8Array {
  const octets = new Uint8Array(4);
  writeU32(octets, 0, value);
  return octets;
}

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && b.every((octet, i) => a[i] === octet);
}
