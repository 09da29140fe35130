import {
  AGGREGATOR,
  AS_PATH,
  AS4_AGGREGATOR,
  AS4_PATH,
  ATOMIC_AGGREGATE,
  ByteWriter,
  COMMUNITIES,
  Family,
  formatAddress,
  LOCAL_PREF,
  MP_REACH_NLRI,
  MULTI_EXIT_DISC,
  mergeAs4,
  NEXT_HOP,
  ORIGIN,
  type RouteVisitor,
  readU16,
  readU32,
  standardFamilies,
  UpdateView,
  visitRoutes,
} from '@mesh/bgp-wire';
import {
  type MrtMessage,
  type MrtRecord,
  type MrtRib,
  type MrtRibEntry,
  type MrtStateChange,
  MrtType,
  mrtContext,
  RibEntryReader,
} from '@mesh/bgp-wire/mrt';
import { AsciiWriter } from './ascii-writer.js';

/*
 * The one-line form of `bgpdump -m`, which half of the tools of this trade read: fields between bars, a line a route.
 * What is peculiar about it is kept, for a line must compare equal: host bits of a prefix are printed, an absent
 * MULTI_EXIT_DISC or LOCAL_PREF is 0, an absent next hop 255.255.255.255, and the column of communities is missing in
 * records of the deprecated type BGP, large communities are not printed, an absent ORIGIN is INCOMPLETE, and `::` stands
 * for a single zero group of an IPv6 address too.
 */

const NAMES: ReadonlyMap<number, string> = new Map([
  [MrtType.BGP, 'BGP'],
  [MrtType.TABLE_DUMP, 'TABLE_DUMP'],
  [MrtType.TABLE_DUMP_V2, 'TABLE_DUMP2'],
  [MrtType.BGP4MP, 'BGP4MP'],
  [MrtType.BGP4MP_ET, 'BGP4MP_ET'],
]);

/** AS numbers in full, as in paths that were merged. */
const WIDE = mrtContext({ asn4: true, addPath: false });

/** Prints records of MRT files; one for each file. */
export class BgpdumpPrinter {
  readonly #entries = new RibEntryReader();
  readonly #list = new UpdateView(new Uint8Array(23), WIDE);
  readonly #output = new AsciiWriter();
  /** Lines of MP_REACH_NLRI, which are read before those of the NLRI field and printed behind them. */
  readonly #later = new AsciiWriter();
  /** What all announcements of a message have behind their prefix. */
  readonly #columns = new AsciiWriter();

  /** Prints the lines of a record, none for those that `bgpdump` prints nothing for. `take` gives them. */
  print(record: MrtRecord): void {
    if (record.type === 'RIB') this.#rib(record);
    else if (record.type === 'MESSAGE') this.#message(record);
    else if (record.type === 'STATE_CHANGE') this.#output.text(stateLine(record));
  }

  /** The octets of all lines since the last call, each with its line feed. */
  take(): Uint8Array {
    return this.#output.take();
  }

  /** The lines of one record. */
  lines(record: MrtRecord): string[] {
    this.print(record);
    return DECODER.decode(this.take()).split('\n').slice(0, -1);
  }

