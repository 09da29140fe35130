import { type Family, MeshError, type Nlri, NO_PATH_ID, parseAddress, type RouterId } from '@mesh/bgp-wire';
import { rejudge } from '../adj-rib-in/adj-rib-in.js';
import { Slices } from '../adj-rib-in/slices.js';
import { TouchedRoutes } from '../origin-validation/touched-routes.js';
import type { ValidityChanges } from '../origin-validation/validity-changes.js';
import type { Policy } from '../policy/policy.js';
import type { Clock } from '../ports.js';
import { IdCounts } from '../store/intern/id-counts.js';
import { type EncodedRoute, type Route, type RouteSpec, StoredRoute } from '../store/route.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { AttributeFacts, Fact } from './attribute-facts.js';
import { Candidates } from './candidates.js';
import { Decision } from './decision.js';
import { type DecisionOptions, decisionRows } from './decision-row.js';
import { Explainer, type Explanation } from './explanation.js';
import { ExportGroup, type ExportGroupOptions } from './export-group.js';
import { type CandidateSource, Exporter, type ExportRejection } from './exporter.js';
import { type MultipathOptions, multipath } from './multipath.js';
import { type NextHopMetric, NextHops } from './next-hops.js';
import type { PeerFacts } from './peer-facts.js';
import { type PeerHost, RibPeer, type RibPeerOptions } from './rib-peer.js';

export interface LocRibOptions {
  /** Ours, where sessions do not say it; used against loops of reflection. */
  readonly routerId?: RouterId;
  /** The cluster we reflect for (RFC 4456 §7). Default: the router id. */
  readonly clusterId?: RouterId;
  /** Routes of clients, and to clients, are reflected (RFC 4456 §6); without, clients are as other internal peers. Default true. */
  readonly reflects?: boolean;
  /** Our AS within a confederation, whose identifier the sessions to the outside have as their local AS (RFC 5065). */
  readonly memberAs?: number;
  readonly decision?: DecisionOptions;
  readonly multipath?: MultipathOptions;
  /** The metric to a next hop. Default: every one can be reached, and none is nearer than another. */
  readonly nextHopMetric?: NextHopMetric;
  /** Work on many routes is done in slices of some milliseconds. Default: all at once. */
  readonly clock?: Clock;
  /** An export policy threw; the route is not sent. */
  readonly onPolicyError?: (error: unknown, peer: string) => void;
}

/** The best path of a destination is another now. Borrowed for the call. */
export interface BestPathChange {
  /** Undefined where there is none any more. */
  readonly current: Route | undefined;
  readonly previous: Route | undefined;
  /** Whom the current one comes from; undefined for `local`, and where there is none. */
  readonly peer: string | undefined;
}

/** A path of a destination. */
export interface LocRibPath {
  readonly route: Route;
  /** Whom it comes from; undefined for routes that begin here. */
  readonly peer: string | undefined;
  readonly best: boolean;
  /** Share of the traffic where it is one of several paths in use; undefined where it is not in use. */
  readonly weight: number | undefined;
}

/** Number of the routes that begin here, where peers have theirs. */
const LOCAL = 0;
/** Path identifier of those towards others; peers have their number and one. */
const LOCAL_PATH_ID = 1;

/*
 * What this speaker uses (RFC 4271 §3.2): of each destination the best of the routes that its peers' Adj-RIBs-In have
 * accepted, and what goes from there to each peer.
 *
 * There is no object a path. The candidates of a destination are the pairs in its hash chain that a peer's bitmap of
 * accepted routes has; the best ones are one more bitmap, with the number of the peer each came from beside it.
 */
export class LocRib {
  readonly #core: StoreCore;
  readonly #options: LocRibOptions;
  readonly #nextHops: NextHops;
  readonly #facts: AttributeFacts;
  readonly #candidates: Candidates;
  readonly #decision: Decision;
  readonly #exporter: Exporter;
  readonly #slices: Slices;
  readonly #host: PeerHost;
  readonly #peers: (RibPeer | undefined)[] = [undefined];
  /** As `#peers`, with the routes that begin here as number 0: what decisions and exports ask. */
  readonly #sources: (CandidateSource & PeerFacts)[] = [];
  readonly #active: RibPeer[] = [];
  /** Peers that have had a session, in the order of their addresses. */
  #ranked: RibPeer[] = [];
  /** Addresses of the peers' last sessions, as text and in octets. */
  readonly #addresses = new WeakMap<
    RibPeer,
    { readonly text: string | undefined; readonly octets: Uint8Array | undefined }
  >();
  readonly #groups: ExportGroup[] = [];
  #reflects: boolean;
  readonly #local: RouteSet;
  readonly #best: RouteSet;
  /** By best route: the number of the peer it came from. */
  readonly #bestSource = new IdCounts();
  readonly #listeners = new Set<(change: BestPathChange) => void>();

