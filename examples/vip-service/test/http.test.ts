import { connect } from 'node:net';
import { jsonLog } from '@mesh-examples/lib/log';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../src/http/endpoints.js';
import { openApi } from '../src/http/openapi.js';
import { HttpServer, type HttpServerOptions } from '../src/http/server.js';
import type { VipService } from '../src/service.js';
import { validate } from '../src/settings/load.js';
import type { SettingsInput } from '../src/settings/settings.js';
import { lab, ROUTER } from './lib.js';

const WRITE = 'w'.repeat(32);
const READ = 'r'.repeat(32);

interface Site {
  readonly url: string;
  readonly port: number;
  readonly service: VipService;
  readonly lines: readonly string[];
  readonly clock: ReturnType<typeof lab>['clock'];
  readonly router: ReturnType<typeof lab>['router'];
  readonly http: HttpServer;
}

const open: Site[] = [];
afterEach(async () => {
  for (const { http } of open.splice(0)) await http.stop(0);
});

/** A service in virtual time behind HTTP on a port of loopback. */
async function site(server: SettingsInput['server'] = {}, options: Partial<HttpServerOptions> = {}): Promise<Site> {
  const { clock, router, start } = lab();
  const service = await start();
  clock.runFor(2_000);
  const lines: string[] = [];
  const settings = validate({
    bgp: { asn: 65000, router_id: '192.0.2.1' },
    server: { port: 0, rate_limit: 10_000, rate_burst: 10_000, ...server },
  });
  const http = new HttpServer({
    server: settings.server,
    service,
    log: jsonLog((line) => lines.push(line)),
    ...options,
  });
  const { port } = await http.start();
  const made = { url: `http://127.0.0.1:${port}`, port, service, lines, clock, router, http };
  open.push(made);
  return made;
}

