import { StreamAssembler, type StreamHandler } from './assembler.js';
import { type CapturedPacket, type CaptureFault, type CaptureStream, type Endpoint, emptyCounters } from './event.js';
import { decodeSegment, TcpFlag, type TcpSegment } from './segment.js';

/** Which connections are read, and how much of them is kept. */
export interface StreamOptions {
  /** Connections with one of these ports on either side; empty: all. Default 179. */
  readonly ports?: readonly number[];
  /** Octets kept for each direction of a connection while others before them are missing. Default 1 MiB. */
  readonly maxBufferedOctets?: number;
  /** Connections remembered; beyond it the one unused for longest is given up. Default 1024. */
  readonly maxConnections?: number;
}

/** Both directions of a connection. */
interface Connection {
  readonly forward: StreamAssembler;
  readonly reverse: StreamAssembler;
}

/**
 * Packets in, the octets of TCP streams out: in order, each once, gaps told. What is no TCP segment of the ports asked
 * for is counted and passed over. Never throws on what a capture holds.
 */
export class StreamReader {
  readonly #ports: ReadonlySet<number>;
  readonly #maxBufferedOctets: number;
  readonly #maxConnections: number;
  readonly #connections = new Map<string, Connection>();
  readonly #counters = emptyCounters();
  #opened = 0;
  #latestNs = 0n;

  /** Throws `RangeError` for a port or a limit that cannot be. */
  constructor(options: StreamOptions = {}) {
    this.#ports = new Set(options.ports ?? [179]);
    this.#maxBufferedOctets = atLeast('maxBufferedOctets', 0, options.maxBufferedOctets ?? 1024 * 1024);
    this.#maxConnections = atLeast('maxConnections', 1, options.maxConnections ?? 1024);
    for (const port of this.#ports) {
      if (!Number.isInteger(port) || port < 0 || port > 0xffff)
        throw new RangeError(`a port is 0 to 65535, got ${port}`);
    }
  }

  /** Takes what a packet reader told. */
  push(event: CapturedPacket | CaptureFault, handler: StreamHandler): void {
    if (event.kind === 'fault') {
      handler(event);
      return;
    }
    this.#counters.packets++;
    const segment = decodeSegment(event);
    if (segment === 'fragment') this.#counters.fragments++;
    else if (segment === 'other') this.#counters.other++;
    else if (segment.kind === 'fault') {
      this.#counters.malformed++;
      handler(segment);
    } else if (this.#isWanted(segment)) this.#accept(segment, handler);
    else this.#counters.filtered++;
  }

  /** Tells that the capture ends here. */
  end(handler: StreamHandler): void {
    for (const connection of this.#connections.values()) {
      closeBoth(connection, 'end-of-capture', this.#latestNs, handler);
    }
    this.#connections.clear();
    handler({ kind: 'end', counters: { ...this.#counters } });
  }

  #isWanted({ source, destination }: TcpSegment): boolean {
    return this.#ports.size === 0 || this.#ports.has(source.port) || this.#ports.has(destination.port);
  }

  #accept(segment: TcpSegment, handler: StreamHandler): void {
    this.#counters.segments++;
    const { sequence, payload, flags, timestampNs } = segment;
    if (timestampNs > this.#latestNs) this.#latestNs = timestampNs;
    const syn = (flags & TcpFlag.SYN) !== 0;
    const connection = this.#connectionOf(segment, syn, handler);
    if (!connection) return;
    const assembler = sides(connection, segment)[0];
    if (syn) assembler.synchronize(sequence, payload, timestampNs, handler);
    else assembler.accept(sequence, payload, timestampNs, handler);
    const end = (sequence + (syn ? 1 : 0) + payload.length) >>> 0;
    if ((flags & TcpFlag.FIN) !== 0) assembler.finish(end, timestampNs, handler);
    if ((flags & TcpFlag.RST) !== 0) closeBoth(connection, 'rst', timestampNs, handler);
  }

  /** The connection of a segment, as the one used last; undefined for a segment that neither has nor needs one. */
  #connectionOf(segment: TcpSegment, syn: boolean, handler: StreamHandler): Connection | undefined {
    const key = keyOf(segment);
    let connection = this.#connections.get(key);
    if (connection) this.#connections.delete(key);
    if (connection && this.#isReplaced(connection, segment, syn)) {
      closeBoth(connection, 'replaced', segment.timestampNs, handler);
      connection = undefined;
    }
    if (!connection && !syn && segment.payload.length === 0) return undefined;
    connection ??= this.#open(segment, handler);
    this.#connections.set(key, connection);
    return connection;
  }

  #isReplaced(connection: Connection, segment: TcpSegment, syn: boolean): boolean {
    const assembler = sides(connection, segment)[0];
    return syn
      ? assembler.contradicts(segment.sequence)
      : assembler.isAfterEnd(segment.sequence, segment.payload.length);
  }

  #open(segment: TcpSegment, handler: StreamHandler): Connection {
    if (this.#connections.size >= this.#maxConnections) {
      const [key, oldest] = this.#connections.entries().next().value!;
      this.#connections.delete(key);
      closeBoth(oldest, 'evicted', segment.timestampNs, handler);
    }
    const opener = this.#isFromOpener(segment);
    const [from, to] = opener ? [segment.source, segment.destination] : [segment.destination, segment.source];
    const connection = this.#opened++;
    return {
      forward: this.#assembler({ connection, source: from, destination: to, direction: 'forward' }),
      reverse: this.#assembler({ connection, source: to, destination: from, direction: 'reverse' }),
    };
  }

  /** A SYN tells who opened the connection; without one, the port that the filter names is the listening one. */
  #isFromOpener({ flags, source, destination }: TcpSegment): boolean {
    if ((flags & TcpFlag.SYN) !== 0) return (flags & TcpFlag.ACK) === 0;
    const [toListener, fromListener] = [this.#ports.has(destination.port), this.#ports.has(source.port)];
    return toListener === fromListener ? destination.port <= source.port : toListener;
  }

  #assembler(stream: CaptureStream): StreamAssembler {
    return new StreamAssembler(stream, this.#counters, this.#maxBufferedOctets);
  }
}

/** The two directions of a connection, that of the segment first. */
function sides(connection: Connection, { source }: TcpSegment): readonly [StreamAssembler, StreamAssembler] {
  const { forward, reverse } = connection;
  const from = forward.stream.source;
  return from.port === source.port && from.address === source.address ? [forward, reverse] : [reverse, forward];
}

function closeBoth(
  { forward, reverse }: Connection,
  cause: 'rst' | 'replaced' | 'evicted' | 'end-of-capture',
  timestampNs: bigint,
  handler: StreamHandler,
): void {
  forward.close(cause, timestampNs, handler);
  reverse.close(cause, timestampNs, handler);
}

/** The same for both directions. */
function keyOf({ source, destination }: TcpSegment): string {
  const [a, b] = [nameOf(source), nameOf(destination)];
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function nameOf({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}

function atLeast(name: string, least: number, value: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`${name} is a whole number of at least ${least}, got ${value}`);
}
