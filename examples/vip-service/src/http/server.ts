import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, systemClock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';
import { FAILURES, Failure, type FailureCode } from '../failure.js';
import { docsPage } from '../pages/docs.js';
import { statusPage } from '../pages/status.js';
import type { VipService } from '../service.js';
import type { Settings } from '../settings/settings.js';
import { check, readBody } from './body.js';
import { type Context, ENDPOINTS, type Endpoint } from './endpoints.js';
import { failureText, send, sendData, sendFailure } from './envelope.js';
import { type Access, Gate } from './gate.js';
import { METRICS_TYPE, metricsText } from './metrics.js';
import { openApi } from './openapi.js';

export interface HttpServerOptions {
  readonly server: Settings['server'];
  readonly service: VipService;
  readonly log: Log;
  readonly clock?: Clock | undefined;
  /** How long headers may take. Default 10 s. */
  readonly headersTimeoutMs?: number | undefined;
  /** How long a request may take to come. Default `read_timeout`. */
  readonly requestTimeoutMs?: number | undefined;
}

const MAX_CONNECTIONS = 64;
const MAX_HEADERS = 16 * 1024;
const KEEP_ALIVE_MS = 5_000;

/** Something to look at: not in an envelope. */
interface Page {
  readonly access: Access;
  readonly type: string;
  readonly render: (context: Context, requests: ReadonlyMap<string, number>) => string;
}

const HTML = 'text/html; charset=utf-8';
const PAGES: ReadonlyMap<string, Page> = new Map([
  ['/', { access: 'read', type: HTML, render: statusPage }],
  ['/docs', { access: 'read', type: HTML, render: docsPage }],
  [
    '/openapi.json',
    { access: 'read', type: 'application/json; charset=utf-8', render: () => JSON.stringify(openApi()) },
  ],
  ['/metrics', { access: 'read', type: METRICS_TYPE, render: metricsText }],
]);