async function call(url: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** What the server answers to octets, until it closes or is silent for a moment after an answer. */
function raw(port: number, octets: string | readonly string[], { answers = 1 } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    const count = () => text.split('HTTP/1.1 ').length - 1;
    socket.on('data', (chunk) => {
      text += chunk;
      if (count() >= answers && text.trimEnd().endsWith('}')) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    for (const one of [octets].flat()) socket.write(one, 'latin1');
  });
}

describe('the interface', () => {
  it('announces, shows and withdraws, in the envelope', async () => {
    const { url, clock, router } = await site();
    const api = `${url}/api/v1`;
    const done = (
      await call(`${api}/routes/advertise`, 'POST', {
        vip: '198.51.100.1',
        prefix_len: 32,
        communities: ['65000:7'],
        local_pref: 150,
      })
    ).json();
    expect(done).toMatchObject({
      success: true,
      error: null,
      data: { newly: true, advertised: true, local_pref: 150 },
    });
    clock.runFor(1_000);
    expect(router.routes()).toEqual(['198.51.100.1/32 65000:7']);
    const shown = (await call(`${api}/routes/vip?address=198.51.100.1`)).json().data;
    expect(shown).toMatchObject({
      vip: '198.51.100.1',
      prefix_len: 32,
      communities: ['65000:7'],
      delivery: { [ROUTER]: { state: 'written' } },
    });
    expect(shown.since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await call(`${api}/routes`)).json().data).toEqual([shown]);
    expect((await call(`${api}/routes/withdraw`, 'POST', { vip: '198.51.100.1' })).json().data.was_advertised).toBe(
      true,
    );
    expect((await call(`${api}/routes/withdraw`, 'POST', { vip: '198.51.100.1' })).json().data.was_advertised).toBe(
      false,
    );
    expect((await call(`${api}/routes/vip?address=198.51.100.1`)).json().data.advertised).toBe(false);
  });

  it('announces IPv6 addresses', async () => {
    const { url } = await site();
    const { data } = (await call(`${url}/api/v1/routes/advertise`, 'POST', { vip: '2001:DB8::1' })).json();
    expect(data).toMatchObject({ vip: '2001:db8::1', prefix_len: 128 });
  });

  it('has peers that come and go', async () => {
    const { url } = await site();
    const peers = `${url}/api/v1/peers`;
    expect((await call(peers)).json().data).toEqual([
      expect.objectContaining({
        address: ROUTER,
        asn: 65001,
        state: 'established',
        uptime: expect.stringMatching(/^\ds$/),
        prefixes_announced: 0,
      }),
    ]);
    const peer = { address: '192.0.2.99', asn: 65099, hold_time: 30, keepalive: 10, passive: true };
    expect((await call(peers, 'POST', peer)).status).toBe(200);
    expect((await call(peers, 'POST', peer)).json().error.code).toBe('ALREADY_EXISTS');
    expect((await call(`${peers}?address=192.0.2.99`, 'DELETE')).json().data).toEqual({ address: '192.0.2.99' });
    expect((await call(peers, 'DELETE', { address: '192.0.2.99' })).json().error.code).toBe('NOT_FOUND');
    expect((await call(peers)).json().data).toHaveLength(1);
  });

  it('takes many changes at once, or none', async () => {
    const { url, service } = await site();
    const batch = `${url}/api/v1/routes/batch`;
    const advertise = Array.from({ length: 1_000 }, (_, i) => ({ vip: `10.1.${i >> 8}.${i & 255}` }));
    expect((await call(batch, 'POST', { advertise })).json().data).toEqual({
      advertised: 1_000,
      newly: 1_000,
      withdrawn: 0,
    });
    expect((await call(batch, 'POST', { advertise: [{ vip: '10.2.0.1' }, { vip: 'x' }] })).status).toBe(400);
    expect(
      (await call(batch, 'POST', { advertise: [{ vip: '10.2.0.1' }], withdraw: [{ vip: '10.2.0.1' }] })).status,
    ).toBe(400);
    expect(service.state.advertised).toBe(1_000);
  });

  it('tells that it lives, is ready, and not ready', async () => {
    const { url, router, clock } = await site();
    expect((await call(`${url}/health`)).json().data.status).toBe('ok');
    expect((await call(`${url}/ready`)).status).toBe(200);
    void router.speaker.close();
    clock.runFor(2_000);
    expect((await call(`${url}/ready`)).json().error).toEqual({
      code: 'STOPPING',
      message: 'not ready: no peer is established',
    });
    expect((await call(`${url}/health`)).status).toBe(200);
  });

  it.each(ENDPOINTS.map(({ path }) => path))('405 at %s, with what it takes', async (path) => {
    const { url } = await site();
    const answer = await call(url + path, 'PATCH', {});
    expect([answer.status, answer.json().error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(answer.headers.get('allow')).toMatch(/GET|POST/);
  });

  it('has pages whose texts are texts', async () => {
    const { url, clock } = await site();
    await call(`${url}/api/v1/routes/advertise`, 'POST', { vip: '198.51.100.1' });
    clock.runFor(1_000);
    const status = await call(url);
    expect(status.text).toContain('198.51.100.1/32');
    expect(status.text).toContain(`${ROUTER}: written`);
    expect(status.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await call(`${url}/docs`)).text).toContain('/api/v1/routes/advertise');
    expect((await call(`${url}/metrics`)).text).toContain('vip_routes_advertised 1\n');
  });
});

describe('the description', () => {
  it('has every endpoint, and answers fit it', async () => {
    const { url } = await site();
    const description = (await call(`${url}/openapi.json`)).json();
    expect(description).toEqual(JSON.parse(JSON.stringify(openApi())));
    expect(description.openapi).toBe('3.1.0');
    await call(`${url}/api/v1/routes/advertise`, 'POST', { vip: '198.51.100.1', ttl_seconds: 60 });
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const path of ['/api/v1/routes', '/api/v1/peers', '/health', '/api/v1/routes/vip']) {
      const { schema } = description.paths[path].get.responses[200].content['application/json'];
      const answer = (await call(`${url}${path}${path.endsWith('vip') ? '?address=198.51.100.1' : ''}`)).json();
      expect(ajv.validate(schema, answer), `${path}: ${ajv.errorsText()}`).toBe(true);
    }
  });
});

