import {
  type Announcement,
  AS_PATH,
  type AsPathSegment,
  asPathLength,
  asSequence,
  attribute,
  attributeSet,
  createContext,
  isPrefixNlri,
  type PathAttribute,
} from '@mesh/bgp-wire';
import { TableDigest } from '@mesh-examples/lib';
import { INJECTOR } from './messages.js';

const context = createContext();

/** What the collector must hold, worked out from the generator alone, and how it is spread. */
export class ExpectedTable {
  readonly digest = new TableDigest();
  readonly byPrefixLength = new Map<number, number>();
  readonly byPathLength = new Map<number, number>();

  /** An external session puts the sender's AS before the path and the sender's address in as next hop. */
  add({ nlri, attributes }: Announcement): void {
    const path = pathOf(attributes);
    const sent = attributes.map((one) => (one.code === AS_PATH.code ? attribute(AS_PATH, prepended(path)) : one));
    const set = attributeSet(sent, context);
    for (const { prefix } of nlri.filter(isPrefixNlri)) {
      this.digest.add({ key: `${prefix} ${INJECTOR.address}`, attributes: set });
      count(this.byPrefixLength, Number(prefix.slice(prefix.indexOf('/') + 1)));
      count(this.byPathLength, asPathLength(path));
    }
  }
}

function pathOf(attributes: readonly PathAttribute[]): readonly AsPathSegment[] {
  const found = attributes.find(({ code }) => code === AS_PATH.code);
  return (found?.value ?? []) as readonly AsPathSegment[];
}

function prepended(path: readonly AsPathSegment[]): readonly AsPathSegment[] {
  return asSequence(INJECTOR.as, ...path.flatMap(({ asns }) => asns));
}

function count(histogram: Map<number, number>, key: number): void {
  histogram.set(key, (histogram.get(key) ?? 0) + 1);
}
