import { connect } from 'node:net';
import { jsonLog } from '@mesh-examples/lib/log';
import { afterEach, describe, expect, it } from 'vitest';
import { MetricsServer, type MetricsServerOptions } from '../../src/metrics/metrics-server.js';

const running: MetricsServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close(0);
});

async function site(options: Partial<MetricsServerOptions> = {}) {
  const lines: string[] = [];
  const server = new MetricsServer({
    host: '127.0.0.1',
    port: 0,
    metrics: async () => 'up 1\n',
    notReady: () => undefined,
    log: jsonLog((line) => lines.push(line)),
    ...options,
  });
  const { host, port } = await server.start();
  running.push(server);
  return { server, port, host, lines, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

/** What is answered to octets, until the other side closes. */
function raw(port: number, octets: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(octets, 'latin1'));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

describe('the server of metrics', () => {
  it('gives them in the text format', async () => {
    const { url } = await site();
    const response = await fetch(`${url}/metrics?name[]=up`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect([response.status, await response.text()]).toEqual([200, 'up 1\n']);
  });

  it('listens on an IPv6 address', async () => {
    const { url } = await site({ host: '::1' });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });

  it('tells whether the node is well, what it waits for, and which process it is', async () => {
    let waitsFor: string | undefined = 'the first sync';
    const { url } = await site({ notReady: () => waitsFor });
    const waiting = await fetch(`${url}/health`);
    expect([waiting.status, await waiting.json()]).toEqual([
      503,
      { status: 'waiting', for: 'the first sync', pid: process.pid },
    ]);
    waitsFor = undefined;
    const well = await fetch(`${url}/health`);
    expect([well.status, await well.json()]).toEqual([200, { status: 'ok', pid: process.pid }]);
  });

  it('answers HEAD without a body (RFC 9110 §9.3.2)', async () => {
    const { url } = await site();
    const response = await fetch(`${url}/metrics`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '5', '']);
  });

  it.each(['/', '/metrics/', '//metrics', '/Metrics', '/%6detrics', '/health/../metrics'])(
    'has nothing at %s',
    async (path) => {
      const { port } = await site();
      const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const { url } = await site();
    const response = await fetch(`${url}/metrics`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('does not take the body of one request for the next one', async () => {
    const { port } = await site();
    const answer = await raw(
      port,
      'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nGET /metrics HTTP/1.1\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405']);
  });

  it('refuses headers without end', async () => {
    const { port } = await site();
    expect(await raw(port, `GET /metrics HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('gives up on a request that does not come', async () => {
    const { port } = await site({ requestTimeoutMs: 100 });
    expect(await raw(port, 'GET /metrics HTTP/1.1\r\nHost: a\r\n')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('closes on what is no HTTP', async () => {
    const { port } = await site();
    expect(await raw(port, '\u0000\u0001\u0002\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('says that something went wrong, and the log says what', async () => {
    const { url, lines } = await site({
      metrics: async () => {
        throw new Error('no memory');
      },
    });
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('memory');
    expect(lines.join('')).toContain('no memory');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('rejects where the address is taken', async () => {
    const { port } = await site();
    await expect(site({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('leaves nothing behind, whoever still hangs on', async () => {
    const { server, port, url } = await site();
    const silent = raw(port, '');
    await fetch(`${url}/metrics`);
    await server.close(0);
    expect(await silent).toBe('');
    await expect(fetch(`${url}/metrics`)).rejects.toThrow();
  });
});
