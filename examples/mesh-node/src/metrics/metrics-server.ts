import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';

export interface MetricsServerOptions {
  /** A name or an address; `::` for all. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What `/metrics` answers: text format 0.0.4. */
  readonly metrics: () => Promise<string>;
  /** What the node waits for; undefined once it is well. */
  readonly notReady: () => string | undefined;
  readonly log: Log;
  readonly clock?: Clock | undefined;
  /** How long a request may take to come, headers and all. Default 10 s. */
  readonly requestTimeoutMs?: number | undefined;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const MAX_CONNECTIONS = 64;
const MAX_HEADERS = 8 * 1024;
const KEEP_ALIVE_MS = 5_000;
const IDLE_MS = 30_000;

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

type Page = (options: MetricsServerOptions) => Answer | Promise<Answer>;

const PAGES: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/metrics', async ({ metrics }) => ({ status: 200, type: METRICS_TYPE, body: await metrics() })],
  ['/health', ({ notReady }) => health(notReady())],
]);

/** `/metrics` for Prometheus, and `/health` for whoever waits for the node, over HTTP/1.1. Both only tell. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #clock: Clock;
  readonly #server: Server;

  constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    const { requestTimeoutMs = 10_000 } = options;
    this.#server = createServer(
      {
        insecureHTTPParser: false,
        maxHeaderSize: MAX_HEADERS,
        headersTimeout: requestTimeoutMs,
        requestTimeout: requestTimeoutMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: Math.max(50, Math.min(1_000, requestTimeoutMs / 4)),
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.setTimeout(IDLE_MS, (socket) => socket.destroy());
  }

  /** Listens. Rejects where the address can not be had. */
  async start(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port, log } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, resolve);
    });
    this.#server.on('error', (error: NodeJS.ErrnoException) => log.error('metrics', { code: error.code }));
    const address = this.#server.address() as AddressInfo;
    log.info('metrics started', { host: address.address, port: address.port });
    return { host: address.address, port: address.port };
  }

  /** Takes no more connections, lets requests finish for so long, then ends what is left. */
  async close(graceMs = 1_000): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cancel = this.#clock.after(graceMs, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => {}); // the connection that broke is gone, and so is who asked
    const { status, type, body } = await this.#page(request, response);
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(body);
    // What was not read of a body is not to be taken for the next request.
    if (!request.complete) response.once('finish', () => request.socket.destroySoon());
  }

  async #page({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const page = PAGES.get(url.split('?', 1)[0]!);
    if (page === undefined) return { status: 404, type: TEXT, body: 'there are /metrics and /health\n' };
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return { status: 405, type: TEXT, body: 'the path takes GET and HEAD\n' };
    }
    try {
      return await page(this.#options);
    } catch (error) {
      this.#options.log.error('metrics', { error: error instanceof Error ? error.stack : String(error) });
      return { status: 500, type: TEXT, body: 'something went wrong here; the log has it\n' };
    }
  }
}

/** The process id tells who waits for a restart that it is another process that answers. */
function health(waitsFor: string | undefined): Answer {
  const { pid } = process;
  const body = waitsFor === undefined ? { status: 'ok', pid } : { status: 'waiting', for: waitsFor, pid };
  return { status: waitsFor === undefined ? 200 : 503, type: JSON_TYPE, body: `${JSON.stringify(body)}\n` };
}
