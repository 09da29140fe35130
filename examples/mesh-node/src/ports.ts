import type { Peer } from './peer.js';

/* What a node is made of beside the registry and the clock. Each has a real adapter, and one in memory for simulations. */

/** All nodes known but this one, by name. */
export type Members = ReadonlyMap<string, Peer>;

/** The encrypted overlay: tinc, or its double in memory. */
export interface Overlay {
  /** Our public key, PEM. */
  publicKey(): Promise<string>;
  /** Names of the nodes that there are host files of, this one left out. */
  known(): Promise<readonly string[]>;
  /** Writes the host file of a node. Resolves to whether it was another before. */
  syncHostFile(name: string, peer: Peer): Promise<boolean>;
  /** False where there was none. */
  removeHostFile(name: string): Promise<boolean>;
  /** Names in the lines `ConnectTo`, in their order. */
  currentConnections(): Promise<readonly string[]>;
  /** Replaces all lines `ConnectTo`. */
  updateConnectTo(names: readonly string[]): Promise<void>;
  /** Has the daemon read its files again (SIGHUP). */
  reload(): Promise<void>;
}

/** A node that told of itself on the local network. */
export interface Discovered {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
}

/** mDNS. Informational: what it finds is counted and logged, and nothing else follows from it. */
export interface Discovery {
  advertise(self: { readonly name: string; readonly port: number; readonly IP: string }): Promise<void>;
  /** Nodes that answer now. */
  lookupPeers(): Promise<readonly Discovered[]>;
  close(): Promise<void>;
}

/** Who speaks BGP for the node: our speaker, or BIRD with files rendered for it. */
export interface Routing {
  /** Has sessions with exactly these nodes from now on, as the topology has it. */
  followPeers(members: Members): void;
  /** `leave`: peers are told, and routes are taken out of the kernel. `restart`: everything stays for who comes after us. */
  close(how: Farewell): Promise<void>;
}

export type Farewell = 'leave' | 'restart';

/** A way that the kernel is to have. */
export interface KernelRoute {
  /** `10.103.0.0/16`. */
  readonly prefix: string;
  /** Address of the node it goes through. */
  readonly nextHop: string;
}

/** The kernel's table, as far as it is ours. Changes are taken at once and carried out in batches. */
export interface KernelRoutes {
  /** Takes over what an earlier process of this node has left behind. Resolves to how many routes that were. */
  adopt(): Promise<number>;
  set(route: KernelRoute): void;
  unset(prefix: string): void;
  /** What was adopted and not set since goes. */
  sweep(): void;
  /** Resolves once all changes are in the kernel, or were refused. */
  settled(): Promise<void>;
  /** `leave` takes every route out; `restart` leaves them. */
  close(how: Farewell): Promise<void>;
}

/** What is counted; the names of BGP4mesh are in `metrics/`. */
export interface NodeMetrics {
  peersDiscovered(count: number): void;
  peerSync(status: 'success' | 'error', operation: 'put' | 'delete' | 'sync'): void;
  connectionsActive(count: number): void;
  hostFileSync(seconds: number): void;
  etcdWatchError(): void;
}
