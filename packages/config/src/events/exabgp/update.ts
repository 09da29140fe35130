import { type Family, formatIPv6, type RouteVisitor, type UpdateView, visitRoutes } from '@mesh/bgp-wire';
import { writeAttributes } from './attribute/write.js';
import { quad } from './digits.js';
import { familyText, familyWords } from './family.js';
import type { NlriPlace } from './nlri/row.js';
import { type NlriWriter, nlriWriter } from './nlri/table.js';
import type { ExabgpVersion } from './version.js';

/** The NLRI of one family under one next hop, or withdrawn. */
interface Group {
  readonly family: Family;
  readonly hop: string;
  text: string;
}

const NO_NEXT_HOP = 'no-nexthop';

/** Octets of a route distinguisher before the address of a VPN's next hop (RFC 4364 §4.3.2). */
const RD_LENGTH = 8;

/** A next hop by its length: with a route distinguisher before it, and a link-local address behind it, neither is shown. */
function formatNextHop(bytes: Uint8Array, offset: number, length: number): string {
  if (length === 4) return quad(bytes, offset);
  if (length === 4 + RD_LENGTH) return quad(bytes, offset + RD_LENGTH);
  if (length === 16 || length === 32) return formatIPv6(bytes, offset);
  if (length === 24 || length === 48) return formatIPv6(bytes, offset + RD_LENGTH);
  return NO_NEXT_HOP;
}

/** Writes the routes of one UPDATE after another, what RFC 7606 makes of them included. Nothing is kept of a message. */
export class UpdateWriter implements RouteVisitor {
  readonly #place: { -readonly [K in keyof NlriPlace]: NlriPlace[K] };
  #announced: Group[] = [];
  #withdrawn: Group[] = [];
  #hop: string = NO_NEXT_HOP;
  #hopOf: Family = 0;
  #view: UpdateView | undefined;
  #writerOf: Family = -1;
  #writer: NlriWriter = () => '';

  constructor(version: ExabgpVersion) {
    this.#place = { bytes: new Uint8Array(0), start: 0, end: 0, pathId: -1, version, nextHop: undefined };
  }

  /** `{"update":{…}}`, or `{"eor":{…}}` for an End-of-RIB. */
  write(view: UpdateView): string {
    const eor = view.endOfRib;
    if (eor !== undefined) {
      const [afi, safi] = familyWords(eor);
      return `{"eor":{"afi":"${afi}","safi":"${safi}"}}`;
    }
    this.#view = view;
    this.#announced = [];
    this.#withdrawn = [];
    this.#hop = NO_NEXT_HOP;
    this.#writerOf = -1;
    visitRoutes(view, this);
    const attributes = writeAttributes(view, this.#withdrawn.length > 0);
    const announced = this.#announced.length > 0 ? `"announce":{${announcedText(this.#announced)}}` : '';
    const withdrawn = this.#withdrawn.length > 0 ? `"withdraw":{${withdrawnText(this.#withdrawn)}}` : '';
    this.#view = undefined;
    const routes = announced !== '' && withdrawn !== '' ? `${announced},${withdrawn}` : announced + withdrawn;
    if (attributes === '') return `{"update":{${routes}}}`;
    return routes === ''
      ? `{"update":{"attribute":{${attributes}}}}`
      : `{"update":{"attribute":{${attributes}},${routes}}}`;
  }

  nextHop(family: Family, bytes: Uint8Array, offset: number, length: number): void {
    this.#hop = formatNextHop(bytes, offset, length);
    this.#hopOf = family;
  }

  announce(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    const hop = this.#hopOf === family ? this.#hop : NO_NEXT_HOP;
    this.#place.nextHop = hop === NO_NEXT_HOP ? undefined : hop;
    add(this.#announced, family, hop, this.#nlri(family, bytes, offset, length, pathId, false));
  }

  withdraw(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    this.#place.nextHop = undefined;
    add(this.#withdrawn, family, '', this.#nlri(family, bytes, offset, length, pathId, true));
  }

  #nlri(family: Family, bytes: Uint8Array, start: number, length: number, pathId: number, withdrawn: boolean): string {
    const place = this.#place;
    place.bytes = bytes;
    place.start = start;
    place.end = start + length;
    place.pathId = pathId;
    if (this.#writerOf !== family) {
      this.#writer = nlriWriter(family, this.#view!.context.familyTable.get(family));
      this.#writerOf = family;
    }
    return this.#writer(place, withdrawn);
  }
}

/** Routes come in runs of one family and next hop; a group that is met again is continued. */
function add(groups: Group[], family: Family, hop: string, text: string): void {
  const last = groups[groups.length - 1];
  const group =
    last?.family === family && last.hop === hop ? last : groups.find((one) => one.family === family && one.hop === hop);
  if (group) group.text += `,${text}`;
  else groups.push({ family, hop, text });
}

function withdrawnText(groups: readonly Group[]): string {
  return groups.map(({ family, text }) => `"${familyText(family)}":[${text}]`).join(',');
}

/** `"ipv4 unicast":{"192.0.2.1":[…]}`, each family once. */
function announcedText(groups: readonly Group[]): string {
  if (groups.length === 1) {
    const { family, hop, text } = groups[0]!;
    return `"${familyText(family)}":{"${hop}":[${text}]}`;
  }
  const families = [...new Set(groups.map(({ family }) => family))];
  return families
    .map((family) =>
      familyMember(
        family,
        groups.filter((one) => one.family === family),
      ),
    )
    .join(',');
}

function familyMember(family: Family, groups: readonly Group[]): string {
  return `"${familyText(family)}":{${groups.map(({ hop, text }) => `"${hop}":[${text}]`).join(',')}}`;
}
