import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock, Secret } from '@mesh/bgp-session';
import { Failure } from '../failure.js';
import type { Settings } from '../settings/settings.js';
import { Buckets } from './bucket.js';

/** What an endpoint asks of its caller: nothing, to read, or to read and write. */
export type Access = 'open' | 'read' | 'write';

/** Wrong tokens of one address in a minute. */
const AUTH_FAILURES = 10;

/**
 * Who may come in. In this order: not too often, by a name of ours (or a page elsewhere could have its name resolve to
 * us), from no page of another origin, with a token where there are tokens.
 */
export class Gate {
  readonly #server: Settings['server'];
  readonly #requests: Buckets;
  readonly #failures: Buckets;
  #names: ReadonlySet<string> = new Set();

  constructor(server: Settings['server'], clock: Clock) {
    this.#server = server;
    this.#requests = new Buckets(clock, { perSecond: server.rate_limit, burst: server.rate_burst });
    this.#failures = new Buckets(clock, { perSecond: AUTH_FAILURES / 60, burst: AUTH_FAILURES });
  }

  /** The port is known once it is listened on. */
  listensAt(port: number): void {
    const { host, allowed_hosts } = this.#server;
    const own = ['127.0.0.1', '[::1]', 'localhost', host.includes(':') ? `[${host}]` : host];
    const names = own.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
    this.#names = new Set([...names, ...allowed_hosts].map((name) => name.toLowerCase()));
  }

  /** Throws a `Failure` where the request is not let in at all. */
  admit(request: IncomingMessage): void {
    const caller = request.socket.remoteAddress ?? '';
    const wait = this.#requests.take(caller);
    if (wait > 0) throw limited(wait);
    if (request.httpVersionMajor !== 1) throw new Failure('INVALID_REQUEST', 'HTTP/1.0 and HTTP/1.1 are spoken here');
    const { host, origin } = request.headers;
    const hosts = request.headersDistinct['host'] ?? [];
    if (host === undefined || hosts.length !== 1 || !this.#names.has(host.toLowerCase())) {
      throw new Failure(
        'HOST_NOT_ALLOWED',
        'the Host header is no name of this service: add it to server.allowed_hosts',
      );
    }
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
      throw new Failure('FORBIDDEN', 'requests of other origins are refused');
    }
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      throw new Failure('FORBIDDEN', 'requests of other origins are refused');
    }
  }

  /** Throws a `Failure` where the caller may not do this. */
  authorise(request: IncomingMessage, access: Access): void {
    const { read_token, write_token } = this.#server;
    if (access === 'open' || (read_token === undefined && write_token === undefined)) return;
    const caller = request.socket.remoteAddress ?? '';
    const wait = this.#failures.wait(caller);
    if (wait > 0) throw limited(wait);
    const given = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1];
    // Both are compared, whatever the first says: time tells nothing.
    const [reads, writes] = [isToken(given, read_token), isToken(given, write_token)];
    if (writes || (reads && access === 'read')) return;
    if (reads) throw new Failure('FORBIDDEN', 'this token only reads');
    this.#failures.take(caller);
    throw new Failure('UNAUTHORIZED', 'a bearer token is needed', { headers: { 'www-authenticate': 'Bearer' } });
  }
}

function limited(seconds: number): Failure {
  return new Failure('RATE_LIMITED', 'too many requests', { headers: { 'retry-after': String(seconds) } });
}

/** Digests are compared, which have one length. */
function isToken(given: string | undefined, token: Secret | undefined): boolean {
  if (given === undefined || token === undefined) return false;
  const digest = (octets: string | Uint8Array) => createHash('sha256').update(octets).digest();
  return timingSafeEqual(digest(given), digest(token.octets()));
}