describe('tokens', () => {
  const auth = (token: string) => ({ authorization: `Bearer ${token}` });

  it('read, or read and write, and are in no line of the log', async () => {
    const { url, lines, service } = await site({ read_token: READ, write_token: WRITE });
    const routes = `${url}/api/v1/routes`;
    const body = { vip: '198.51.100.1' };
    expect((await call(`${url}/health`)).status).toBe(200);
    expect((await call(routes)).json().error.code).toBe('UNAUTHORIZED');
    expect((await call(routes, 'GET', undefined, auth(READ))).status).toBe(200);
    expect((await call(routes, 'GET', undefined, auth(WRITE))).status).toBe(200);
    expect((await call(`${routes}/advertise`, 'POST', body, auth(READ))).json().error.code).toBe('FORBIDDEN');
    expect((await call(`${routes}/advertise`, 'POST', body, auth('x'.repeat(32)))).json().error.code).toBe(
      'UNAUTHORIZED',
    );
    expect((await call(`${routes}/advertise`, 'POST', body, { authorization: `Basic ${WRITE}` })).status).toBe(401);
    expect(service.state.size).toBe(0);
    expect((await call(`${routes}/advertise`, 'POST', body, auth(WRITE))).status).toBe(200);
    expect(lines.join('')).not.toContain(WRITE);
    expect(lines.join('')).toContain('POST /api/v1/routes/advertise');
  });

  it('can not be guessed at: ten wrong ones a minute', async () => {
    const { lab: _, ...rest } = { lab, ...(await guarded()) };
    const answers: number[] = [];
    for (let i = 0; i < 12; i++)
      answers.push((await call(`${rest.url}/api/v1/routes`, 'GET', undefined, auth('y'.repeat(32)))).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await call(`${rest.url}/api/v1/routes`, 'GET', undefined, auth(WRITE))).status).toBe(429);
    rest.clock.runFor(6_000);
    expect((await call(`${rest.url}/api/v1/routes`, 'GET', undefined, auth(WRITE))).status).toBe(200);
  });

  /** With limits that go by virtual time. */
  async function guarded() {
    const { clock } = lab();
    return { ...(await site({ read_token: READ, write_token: WRITE }, { clock })), clock };
  }
});

it('requests are limited, and the caller is told when to come again', async () => {
  const { clock } = lab();
  const { url } = await site({ rate_limit: 1, rate_burst: 5 }, { clock });
  const answers: number[] = [];
  for (let i = 0; i < 6; i++) answers.push((await call(`${url}/health`)).status);
  expect(answers).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = await call(`${url}/health`);
  expect([refused.headers.get('retry-after'), refused.json().error.code]).toEqual(['1', 'RATE_LIMITED']);
  clock.runFor(1_000);
  expect((await call(`${url}/health`)).status).toBe(200);
});

/* Abuse: each case is a request that must change nothing, end in a typed error or a closed connection, and leave the server well. */

const GOOD = '{"vip":"198.51.100.1"}';
const request = (headers: readonly string[], body = GOOD, line = 'POST /api/v1/routes/advertise HTTP/1.1') =>
  [line, ...headers, '', body].join('\r\n');
const JSON_TYPE = 'Content-Type: application/json';

