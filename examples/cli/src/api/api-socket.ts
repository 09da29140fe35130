import { lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '@mesh/bgp-session';
import { type CommandHost, CommandSession } from '@mesh/config';
import { Failure } from '../failure.js';
import type { ApiEnvironment } from './environment.js';
import { LineQueue } from './line-queue.js';

/** Connections at a time; more are refused. */
const MOST_CLIENTS = 64;

/** How long a client has to read what it is still told. */
const GRACE_MS = 1000;

interface Client {
  readonly session: CommandSession;
  readonly queue: LineQueue;
}

export interface ApiSocketOptions {
  readonly path: string;
  readonly host: CommandHost;
  readonly clock: Clock;
  readonly environment: ApiEnvironment;
  readonly output: 'text' | 'json';
  readonly report: (text: string) => void;
}

/** The text API on a Unix socket that only its owner may use. Each connection is a session of its own. */
export class ApiSocket {
  readonly #server: Server;
  readonly #clients = new Map<Socket, Client>();
  readonly #clock: Clock;

  private constructor(server: Server, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  /** Throws `Failure` where somebody listens there, or where the path is not ours to take. */
  static async listen(options: ApiSocketOptions): Promise<ApiSocket> {
    await clear(options.path);
    // A client may have said everything, and still wait for its answer.
    const server = createServer({ allowHalfOpen: true });
    server.maxConnections = MOST_CLIENTS;
    const socket = new ApiSocket(server, options.clock);
    server.on('connection', (client) => void socket.#serve(client, options));
    // The file is made while `listen` runs, and is nobody else's from the beginning.
    const before = process.umask(0o177);
    const listening = new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (error) => reject(new Failure(`cannot listen at ${options.path}: ${error.message}`)));
      server.listen(options.path);
    });
    process.umask(before);
    await listening;
    return socket;
  }

  /** Lines that wait for clients to read. */
  get waiting(): number {
    return [...this.#clients.values()].reduce((sum, { queue }) => sum + queue.length, 0);
  }

  /** Tells clients that it ends, behind the answers that are due, and removes the socket. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all([...this.#clients].map(([socket, client]) => this.#letGo(socket, client)));
    await closed;
  }

  async #letGo(socket: Socket, { session, queue }: Client): Promise<void> {
    const cut = this.#clock.after(GRACE_MS, () => socket.destroy());
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await Promise.race([session.shutdown().then(() => queue.drained()), gone]);
    cut();
    socket.destroySoon();
  }

  async #serve(client: Socket, { host, clock, environment, output, report }: ApiSocketOptions): Promise<void> {
    client.on('error', () => client.destroy());
    const queue = new LineQueue(client, clock, {
      onCut: (reason) => {
        report(`a client of the socket is cut off: ${reason}`);
        client.destroy();
      },
    });
    client.once('close', () => {
      queue.end();
      this.#clients.delete(client);
    });
    const { ack, version } = environment;
    const session = new CommandSession(host, { ack, version, output, write: (line) => queue.write(line) });
    this.#clients.set(client, { session, queue });
    client.setEncoding('utf8');
    try {
      await session.run(client);
      await queue.drained();
    } catch {
      // It is gone in the midst of a command.
    }
    client.end();
  }
}

/** Takes away the socket of a process that is no more. */
async function clear(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Failure(`${path} is there and no socket`);
  if (await isLive(path)) throw new Failure(`another process listens at ${path}`);
  await rm(path, { force: true });
}

function isLive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    // Whoever is too busy, or not for us to speak with, is there.
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}
