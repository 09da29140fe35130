import {
  ATOMIC_AGGREGATE,
  COMMUNITIES,
  Family,
  formatAddress,
  formatAsPath,
  LOCAL_PREF,
  MP_REACH_NLRI,
  MULTI_EXIT_DISC,
  mergeAs4,
  NEXT_HOP,
  ORIGIN,
  type Origin,
  type RouteVisitor,
  standardFamilies,
  UpdateView,
  visitRoutes,
} from '@mesh/bgp-wire';
import {
  type MrtMessage,
  type MrtRecord,
  type MrtRib,
  type MrtStateChange,
  MrtType,
  mrtContext,
  RibEntryReader,
} from '@mesh/bgp-wire/mrt';

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

const ORIGINS: Readonly<Record<Origin, string>> = { igp: 'IGP', egp: 'EGP', incomplete: 'INCOMPLETE' };

/** Prints records of MRT files; one for each file. */
export class BgpdumpPrinter {
  readonly #entries = new RibEntryReader();

  /** The lines of a record, none for those that `bgpdump` prints nothing for. */
  lines(record: MrtRecord): string[] {
    if (record.type === 'RIB') return this.#rib(record);
    if (record.type === 'MESSAGE') return updateLines(record);
    return record.type === 'STATE_CHANGE' ? [stateLine(record)] : [];
  }

  #rib(record: MrtRib): string[] {
    if (!isPrinted(record.family)) return [];
    const name = NAMES.get(record.mrtType);
    const time = timeOf(record);
    const prefix = formatRawPrefix(record.family, record.nlri, 0);
    return record.entries.map((entry) => {
      const { peer, pathId } = entry;
      const view = this.#entries.read(record, entry);
      const head = `${name}${pathId === undefined ? '' : '_AP'}|${time}|B|${formatDumpAddress(peer.address)}|${peer.asn}`;
      const id = pathId === undefined ? '' : `${pathId}|`;
      return `${head}|${prefix}|${id}${attributeColumns(view, ribNextHop(view), true)}`;
    });
  }
}

function timeOf({ timestamp, microseconds }: MrtRecord): string {
  return microseconds === undefined ? `${timestamp}` : `${timestamp}.${String(microseconds).padStart(6, '0')}`;
}

function stateLine(record: MrtStateChange): string {
  const { peerAddress, peerAs, oldState, newState } = record;
  return `${NAMES.get(record.mrtType)}|${timeOf(record)}|STATE|${formatDumpAddress(peerAddress)}|${peerAs}|${oldState}|${newState}`;
}

/** Withdrawals, then announcements; of these the NLRI field before MP_REACH_NLRI. */
function updateLines(record: MrtMessage): string[] {
  const { frame } = record;
  if (frame.length < 23 || frame[18] !== 2) return [];
  const view = new UpdateView(frame, mrtContext(record));
  const [withdrawn, field, mp]: string[][] = [[], [], []];
  const head = `${NAMES.get(record.mrtType)}${record.addPath ? '_AP' : ''}|${timeOf(record)}`;
  const peer = `${formatDumpAddress(record.peerAddress)}|${record.peerAs}`;
  let columns = '';
  const visitor: RouteVisitor = {
    withdraw: (family, bytes, offset, _length, id) => {
      withdrawn!.push(`${head}|W|${peer}|${formatRawPrefix(family, bytes, offset)}${pathColumn(id)}`);
    },
    nextHop: (_family, bytes, offset, length) => {
      const hop = formatNextHopOctets(bytes, offset, length);
      columns = attributeColumns(view, hop, record.mrtType !== MrtType.BGP);
    },
    announce: (family, bytes, offset, _length, id) => {
      const line = `${head}|A|${peer}|${formatRawPrefix(family, bytes, offset)}${pathColumn(id)}|${columns}`;
      (offset >= view.nlriStart ? field : mp)!.push(line);
    },
  };
  visitRoutes(view, printedOnly(visitor));
  return [...withdrawn!, ...field!, ...mp!];
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

/** The first address of a next hop; the link-local one beside it is not printed. */
function formatNextHopOctets(bytes: Uint8Array, offset: number, length: number): string {
  return length === 4 || length === 16 || length === 32
    ? formatDumpAddress(formatAddress(bytes, offset, offset + Math.min(length, 16)))
    : '255.255.255.255';
}

/** The next hop of a RIB entry, also where its list is not fit for an UPDATE. */
function ribNextHop(view: UpdateView): string {
  const plain = view.get(NEXT_HOP);
  if (plain !== undefined) return plain;
  const reach = view.get(MP_REACH_NLRI);
  return reach?.nextHop.address === undefined ? '255.255.255.255' : formatDumpAddress(reach.nextHop.address);
}

/** Everything behind the prefix. */
function attributeColumns(view: UpdateView, nextHop: string, withCommunities: boolean): string {
  const { asPath, aggregator } = mergeAs4(view);
  const origin = view.get(ORIGIN);
  const path = asPath === undefined ? '' : formatAsPath(asPath);
  const numbers = `${view.get(LOCAL_PREF) ?? 0}|${view.get(MULTI_EXIT_DISC) ?? 0}`;
  const communities = withCommunities ? `${communityColumn(view)}|` : '';
  const atomic = view.has(ATOMIC_AGGREGATE) ? 'AG' : 'NAG';
  const aggregated = aggregator === undefined ? '' : `${aggregator.asn} ${aggregator.address}`;
  return `${path}|${ORIGINS[origin ?? 'incomplete']}|${nextHop}|${numbers}|${communities}${atomic}|${aggregated}|`;
}

const COMMUNITY_NAMES: ReadonlyMap<number, string> = new Map([
  [0xffffff01, 'no-export'],
  [0xffffff02, 'no-advertise'],
  [0xffffff03, 'local-AS'],
]);

function communityColumn(view: UpdateView): string {
  const plain = view
    .get(COMMUNITIES)
    ?.map((community) => COMMUNITY_NAMES.get(community) ?? `${community >>> 16}:${community & 0xffff}`);
  return plain?.join(' ') ?? '';
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