/** Bodies that are no advertisement. */
const BODIES: readonly string[] = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '1e400',
  '"x"',
  '[]',
  '{}',
  '[[[[[[[[[[[]]]]]]]]]]]',
  '{',
  '}',
  '{"vip"',
  '{"vip":}',
  '{"vip":"198.51.100.1"',
  '{"vip":"198.51.100.1"}}',
  '{"vip":"198.51.100.1"}{"vip":"198.51.100.2"}',
  '{"vip":"198.51.100.1","vip":"198.51.100.2"}',
  '{"vip":"198.51.100.1",}',
  "{'vip':'198.51.100.1'}",
  '{vip:"198.51.100.1"}',
  '// x\n{"vip":"198.51.100.1"}',
  '\ufeff{"vip":"198.51.100.1"}',
  '{"vip":null}',
  '{"vip":1}',
  '{"vip":["198.51.100.1"]}',
  '{"vip":{"toString":"x"}}',
  '{"vip":""}',
  '{"vip":"198.51.100"}',
  '{"vip":"198.51.100.256"}',
  '{"vip":"198.51.100.1/32"}',
  '{"vip":"198.51.100.1 "}',
  '{"vip":"198.51.100.1\\n"}',
  '{"vip":"198.51.100.1\\u0000"}',
  '{"vip":"0x7f.1"}',
  '{"vip":"2130706433"}',
  '{"vip":"fe80::1%lo"}',
  '{"vip":"::ffff:1.2.3.4.5"}',
  '{"vip":"localhost"}',
  '{"vip":"../../etc/passwd"}',
  '{"vip":"$(reboot)"}',
  '{"vip":"\' OR 1=1 --"}',
  '{"vip":"<script>alert(1)</script>"}',
  `{"vip":"${'1'.repeat(600)}"}`,
  `{"vip":"${'1'.repeat(100)}"}`,
  '{"vip":"198.51.100.1","prefix_len":-1}',
  '{"vip":"198.51.100.1","prefix_len":33}',
  '{"vip":"198.51.100.1","prefix_len":24}',
  '{"vip":"198.51.100.1","prefix_len":"32"}',
  '{"vip":"198.51.100.1","prefix_len":32.5}',
  '{"vip":"198.51.100.1","prefix_len":null}',
  '{"vip":"198.51.100.1","prefix_len":1e2}',
  '{"vip":"2001:db8::1","prefix_len":129}',
  '{"vip":"198.51.100.1","prefix_len":9007199254740993}',
  '{"vip":"198.51.100.1","communities":"65000:1"}',
  '{"vip":"198.51.100.1","communities":[1]}',
  '{"vip":"198.51.100.1","communities":["65536:1"]}',
  '{"vip":"198.51.100.1","communities":["65000"]}',
  '{"vip":"198.51.100.1","communities":["65000:1 "]}',
  '{"vip":"198.51.100.1","communities":[null]}',
  `{"vip":"198.51.100.1","communities":[${Array.from({ length: 65 }, () => '"1:1"').join()}]}`,
  '{"vip":"198.51.100.1","communities":{"0":"1:1"}}',
  '{"vip":"198.51.100.1","local_pref":-1}',
  '{"vip":"198.51.100.1","local_pref":4294967296}',
  '{"vip":"198.51.100.1","local_pref":"100"}',
  '{"vip":"198.51.100.1","ttl_seconds":0}',
  '{"vip":"198.51.100.1","ttl_seconds":86401}',
  '{"vip":"198.51.100.1","ttl_seconds":-5}',
  '{"vip":"198.51.100.1","ttl_seconds":true}',
  '{"vip":"198.51.100.1","colour":1}',
  '{"vip":"198.51.100.1","__proto__":{"polluted":1}}',
  '{"vip":"198.51.100.1","constructor":{"prototype":{"polluted":1}}}',
  '{"__proto__":{"vip":"198.51.100.1"}}',
  '{"VIP":"198.51.100.1"}',
  '{"vip":"\\ud800"}',
  '{"vip":"198.51.100.1","local_pref":NaN}',
  '{"vip":"198.51.100.1","local_pref":Infinity}',
  '{"vip":"198.51.100.1","local_pref":01}',
  '{"vip":"198.51.100.1","local_pref":+1}',
  '{"vip":"198.51.100.1","local_pref":0x10}',
  `${'['.repeat(100_000)}`,
  `{"a":`.repeat(5_000),
  `{${Array.from({ length: 200 }, (_, i) => `"k${i}":1`).join()}}`,
  'vip=198.51.100.1&prefix_len=32',
  '<vip>198.51.100.1</vip>',
  '--x\r\n\r\n198.51.100.1\r\n--x--',
];

