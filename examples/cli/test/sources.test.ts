import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  attributeSet,
  createContext,
  Family,
  formatAddress,
  formatHex,
  formatPrefix,
  isPrefixNlri,
  packUpdates,
  parseHex,
} from '@mesh/bgp-wire';
import { internetTable } from '@mesh-examples/lib';
import { afterAll, describe, expect, it } from 'vitest';
import { generatedSource } from '../src/sources/generated.js';
import { mrtSource } from '../src/sources/mrt.js';
import { readFile } from '../src/sources/read-file.js';
import type { RouteSource } from '../src/sources/route-source.js';
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

interface Taken {
  readonly prefix: string;
  readonly attributes: string;
  readonly nextHop: string;
}

/** What a source hands over, as text. */
async function routesOf(source: RouteSource): Promise<{ announced: Taken[]; withdrawn: string[] }> {
  const announced: Taken[] = [];
  const withdrawn: string[] = [];
  const prefixOf = (family: number, bytes: Uint8Array, offset: number) =>
    formatPrefix(bytes, offset, family === Family.IPV4_UNICAST ? 4 : 16);
  const feed = source.feed({
    announce: (family, bytes, offset, _length, _pathId, attributes, nextHop) =>
      announced.push({
        prefix: prefixOf(family, bytes, offset),
        attributes: formatHex(attributes),
        nextHop: nextHop.length === 0 ? 'self' : formatAddress(nextHop),
      }),
    withdraw: (family, bytes, offset) => withdrawn.push(prefixOf(family, bytes, offset)),
  });
  for await (const _ of feed);
  return { announced, withdrawn };
}

const announcedBy = async (source: RouteSource) => (await routesOf(source)).announced;

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
      nlri.filter(isPrefixNlri).map(({ prefix }) => ({
        prefix,
        nextHop: nextHop.address,
        attributes: formatHex(attributeSet(attributes, context)),
      })),
    );
    expect(await announcedBy(source)).toEqual(expected);
    expect(source.remarks()).toEqual([]);
  });

  it('are withdrawn where the file says so', async () => {
    const withdrawn = [{ family: Family.IPV4_UNICAST, prefix: '10.0.0.0/8' }];
    const source = updatesSource('u', chunked(packUpdates({ withdrawn }, context), 64), context);
    expect(await routesOf(source)).toEqual({ announced: [], withdrawn: ['10.0.0.0/8'] });
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

describe('routes of an MRT file', () => {
  // Octets written by hand from RFC 6396 §4.3: two peers, and a route of each for 10.0.0.0/8.
  const entry = (peer: number) =>
    `000${peer - 1}0000000000144001010040020602010000${(0xfde8 + peer).toString(16)}400304c000020${peer}`;
  const table = [
    '00000000000d000100000022c000020900000002',
    '02c0000201c00002010000fde9',
    '02c0000202c00002020000fdea',
    '00000000000d00020000004000000000080a0002',
    entry(1),
    entry(2),
  ].join('');
  const source = (from?: string) => mrtSource('mrt', chunked(parseHex(table)!, 50), from);

  it('are the first of each prefix, and what was passed over is told', async () => {
    const first = source();
    expect(await announcedBy(first)).toEqual([
      { prefix: '10.0.0.0/8', nextHop: '192.0.2.1', attributes: '4001010040020602010000fde9' },
    ]);
    expect(first.remarks()).toEqual(['1 route of other peers passed over; --from chooses one']);
  });

  it('are those of the peer that is chosen', async () => {
    expect(await announcedBy(source('192.0.2.2'))).toEqual([
      { prefix: '10.0.0.0/8', nextHop: '192.0.2.2', attributes: '4001010040020602010000fdea' },
    ]);
    await expect(announcedBy(source('192.0.2.3'))).rejects.toThrow('mrt has no routes of 192.0.2.3');
  });

  it('end where the file does, and the place is told', async () => {
    const cut = mrtSource('mrt', chunked(parseHex(table)!.subarray(0, 60), 50), undefined);
    expect(await announcedBy(cut)).toEqual([]);
    expect(cut.remarks()).toEqual([expect.stringMatching(/^1 record passed over; the first: .*, at octet 46$/)]);
  });
});

describe('routes of a text', () => {
  it('are read by the grammar of the configuration', async () => {
    const text = new TextEncoder().encode(
      'route 10.0.0.0/24 next-hop self origin egp;\nroute 2001:db8::/32 next-hop 2001:db8::1',
    );
    expect(await announcedBy(routeTextSource('text', chunked(text, 11)))).toEqual([
      { prefix: '10.0.0.0/24', nextHop: 'self', attributes: '40010101' },
      { prefix: '2001:db8::/32', nextHop: '2001:db8::1', attributes: '' },
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
