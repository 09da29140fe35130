import { createReadStream } from 'node:fs';
import { decodeMessage, encodeMessage, formatHex, isPrefixNlri, parseHex, UpdateView } from '@mesh/bgp-wire';
import { type MrtMessage, mrtContext, readMrt } from '@mesh/bgp-wire/mrt';
import { BgpdumpPrinter } from '@mesh-examples/lib';
import { describe, expect, it } from 'vitest';
import { LINE_DIFFERENCES } from '../differences.js';
import { bunzip2 } from '../lib/bunzip2.js';
import { corpusFile, readCorpus, readJsonLines, readLines } from '../lib/corpus.js';
import { count } from '../lib/tally.js';

interface Dump {
  readonly file: string;
  readonly mrtRecords: Readonly<Record<string, number>>;
  readonly messages?: string;
  readonly asUpdates?: { readonly file: string; readonly prefixes: number };
  readonly oracle: { readonly file?: string; readonly note?: string };
}

const manifest = JSON.parse(readCorpus('mrt/MANIFEST.json').toString()) as Dump[] | { files: Dump[] };
const DUMPS = Array.isArray(manifest) ? manifest : manifest.files;
const read = (file: string) => readMrt(createReadStream(corpusFile(file)), { decompressBzip2: bunzip2 });

/** Path identifiers in records that do not say so: neither bgpdump nor we can know, and only we say that we do not. */
const MISLABELLED = 'mrt/mrtparse/bird6_bgp';

describe('MRT files against bgpdump', () => {
  const files = DUMPS.filter(({ oracle }) => oracle.file !== undefined && oracle.note === undefined);

  it.for(files.map((dump) => [dump.file, dump] as const))('%s', async ([file, dump], { task }) => {
    const printer = new BgpdumpPrinter();
    const ours: string[] = [];
    const records: Record<string, number> = {};
    for await (const record of read(file)) {
      expect(record.type, JSON.stringify(record)).not.toBe('FAULT');
      const kind = `${record.mrtType}/${record.subtype}`;
      records[kind] = (records[kind] ?? 0) + 1;
      for (const line of printer.lines(record)) ours.push(line);
    }
    expect(records).toEqual(dump.mrtRecords);
    const oracle = readLines(dump.oracle.file!);
    const theirs = file === MISLABELLED ? oracle.filter((line) => line.split('|')[2] !== 'A') : oracle;
    const differing = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) => i).filter(
      (i) => theirs[i] !== ours[i],
    );
    const known = LINE_DIFFERENCES.find((one) => one.file === file);
    const left = differing.filter((i) => !known?.explains(theirs[i], ours[i]));
    expect(left.slice(0, 5).map((i) => [theirs[i], ours[i]])).toEqual([]);
    expect(differing.length).toBe(known?.count ?? 0);
    const sum = Object.values(records).reduce((total, one) => total + one, 0);
    const explained = differing.length + oracle.length - theirs.length;
    count(task, { records: sum, 'lines equal': ours.length - differing.length, explained });
  });

  it('the layout of early 2000, whose lengths are 4 octets short, ends in faults and not in a throw', async () => {
    const faults: string[] = [];
    for await (const record of read('mrt/bgpkit-parser/rrc00__2000.01__bview.20000111.0032.gz')) {
      if (record.type === 'FAULT') faults.push(record.reason);
    }
    expect(faults.length).toBeGreaterThan(0);
  });
});

interface MessageLine {
  readonly n: number;
  readonly ts: number;
  readonly peer_as: number;
  readonly peer_ip: string;
  readonly asn4: boolean;
  readonly addpath: boolean;
  readonly hex: string;
  readonly announced?: number;
  readonly withdrawn?: number;
}

describe('messages of MRT files', () => {
  const files = DUMPS.filter(({ messages }) => messages !== undefined);

  it.for(files.map((dump) => [dump.file, dump.messages!] as const))('%s', async ([file, path], { task }) => {
    const lines = readJsonLines<MessageLine>(path);
    const messages: MrtMessage[] = [];
    for await (const record of read(file)) if (record.type === 'MESSAGE') messages.push(record);
    const ours = messages.filter(({ mrtType, frame }) => mrtType !== 5 || frame[18] === 2);
    expect(ours.length).toBe(lines.length);
    let exact = 0;
    for (const [i, line] of lines.entries()) {
      const { timestamp, peerAs, peerAddress, frame } = ours[i]!;
      expect([timestamp, peerAs, peerAddress, formatHex(frame)]).toEqual([
        Math.floor(line.ts),
        line.peer_as,
        line.peer_ip,
        line.hex,
      ]);
      const context = mrtContext({ asn4: line.asn4, addPath: line.addpath });
      const result = decodeMessage(parseHex(line.hex)!, context);
      if (!result.ok) throw new Error(`${line.n}: ${result.fault.reason}`);
      const plain = result.message.type === 'UPDATE' ? result.message.toMessage() : result.message;
      if (formatHex(encodeMessage(plain, context)) === line.hex) exact += 1;
      if (result.message.type !== 'UPDATE') continue;
      const [announced, withdrawn] = [result.message.announced(), result.message.withdrawn()];
      if (![...announced, ...withdrawn].every(isPrefixNlri)) continue; // the oracle counts plain prefixes only
      if (line.announced !== undefined) expect(announced.length, line.hex).toBe(line.announced);
      if (line.withdrawn !== undefined) expect(withdrawn.length, line.hex).toBe(line.withdrawn);
    }
    count(task, { messages: lines.length, 'byte-exact': exact });
    expect(exact).toBe(lines.length);
  });
});

interface TableLine {
  readonly peer_as: number;
  readonly asn4: boolean;
  readonly addpath: boolean;
  readonly hex: string;
}

describe('tables of MRT files as UPDATEs', () => {
  const files = DUMPS.flatMap(({ asUpdates }) => asUpdates ?? []);

  it.for(files.map((table) => [table.file, table] as const))('%s', ([file, { prefixes }], { task }) => {
    let routes = 0;
    let exact = 0;
    const lines = readJsonLines<TableLine>(file);
    for (const { asn4, addpath, hex } of lines) {
      const context = mrtContext({ asn4, addPath: addpath });
      const view = new UpdateView(parseHex(hex)!, context);
      expect(['accept', 'attribute-discard']).toContain(view.assessment.outcome);
      routes += view.announced().length;
      if (formatHex(encodeMessage(view.toMessage(), context)) === hex) exact += 1;
    }
    expect(routes).toBe(prefixes);
    count(task, { messages: lines.length, prefixes: routes, 'byte-exact': exact });
    expect(exact).toBe(lines.length);
  });
});