/** Hosts that are none of ours; `PORT` is the port of the server. */
const HOSTS: readonly string[] = [
  'evil.example',
  'evil.example:PORT',
  '127.0.0.1',
  '127.0.0.1:1',
  'localhost',
  'localhost:80',
  '127.0.0.2:PORT',
  '0.0.0.0:PORT',
  '[::]:PORT',
  '127.1:PORT',
  '2130706433:PORT',
  'localhost.:PORT',
  'localhost:PORT.evil.example',
  'evil.example#localhost:PORT',
  'user@localhost:PORT',
  '127.0.0.1:PORT:1',
  'localhost:0PORT',
  'LOCALHOST',
  '127.0.0.1.nip.io:PORT',
  'xn--lcalhost-xya:PORT',
  '',
  'localhost:PORT, evil.example',
  'http://localhost:PORT',
];

const ORIGINS: readonly string[] = [
  'null',
  'http://evil.example',
  'https://127.0.0.1:PORT',
  'http://127.0.0.1',
  'http://127.0.0.1:1',
  'http://localhost:PORT',
  'file://',
  'http://127.0.0.1:PORT/',
  'http://127.0.0.1:PORT.evil.example',
  'http://evil.example http://127.0.0.1:PORT',
  'chrome-extension://abc',
  '*',
];

const TYPES: readonly string[] = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/json',
  'application/json5',
  'application/jsonp',
  'application/json; charset=utf-16',
  'application/json, text/plain',
  'application/json;charset=utf-8;x=y',
  '',
  '*/*',
  'application/ld+json',
];

