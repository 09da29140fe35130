import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Cancel, Clock } from '@mesh/bgp-session';
import { isMeshError, type MeshError } from '@mesh/bgp-wire';
import { LinkedAbort } from '../registry/linked-abort.js';
import { registryError } from '../registry/registry-error.js';
import { isRecord, type Json, protocolError, record } from './gateway-value.js';
import { pause } from './pause.js';
import { Turnstile } from './turnstile.js';

/*
 * POST requests to whichever endpoint answers. What fails at one is tried at the next; after all have failed there is a
 * pause, which grows. What etcd says of the request itself is thrown at once.
 */

export interface EtcdTls {
  /** Certificates, PEM, as `node:tls` takes them. */
  readonly ca?: string | Uint8Array | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
}

export interface GatewayOptions {
  readonly endpoints: readonly string[];
  readonly tls: EtcdTls;
  readonly clock: Clock;
  readonly random: () => number;
  readonly requestTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  readonly problem: (error: MeshError) => void;
}

export interface PostOptions {
  readonly signal?: AbortSignal | undefined;
  /** Goes on trying for ever. */
  readonly isPatient?: boolean | undefined;
  /** Does not wait for others: the life of a lease hangs on it. */
  readonly isUrgent?: boolean | undefined;
}

export interface Answer {
  readonly body: Json;
  /** Earlier attempts got no answer, and may have been carried out. */
  readonly isRepeated: boolean;
}

/** A page of a list: 30 entries of etcd's 1.5 MiB, in base64. */
const MAX_BODY_OCTETS = 67_108_864;
/** A response of a watch: etcd cuts them after 2 MiB (`fragment`), base64 adds a third. */
const MAX_LINE_OCTETS = 8_388_608;
/** At a time: each has a connection of its own. */
const MAX_REQUESTS = 16;
const KEEP_ALIVE_MS = 15_000;
const HTTP_OK = 200;
/** gRPC codes that tell of the member and not of the request: CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE. */
const MEMBER_CODES: ReadonlySet<unknown> = new Set([1, 2, 4, 13, 14]);

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  readonly #endpoints: readonly URL[];
  readonly #closing = new AbortController();
  readonly #turnstile = new Turnstile(MAX_REQUESTS);
  #current = 0;
  #failures = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#endpoints = options.endpoints.map(endpointUrl);
    setMaxListeners(0, this.closing);
    if (this.#endpoints.length === 0) throw invalidEndpoint('', 'at least one is needed');
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  close(): void {
    this.#closing.abort(registryError('MESH_REGISTRY_CLOSED', 'the registry is closed'));
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /**
   * One request and its answer. Throws `MESH_REGISTRY_UNAVAILABLE` where none came in time,
   * `MESH_REGISTRY_REFUSED` with etcd's gRPC `grpcCode` in its details, and the reason of the signal.
   */
  async post(path: string, request: Json, options: PostOptions = {}): Promise<Answer> {
    const { clock, callTimeoutMs, requestTimeoutMs } = this.#options;
    const scope = new LinkedAbort([this.closing, options.signal]);
    const deadline = options.isPatient ? Number.POSITIVE_INFINITY : clock.now() + callTimeoutMs;
    try {
      for (let isRepeated = false; ; isRepeated = true) {
        scope.signal.throwIfAborted();
        const endpoint = this.#current;
        try {
          if (!options.isUrgent) await this.#turnstile.enter(scope.signal);
          try {
            const timeoutMs = Math.min(requestTimeoutMs, Math.max(1, deadline - clock.now()));
            const body = await this.#once(endpoint, path, request, timeoutMs, scope.signal);
            this.#failures = 0;
            return { body, isRepeated };
          } finally {
            if (!options.isUrgent) this.#turnstile.leave();
          }
        } catch (error) {
          await this.failed(endpoint, error, scope.signal, deadline);
        }
      }
    } finally {
      scope.release();
    }
  }

  /**
   * The lines of one answer that does not end, and the endpoint it comes from. Throws what `failed` takes; the first line
   * has to come in time.
   */
  async *lines(path: string, request: Json, signal: AbortSignal): AsyncGenerator<Json, void> {
    const scope = new LinkedAbort([this.closing, signal]);
    const cancelTimeout = this.#limit(scope, this.#options.requestTimeoutMs);
    try {
      const response = await this.#open(this.#current, path, request, scope.signal);
      if (response.statusCode !== HTTP_OK) throw refusal(await readBody(response), response.statusCode);
      for await (const line of splitLines(response)) {
        cancelTimeout();
        const answer = parse(line);
        if (answer['error'] !== undefined) throw refusalOf(record(answer['error'], 'error'));
        this.#failures = 0;
        yield record(answer['result'], 'result');
      }
    } catch (error) {
      throw this.#fault(error, scope.signal);
    } finally {
      cancelTimeout();
      scope.release();
    }
  }

  /** Where requests go now. */
  get current(): number {
    return this.#current;
  }

  /** After a failure at an endpoint: throws what is final, otherwise turns to the next one, with a pause after all. */
  async failed(endpoint: number, error: unknown, signal: AbortSignal, deadline: number): Promise<void> {
    const { clock, backOffMs, maxBackOffMs, random, problem } = this.#options;
    signal.throwIfAborted();
    if (!isMeshError(error) || !isOfMember(error)) throw error;
    problem(error);
    if (this.#current === endpoint) this.#current = (endpoint + 1) % this.#endpoints.length;
    const rounds = Math.floor(++this.#failures / this.#endpoints.length);
    const isRoundOver = this.#failures % this.#endpoints.length === 0;
    const ms = isRoundOver
      ? Math.min(maxBackOffMs, backOffMs * 2 ** Math.min(rounds - 1, 30)) * (0.5 + random() / 2)
      : 0;
    if (clock.now() + ms >= deadline) {
      throw registryError('MESH_REGISTRY_UNAVAILABLE', `no endpoint answers: ${error.message}`, {}, error);
    }
    if (ms > 0) await pause(clock, ms, signal);
  }

  async #once(endpoint: number, path: string, request: Json, timeoutMs: number, signal: AbortSignal): Promise<Json> {
    const scope = new LinkedAbort([signal]);
    const cancelTimeout = this.#limit(scope, timeoutMs);
    try {
      const response = await this.#open(endpoint, path, request, scope.signal);
      const text = await readBody(response);
      if (response.statusCode !== HTTP_OK) throw refusal(text, response.statusCode);
      return parse(text);
    } catch (error) {
      throw this.#fault(error, scope.signal);
    } finally {
      cancelTimeout();
      scope.release();
    }
  }

  #open(endpoint: number, path: string, request: Json, signal: AbortSignal): Promise<http.IncomingMessage> {
    const url = this.#endpoints[endpoint]!;
    const { request: send } = url.protocol === 'https:' ? https : http;
    const body = Buffer.from(JSON.stringify(request));
    const { ca, cert, key } = this.#options.tls;
    const tls = { ca: asBuffer(ca), cert: asBuffer(cert), key: asBuffer(key) };
    return new Promise((resolve, reject) => {
      const sent = send(
        new URL(path, url),
        {
          method: 'POST',
          agent: this.#agents[url.protocol as 'http:'],
          signal,
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            // A member that has lost its leader ends a watch, which else would hear nothing and not know it.
            'grpc-metadata-hasleader': 'true',
          },
          ...(url.protocol === 'https:' ? tls : {}),
        },
        resolve,
      );
      sent.on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Ends a request that takes too long. */
  #limit(scope: LinkedAbort, ms: number): Cancel {
    return this.#options.clock.after(ms, () =>
      scope.abort(registryError('MESH_REGISTRY_UNAVAILABLE', `no answer within ${Math.round(ms)} ms`)),
    );
  }

  /** Why a request failed, in our words: its signal knows best. */
  #fault(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (isMeshError(error)) return error;
    return registryError('MESH_REGISTRY_UNAVAILABLE', (error as Error).message, {}, error);
  }
}

