import type { Family as FamilyNumber } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { Family } from '../family.js';
import { AttributeCode, MessageType } from '../iana.js';
import { prefixLength } from '../nlri/field.js';
import { NO_PATH_ID } from '../nlri/row.js';
import { ACCEPTED } from '../update/assess.js';
import { writeCanonicalAttributes } from '../update/canonical.js';
import { UpdateView } from '../update/view.js';
import { type RouteVisitor, visitRoutes } from '../update/visit.js';
import type { MrtInput } from './input.js';
import { type ReadMrtOptions, readMrtBatches } from './read.js';
import type { MrtMessage, MrtPeer, MrtRecord, MrtRib, MrtRibEntry } from './record.js';
import { mrtContext, RibEntryReader } from './rib-entry.js';

/** An UPDATE of a file. All members are borrowed until the next one is asked for. */
export interface MrtUpdate {
  readonly record: MrtRib | MrtMessage;
  readonly peer: MrtPeer;
  /** Seconds since 1970: when the message came, or when the route of a table did. */
  readonly timestamp: number;
  /** One route for an entry of a RIB. */
  readonly view: UpdateView;
}

/**
 * Every UPDATE of an MRT file: those of BGP4MP records, and one for each RIB entry. Other records, and messages that
 * are no whole UPDATE, are passed over; `onSkipped` is told of each. The verdict stands in `view.assessment`.
 */
export async function* readMrtUpdates(
  input: MrtInput,
  options: ReadMrtOptions & { readonly onSkipped?: (record: MrtRecord) => void } = {},
): AsyncGenerator<MrtUpdate, void, undefined> {
  const entries = new RibEntryReader();
  for await (const records of readMrtBatches(input, options)) {
    for (const record of records) {
      if (record.type === 'RIB') {
        for (const entry of record.entries) {
          yield { record, peer: entry.peer, timestamp: entry.originated, view: entries.read(record, entry) };
        }
      } else if (record.type === 'MESSAGE' && isUpdate(record.frame)) {
        const peer = { routerId: 0, address: record.peerAddress, asn: record.peerAs };
        const view = new UpdateView(record.frame, mrtContext(record));
        yield { record, peer, timestamp: record.timestamp, view };
      } else options.onSkipped?.(record);
    }
  }
}

/** True for octets that have the length and type of a whole UPDATE. */
function isUpdate(frame: Uint8Array): boolean {
  return frame.length >= 23 && readU16(frame, 16) === frame.length && frame[18] === MessageType.UPDATE;
}

/** One route of a table. All octets are borrowed until the next one is asked for. */
export interface MrtRoute {
  readonly peer: MrtPeer;
  /** Seconds since 1970. */
  readonly originated: number;
  readonly family: FamilyNumber;
  /** Length octet and prefix. */
  readonly nlri: Uint8Array;
  /** `NO_PATH_ID` where there is none. */
  readonly pathId: number;
  /** The canonical attribute set: 4-octet AS numbers, ascending, without next hop. */
  readonly attributes: Uint8Array;
  /** 4, 16 or 32 octets. */
  readonly nextHop: Uint8Array;
}

/** Gives the routes of a table one at a time; each is valid until the next. */
export class RibRouteReader {
  readonly #entries = new RibEntryReader();
  readonly #list = new UpdateView(EMPTY_UPDATE, mrtContext({ asn4: true, addPath: false }));
  readonly #attributes = new ByteWriter(4096);
  readonly #visitor = new NextHopVisitor();

  /** The route of an entry; undefined where no UPDATE could announce it (malformed, or without next hop). */
  read(rib: MrtRib, entry: MrtRibEntry): MrtRoute | undefined {
    return this.#readPlain(rib, entry) ?? this.#readUpdate(rib, entry);
  }

  /**
   * Nearly every entry of an IPv4 table is a faultless list with a NEXT_HOP: read where it stands. Undefined for any
   * other, which has to be put back into its UPDATE.
   */
  #readPlain(rib: MrtRib, entry: MrtRibEntry): MrtRoute | undefined {
    if (rib.family !== Family.IPV4_UNICAST || !isIPv4Prefix(rib.nlri)) return undefined;
    const { attributes } = entry;
    const view = this.#list.resetAttributes(attributes, mrtContext({ asn4: rib.asn4, addPath: false }));
    const nextHop = view.index.find(AttributeCode.NEXT_HOP);
    if (view.assessment !== ACCEPTED || view.index.find(AttributeCode.MP_REACH_NLRI) >= 0) return undefined;
    return this.#route(rib, entry, view, view.index.start(nextHop), view.index.end(nextHop));
  }

  #readUpdate(rib: MrtRib, entry: MrtRibEntry): MrtRoute | undefined {
    const view = this.#entries.read(rib, entry);
    const visitor = this.#visitor;
    visitor.isAnnounced = false;
    visitRoutes(view, visitor);
    return visitor.isAnnounced ? this.#route(rib, entry, view, visitor.start, visitor.end) : undefined;
  }

  /** The route with its next hop in `view.bytes[start, end)`. */
  #route({ family, nlri }: MrtRib, entry: MrtRibEntry, view: UpdateView, start: number, end: number): MrtRoute {
    this.#attributes.truncate(0);
    writeCanonicalAttributes(view, this.#attributes);
    return {
      peer: entry.peer,
      originated: entry.originated,
      family,
      nlri,
      pathId: entry.pathId ?? NO_PATH_ID,
      attributes: this.#attributes.view(),
      nextHop: view.bytes.subarray(start, end),
    };
  }
}

const EMPTY_UPDATE = new Uint8Array(23);

/** True for the octets of one IPv4 prefix and no more; a caller may have made the record. */
function isIPv4Prefix(nlri: Uint8Array): boolean {
  const bits = nlri[0]!;
  return bits <= 32 && nlri.length === prefixLength(bits);
}

/** Keeps where the next hop stands, and whether there is a route for it. */
class NextHopVisitor implements RouteVisitor {
  isAnnounced = false;
  start = 0;
  end = 0;

  withdraw(): void {}

  announce(): void {
    this.isAnnounced = true;
  }

  nextHop(_family: FamilyNumber, _bytes: Uint8Array, offset: number, length: number): void {
    this.start = offset;
    this.end = offset + length;
  }
}

/**
 * The routes of a table dump as an injector takes them: `(family, NLRI, path id)`, canonical attributes, next hop.
 * Routes that no UPDATE could announce are passed over; `onSkipped` is told of their record. For those who cannot pay a
 * promise a route there are `readMrtBatches` and `RibRouteReader`.
 */
export async function* readMrtRoutes(
  input: MrtInput,
  options: ReadMrtOptions & { readonly onSkipped?: (record: MrtRecord) => void } = {},
): AsyncGenerator<MrtRoute, void, undefined> {
  const routes = new RibRouteReader();
  for await (const records of readMrtBatches(input, options)) {
    for (const record of records) {
      if (record.type !== 'RIB') {
        if (record.type !== 'PEER_INDEX_TABLE') options.onSkipped?.(record);
        continue;
      }
      for (const entry of record.entries) {
        const route = routes.read(record, entry);
        if (route === undefined) options.onSkipped?.(record);
        else yield route;
      }
    }
  }
}