/** Requests that two servers could read in two ways. */
const SMUGGLED: readonly (readonly [what: string, text: (host: string) => string])[] = [
  [
    'length and chunked',
    (host) =>
      request([host, JSON_TYPE, 'Content-Length: 4', 'Transfer-Encoding: chunked'], `16\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  [
    'chunked and length',
    (host) =>
      request([host, JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 100'], `16\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  ['two lengths', (host) => request([host, JSON_TYPE, 'Content-Length: 22', 'Content-Length: 5'])],
  ['a list of lengths', (host) => request([host, JSON_TYPE, 'Content-Length: 22, 22'])],
  ['a length with a sign', (host) => request([host, JSON_TYPE, 'Content-Length: +22'])],
  ['a negative length', (host) => request([host, JSON_TYPE, 'Content-Length: -1'])],
  ['a hexadecimal length', (host) => request([host, JSON_TYPE, 'Content-Length: 0x16'])],
  ['a length beyond 2^64', (host) => request([host, JSON_TYPE, 'Content-Length: 99999999999999999999'])],
  ['a length with a space before the colon', (host) => request([host, JSON_TYPE, 'Content-Length : 22'])],
  [
    'chunked with a space before the colon',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding : chunked'], `16\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  ['xchunked', (host) => request([host, JSON_TYPE, 'Transfer-Encoding: xchunked'], `16\r\n${GOOD}\r\n0\r\n\r\n`)],
  [
    'chunked, identity',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding: chunked, identity'], `16\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  ['gzip', (host) => request([host, JSON_TYPE, 'Transfer-Encoding: gzip'], GOOD)],
  [
    'chunked twice',
    (host) =>
      request(
        [host, JSON_TYPE, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
        `16\r\n${GOOD}\r\n0\r\n\r\n`,
      ),
  ],
  [
    'a chunk size that is no number',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding: chunked'], `zz\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  [
    'a chunk size with 0x',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding: chunked'], `0x16\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  [
    'a negative chunk size',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding: chunked'], `-16\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  [
    'a chunk size beyond 2^64',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding: chunked'], `fffffffffffffffff\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  [
    'a chunk that is longer than it says',
    (host) => request([host, JSON_TYPE, 'Transfer-Encoding: chunked'], `5\r\n${GOOD}\r\n0\r\n\r\n`),
  ],
  [
    'a folded header',
    (host) => request([host, JSON_TYPE, 'X-A: 1', ' Content-Length: 22', 'Content-Length: 22\r\n ,5']),
  ],
  [
    'a line feed alone',
    (host) => `POST /api/v1/routes/advertise HTTP/1.1\n${host}\n${JSON_TYPE}\nContent-Length : 22\n\n${GOOD}`,
  ],
  ['a NUL in a header', (host) => request([host, JSON_TYPE, 'X-A: a\u0000b', 'Content-Length: 22'])],
  ['a header without a name', (host) => request([host, JSON_TYPE, ': x', 'Content-Length: 22'])],
  ['a header without a colon', (host) => request([host, JSON_TYPE, 'Content-Length 22'])],
  ['two hosts', (host) => request([host, 'Host: evil.example', JSON_TYPE, 'Content-Length: 22'])],
  ['no host', () => request([JSON_TYPE, 'Content-Length: 22'])],
];

const LINES: readonly (readonly [what: string, line: string])[] = [
  ['another version', 'POST /api/v1/routes/advertise HTTP/9.9'],
  ['no version', 'POST /api/v1/routes/advertise'],
  ['an absolute target', 'POST http://evil.example/api/v1/routes/advertise HTTP/1.1'],
  ['an authority', 'CONNECT 127.0.0.1:22 HTTP/1.1'],
  ['a star', 'OPTIONS * HTTP/1.1'],
  ['a path with dots', 'POST /api/v1/routes/x/../advertise HTTP/1.1'],
  ['an encoded path', 'POST /api/v1/routes/%61dvertise HTTP/1.1'],
  ['a path with a slash more', 'POST //api/v1/routes/advertise HTTP/1.1'],
  ['a path with a slash at its end', 'POST /api/v1/routes/advertise/ HTTP/1.1'],
  ['a path in capitals', 'POST /API/v1/routes/advertise HTTP/1.1'],
  ['a path with a NUL', 'POST /api/v1/routes/advertise%00 HTTP/1.1'],
  ['a long path', `POST /${'a'.repeat(4_000)} HTTP/1.1`],
  ['a method in small letters', 'post /api/v1/routes/advertise HTTP/1.1'],
  ['TRACE', 'TRACE /api/v1/routes/advertise HTTP/1.1'],
  ['an unknown method', 'ADVERTISE /api/v1/routes/advertise HTTP/1.1'],
  ['GET with a body', 'GET /api/v1/routes/advertise HTTP/1.1'],
  ['PUT', 'PUT /api/v1/routes/advertise HTTP/1.1'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2'],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
];

interface Case {
  readonly what: string;
  readonly text: (port: number) => string | readonly string[];
  /** Of the last answer. Without: any 4xx, or none at all. */
  readonly status?: number;
}

const host = (port: number) => `Host: 127.0.0.1:${port}`;
const length = (body: string) => `Content-Length: ${Buffer.byteLength(body, 'latin1')}`;

/** Bodies of other endpoints that are refused. */
const OTHERS: readonly (readonly [line: string, body: string])[] = [
  ['POST /api/v1/routes/withdraw', '{}'],
  ['POST /api/v1/routes/withdraw', '{"vip":"198.51.100.1","communities":[]}'],
  ['POST /api/v1/routes/batch', '[]'],
  ['POST /api/v1/routes/batch', '{"advertise":[{"vip":"198.51.100.1"},{"vip":"198.51.100.1","prefix_len":32}]}'],
  ['POST /api/v1/routes/batch', '{"advertise":{"0":{"vip":"198.51.100.1"}}}'],
  ['POST /api/v1/routes/batch', '{"advertise":[{"vip":"198.51.100.1"},null]}'],
  ['POST /api/v1/peers', '{"address":"192.0.2.99"}'],
  ['POST /api/v1/peers', '{"address":"192.0.2.99","asn":0}'],
  ['POST /api/v1/peers', '{"address":"192.0.2.99","asn":65001,"hold_time":1}'],
  ['POST /api/v1/peers', '{"address":"router.example","asn":65001}'],
  ['POST /api/v1/peers', '{"address":"192.0.2.99","asn":65001,"port":0}'],
  ['DELETE /api/v1/peers', '{}'],
  ['DELETE /api/v1/peers', '{"address":"*"}'],
  ['DELETE /api/v1/peers?address=*', ''],
  ['DELETE /api/v1/peers?address=192.0.2.254&all=1', ''],
];

const CASES: readonly Case[] = [
  ...OTHERS.map(([line, body]) => ({
    what: `${line} ${body}`,
    text: (port: number) => request([host(port), JSON_TYPE, length(body)], body, `${line} HTTP/1.1`),
    status: 400,
  })),
  ...BODIES.map((body, i) => {
    const octets = Buffer.from(body).toString('latin1');
    return {
      what: `body ${i}: ${body.slice(0, 50)}`,
      text: (port: number) => request([host(port), JSON_TYPE, length(octets)], octets),
      status: 400,
    };
  }),
  {
    what: 'a body that is no UTF-8',
    text: (port) => request([host(port), JSON_TYPE, 'Content-Length: 12'], '{"vip":"\xff"} '),
    status: 400,
  },
  {
    what: 'a body in GET of a query twice',
    text: (port) => request([host(port)], '', 'GET /api/v1/routes/vip?address=1.1.1.1&address=2.2.2.2 HTTP/1.1'),
    status: 400,
  },
  {
    what: 'a query of a prototype',
    text: (port) => request([host(port)], '', 'GET /api/v1/routes/vip?__proto__=1.1.1.1 HTTP/1.1'),
    status: 400,
  },
  ...HOSTS.map((name) => ({
    what: `Host ${name}`,
    text: (port: number) => request([`Host: ${name.replace('PORT', String(port))}`, JSON_TYPE, length(GOOD)]),
    status: 421,
  })),
  ...ORIGINS.map((origin) => ({
    what: `Origin ${origin}`,
    text: (port: number) =>
      request([host(port), `Origin: ${origin.replaceAll('PORT', String(port))}`, JSON_TYPE, length(GOOD)]),
    status: 403,
  })),
  {
    what: 'a page elsewhere that says so',
    text: (port) => request([host(port), 'Sec-Fetch-Site: cross-site', JSON_TYPE, length(GOOD)]),
    status: 403,
  },
  ...TYPES.map((type) => ({
    what: `Content-Type ${type}`,
    text: (port: number) => request([host(port), `Content-Type: ${type}`, length(GOOD)]),
    status: 415,
  })),
  { what: 'no content type', text: (port) => request([host(port), length(GOOD)]), status: 415 },
  {
    what: 'a compressed body',
    text: (port) => request([host(port), JSON_TYPE, 'Content-Encoding: gzip', length(GOOD)]),
    status: 415,
  },
  ...SMUGGLED.map(([what, text]) => ({ what: `smuggling: ${what}`, text: (port: number) => text(host(port)) })),
  ...LINES.map(([what, line]) => ({
    what: `request line: ${what}`,
    text: (port: number) => request([host(port), JSON_TYPE, length(GOOD)], GOOD, line),
  })),
  {
    what: 'a body of more than 1 MiB, announced',
    text: (port) => request([host(port), JSON_TYPE, 'Content-Length: 1048577'], '{'),
    status: 413,
  },
  {
    what: 'a body of more than 1 MiB in chunks',
    text: (port) => [
      request([host(port), JSON_TYPE, 'Transfer-Encoding: chunked'], ''),
      ...Array.from({ length: 20 }, () => `10000\r\n${' '.repeat(65_536)}\r\n`),
    ],
    status: 413,
  },
  {
    what: 'headers of more than 16 KiB',
    text: (port) => request([host(port), `X-A: ${'a'.repeat(20_000)}`]),
    status: 431,
  },
  {
    what: 'headers by the thousand',
    text: (port) => request([host(port), ...Array.from({ length: 4_000 }, (_, i) => `X-${i}: 1`)]),
    status: 431,
  },
  {
    what: 'an expectation',
    text: (port) => request([host(port), JSON_TYPE, 'Expect: 200-ok', length(GOOD)]),
    status: 400,
  },
  {
    what: 'an upgrade',
    text: (port) => request([host(port), 'Connection: Upgrade', 'Upgrade: websocket', JSON_TYPE, length(GOOD)]),
    status: 400,
  },
  {
    what: 'a body that never comes',
    text: (port) => request([host(port), JSON_TYPE, 'Content-Length: 22'], '{'),
    status: 408,
  },
  { what: 'headers that never end', text: (port) => `POST / HTTP/1.1\r\n${host(port)}\r\nX-A: `, status: 408 },
  {
    what: 'a chunk that never comes',
    text: (port) => request([host(port), JSON_TYPE, 'Transfer-Encoding: chunked'], '16\r\n{'),
    status: 408,
  },
];

describe('abuse', () => {
  it(`${CASES.length} ways, at least 200: nothing changes, every answer is typed, and the server is well`, async () => {
    expect(CASES.length).toBeGreaterThanOrEqual(200);
    const { url, port, service, lines } = await site({}, { requestTimeoutMs: 400, headersTimeoutMs: 400 });
    const wrong: string[] = [];
    const answers = await Promise.all(
      CASES.map(async (one, i) => {
        // Less at once than the server takes.
        await gates[i % gates.length]!.wait();
        try {
          return await raw(port, one.text(port));
        } finally {
          gates[i % gates.length]!.done();
        }
      }),
    );
    for (const [i, answer] of answers.entries()) {
      const { what, status } = CASES[i]!;
      const first = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
      const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
      const code = /^\{"success":false,"data":null,"error":\{"code":"([A-Z_]+)"/.exec(body)?.[1];
      const isRight =
        status === undefined ? answer === '' || (first >= 400 && first < 500 && code) : first === status && code;
      if (!isRight) wrong.push(`${what}: ${JSON.stringify(answer.slice(0, 200))}`);
    }
    expect(wrong).toEqual([]);
    expect(service.state.size).toBe(0);
    expect(service.peers()).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(lines.filter((line) => line.includes('request failed'))).toEqual([]);
    expect((await call(`${url}/health`)).status).toBe(200);
  });

  it('a hundred requests in one segment are a hundred answers, in order', async () => {
    const { port, service } = await site();
    const bodies = Array.from({ length: 100 }, (_, i) => `{"vip":"10.0.0.${i}"}`);
    const text = await raw(port, bodies.map((body) => request([host(port), JSON_TYPE, length(body)], body)).join(''), {
      answers: 100,
    });
    expect([...text.matchAll(/"vip":"10\.0\.0\.(\d+)"/g)].map(([, i]) => Number(i))).toEqual(bodies.map((_, i) => i));
    expect(service.state.advertised).toBe(100);
  });

  it('what follows a request that is refused is no request', async () => {
    const { port, service } = await site({}, { requestTimeoutMs: 400 });
    const hidden = request([host(port), JSON_TYPE, length(GOOD)]);
    await raw(port, request([host(port), JSON_TYPE, 'Content-Length: 2000000'], hidden));
    await raw(port, request([host(port), 'Host: evil.example', 'Content-Length: 10000'], hidden));
    expect(service.state.size).toBe(0);
  });

  it('good chunks are taken', async () => {
    const { port, service } = await site();
    const text = await raw(
      port,
      request([host(port), JSON_TYPE, 'Transfer-Encoding: chunked'], `16\r\n${GOOD}\r\n0\r\n\r\n`),
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(service.state.advertised).toBe(1);
  });
});

/** Lets one through at a time. */
class Turnstile {
  #last: Promise<void> = Promise.resolve();
  readonly #leave: (() => void)[] = [];

  wait(): Promise<void> {
    const before = this.#last;
    this.#last = new Promise((resolve) => this.#leave.push(resolve));
    return before;
  }

  done(): void {
    this.#leave.shift()?.();
  }
}

const gates = Array.from({ length: 16 }, () => new Turnstile());
