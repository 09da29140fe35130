import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MrtPeer,
  type MrtRoute,
  MrtSessionWriter,
  MrtWriter,
  readMrt,
  readMrtRoutes,
  writeMrt,
  writeTableDump,
} from '@mesh/bgp-wire/mrt';
import { afterAll, describe, expect, it } from 'vitest';
import { REWRITE_DIFFERENCES } from '../differences.js';
import { bunzip2 } from '../lib/bunzip2.js';
import { corpusFile, readCorpus } from '../lib/corpus.js';
import { count } from '../lib/tally.js';

const { files } = JSON.parse(readCorpus('mrt/MANIFEST.json').toString()) as {
  files: { file: string; ribEntries: number }[];
};
const FILES = files.map(({ file }) => file);

const folder = mkdtempSync(join(tmpdir(), 'mesh-mrt-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The octets of a file, decompressed. */
async function octetsOf(file: string): Promise<Buffer> {
  if (!file.endsWith('.bz2')) return readCorpus(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bunzip2(createReadStream(corpusFile(file)))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * What Debian's bgpdump prints for a file that holds these octets, a line for each route. It tells gzip by the name of the
 * file.
 */
function bgpdump(octets: Uint8Array): string[] {
  const path = join(folder, octets[0] === 0x1f ? 'file.mrt.gz' : 'file.mrt');
  writeFileSync(path, octets);
  let text: string;
  try {
    const options = { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: 'pipe' } as const;
    text = execFileSync('bgpdump', ['-q', '-m', path], options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('bgpdump is missing: install the package bgpdump', { cause: error });
  }
  return text.split('\n').filter((line) => line !== '');
}

/** A line without its time: a TABLE_DUMP took a while, a table written anew has one time. */
const timeless = (line: string) => line.replace(/^TABLE_DUMP2?\|\d+/, 'TABLE_DUMP2').trimEnd();

/** Lines that are not the same, their form and ours. */
function differing(theirs: readonly string[], ours: readonly string[]): (readonly [string, string])[] {
  return theirs.flatMap((line, i) => (line === ours[i] ? [] : [[line, ours[i]!] as const]));
}

/** Octets as a collector stores them. */
const gzipped = async (octets: AsyncIterable<Uint8Array>) => Buffer.concat(await all(octets));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('MRT records written again', () => {
  it.for(FILES)('%s', async (file, { task }) => {
    const original = await octetsOf(file);
    const records = await all(readMrt(original));
    const writer = new MrtWriter();
    let faults = 0;
    for (const record of records) {
      const end = record.offset + 12 + original.readUInt32BE(record.offset + 8);
      if (record.type === 'FAULT') faults += 1;
      else {
        writer.record(record);
        const same = original.subarray(record.offset, end).equals(writer.take());
        expect(same, `${record.type} at octet ${record.offset}`).toBe(true);
      }
    }
    const known = REWRITE_DIFFERENCES.find((one) => one.file === file);
    expect(faults).toBe(known?.faults ?? 0);
    count(task, { 'records byte for byte': records.length - faults, explained: faults });
  });
});

describe('bgpdump on files written again', () => {
  const readable = FILES.filter((file) => !REWRITE_DIFFERENCES.some((one) => one.file === file && one.faults));

  it.for(readable)('records: %s', async (file, { task }) => {
    const original = await octetsOf(file);
    const records = (await all(readMrt(original))).filter((record) => record.type !== 'FAULT');
    const lines = bgpdump(original);
    const ours = bgpdump(await gzipped(writeMrt(records, { gzip: true })));
    expect(ours.length).toBe(lines.length);
    expect(differing(lines, ours)).toEqual([]);
    count(task, { 'lines equal': lines.length });
  });

  const tables = files.filter(({ ribEntries }) => ribEntries > 0).map(({ file }) => file);

  it.for(tables)('routes of a table: %s', async (file, { task }) => {
    const original = await octetsOf(file);
    const { routes, options, skipped } = await tableOf(original);
    const theirs = bgpdump(original).map(timeless);
    const ours = bgpdump(await gzipped(writeTableDump(routes, { ...options, gzip: true }))).map(timeless);
    const known = REWRITE_DIFFERENCES.find((one) => one.file === file);
    expect(skipped).toBe(known?.skipped ?? 0);
    expect(ours.length).toBe(theirs.length - skipped);
    const changed = skipped > 0 ? [] : differing(theirs, ours);
    expect(changed.filter(([line, own]) => !known?.explains?.(line, own)).slice(0, 5)).toEqual([]);
    expect(changed.length).toBe(known?.lines ?? 0);
    count(task, { 'lines equal': ours.length - changed.length, explained: changed.length + skipped });
  });
});

describe('bgpdump on what no file of the corpus has', () => {
  it('path identifiers', async ({ task }) => {
    const original = readCorpus('mrt/bgpdump/bview.64k_stream_overflow.gz');
    const { routes, options } = await tableOf(original);
    const withIds = routes.map((route, i) => ({ ...route, pathId: i + 1 }));
    const expected = bgpdump(original).map((line, i) => {
      const [, time, ...fields] = line.split('|');
      return ['TABLE_DUMP2_AP', time, ...fields.slice(0, 4), i + 1, ...fields.slice(4)].join('|');
    });
    const timestamp = Number(expected[0]!.split('|')[1]);
    expect(bgpdump(await gzipped(writeTableDump(withIds, { ...options, timestamp })))).toEqual(expected);
    count(task, { 'lines equal': expected.length });
  });

  it('microseconds', async ({ task }) => {
    const original = readCorpus('mrt/mrtparse/quagga_bgp');
    const sessions = new Map<string, MrtSessionWriter>();
    const octets: Uint8Array[] = [];
    for await (const record of readMrt(original)) {
      if (record.type !== 'MESSAGE' && record.type !== 'STATE_CHANGE') throw new Error(`a ${record.type}`);
      const writer = sessions.get(record.peerAddress) ?? new MrtSessionWriter(record);
      sessions.set(record.peerAddress, writer);
      const timestampNs = BigInt(record.timestamp) * 1_000_000_000n + 250_000_999n;
      if (record.type === 'STATE_CHANGE') writer.stateChange({ ...record, timestampNs });
      else writer.message({ timestampNs, direction: record.local ? 'sent' : 'received', frame: record.frame });
      octets.push(writer.take());
    }
    const expected = bgpdump(original).map((line) => line.replace(/^BGP4MP\|(\d+)/, 'BGP4MP_ET|$1.250000'));
    expect(bgpdump(Buffer.concat(octets))).toEqual(expected);
    count(task, { 'lines equal': expected.length });
  });
});

/** The routes of a table, owned, and what stands at the head of its file. */
async function tableOf(octets: Uint8Array) {
  const peers = new Map<string, MrtPeer>();
  const routes: MrtRoute[] = [];
  let skipped = 0;
  const borrowed = readMrtRoutes(octets, {
    onSkipped: () => {
      skipped += 1;
    },
  });
  for await (const { attributes, nextHop, ...route } of borrowed) {
    peers.set(JSON.stringify(route.peer), route.peer);
    routes.push({ ...route, attributes: attributes.slice(), nextHop: nextHop.slice() });
  }
  return { routes, skipped, options: { timestamp: 0, collector: 0x0a000001, peers: [...peers.values()] } };
}
