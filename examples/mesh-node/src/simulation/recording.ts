import type { Log, LogFields } from '@mesh-examples/lib/log';
import type { Discovered, Discovery, Farewell, Members, NodeMetrics, Routing } from '../ports.js';

/** A line of a log. */
export interface LogLine {
  readonly level: 'info' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** Keeps the lines. */
export class MemoryLog implements Log {
  readonly lines: LogLine[] = [];
  readonly #written: (line: LogLine) => void;

  /** `written` is told of each line. */
  constructor(written: (line: LogLine) => void = () => undefined) {
    this.#written = written;
  }

  readonly info = (event: string, fields: LogFields = {}): void => this.#write({ level: 'info', event, fields });

  readonly error = (event: string, fields: LogFields = {}): void => this.#write({ level: 'error', event, fields });

  events(): readonly string[] {
    return this.lines.map(({ event }) => event);
  }

  #write(line: LogLine): void {
    this.lines.push(line);
    this.#written(line);
  }
}

/** Counts in memory. */
export class MemoryMetrics implements NodeMetrics {
  discovered = 0;
  connections = 0;
  watchErrors = 0;
  readonly hostFileSyncs: number[] = [];
  /** By `status operation`. */
  readonly syncs = new Map<string, number>();

  peersDiscovered(count: number): void {
    this.discovered = count;
  }

  peerSync(status: 'success' | 'error', operation: 'put' | 'delete' | 'sync'): void {
    const key = `${status} ${operation}`;
    this.syncs.set(key, (this.syncs.get(key) ?? 0) + 1);
  }

  connectionsActive(count: number): void {
    this.connections = count;
  }

  hostFileSync(seconds: number): void {
    this.hostFileSyncs.push(seconds);
  }

  etcdWatchError(): void {
    this.watchErrors++;
  }
}

/** Speaks to nobody. */
export class MemoryRouting implements Routing {
  /** Whom it was told to follow, each time. */
  readonly followed: (readonly string[])[] = [];
  closed: Farewell | undefined;

  followPeers(members: Members): void {
    this.followed.push([...members.keys()]);
  }

  async close(how: Farewell): Promise<void> {
    this.closed = how;
  }
}

/** A local network where everybody hears everybody. */
export class MemoryDiscovery implements Discovery {
  readonly #network: Set<Discovered>;
  #self: Discovered | undefined;
  /** What looks are to fail with, where they are. */
  fault: Error | undefined;

  constructor(network: Set<Discovered>) {
    this.#network = network;
  }

  async advertise({ name, port, IP }: Parameters<Discovery['advertise']>[0]): Promise<void> {
    this.#self = { name, port, addresses: [IP] };
    this.#network.add(this.#self);
  }

  async lookupPeers(): Promise<readonly Discovered[]> {
    if (this.fault !== undefined) throw this.fault;
    return [...this.#network];
  }

  async close(): Promise<void> {
    if (this.#self !== undefined) this.#network.delete(this.#self);
  }
}