/** What Node says of a request that it can not read, in our words. */
const UNREADABLE: ReadonlyMap<string, FailureCode> = new Map([
  ['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
]);

/** The interface over HTTP/1.1: finds the row of a request, lets its caller in, checks its input, answers in the envelope. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #clock: Clock;
  readonly #gate: Gate;
  readonly #server: Server;
  readonly #started: number;
  readonly #requests = new Map<string, number>();
  readonly #endpoints = new Map<string, Map<string, Endpoint>>();

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#started = this.#clock.now();
    this.#gate = new Gate(options.server, this.#clock);
    for (const endpoint of ENDPOINTS) {
      const methods = this.#endpoints.get(endpoint.path) ?? new Map<string, Endpoint>();
      this.#endpoints.set(endpoint.path, methods.set(endpoint.method, endpoint));
    }
    const { headersTimeoutMs = 10_000, requestTimeoutMs = 1000 * options.server.read_timeout } = options;
    this.#server = createServer(
      {
        insecureHTTPParser: false,
        requireHostHeader: false, // ours is the answer to a request without one
        maxHeaderSize: MAX_HEADERS,
        headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
        requestTimeout: requestTimeoutMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: Math.max(50, Math.min(1_000, requestTimeoutMs / 4)),
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.maxRequestsPerSocket = 10_000;
    this.#server.setTimeout(1000 * (options.server.read_timeout + options.server.write_timeout), (socket) =>
      socket.destroy(),
    );
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket));
    // Nothing here is upgraded, and nobody is tunnelled anywhere.
    this.#server.on('upgrade', (_request, socket) => refuse({ code: 'UPGRADE' }, socket as Socket));
    this.#server.on('connect', (_request, socket) => refuse({ code: 'CONNECT' }, socket as Socket));
    this.#server.on('checkExpectation', (_request, response) =>
      sendFailure(
        response,
        new Failure('INVALID_REQUEST', 'nothing can be expected but 100-continue', {
          headers: { connection: 'close' },
        }),
      ),
    );
  }

  /** Listens. Rejects where the address can not be had. */
  async start(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port } = this.#options.server;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, resolve);
    });
    this.#server.on('error', (error: NodeJS.ErrnoException) => this.#options.log.error('http', { code: error.code }));
    const address = this.#server.address() as AddressInfo;
    this.#gate.listensAt(address.port);
    this.#options.log.info('http started', { host: address.address, port: address.port });
    return { host: address.address, port: address.port };
  }

  /** Takes no more connections, lets requests finish for so long, then ends what is left. */
  async stop(graceMs = 1_000): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cancel = this.#clock.after(graceMs, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    response.on('finish', () => this.#count(method, response.statusCode));
    request.on('error', () => {}); // the stream that broke tells it where it is read
    if (this.#options.service.stopping) response.setHeader('connection', 'close');
    try {
      this.#gate.admit(request);
      await this.#dispatch(request, response, method);
    } catch (error) {
      this.#fail(request, response, error);
    }
    // What was not read of a body is not to be taken for the next request.
    if (!request.complete) response.once('finish', () => request.socket.destroySoon());
  }

  async #dispatch(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const { pathname, query } = target(request.url ?? '');
    const context: Context = { service: this.#options.service, uptimeMs: this.#clock.now() - this.#started };
    const page = PAGES.get(pathname);
    const methods = this.#endpoints.get(pathname);
    if (page === undefined && methods === undefined) throw new Failure('NOT_FOUND', 'there is nothing at this path');
    const allowed = page === undefined ? [...methods!.keys()] : ['GET'];
    if (!allowed.includes(method)) {
      throw new Failure('METHOD_NOT_ALLOWED', `the path takes ${allowed.join(', ')}`, {
        headers: { allow: allowed.join(', ') },
      });
    }
    if (page !== undefined) {
      this.#gate.authorise(request, page.access);
      send(response, 200, page.type, page.render(context, this.#requests));
      return;
    }
    const endpoint = methods!.get(method)!;
    this.#gate.authorise(request, endpoint.access);
    const input = await inputOf(request, query, endpoint);
    const data = await endpoint.handle(input, context);
    if (endpoint.audit) {
      const from = request.socket.remoteAddress;
      this.#options.log.info('changed', { from, request: `${method} ${pathname}`, what: endpoint.audit(input) });
    }
    sendData(response, data);
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (request.socket.destroyed) return;
    if (error instanceof Failure) {
      if (error.status >= 500)
        this.#options.log.error('not done', { code: error.code, message: error.message, cause: String(error.cause) });
      sendFailure(response, error);
      return;
    }
    this.#options.log.error('request failed', { error: error instanceof Error ? error.stack : String(error) });
    sendFailure(response, new Failure('INTERNAL', 'something went wrong here; the log has it'));
  }

  #count(method: string, status: number): void {
    const known = ['GET', 'POST', 'DELETE'].includes(method) ? method : 'other';
    const key = `method="${known}",status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
  }
}

async function inputOf(request: IncomingMessage, query: URLSearchParams, { input }: Endpoint): Promise<unknown> {
  if (input === undefined) return undefined;
  if (input.from === 'body' || (input.from === 'either' && query.size === 0)) return readBody(request, input.schema);
  const names = [...query.keys()];
  if (new Set(names).size < names.length) throw new Failure('INVALID_REQUEST', 'a parameter may be given once');
  return check(Object.fromEntries(query), input.schema);
}

/** Path and query of a request line: of a path as it is written, nothing is decoded or resolved. */
function target(url: string): { readonly pathname: string; readonly query: URLSearchParams } {
  if (!url.startsWith('/') || url.length > 2_048) throw new Failure('NOT_FOUND', 'there is nothing at this path');
  const mark = url.indexOf('?');
  return mark < 0
    ? { pathname: url, query: new URLSearchParams() }
    : { pathname: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

/** Answers what is no request that could be read, and closes. */
function refuse({ code }: { readonly code?: string | undefined }, socket: Socket): void {
  socket.on('error', () => {});
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = UNREADABLE.get(code ?? '') ?? 'INVALID_REQUEST';
  const body = failureText({ code: failure, message: 'the request can not be read' });
  socket.end(
    `HTTP/1.1 ${FAILURES[failure]} Refused\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
