import { accessSync, constants } from 'node:fs';
import type { Role } from '@mesh/bgp-wire';
import type { FamilyName, Field, TableRoute } from './route.js';

/** What a daemon is to offer a neighbour beside the usual, where its file in this folder knows how. */
export interface PeerFeatures {
  /** Its part in ADD-PATH (RFC 7911). */
  readonly addPath?: 'receive' | 'send' | 'both';
  /** RFC 8654. */
  readonly extendedMessage?: boolean;
  /** IPv4 routes with IPv6 next hops, on a session over IPv6 (RFC 8950). */
  readonly extendedNextHop?: boolean;
  /** What the daemon is to the neighbour (RFC 9234). */
  readonly role?: Exclude<Role, number>;
  /** Refuse a neighbour that says no role. */
  readonly strictRole?: boolean;
  /** Take part in graceful restart (RFC 4724), where it does not by itself. */
  readonly gracefulRestart?: boolean;
  /** The neighbour is a route server: paths don't begin with its AS (RFC 7947). */
  readonly routeServer?: boolean;
}

/** A neighbour of a daemon. */
export interface LabPeer extends PeerFeatures {
  readonly address: string;
  readonly as: number;
  /** The daemon opens the connection; otherwise it waits for ours. */
  readonly dials: boolean;
  /** TCP MD5 key (RFC 2385), where the daemon's file in this folder knows how. */
  readonly password?: string;
  /** GTSM (RFC 5082), likewise. */
  readonly ttlSecurity?: boolean;
}

/** What a daemon under test is told. It listens at both addresses; every session carries IPv4 and IPv6 unicast. */
export interface DaemonSettings {
  readonly address: string;
  /** Also the next hop of the IPv6 routes it originates. */
  readonly address6: string;
  readonly as: number;
  readonly routerId: string;
  /** Seconds. */
  readonly holdTime: number;
  readonly peers: readonly LabPeer[];
  /** The BMP station it reports to (RFC 7854), where its file knows how. */
  readonly bmp?: { readonly address: string; readonly port: number };
}

/** The daemon's end of the session with a peer: of the peer's IP version. */
export function localAddress({ address, address6 }: DaemonSettings, peer: string): string {
  return peer.includes(':') ? address6 : address;
}

/** A route that a daemon originates; the next hop is its own. What is left out is not sent, save ORIGIN (igp). */
export type LocalRoute = Pick<TableRoute, 'prefix' | 'med' | 'communities' | 'largeCommunities'>;

/** A daemon that runs. */
export interface Daemon {
  /** Of the session with a peer, in the words of RFC 4271: `Established`. */
  state(peer: string): Promise<string>;
  /** What it learned from its peers, as its own command line shows it. */
  routes(family: FamilyName): AsyncIterable<TableRoute>;
  /** Number of routes learned, cheaply: to wait for a large table. */
  count(family: FamilyName): Promise<number>;
  announce(routes: readonly LocalRoute[]): Promise<void>;
  withdraw(prefixes: readonly string[]): Promise<void>;
  /** Cease / Administrative Shutdown with a text (RFC 9003), where it can send one. */
  shutdown(peer: string, text: string): Promise<void>;
  /** What it says of how the session with a peer ended last, from its command line or log. */
  lastError(peer: string): Promise<string>;
  /** Runs a command of its own command line and gives what it prints. */
  tell(...command: readonly string[]): Promise<string>;
  /** Ends as by kill -9; what it was told at run time is lost, save with BIRD. */
  crash(): Promise<void>;
  /** Starts again after a crash. */
  relaunch(): Promise<void>;
  /** False where it has fallen over by itself. */
  isRunning(): boolean;
  /** Its log, for messages about a failed test. */
  log(): string;
  stop(): Promise<void>;
}

/** One kind of daemon: how it is started, and in what it differs from the others. */
export interface DaemonKind {
  readonly name: string;
  /** What must be installed. */
  readonly programs: readonly string[];
  start(settings: DaemonSettings): Promise<Daemon>;
  /** What its tables can't show, by attribute, with the reason. */
  readonly hides: Partial<Record<Field, string>>;
  /** A route as this daemon shows it, where that differs: an absent MED printed as 0. */
  shown?(route: TableRoute): TableRoute;
  /** What `lastError` says after our Cease / Administrative Shutdown. */
  readonly sawShutdown: RegExp;
  /** What it says after our OPEN Message Error / Bad Peer AS. */
  readonly sawBadPeerAs: RegExp;
  /** It takes an Administrative Shutdown with a text, and tells the text. */
  readonly readsShutdownText: boolean;
  /** It puts a text of ours into the one it sends. */
  readonly sendsShutdownText: boolean;
  /** It holds a table and shows it: a whole Internet table is put in. */
  readonly holdsTable: boolean;
}

/** Programs of these that are not installed. */
export function missingPrograms(kind: DaemonKind): readonly string[] {
  return kind.programs.filter((program) => {
    try {
      accessSync(program, constants.X_OK);
      return false;
    } catch {
      return true;
    }
  });
}