  constructor(store: RouteStore, options: LocRibOptions = {}) {
    const core = coreOf(store);
    this.#core = core;
    this.#options = options;
    this.#reflects = options.reflects ?? true;
    this.#nextHops = new NextHops(options.nextHopMetric);
    this.#facts = new AttributeFacts(core, this.#nextHops);
    this.#sources.push(localSource());
    this.#candidates = new Candidates(core, this.#facts, this.#nextHops, this.#sources);
    this.#decision = new Decision(this.#candidates, decisionRows(options.decision));
    this.#slices = new Slices(options.clock);
    this.#local = new RouteSet(core);
    this.#best = new RouteSet(core);
    this.#exporter = new Exporter(
      core,
      this.#facts,
      this.#candidates,
      this.#decision,
      this.#sources,
      (error, { name }) => options.onPolicyError?.(error, name),
    );
    const reflects = () => this.#reflects;
    this.#host = {
      get reflects(): boolean {
        return reflects();
      },
      store,
      core,
      clock: options.clock,
      memberAs: options.memberAs ?? 0,
      routerId: options.routerId,
      clusterId: options.clusterId,
      changed: (peer, current, previous) => this.#changed(peer.number, current, previous),
      sessionUp: (peer) => this.#rankAddress(peer),
      join: (options, before) => this.#join(options, before),
      leave: (group) => this.#leave(group),
    };
  }

  /** Destinations with a best path. */
  get size(): number {
    return this.#best.size;
  }

  /** Octets of memory beside the store: facts and bitmaps, those of the peers' Adj-RIBs left out. */
  get byteLength(): number {
    return this.#facts.byteLength + this.#best.ids.byteLength + this.#bestSource.byteLength;
  }

  get peers(): readonly RibPeer[] {
    return this.#active.filter(({ closed }) => !closed);
  }

  peer(name: string): RibPeer | undefined {
    return this.#active.find((peer) => peer.name === name && !peer.closed);
  }

  /** Throws `MESH_PEER_EXISTS` for a name there is. */
  addPeer(options: RibPeerOptions): RibPeer {
    if (this.peer(options.name)) {
      throw new MeshError('MESH_PEER_EXISTS', `a peer ${options.name} is there already: names are unique in a Loc-RIB`);
    }
    let number = 1;
    while (this.#peers[number] !== undefined) number++;
    const peer = new RibPeer(this.#host, number, options);
    this.#peers[number] = peer;
    this.#sources[number] = peer;
    this.#active.push(peer);
    return peer;
  }

  /** Its routes are gone, at once. False where there is no such peer. */
  removePeer(name: string): boolean {
    const peer = this.peer(name);
    if (peer === undefined) return false;
    peer.close(() => {
      this.#peers[peer.number] = undefined;
      this.#active.splice(this.#active.indexOf(peer), 1);
      this.#ranked = this.#ranked.filter((one) => one !== peer);
    });
    return true;
  }

  /** A route begins here, instead of any other of its key. Its path identifier is left out. */
  originate(route: RouteSpec | EncodedRoute): Route {
    const id = this.#local.putAny(withoutPathId(route));
    const { held } = this.#core.routes;
    if (id === held) return new StoredRoute(this.#core, id);
    if (held !== 0) this.#local.take(held);
    this.#changed(LOCAL, id, held);
    if (held !== 0) this.#core.routes.release(held);
    return new StoredRoute(this.#core, id);
  }

  /** A route begins here no more. False where none did. */
  retract(selector: RouteSelector): boolean {
    const id = this.#probe(selector) ? this.#local.find() : 0;
    if (id === 0) return false;
    this.#local.take(id);
    this.#changed(LOCAL, 0, id);
    this.#core.routes.release(id);
    return true;
  }

  /** Calls back for every change of a best path. Returns what ends it. */
  onChange(listener: (change: BestPathChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  best(selector: RouteSelector): Route | undefined {
    const id = this.#probe(selector) ? this.#best.find() : 0;
    return id === 0 ? undefined : new StoredRoute(this.#core, id);
  }

  /** The best paths, in the order of their ids; changes on the way are tolerated. */
  *routes(family?: Family): IterableIterator<Route> {
    for (const id of this.#best.walk(family)) yield new StoredRoute(this.#core, id);
  }

  /** The paths of a destination in order of preference, those without a next hop left out. */
  paths(selector: RouteSelector): LocRibPath[] {
    if (!this.#probe(selector)) return [];
    this.#gather();
    const order = this.#order();
    const weights = multipath(
      this.#candidates,
      this.#decision,
      this.#facts,
      this.#core,
      order,
      this.#options.multipath,
    );
    return order.map((index, place) => ({
      route: new StoredRoute(this.#core, this.#candidates.ids[index]!),
      peer: this.#peers[this.#candidates.sources[index]!]?.name,
      best: place === 0,
      weight: weights.get(index),
    }));
  }

  /** Why the best path of a destination is the best: what decided between any two candidates, and why others are none. */
  explain(selector: RouteSelector): Explanation {
    const explainer = new Explainer(this.#core, this.#candidates, this.#decision, this.#peers);
    this.#probe(selector);
    this.#gather();
    return explainer.explain(selector, this.#order());
  }

  /** Why a peer does not get the best path of a destination; undefined where it does. Throws `MESH_PEER_UNKNOWN`. */
  explainExport(selector: RouteSelector, name: string): ExportRejection | undefined {
    const peer = this.#peerOf(name);
    if (!this.#probe(selector)) return NO_BEST;
    this.#gather();
    const best = this.#decision.best();
    if (best < 0) return NO_BEST;
    const { group, number } = peer;
    if (group === undefined) return NO_SESSION;
    if (group.choosesItself && this.#exporter.bestFor(group, best) >= 0) return undefined;
    return this.#exporter.rejection(group, best, number);
  }

  /** Metrics to next hops may be others now: each is asked for again, and what depends on those that changed is decided anew. */
  nextHopsChanged(): void {
    const changed = this.#nextHops.refresh();
    if (changed.size === 0) return;
    const { routes } = this.#core;
    let id = 0;
    this.#slices.run(() => {
      if (++id > routes.lastId) return false;
      if (routes.exists(id) && this.#isCandidate(id)) {
        if (changed.has(this.#facts.get(routes.attributes(id), Fact.NEXT_HOP))) this.#redecide(id);
      }
      return true;
    });
  }

  /**
   * VRPs have changed (`VrpTable.onChange`): routes whose validity may be another are taken through the policies anew
   * (RFC 6811 §5), towards peers with an export policy as well. Takes all of `changes`.
   */
  revalidate(changes: ValidityChanges): void {
    const touched = new TouchedRoutes(this.#core, changes);
    for (const peer of this.peers) rejudge(peer.in, touched);
    let id = 0;
    this.#slices.run(() => {
      id = this.#best.ids.next(id + 1);
      if (id !== 0 && touched.has(id)) this.#exportAnew(id);
      return id !== 0;
    });
  }

  /** Another import policy of a peer: what it told us is judged anew. */
  setImportPolicy(name: string, policy: Policy | undefined): void {
    this.#peerOf(name).in.setPolicy(policy);
  }

  /**
   * Another export policy of a peer: what it is to have is worked out anew. Throws `MESH_POLICY_SHARED` for a peer that
   * was added without one and is up: it shares what it is sent with others.
   */
  setExportPolicy(name: string, policy: Policy): void {
    const peer = this.#peerOf(name);
    const { group } = peer;
    if (group?.policy === undefined && group !== undefined) {
      throw new MeshError('MESH_POLICY_SHARED', `peer ${name} shares its export: add it with a policy such as accept`);
    }
    peer.exportPolicy = policy;
    group?.setPolicy(policy);
    if (group) this.#fill(group);
  }

  /**
   * Routes of clients, and to clients, are reflected from here on, or no more: what every peer is to have is worked out anew,
   * and sessions go on.
   */
  setReflecting(reflects: boolean): void {
    if (reflects === this.#reflects) return;
    this.#reflects = reflects;
    for (const group of this.#groups) {
      group.setReflecting(reflects);
      this.#fill(group);
    }
  }

  #peerOf(name: string): RibPeer {
    const peer = this.peer(name);
    if (peer === undefined) throw new MeshError('MESH_PEER_UNKNOWN', `there is no peer ${name} in this Loc-RIB`);
    return peer;
  }

  /** Probes the destination of a selector, without path identifier. False where it cannot be in the store. */
  #probe(selector: RouteSelector): boolean {
    return this.#core.probe(typeof selector === 'string' ? selector : withoutPathId(selector));
  }

  /** Ranks the peers anew where one has another address than before, by its octets (RFC 4271 §9.1.2.2 g). */
  #rankAddress(peer: RibPeer): void {
    const address = peer.session?.peerAddress;
    if (this.#addresses.has(peer) && this.#addresses.get(peer)?.text === address) return;
    const octets = octetsOf(address);
    const before = this.#ranked.indexOf(peer);
    if (before >= 0) this.#ranked.splice(before, 1);
    const place = this.#placeOf(octets);
    this.#ranked.splice(place, 0, peer);
    this.#addresses.set(peer, { text: address, octets });
    const first = before >= 0 ? Math.min(before, place) : place;
    for (let i = first; i < this.#ranked.length; i++) this.#ranked[i]!.addressRank = i + 1;
  }

  /** Where an address comes among those of the peers that are ranked: after all that are not above it. */
  #placeOf(octets: Uint8Array | undefined): number {
    let [low, high] = [0, this.#ranked.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareAddresses(this.#addresses.get(this.#ranked[middle]!)?.octets, octets) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #changed(source: number, current: RouteId, previous: RouteId): void {
    const key = current === 0 ? previous : current;
    this.#core.routes.probeKeyOf(key);
    this.#decide(key, previous, source);
  }

  #redecide(id: RouteId): void {
    this.#core.routes.probeKeyOf(id);
    this.#decide(id, 0, LOCAL);
  }

  #isCandidate(id: RouteId): boolean {
    if (this.#local.ids.has(id)) return true;
    for (let i = 0; i < this.#active.length; i++) if (this.#active[i]!.accepted.ids.has(id)) return true;
    return false;
  }

  /** Finds the candidates of the probed destination, and the best path there was. */
  #gather(): RouteId {
    const { routes } = this.#core;
    const candidates = this.#candidates;
    const active = this.#active;
    let existing = 0;
    candidates.begin();
    for (let id = routes.first(); id !== 0; id = routes.next(id)) {
      if (this.#best.ids.has(id)) existing = id;
      if (this.#local.ids.has(id)) candidates.add(id, LOCAL);
      for (let i = 0; i < active.length; i++) {
        const peer = active[i]!;
        if (peer.accepted.ids.has(id)) candidates.add(id, peer.number);
      }
    }
    candidates.setExisting(existing, existing === 0 ? 0 : this.#bestSource.get(existing));
    return existing;
  }

  /** Decides the probed destination, and brings what came of it to everyone; `key` is a route of it. */
  #decide(key: RouteId, gone: RouteId, goneSource: number): void {
    const previous = this.#gather();
    const candidates = this.#candidates;
    const index = this.#decision.best();
    const current = index < 0 ? 0 : candidates.ids[index]!;
    const source = index < 0 ? LOCAL : candidates.sources[index]!;
    const isNew = current !== previous || (current !== 0 && source !== this.#bestSource.get(current));
    if (isNew) {
      if (current !== 0) {
        this.#best.add(current);
        this.#bestSource.set(current, source);
      }
      if (previous !== 0 && previous !== current) this.#best.take(previous);
    }
    this.#export(index, key, gone, goneSource, isNew);
    if (!isNew) return;
    if (this.#listeners.size > 0) this.#tell(current, previous, source);
    if (previous !== 0 && previous !== current) this.#core.routes.release(previous);
  }

  #export(best: number, key: RouteId, gone: RouteId, goneSource: number, isNew: boolean): void {
    const groups = this.#groups;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i]!;
      // The best path is all that most peers get; only the others look at what lies behind it.
      if (isNew || group.looksBehindBest) this.#exporter.export(group, best, key, gone, goneSource);
    }
  }

  /** Takes the destination of a best path through the export policies again. */
  #exportAnew(id: RouteId): void {
    const policed = this.#groups.filter(({ policy }) => policy !== undefined);
    if (policed.length === 0) return;
    this.#core.routes.probeKeyOf(id);
    this.#gather();
    const best = this.#decision.best();
    for (const group of policed) this.#exporter.export(group, best, id, 0, LOCAL);
  }

  #tell(current: RouteId, previous: RouteId, source: number): void {
    const change: BestPathChange = {
      current: current === 0 ? undefined : new StoredRoute(this.#core, current),
      previous: previous === 0 ? undefined : new StoredRoute(this.#core, previous),
      peer: this.#peers[source]?.name,
    };
    for (const listener of this.#listeners) listener(change);
  }

  #join(options: ExportGroupOptions, before: ExportGroup | undefined): ExportGroup {
    const known = this.#groups.find(({ key }) => key === options.key);
    if (known !== undefined && known === before) return known;
    const group = known ?? new ExportGroup(this.#core, options);
    group.members++;
    if (known === undefined) {
      this.#groups.push(group);
      this.#fill(group);
    }
    if (before) this.#leave(before);
    return group;
  }

  /** A group without members is over; its routes go a slice at a time. */
  #leave(group: ExportGroup): void {
    if (--group.members > 0) return;
    this.#groups.splice(this.#groups.indexOf(group), 1);
    const { table } = group;
    let id = 0;
    this.#slices.run(() => {
      id = table.wanted.ids.next(id + 1);
      if (id === 0) group.close();
      else table.removeRoute(id);
      return id !== 0;
    });
  }

  /** Works out what the peers of a group are to have. */
  #fill(group: ExportGroup): void {
    const { attributes } = group;
    let id = 0;
    this.#slices.run(() => {
      if (group.attributes !== attributes || group.members === 0) return false;
      id = this.#best.ids.next(id + 1);
      if (id === 0) {
        group.hasFilled();
        return false;
      }
      this.#core.routes.probeKeyOf(id);
      this.#gather();
      this.#exporter.export(group, this.#decision.best(), id, 0, LOCAL);
      return true;
    });
  }

  /** Indexes of the candidates at hand in order of preference. */
  #order(): number[] {
    const order: number[] = [];
    for (let next = this.#decision.best(); next >= 0; ) {
      order.push(next);
      next = order.length < this.#candidates.count ? this.#decision.best((index) => order.includes(index)) : -1;
    }
    return order;
  }
}

const NO_BEST: ExportRejection = { check: 'no-best', rfc: undefined, reason: 'the destination has no best path' };

const NO_SESSION: ExportRejection = {
  check: 'no-session',
  rfc: undefined,
  reason: 'no session with the peer has been up',
};

/** Routes that begin here, as decisions and exports see their origin. */
function localSource(): CandidateSource & PeerFacts {
  return {
    number: LOCAL,
    kind: 'local',
    external: false,
    asn: 0,
    weight: 0,
    routerId: 0,
    addressRank: 0,
    policyPeer: { name: 'local', asn: 0, kind: 'local' },
    pathId: () => 0,
    ownPathId: () => LOCAL_PATH_ID,
  };
}

/** The destination of a route or a selector. */
function withoutPathId<T extends RouteSpec | EncodedRoute | Exclude<RouteSelector, string>>(route: T): T {
  const encoded = route.nlri instanceof Uint8Array;
  const inner = encoded ? undefined : (route.nlri as Nlri | undefined);
  if ((route.pathId ?? NO_PATH_ID) === NO_PATH_ID && inner?.pathId === undefined) return route;
  const spec = route instanceof StoredRoute ? route.toObject() : route;
  const nlri = inner === undefined ? {} : { nlri: { ...inner, pathId: undefined } };
  return { ...spec, ...nlri, pathId: encoded ? NO_PATH_ID : undefined } as T;
}

/** IPv4 before IPv6, each in ascending order; peers without address come last. */
function compareAddresses(left: Uint8Array | undefined, right: Uint8Array | undefined): number {
  if (left === undefined || right === undefined) return (left ? 0 : 1) - (right ? 0 : 1);
  if (left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((octet, i) => octet !== right[i]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}

function octetsOf(address: string | undefined): Uint8Array | undefined {
  return address === undefined ? undefined : parseAddress(address.replace(/%.*$/, ''));
}