function isOfMember(error: MeshError): boolean {
  return error.code === 'MESH_REGISTRY_UNAVAILABLE' || error.code === 'MESH_ETCD_PROTOCOL';
}

/** An answer that is no success: JSON from etcd, or whatever from something else. */
function refusal(text: Buffer, status: number | undefined): MeshError {
  let body: Json;
  try {
    body = parse(text);
  } catch (cause) {
    return protocolError(`status ${status} without an error of etcd`, cause);
  }
  return refusalOf(isRecord(body['error']) ? body['error'] : body);
}

/** Both forms of the gateway: `code` of an answer, `grpc_code` within the `error` of a stream. */
function refusalOf(error: Json): MeshError {
  const grpcCode = error['code'] ?? error['grpc_code'];
  const message = String(error['message'] ?? error['error']).slice(0, 500);
  const code = MEMBER_CODES.has(grpcCode) ? 'MESH_REGISTRY_UNAVAILABLE' : 'MESH_REGISTRY_REFUSED';
  return registryError(code, message, { grpcCode });
}

function parse(text: Buffer): Json {
  let value: unknown;
  try {
    value = JSON.parse(text.toString());
  } catch (cause) {
    throw protocolError('an answer that is no JSON', cause);
  }
  return record(value, 'an answer');
}

async function readBody(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_OCTETS) throw protocolError(`an answer of more than ${MAX_BODY_OCTETS} octets`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Lines that are not empty. What is left without an end is none: the connection broke within it. */
async function* splitLines(response: http.IncomingMessage): AsyncGenerator<Buffer, void> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (let chunk of response as AsyncIterable<Buffer>) {
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10)) {
      const line = Buffer.concat([...parts, chunk.subarray(0, end)]);
      [parts, length, chunk] = [[], 0, chunk.subarray(end + 1)];
      if (line.length > 0) yield line;
    }
    length += chunk.length;
    if (length > MAX_LINE_OCTETS) throw protocolError(`a line of more than ${MAX_LINE_OCTETS} octets`);
    parts.push(chunk);
  }
}

function endpointUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw invalidEndpoint(endpoint, 'http:// or https://');
  return url;
}

function invalidEndpoint(value: string, rule: string): MeshError {
  const message = `endpoints ${JSON.stringify(value)}: ${rule}`;
  return registryError('MESH_REGISTRY_INVALID', message, { field: 'endpoints', value, rule });
}

function asBuffer(value: string | Uint8Array | undefined): string | Buffer | undefined {
  return value === undefined || typeof value === 'string' ? value : Buffer.from(value);
}
