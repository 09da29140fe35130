import {
  AS_PATH,
  type AsPathSegment,
  asSequence,
  attribute,
  type CodecContext,
  createContext,
  Family,
  formatAsPath,
  LOCAL_PREF,
  type NextHop,
  type Nlri,
  ORIGIN,
  type PathAttribute,
  packUpdates,
  parseIPv4,
  unicast,
} from '@mesh/bgp-wire';
import {
  AdjRibIn,
  LocRib,
  type LocRibOptions,
  type PeerKind,
  type PeerRibs,
  type RibPeer,
  type RibPeerOptions,
  type RibSession,
  type Route,
  RouteStore,
} from '../../src/index.js';
import { deliver } from './wire.js';

export const OUR_AS = 65000;
const FAMILIES = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];

export interface NeighbourOptions extends Partial<Omit<RibPeerOptions, 'name'>> {
  readonly as?: number;
  /** Last octet of its address and of its identifier. */
  readonly host?: number;
  readonly address?: string;
  readonly id?: string;
  readonly localAs?: number;
  readonly localRole?: RibSession['localRole'];
  readonly addPath?: boolean;
  readonly families?: readonly Family[];
}

function contextOf(kind: PeerKind, families: readonly Family[], addPath: boolean): CodecContext {
  return createContext({
    families,
    peering: kind === 'internal' || kind === 'client' ? 'internal' : 'external',
    confederation: kind === 'confederation',
    addPath: addPath ? families : [],
  });
}

export interface Announced {
  readonly path?: readonly number[] | readonly AsPathSegment[];
  readonly attributes?: readonly PathAttribute[];
  readonly nextHop?: string;
  readonly pathId?: number;
}

/** One neighbour: what it sends goes through octets, what it is sent it decodes into a table of its own. */
export class Neighbour {
  readonly peer: RibPeer;
  session: RibSession;
  readonly #families: readonly Family[];
  #ribs: PeerRibs;
  #received: AdjRibIn;

  constructor(router: Router, name: string, options: NeighbourOptions) {
    const {
      kind = 'external',
      host = 1,
      as,
      localAs = OUR_AS,
      localRole,
      addPath = false,
      address,
      id,
      families = FAMILIES,
      ...rest
    } = options;
    const internal = kind === 'internal' || kind === 'client';
    const context = contextOf(kind, families, addPath);
    this.#families = families;
    this.session = {
      localAs,
      peerAs: internal ? localAs : (as ?? 65000 + host),
      internal,
      localAddress: '192.0.2.254',
      peerAddress: address ?? `192.0.2.${host}`,
      localRouterId: parseIPv4('192.0.2.254'),
      peerRouterId: parseIPv4(id ?? `10.255.0.${host}`),
      localRole,
      families,
      rx: context,
      tx: context,
    };
    this.peer = router.rib.addPeer({ ...rest, name, kind });
    this.#received = new AdjRibIn(new RouteStore());
    this.#ribs = this.up();
  }

  /** Whether the next session has path identifiers. */
  setAddPath(addPath: boolean): void {
    const context = contextOf(this.peer.kind, this.#families, addPath);
    this.session = { ...this.session, rx: context, tx: context };
  }

  up(): PeerRibs {
    this.#ribs = this.peer.open(this.session);
    this.#ribs.sink.up(this.session);
    return this.#ribs;
  }

  down(retain = false): void {
    this.#ribs.source.close({ kind: 'connection-lost' });
    this.#ribs.sink.down({ kind: 'connection-lost' }, retain);
    this.#received = new AdjRibIn(new RouteStore());
  }

  /** Announces an NLRI of any family, with the attributes as they are given. */
  announceNlri(nlri: Nlri, attributes: readonly PathAttribute[], nextHop: NextHop): void {
    const announced = [{ nlri: [nlri], attributes, nextHop }];
    deliver(packUpdates({ announced }, this.session.rx), this.session, this.#ribs.sink);
  }

  withdrawNlri(nlri: Nlri): void {
    deliver(packUpdates({ withdrawn: [nlri] }, this.session.rx), this.session, this.#ribs.sink);
  }

  announce(prefix: string, { path, attributes = [], nextHop, pathId }: Announced = {}): void {
    const own = this.session.internal ? [] : [this.session.peerAs];
    const given = path ?? own;
    const segments = typeof given[0] === 'number' ? asSequence(...(given as number[])) : (given as AsPathSegment[]);
    const preference = this.session.internal ? [attribute(LOCAL_PREF, 100)] : [];
    const base = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, segments), ...preference];
    const all = [...base.filter(({ code }) => !attributes.some((one) => one.code === code)), ...attributes];
    const address = nextHop ?? this.session.peerAddress!;
    const announced = [{ nlri: [unicast(prefix, pathId)], attributes: all, nextHop: { address } }];
    deliver(packUpdates({ announced }, this.session.rx), this.session, this.#ribs.sink);
  }

  withdraw(prefix: string, pathId?: number): void {
    deliver(packUpdates({ withdrawn: [unicast(prefix, pathId)] }, this.session.rx), this.session, this.#ribs.sink);
  }

  /** What the neighbour has been told in the end. */
  receive(): Route[] {
    for (let chunk = this.#ribs.source.next(4096); chunk; chunk = this.#ribs.source.next(4096)) {
      deliver(chunk, this.session, this.#received);
      this.#ribs.source.accepted(chunk);
    }
    return [...this.#received.routes()];
  }

  /** The only route of a prefix that the neighbour has been told. */
  told(prefix: string): Route | undefined {
    return this.receive().find((route) => route.prefix === prefix);
  }

  /** AS_PATH of what it has been told. */
  toldPath(prefix: string): string | undefined {
    const path = this.told(prefix)?.get(AS_PATH);
    return path && formatAsPath(path);
  }
}

/** A Loc-RIB with neighbours at their sessions. */
export class Router {
  readonly store: RouteStore = new RouteStore({ seed: 3 });
  readonly rib: LocRib;

  constructor(options: LocRibOptions = {}) {
    this.rib = new LocRib(this.store, options);
  }

  neighbour(name: string, options: NeighbourOptions = {}): Neighbour {
    return new Neighbour(this, name, options);
  }

  /** Whom the best path of a destination comes from. */
  bestFrom(prefix: string): string | undefined {
    const [best] = this.rib.paths({ prefix });
    return best?.peer;
  }
}
