import { type Family, type NotificationMessage, parseAddress, type Role, type UpdateView } from '@mesh/bgp-wire';
import type { AcceptedRoutes } from '../adj-rib-in/accepted-routes.js';
import { AdjRibIn, type AdjRibInOptions, acceptedOf } from '../adj-rib-in/adj-rib-in.js';
import { isInside, type PeerKind } from '../adj-rib-in/import-check.js';
import type { ImportOptions } from '../adj-rib-in/import-rules.js';
import { AdjRibOut, type AdjRibOutOptions, outboundOf, type RibUpdateSource } from '../adj-rib-out/adj-rib-out.js';
import type { Policy, PolicyPeer } from '../policy/policy.js';
import type { Clock, RibSession } from '../ports.js';
import type { RouteId } from '../store/route-table.js';
import type { RouteStore } from '../store/store.js';
import type { StoreCore } from '../store/store-core.js';
import { ExportAttributes } from './export-attributes.js';
import type { PeerFacts } from './peer-facts.js';

export interface RibPeerOptions
  extends Omit<ImportOptions, 'name' | 'kind' | 'policy' | 'memberAs' | 'routerId' | 'clusterId'>,
    Pick<AdjRibInOptions, 'prefixLimit' | 'prefixLimitAction' | 'prefixWarnPercent' | 'onPrefixWarning' | 'onEndOfRib'>,
    Pick<AdjRibOutOptions, 'localAddress' | 'onSkipped'> {
  readonly name: string;
  /**
   * `client`: an internal peer to which we reflect (RFC 4456). `route-server-client`: an external one that gets routes as
   * they came (RFC 7947). `confederation`: a peer in another member AS (RFC 5065).
   */
  readonly kind: PeerKind;
  readonly importPolicy?: Policy;
  readonly exportPolicy?: Policy;
  /** Its routes are preferred to those of peers with less, before all else but reachability. Default 0. */
  readonly weight?: number;
  /** Paths of a destination it gets where the session has ADD-PATH (RFC 7911): the best ones, or all. Default 1. */
  readonly paths?: number | 'all';
  /** An internal peer gets our own address as next hop of external routes. Default false. */
  readonly nextHopSelf?: boolean;
  /** True for next hops in octets on a network shared with the external peer: they are passed on (RFC 4271 §5.1.3). */
  readonly sharedNextHop?: (nextHop: Uint8Array) => boolean;
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
  readonly clock: Clock | undefined;
  readonly core: StoreCore;
  readonly memberAs: number;
  readonly routerId: number | undefined;
  readonly clusterId: number | undefined;
  /** A route of the peer has become a candidate, or is one no more. */
  changed(peer: RibPeer, current: RouteId, previous: RouteId): void;
  /** A session has come up, and with it what decisions ask of the peer. */
  sessionUp(peer: RibPeer): void;
  /** What the peer is to have has to be worked out anew; `done` when it is. */
  fill(peer: RibPeer, done: () => void): void;
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
  readonly out: AdjRibOut;
  readonly accepted: AcceptedRoutes;
  readonly table: ReturnType<typeof outboundOf>;
  addressRank = 0;
  /** It has been removed; what is left of it goes a slice at a time. */
  closed = false;
  exportPolicy: Policy | undefined;
  session: RibSession | undefined;
  /** What routes to the peer are written with; undefined until the first session. */
  attributes: ExportAttributes | undefined;
  readonly #host: PeerHost;
  /** What the table of routes to send was worked out for. */
  #filledFor = '';
  #filled = false;
  #pathFamilies = '';

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
    this.out = new AdjRibOut(host.store, { ...options, ...keepsPreference(options.kind) });
    this.table = outboundOf(this.out);
  }

  get asn(): number {
    return this.session?.peerAs ?? 0;
  }

  get routerId(): number {
    return this.session?.peerRouterId ?? 0;
  }

  get role(): Role | undefined {
    return this.options.role ?? this.session?.localRole;
  }

  /** The peer as policies see it. */
  get policyPeer(): PolicyPeer {
    const kind = this.kind === 'route-server-client' ? 'external' : this.kind === 'client' ? 'internal' : this.kind;
    return { name: this.name, address: this.session?.peerAddress, asn: this.asn, kind };
  }

  pathId(accepted: RouteId): number {
    return this.accepted.pathId(accepted);
  }

  /** The path identifier that a path of this peer has towards others, the same as long as it is the same path. */
  ownPathId(accepted: RouteId): number {
    return this.accepted.hasPaths ? (accepted | BY_ROUTE) >>> 0 : this.number + 1;
  }

  /** Most paths of a destination that the peer gets on a session with ADD-PATH of the family; 0 for one without path identifier. */
  pathsOf(family: Family): number {
    if (!this.session?.tx.addPath.has(family)) return 0;
    const { paths = 1 } = this.options;
    return paths === 'all' ? Number.POSITIVE_INFINITY : paths;
  }

  /** What the peer is to have can change while the best path of a destination stays. */
  get looksBehindBest(): boolean {
    return this.kind === 'route-server-client' || (this.session?.tx.addPath.size ?? 0) > 0;
  }

  /** The keys of what it is to have are others than those it was to have so far: with path identifiers, or without. */
  pathsChanged(): boolean {
    const families = [...(this.session?.tx.addPath ?? [])].join(' ');
    const changed = families !== this.#pathFamilies && this.out.size > 0;
    this.#pathFamilies = families;
    return changed;
  }

  /** Begins a session: its ribs. Throws `MESH_RIB_OPEN` while another session is open. */
  open(session: RibSession): PeerRibs {
    const source = this.out.open(session);
    this.session = session;
    this.#host.sessionUp(this);
    const facts = exportFacts(session);
    let wake = (): void => {};
    if (facts !== this.#filledFor) {
      this.#filledFor = facts;
      this.#filled = false;
      this.renewAttributes();
      this.#host.fill(this, () => {
        this.#filled = true;
        wake();
      });
    }
    // Until all is worked out nothing is sent: an End-of-RIB before the routes would say that there are none.
    return {
      sink: this.in,
      source: {
        ...source,
        next: (maxBytes) => (this.#filled ? source.next(maxBytes) : undefined),
        onReady: (fn) => {
          wake = fn;
          source.onReady(fn);
        },
      },
    };
  }

  /** Lets all go that the peer told us and was to have, and calls back when that is done. */
  close(done: () => void): void {
    this.closed = true;
    this.attributes?.close();
    this.attributes = undefined;
    this.in.clear(done);
  }

  /** What the options and the session say about routes to the peer. */
  renewAttributes(): void {
    const { options, session } = this;
    if (session === undefined) return;
    this.attributes?.close();
    const routerId = this.#host.routerId ?? session.localRouterId ?? 0;
    this.attributes = new ExportAttributes(this.#host.core, {
      number: this.number,
      kind: this.kind,
      role: this.role,
      requirePolicy: options.requirePolicy ?? false,
      hasPolicy: this.exportPolicy !== undefined,
      localAs: this.kind === 'confederation' ? this.#host.memberAs || session.localAs : session.localAs,
      clusterId: this.#host.clusterId ?? routerId,
      nextHopSelf: options.nextHopSelf ?? false,
      peerAddress: parseAddress(session.peerAddress?.replace(/%.*$/, '') ?? ''),
      isShared: options.sharedNextHop,
    });
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

/** Within a confederation LOCAL_PREF goes from member to member (RFC 5065 §4.2). */
function keepsPreference(kind: PeerKind): AdjRibOutOptions {
  return kind === 'confederation' ? { localAs: 1, peerAs: 1 } : {};
}

/** What of a session decides what the peer is to have. */
function exportFacts(session: RibSession): string {
  const { localAs, peerAs, localRouterId, peerAddress, localRole, tx, families } = session;
  return [localAs, peerAs, localRouterId, peerAddress, localRole, [...tx.addPath], families].join(' ');
}