  #rib(record: MrtRib): void {
    if (!isPrinted(record.family)) return;
    const output = this.#output;
    const name = NAMES.get(record.mrtType);
    const time = timeOf(record);
    const [head, headWithId] = [`${name}|${time}|B|`, `${name}_AP|${time}|B|`];
    const prefix = formatRawPrefix(record.family, record.nlri, 0);
    for (const entry of record.entries) {
      const { peer, pathId } = entry;
      const view = this.#read(record, entry);
      output.text(pathId === undefined ? head : headWithId);
      output.text(formatDumpAddress(peer.address));
      output.character(BAR);
      output.decimal(peer.asn);
      output.character(BAR);
      output.text(prefix);
      output.character(BAR);
      if (pathId !== undefined) {
        output.decimal(pathId);
        output.character(BAR);
      }
      writeColumns(output, view, ribNextHop(view), true);
      output.character(LINE_FEED);
    }
  }

  /** The attributes of an entry: where they stand, unless their MP_REACH_NLRI is cut and has to be completed. */
  #read(record: MrtRib, entry: MrtRibEntry): UpdateView {
    if (record.family === Family.IPV4_UNICAST) {
      const view = this.#list.resetAttributes(entry.attributes, mrtContext({ asn4: record.asn4, addPath: false }));
      if (view.index.find(MP_REACH_NLRI.code) < 0) return view;
    }
    return this.#entries.read(record, entry);
  }

  /** Withdrawals, then announcements; of these the NLRI field before MP_REACH_NLRI. */
  #message(record: MrtMessage): void {
    const { frame } = record;
    if (frame.length < 23 || frame[18] !== 2) return;
    const [output, later, columns] = [this.#output, this.#later, this.#columns];
    const view = new UpdateView(frame, mrtContext(record));
    const head = `${NAMES.get(record.mrtType)}${record.addPath ? '_AP' : ''}|${timeOf(record)}`;
    const peer = `${formatDumpAddress(record.peerAddress)}|${record.peerAs}`;
    const visitor: RouteVisitor = {
      withdraw: (family, bytes, offset, _length, id) => {
        output.text(`${head}|W|${peer}|${formatRawPrefix(family, bytes, offset)}${pathColumn(id)}\n`);
      },
      nextHop: (_family, _bytes, offset, length) => {
        columns.clear();
        writeColumns(columns, view, { offset, length }, record.mrtType !== MrtType.BGP);
        columns.character(LINE_FEED);
      },
      announce: (family, bytes, offset, _length, id) => {
        const lines = offset >= view.nlriStart ? output : later;
        lines.text(`${head}|A|${peer}|${formatRawPrefix(family, bytes, offset)}${pathColumn(id)}|`);
        lines.append(columns);
      },
    };
    visitRoutes(view, printedOnly(visitor));
    output.append(later);
    later.clear();
  }
}

const BAR = 0x7c;
const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const LINE_FEED = 0x0a;
const DECODER = new TextDecoder();

function timeOf({ timestamp, microseconds }: MrtRecord): string {
  return microseconds === undefined ? `${timestamp}` : `${timestamp}.${String(microseconds).padStart(6, '0')}`;
}

function stateLine(record: MrtStateChange): string {
  const { peerAddress, peerAs, oldState, newState } = record;
  return `${NAMES.get(record.mrtType)}|${timeOf(record)}|STATE|${formatDumpAddress(peerAddress)}|${peerAs}|${oldState}|${newState}\n`;
}

/** True for the families of plain prefixes, which are all that bgpdump prints. */
function isPrinted(family: number): boolean {
  return standardFamilies.get(family)?.prefixBits !== undefined;
}

function printedOnly(visitor: RouteVisitor): RouteVisitor {
  return {
    withdraw(family, ...route) {
      if (isPrinted(family)) visitor.withdraw(family, ...route);
    },
    nextHop(family, ...hop) {
      if (isPrinted(family)) visitor.nextHop(family, ...hop);
    },
    announce(family, ...route) {
      if (isPrinted(family)) visitor.announce(family, ...route);
    },
  };
}

function pathColumn(pathId: number): string {
  return pathId < 0 ? '' : `|${pathId}`;
}

/** Where the octets of a next hop stand in the octets of a view. */
interface NextHopPlace {
  readonly offset: number;
  readonly length: number;
}

/** The next hop of a RIB entry, also where its list is not fit for an UPDATE; of no length where there is none. */
function ribNextHop(view: UpdateView): NextHopPlace {
  const { bytes, index } = view;
  const plain = view.position(NEXT_HOP);
  if (plain >= 0) return { offset: index.start(plain), length: 4 };
  const reach = view.position(MP_REACH_NLRI);
  if (reach < 0) return { offset: 0, length: 0 };
  const start = index.start(reach);
  return { offset: start + 4, length: bytes[start + 3]! };
}

/** The first address of a next hop; the link-local one beside it is not printed. */
function writeNextHop(output: AsciiWriter, bytes: Uint8Array, { offset, length }: NextHopPlace): void {
  if (length === 4) output.ipv4(bytes, offset);
  else if (length === 16 || length === 32) {
    output.text(formatDumpAddress(formatAddress(bytes, offset, offset + 16)));
  } else output.text('255.255.255.255');
}

