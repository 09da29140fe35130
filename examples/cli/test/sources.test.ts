import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createContext, Family, type ORIGIN, packUpdates, parseHex } from '@mesh/bgp-wire';
import { internetTable } from '@mesh-examples/lib';
import { afterAll, describe, expect, it } from 'vitest';
import { generatedSource } from '../src/sources/generated.js';
import { readFile } from '../src/sources/read-file.js';
import type { RouteSource, SourceRoute } from '../src/sources/route-change.js';
import { routeTextSource } from '../src/sources/route-text.js';
import { updatesSource } from '../src/sources/updates.js';

const folder = mkdtempSync(path.join(tmpdir(), 'mesh-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context = createContext();
const nothing = (async function* () {})();

function file(name: string, bytes: Uint8Array | string): string {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
}

async function octetsOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function announcedBy(source: RouteSource): Promise<SourceRoute[]> {
  const routes: SourceRoute[] = [];
  for await (const { announced } of source.changes()) routes.push(...announced);
  return routes;
}

describe('a file of octets', () => {
  // printf 'routes of the world\n' | bzip2 | xxd -p
  const bzip2 = parseHex(
    '425a6839314159265359f244b74e00000751800010400007449e8020003100d001000682e44550c40395f6fa5d3c5dc914e14243c912dd38',
  )!;

  it('is read as it is, from gzip, and from standard input', async () => {
    expect(`${await octetsOf(readFile(file('plain', 'octets'), nothing))}`).toBe('octets');
    expect(`${await octetsOf(readFile(file('packed.gz', gzipSync('octets')), nothing))}`).toBe('octets');
    expect(`${await octetsOf(readFile('-', chunked(gzipSync('octets'), 5)))}`).toBe('octets');
  });

  it('is read from bzip2, also several streams one after another', async () => {
    expect(`${await octetsOf(readFile(file('packed.bz2', bzip2), nothing))}`).toBe('routes of the world\n');
    const twice = file('twice.bz2', Buffer.concat([bzip2, bzip2]));
    expect(`${await octetsOf(readFile(twice, nothing))}`).toBe('routes of the world\n'.repeat(2));
  });

  it.each([
    ['missing.gz', undefined, /^cannot read .*missing\.gz: no such file or directory$/],
    ['cut.gz', gzipSync('octets').subarray(0, 20), /^cannot read .*cut\.gz: unexpected end of file$/],
    ['cut.bz2', bzip2.subarray(0, 30), /^cannot read .*cut\.bz2: /],
  ])('says what is wrong with %s', async (name, bytes, message) => {
    const place = bytes === undefined ? path.join(folder, name) : file(name, bytes);
    await expect(octetsOf(readFile(place, nothing))).rejects.toThrow(message);
  });
});

describe('routes of a file of UPDATEs', () => {
  const groups = [...internetTable({ count: 300, seed: 5, ipv6Share: 0.2 })];
  const octets = packUpdates({ announced: groups }, context);

  it.each([1, 7, 4096])('are those that were packed, in chunks of %i octets', async (size) => {
    const source = updatesSource('updates', chunked(octets, size), context);
    const expected = groups.flatMap(({ nlri, nextHop, attributes }) =>
      nlri.map((one) => ({ ...one, nextHop: nextHop.address, attributes })),
    );
    expect(await announcedBy(source)).toEqual(expected);
    expect(source.remarks()).toEqual([]);
  });

  it('are withdrawn where the file says so', async () => {
    const withdrawn = [{ family: Family.IPV4_UNICAST, prefix: '10.0.0.0/8' }];
    for await (const changes of updatesSource(
      'u',
      chunked(packUpdates({ withdrawn }, context), 64),
      context,
    ).changes()) {
      expect(changes).toEqual({ withdrawn, announced: [] });
    }
  });

  it('leave out what is malformed or no UPDATE, and say so', async () => {
    // KEEPALIVE; an UPDATE that announces 10.0.0.0/8 without any attribute (RFC 7606 §3.d).
    const odd = parseHex(`${'ff'.repeat(16)}001304${'ff'.repeat(16)}00190200000000080a`)!;
    const source = updatesSource('u', chunked(Buffer.concat([odd, octets]), 512), context);
    expect(await announcedBy(source)).toHaveLength(300);
    expect(source.remarks()).toEqual([
      '1 message passed over: not an UPDATE',
      expect.stringMatching(/^1 malformed UPDATE passed over; the first: treat-as-withdraw: ORIGIN is missing/),
    ]);
  });

  it.each([
    [
      Buffer.concat([octets, Buffer.from('text')]),
      /is no sequence of BGP messages at octet \d+: the marker is sixteen/,
    ],
    [octets.subarray(0, octets.length - 1), /ends inside a message, at octet \d+$/],
  ])('end with the place where the file stops being BGP', async (bytes, message) => {
    await expect(announcedBy(updatesSource('u', chunked(bytes, 512), context))).rejects.toThrow(message);
  });
});

describe('routes of a text', () => {
  it('are read by the grammar of the configuration', async () => {
    const text = new TextEncoder().encode(
      'route 10.0.0.0/24 next-hop self origin egp;\nroute 2001:db8::/32 next-hop 2001:db8::1',
    );
    expect(await announcedBy(routeTextSource('text', chunked(text, 11)))).toMatchObject([
      {
        prefix: '10.0.0.0/24',
        family: Family.IPV4_UNICAST,
        nextHop: 'self',
        attributes: [{ code: 1, value: 'egp' satisfies ReturnType<typeof ORIGIN.decode> }],
      },
      { prefix: '2001:db8::/32', family: Family.IPV6_UNICAST, nextHop: '2001:db8::1' },
    ]);
  });

  it('name line, column and token where the text is wrong', async () => {
    const text = new TextEncoder().encode('route 10.0.0.0/24 next-hop self\nroute 10.1.0.0/24 next-hop nowhere');
    await expect(announcedBy(routeTextSource('text', chunked(text, 99)))).rejects.toThrow(
      /'nowhere', at line 2, column 28/,
    );
  });
});

describe('generated routes', () => {
  it('are as many as asked for', async () => {
    const source = generatedSource({ count: 1234, seed: 1, ipv6Share: 0 });
    expect(source).toMatchObject({ name: '1,234 routes of seed 1', count: 1234 });
    expect(await announcedBy(source)).toHaveLength(1234);
  });
});
