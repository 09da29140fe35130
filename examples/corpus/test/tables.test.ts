import {
  type CodecContext,
  createContext,
  decodeFrame,
  encodeMessage,
  Framer,
  formatHex,
  type UpdateView,
} from '@mesh/bgp-wire';
import { BgpdumpPrinter } from '@mesh-examples/lib';
import { describe, expect, it } from 'vitest';
import { readCorpus, readLines } from '../lib/corpus.js';
import { count } from '../lib/tally.js';

interface Table {
  readonly file: string;
  readonly bgpMessages: number;
  readonly prefixes: number;
  readonly oracle: { readonly file: string };
}

const { files } = JSON.parse(readCorpus('tables/MANIFEST.json').toString()) as { files: Table[] };
const context: CodecContext = createContext();

/** The columns of a line that a message can tell: prefix, path and the rest, without type, time and peer. */
function columns(line: string): string {
  return line.split('|').slice(5).join('|');
}

describe('whole tables as UPDATEs', () => {
  it.for(files.map((table) => [table.file, table] as const))('%s', ([file, table], { task }) => {
    const octets = readCorpus(file);
    const framer = new Framer();
    const printer = new BgpdumpPrinter();
    const ours: string[] = [];
    let messages = 0;
    let exact = 0;
    const fault = framer.push(octets, (frame) => {
      const result = decodeFrame(frame, context);
      if (!result.ok || result.message.type !== 'UPDATE') throw new Error('no UPDATE');
      messages += 1;
      exact += isExact(result.message, frame) ? 1 : 0;
      for (const line of printer.lines(messageRecord(frame))) ours.push(columns(line));
      return true;
    });
    expect([fault, framer.held, messages, ours.length]).toEqual([undefined, 0, table.bgpMessages, table.prefixes]);
    const theirs = readLines(table.oracle.file).map(columns).sort();
    ours.sort();
    const differing = theirs.filter((line, i) => line !== ours[i]);
    expect(differing.slice(0, 5)).toEqual([]);
    count(task, { messages, 'lines equal': ours.length, 'byte-exact': exact });
    expect(exact).toBe(messages);
  });
});

function isExact(view: UpdateView, frame: Uint8Array): boolean {
  return formatHex(encodeMessage(view.toMessage(), context)) === formatHex(frame);
}

/** A message as an MRT file would hold it, for the printer. */
function messageRecord(frame: Uint8Array): Parameters<BgpdumpPrinter['lines']>[0] {
  return {
    type: 'MESSAGE',
    offset: 0,
    timestamp: 0,
    microseconds: undefined,
    mrtType: 16,
    subtype: 4,
    peerAs: 0,
    localAs: 0,
    interfaceIndex: 0,
    peerAddress: '0.0.0.0',
    localAddress: '0.0.0.0',
    asn4: true,
    addPath: false,
    local: false,
    frame,
  };
}
