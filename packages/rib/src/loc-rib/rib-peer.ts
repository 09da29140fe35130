import {
  type Family,
  MeshError,
  type NotificationMessage,
  parseAddress,
  type Role,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { AcceptedRoutes } from '../adj-rib-in/accepted-routes.js';
import { AdjRibIn, type AdjRibInOptions, acceptedOf } from '../adj-rib-in/adj-rib-in.js';
import { isInside, type PeerKind } from '../adj-rib-in/import-check.js';
import type { ImportOptions } from '../adj-rib-in/import-rules.js';
import type { RibUpdateSource } from '../adj-rib-out/outbound-table.js';
import type { SkipReason } from '../adj-rib-out/skip-reason.js';
import type { Policy, PolicyPeer } from '../policy/policy.js';
import type { Clock, RibSession } from '../ports.js';
import { type Route, StoredRoute } from '../store/route.js';
import type { RouteId } from '../store/route-table.js';
import type { RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { type ExportGroup, type ExportGroupOptions, SHARED } from './export-group.js';
import type { PeerFacts } from './peer-facts.js';

export interface RibPeerOptions
  extends Omit<ImportOptions, 'name' | 'kind' | 'policy' | 'memberAs' | 'routerId' | 'clusterId'>,
    Pick<
      AdjRibInOptions,
      'prefixLimit' | 'prefixLimitAction' | 'prefixWarnPercent' | 'onPrefixWarning' | 'onEndOfRib'
    > {
  readonly name: string;
  /**
   * `client`: an internal peer to which we reflect (RFC 4456). `route-server-client`: an external one that gets routes as
   * they came (RFC 7947). `confederation`: a peer in another member AS (RFC 5065).
   */
  readonly kind: PeerKind;
  readonly importPolicy?: Policy;
  /** A peer with an export policy is told apart from all others; those without share their work. */
  readonly exportPolicy?: Policy;
  /** Its routes are preferred to those of peers with less, before all else but reachability. Default 0. */
  readonly weight?: number;
  /** Paths of a destination it gets where the session has ADD-PATH (RFC 7911): the best ones, or all. Default 1. */
  readonly paths?: number | 'all';
  /** An internal peer gets our own address as next hop of external routes. Default false. */
  readonly nextHopSelf?: boolean;
  /** What `next-hop self` means, instead of our end of each session. */
  readonly localAddress?: string;
  /** True for next hops in octets on a network shared with the external peer: they are passed on (RFC 4271 §5.1.3). */
  readonly sharedNextHop?: (nextHop: Uint8Array) => boolean;
  /** A route is not sent on the session there is now. The route is borrowed. Such a peer shares no work with others. */
  readonly onSkipped?: (route: Route, reason: SkipReason) => void;
}

/** What a session is given. Its sink and source are those of the peer, and end with the session. */
export interface PeerRibs {
  readonly sink: RibSink;
  readonly source: RibUpdateSource;
}

/** An `UpdateSink` as `@mesh/bgp-session` has it. */
export interface RibSink {
  up(session: RibSession): void;
  update(view: UpdateView): NotificationMessage | undefined;
  endOfRib(family: Family): void;
  refresh(family: Family, mark: 'begin' | 'end'): void;
  stale(family: Family, kind: 'gr' | 'llgr'): void;
  purge(family: Family): void;
  down(reason: unknown, retain: boolean): void;
}

/** What a Loc-RIB does for its peers. */
export interface PeerHost {
  readonly store: RouteStore;
  readonly core: StoreCore;
  readonly clock: Clock | undefined;
  readonly memberAs: number;
  readonly routerId: number | undefined;
  readonly clusterId: number | undefined;
  /** Routes are reflected now. */
  readonly reflects: boolean;
  /** A route of the peer has become a candidate, or is one no more. */
  changed(peer: RibPeer, current: RouteId, previous: RouteId): void;
  /** A session has come up, and with it what decisions ask of the peer. */
  sessionUp(peer: RibPeer): void;
  /** Makes a peer a member of the group that these options name, and no more of the one it was in. */
  join(options: ExportGroupOptions, before: ExportGroup | undefined): ExportGroup;
  leave(group: ExportGroup): void;
}

/** Ids of paths that a peer sent with a path identifier lie in the upper half, numbers of peers below. */
const BY_ROUTE = 0x80000000;

/** One peer of a Loc-RIB: what it told us, what it shall have, and the rules between. */
export class RibPeer implements PeerFacts {
  readonly name: string;
  readonly kind: PeerKind;
  readonly external: boolean;
  readonly weight: number;
  readonly options: RibPeerOptions;
  /** Its number in the Loc-RIB, from 1 up. */
  readonly number: number;
  readonly in: AdjRibIn;
  readonly accepted: AcceptedRoutes;
  addressRank = 0;
  /** It has been removed; what is left of it goes a slice at a time. */
  closed = false;
  exportPolicy: Policy | undefined;
  session: RibSession | undefined;
  /** Peers that are to have the same; undefined until the first session. */
  group: ExportGroup | undefined;
  readonly #host: PeerHost;
  #source: RibUpdateSource | undefined;

  constructor(host: PeerHost, number: number, options: RibPeerOptions) {
    this.#host = host;
    this.number = number;
    this.options = options;
    this.name = options.name;
    this.kind = options.kind;
    this.external = !isInside(options.kind);
    this.weight = options.weight ?? 0;
    this.exportPolicy = options.exportPolicy;
    this.in = new AdjRibIn(host.store, {
      ...options,
      ...(host.clock ? { clock: host.clock } : {}),
      import: importOf(host, options),
    });
    this.accepted = acceptedOf(this.in)!;
    this.accepted.listen((current, previous) => host.changed(this, current, previous));
  }

  get asn(): number {
    return this.session?.peerAs ?? 0;
  }

  get routerId(): number {
    return this.session?.peerRouterId ?? 0;
  }

  /** What we are to the peer (RFC 9234 §4). */
  get role(): Role | undefined {
    return this.options.role ?? this.session?.localRole;
  }

  /** The peer as policies see it. */
  get policyPeer(): PolicyPeer {
    const kind = this.kind === 'route-server-client' ? 'external' : this.kind === 'client' ? 'internal' : this.kind;
    return { name: this.name, address: this.session?.peerAddress, asn: this.asn, kind };
  }

  /** Routes that the peer, and those that are to have the same, shall have: before the first session none. */
  get advertisedSize(): number {
    return this.group?.table.wanted.size ?? 0;
  }

  /** These routes; its own are among them where it shares them with others, but it is not sent them. */
  *advertised(family?: Family): IterableIterator<Route> {
    if (this.group === undefined) return;
    for (const id of this.group.table.wanted.walk(family)) yield new StoredRoute(this.#host.core, id);
  }

  /** The one of these with this key. */
  getAdvertised(selector: RouteSelector): Route | undefined {
    const { core } = this.#host;
    const id = this.group && core.probe(selector) ? this.group.table.wanted.find() : 0;
    return id === 0 ? undefined : new StoredRoute(core, id);
  }

  pathId(accepted: RouteId): number {
    return this.accepted.pathId(accepted);
  }

  /** The path identifier that a path of this peer has towards others, the same as long as it is the same path. */
  ownPathId(accepted: RouteId): number {
    return this.accepted.isPath(accepted) ? (accepted | BY_ROUTE) >>> 0 : this.number + 1;
  }

  /**
   * Begins a session: its ribs. Throws `MESH_RIB_OPEN` while another session is open, `MESH_PEER_UNKNOWN` for a peer that
   * has been removed.
   */
  open(session: RibSession): PeerRibs {
    if (this.closed) throw new MeshError('MESH_PEER_UNKNOWN', `peer ${this.name} has been removed from its Loc-RIB`);
    if (this.#source) {
      throw new MeshError('MESH_RIB_OPEN', `peer ${this.name} has a session already: close its source first`);
    }
    this.session = session;
    this.#host.sessionUp(this);
    this.group = this.#host.join(this.#groupOptions(session), this.group);
    const source = this.#gated(this.group, this.group.table.open({ ...session, localRole: this.role }, this.number));
    this.#source = source;
    return { sink: this.in, source };
  }

  /** Lets all go that the peer told us and was to have, for good, and calls back when that is done. */
  close(done: () => void): void {
    this.closed = true;
    if (this.group) this.#host.leave(this.group);
    this.group = undefined;
    this.in.close(done);
  }

  /** Nothing is sent before all is worked out: an End-of-RIB before the routes would say that there are none. */
  #gated(group: ExportGroup, source: RibUpdateSource): RibUpdateSource {
    let ignore = (): void => {};
    return {
      ...source,
      next: (maxBytes) => (group.filled ? source.next(maxBytes) : undefined),
      onReady: (wake) => {
        ignore();
        ignore = group.onFilled(wake);
        source.onReady(wake);
      },
      close: (reason) => {
        ignore();
        this.#source = undefined;
        source.close(reason);
      },
    };
  }

  #groupOptions(session: RibSession): ExportGroupOptions {
    const { options, role, kind } = this;
    const { localAddress, sharedNextHop, onSkipped, paths = 1, nextHopSelf = false, requirePolicy = false } = options;
    const own =
      sharedNextHop || onSkipped || this.exportPolicy || options.exportPolicy || kind === 'route-server-client';
    const routerId = this.#host.routerId ?? session.localRouterId ?? 0;
    const facts = {
      role,
      kind,
      requirePolicy,
      nextHopSelf,
      hasPolicy: this.exportPolicy !== undefined,
      localAs: kind === 'confederation' ? this.#host.memberAs || session.localAs : session.localAs,
      clusterId: this.#host.clusterId ?? routerId,
      peerAddress: own ? parseAddress(session.peerAddress?.replace(/%.*$/, '') ?? '') : undefined,
    };
    const addPath = session.tx.addPath;
    const key = JSON.stringify([own ? this.name : '', facts, localAddress, paths, [...addPath].sort()]);
    return {
      key,
      addPath,
      localAddress,
      // Not in the key: it changes for all groups at once.
      settings: {
        ...facts,
        number: own ? this.number : SHARED,
        isShared: sharedNextHop,
        reflects: this.#host.reflects,
      },
      policy: this.exportPolicy,
      policyPeer: this.policyPeer,
      paths: paths === 'all' ? Number.POSITIVE_INFINITY : paths,
      skipped: (id, reason) => onSkipped?.(new StoredRoute(this.#host.core, id), reason),
    };
  }
}

function importOf(host: PeerHost, options: RibPeerOptions): ImportOptions {
  const { importPolicy, ...rest } = options;
  return {
    ...rest,
    policy: importPolicy,
    memberAs: host.memberAs,
    ...(host.routerId === undefined ? {} : { routerId: host.routerId }),
    ...(host.clusterId === undefined ? {} : { clusterId: host.clusterId }),
  };
}
