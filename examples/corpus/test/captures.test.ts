import { type CodecContext, createContext, decodeMessage, formatHex, parseHex, standardFamilies } from '@mesh/bgp-wire';
import { BmpFramer, type BmpMessage, decodeBmp, encodeBmp, PeerContexts } from '@mesh/bgp-wire/bmp';
import { readMessages, readStreams, writeSession } from '@mesh/bgp-wire/pcap';
import { type CaptureItem, pcapItems } from '@mesh-examples/cli/captures';
import { describe, expect, it } from 'vitest';
import { CAPTURE_DIFFERENCES, type CaptureDifference, SOURCE_DIFFERENCES } from '../differences.js';
import { readCorpus, readJsonLines, type Vector } from '../lib/corpus.js';
import { likeNetgauze, messagesIn } from '../lib/netgauze.js';
import { count } from '../lib/tally.js';
import { compareWithTcpdump } from '../lib/tcpdump.js';
import { stableJson } from '../lib/tree.js';

interface Capture {
  readonly file: string;
  readonly bgpMessages: number;
  readonly bmpMessages: number;
  /** BGP messages by type, those inside BMP too. */
  readonly typeCounts: Readonly<Record<string, number>>;
  readonly oracle: { readonly tool: string };
  /** What the source itself says of the capture. */
  readonly sourceExpectation?: readonly { readonly file: string }[] | null;
}

const manifest = JSON.parse(readCorpus('pcap/MANIFEST.json').toString()) as Capture[] | { files: Capture[] };
const CAPTURES = Array.isArray(manifest) ? manifest : manifest.files;

/** The octets of every message that tshark saw in a capture, at most 400 each. */
const KNOWN_FRAMES = readJsonLines<Vector>('pcap/messages.jsonl');