/** Everything behind the prefix. */
function writeColumns(output: AsciiWriter, view: UpdateView, nextHop: NextHopPlace, withCommunities: boolean): void {
  const { bytes, index } = view;
  const isMerged = !view.context.asn4 && (view.has(AS4_PATH) || view.has(AS4_AGGREGATOR));
  const merged = isMerged ? mergeAs4(view) : undefined;
  const path = view.position(AS_PATH);
  if (merged?.asPath) {
    const octets = new ByteWriter();
    AS_PATH.encode(merged.asPath, octets, WIDE);
    writePath(output, octets.view(), 0, octets.length, 4);
  } else if (path >= 0) writePath(output, bytes, index.start(path), index.end(path), view.context.asn4 ? 4 : 2);
  const origin = view.position(ORIGIN);
  output.text(ORIGINS[origin < 0 ? 2 : bytes[index.start(origin)]!]!);
  writeNextHop(output, bytes, nextHop);
  output.character(BAR);
  for (const row of [LOCAL_PREF, MULTI_EXIT_DISC]) {
    const i = view.position(row);
    output.decimal(i < 0 ? 0 : readU32(bytes, index.start(i)));
    output.character(BAR);
  }
  if (withCommunities) {
    const i = view.position(COMMUNITIES);
    if (i >= 0) writeCommunities(output, bytes, index.start(i), index.end(i));
    output.character(BAR);
  }
  output.text(view.has(ATOMIC_AGGREGATE) ? 'AG|' : 'NAG|');
  const aggregator = merged ? merged.aggregator : view.get(AGGREGATOR);
  if (aggregator !== undefined) output.text(`${aggregator.asn} ${aggregator.address}`);
  output.character(BAR);
}

/** By the octet of ORIGIN (RFC 4271 §4.3 a). */
const ORIGINS = ['|IGP|', '|EGP|', '|INCOMPLETE|'] as const;

/** Around and between the AS numbers of a segment, by its type (RFC 4271 §4.3 b, RFC 5065 §3). */
const BRACKETS: readonly { readonly open: string; readonly between: number; readonly close: string }[] = [
  { open: '', between: SPACE, close: '' },
  { open: '{', between: COMMA, close: '}' },
  { open: '', between: SPACE, close: '' },
  { open: '(', between: SPACE, close: ')' },
  { open: '[', between: COMMA, close: ']' },
];

/** The segments of an AS_PATH in `bytes[start, end)` that was checked. */
function writePath(output: AsciiWriter, bytes: Uint8Array, start: number, end: number, width: 2 | 4): void {
  for (let at = start; at < end; ) {
    const { open, between, close } = BRACKETS[bytes[at]!]!;
    if (at > start) output.character(SPACE);
    output.text(open);
    const first = at + 2;
    const next = first + bytes[at + 1]! * width;
    for (at = first; at < next; at += width) {
      if (at > first) output.character(between);
      output.decimal(width === 4 ? readU32(bytes, at) : readU16(bytes, at));
    }
    output.text(close);
  }
}

const COMMUNITY_NAMES: ReadonlyMap<number, string> = new Map([
  [0xffffff01, 'no-export'],
  [0xffffff02, 'no-advertise'],
  [0xffffff03, 'local-AS'],
]);

function writeCommunities(output: AsciiWriter, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at += 4) {
    if (at > start) output.character(SPACE);
    const high = readU16(bytes, at);
    const name = high === 0xffff ? COMMUNITY_NAMES.get(readU32(bytes, at)) : undefined;
    if (name !== undefined) output.text(name);
    else {
      output.decimal(high);
      output.character(COLON);
      output.decimal(readU16(bytes, at + 2));
    }
  }
}

/** The prefix whose length octet stands at `offset`, host bits and all. */
function formatRawPrefix(family: number, bytes: Uint8Array, offset: number): string {
  const bits = bytes[offset]!;
  const length = family === Family.IPV6_UNICAST || family === Family.IPV6_MULTICAST ? 16 : 4;
  const octets = (bits + 7) >> 3;
  for (let i = 0; i < length; i++) ADDRESS[i] = i < octets ? bytes[offset + 1 + i]! : 0;
  return `${formatDumpAddress(formatAddress(ADDRESS, 0, length))}/${bits}`;
}

/** Room for one address, so that a line needs none of its own. */
const ADDRESS = new Uint8Array(16);

/** An address with its first single zero group left out, where RFC 5952 leaves out none. */
function formatDumpAddress(text: string): string {
  return !text.includes(':') || text.includes('::') ? text : text.replace(/:0(?=:)/, ':');
}