function fileOf(id: string): string {
  const [, source, ...rest] = id.replace(/#\d+$/, '').split('/');
  return `pcap/${source}/${rest.join('__')}`;
}

const TYPES = ['0', 'OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH'];

/** The ports that tshark was told to read as a protocol. */
function portsOf({ oracle }: Capture, protocol: string): number[] {
  return [...oracle.tool.matchAll(/tcp\.port==(\d+),(\w+)/g)].flatMap(([, port, name]) =>
    name === protocol ? [Number(port)] : [],
  );
}

/** Counts the frames by the type that their header says. */
function typesOf(frames: readonly Uint8Array[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const frame of frames) {
    const name = TYPES[frame[18]!] ?? String(frame[18]);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function bgpFrames(capture: Capture): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  const ports = [179, ...portsOf(capture, 'bgp')];
  for await (const event of readMessages(readCorpus(capture.file), { ports })) {
    if (event.kind === 'message') frames.push(event.frame);
  }
  return frames;
}

interface BmpReading {
  readonly messages: { readonly octets: Uint8Array; readonly message: BmpMessage; readonly context?: CodecContext }[];
  readonly faults: string[];
}

async function bmpMessages(capture: Capture): Promise<BmpReading> {
  const framers = new Map<unknown, BmpFramer>();
  const contexts = new PeerContexts();
  const reading: BmpReading = { messages: [], faults: [] };
  const ports = portsOf(capture, 'bmp');
  if (ports.length === 0) return reading;
  for await (const event of readStreams(readCorpus(capture.file), { ports })) {
    if (event.kind !== 'data') continue;
    const framer = framers.get(event.stream) ?? new BmpFramer();
    framers.set(event.stream, framer);
    const fault = framer.push(event.octets, (borrowed) => {
      const octets = borrowed.slice();
      const result = decodeBmp(octets);
      if (result.ok) reading.messages.push({ octets, ...withContext(result.message, contexts) });
      else reading.faults.push(result.fault.reason);
      return true;
    });
    if (fault) reading.faults.push(fault.reason);
  }
  return reading;
}

/** A message, and what its BGP messages are read in. */
function withContext(message: BmpMessage, contexts: PeerContexts): { message: BmpMessage; context?: CodecContext } {
  contexts.observe(message);
  return 'peer' in message ? { message, context: contexts.contextOf(message.peer) } : { message };
}

/** The BGP messages that a BMP message carries. */
function framesIn(message: BmpMessage): Uint8Array[] {
  if (message.type === 'ROUTE-MONITORING') return [message.frame];
  if (message.type === 'PEER-UP') return [message.sentOpen, message.receivedOpen];
  return [];
}

function expectedMissing(messages: number, known: CaptureDifference | undefined): readonly string[] | 'all' {
  const missing = known?.missing ?? [];
  return missing.length === messages ? 'all' : missing;
}

/** A file as a stream gives it. */
async function* inChunks(octets: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  const size = 64 * 1024;
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

/** What `mesh decode` finds in a capture that is told of no port but that of BGP. */
async function itemsOf(file: string): Promise<readonly CaptureItem[]> {
  const items: CaptureItem[] = [];
  for await (const batch of pcapItems(inChunks(readCorpus(file)), createContext(), 179)) items.push(...batch);
  return items;
}

const PLAIN = createContext({ extendedNextHop: standardFamilies.rows.map(({ family }) => family) });

/** The texts of a list that another does not have, each as often as it stands there more often. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of other) counts.set(text, (counts.get(text) ?? 0) + 1);
  return list.filter((text) => {
    const rest = counts.get(text) ?? 0;
    counts.set(text, rest - 1);
    return rest <= 0;
  });
}

describe('captures', () => {
  it.for(CAPTURES.map((capture) => [capture.file, capture] as const))('%s', async ([file, capture], { task }) => {
    const bgp = await bgpFrames(capture);
    const bmp = await bmpMessages(capture);
    const frames = [...bgp, ...bmp.messages.flatMap(({ message }) => framesIn(message))];
    const known = CAPTURE_DIFFERENCES.find((one) => one.file === file);
    expect(bmp.faults).toEqual(known?.bmpFaults ?? []);
    expect({ BMP: bmp.messages.length, ...typesOf(frames) }).toEqual(
      known?.counts ?? { BMP: capture.bmpMessages, ...capture.typeCounts },
    );
    const seen = new Set(frames.map((frame) => formatHex(frame)));
    const theirs = KNOWN_FRAMES.filter(({ id }) => fileOf(id) === file);
    const missing = theirs.filter(({ hex }) => !seen.has(hex)).map(({ id }) => id);
    expect(missing.length === theirs.length ? 'all' : missing).toEqual(expectedMissing(theirs.length, known));
    for (const { octets, message } of bmp.messages) expect(formatHex(encodeBmp(message))).toBe(formatHex(octets));
    count(task, { captures: 1, 'BGP messages': frames.length, 'BMP messages byte-exact': bmp.messages.length });
  });

  const WITH_BMP = CAPTURES.filter(({ bmpMessages }) => bmpMessages > 0);

  it.for(WITH_BMP.map((capture) => [capture.file, capture] as const))(
    '%s, its BMP found by content',
    async ([file, capture], { task }) => {
      const items = await itemsOf(file);
      const frames = items.flatMap((item) => (item.kind === 'message' ? [item.frame] : []));
      const known = CAPTURE_DIFFERENCES.find((one) => one.file === file);
      expect({ BMP: 0, ...typesOf(frames) }).toEqual({ ...(known?.counts ?? capture.typeCounts), BMP: 0 });
      const remarks = items.flatMap((item) => (item.kind === 'remark' ? [item.text] : []));
      const faults = remarks.flatMap((text) => /no BMP: (.*) \(/.exec(text)?.[1] ?? []);
      // Told once for a stream, above once for each segment of it.
      expect(faults).toEqual([...new Set(known?.bmpFaults)]);
      const seen = new Set(frames.map((frame) => formatHex(frame)));
      const theirs = KNOWN_FRAMES.filter(({ id }) => fileOf(id) === file);
      const missing = theirs.filter(({ hex }) => !seen.has(hex)).map(({ id }) => id);
      expect(missing.length === theirs.length ? 'all' : missing).toEqual(expectedMissing(theirs.length, known));
      count(task, { 'BMP captures by content': 1, 'messages found': theirs.length - missing.length });
    },
  );

  const told = CAPTURES.flatMap((capture) =>
    (capture.sourceExpectation ?? []).map(({ file }) => [file, capture] as const),
  ).filter(([file]) => file.endsWith('.json') || file.endsWith('.json.gz'));

  it.for(told)('%s', async ([file, capture], { task }) => {
    const theirs = readJsonLines<unknown>(file).flatMap(messagesIn).map(stableJson).sort();
    const bgp = (await bgpFrames(capture)).map((frame) => [frame, PLAIN] as const);
    const bmp = (await bmpMessages(capture)).messages.flatMap(({ message, context = PLAIN }) =>
      framesIn(message).map((frame) => [frame, context] as const),
    );
    const ours = [...bgp, ...bmp].map(([frame, context]) => {
      const result = decodeMessage(frame, context);
      return result.ok ? stableJson(likeNetgauze(result.message)) : result.fault.reason;
    });
    ours.sort();
    const left = without(theirs, ours);
    const more = without(ours, theirs);
    const known = SOURCE_DIFFERENCES.find((one) => one.file === file);
    count(task, {
      captures: 1,
      'BGP messages equal': theirs.length - left.length,
      explained: left.length + more.length,
    });
    expect({ left: left.length, more: more.length }, [...left, ...more].slice(0, 4).join('\n')).toEqual({
      left: known?.left ?? 0,
      more: known?.more ?? 0,
    });
  });

  // A text of a damaged capture says where tcpdump gave up, not what stands there.
  const printed = CAPTURES.flatMap((capture) =>
    (capture.sourceExpectation ?? []).map(({ file }) => [file, capture] as const),
  ).filter(([file]) => file.endsWith('.out') && !/oobr|-ub|malformed/.test(file));

  it.for(printed)('%s', async ([file, capture], { task }) => {
    const text = readCorpus(file).toString();
    for (const [name, theirs, ours] of compareWithTcpdump(text, await bgpFrames(capture))) {
      expect(ours, name).toEqual(theirs);
      count(task, { 'lines of tcpdump equal': theirs.length });
    }
  });

  it('a capture of ours holds the same messages again', async ({ task }) => {
    const frames = readJsonLines<Vector>('pcap/messages.jsonl').flatMap(({ hex, expect: { headerConsistent } }) =>
      headerConsistent ? [parseHex(hex)!] : [],
    );
    const capture = writeSession({
      source: { address: '192.0.2.1', port: 50_000 },
      destination: { address: '192.0.2.2', port: 179 },
      messages: frames.map((frame, i) => ({ timestampNs: BigInt(i), direction: i % 2 ? 'reverse' : 'forward', frame })),
    });
    const again: string[] = [];
    for await (const event of readMessages(capture)) if (event.kind === 'message') again.push(formatHex(event.frame));
    const valid = frames.map((frame) => formatHex(frame)).filter((hex) => hex.startsWith('ff'.repeat(16)));
    expect(again).toEqual(valid);
    count(task, { messages: again.length });
  });
});
