import { AttributeCode } from '@mesh/bgp-wire';
import { AttributeOctets } from '../adj-rib-in/attribute-octets.js';
import type { StoreCore } from '../store/store-core.js';
import { type AttributeFacts, Fact, FactFlag } from './attribute-facts.js';
import type { Candidates } from './candidates.js';
import type { Decision } from './decision.js';

export interface MultipathOptions {
  /** Most paths from external peers that are used at a time. Default 1. */
  readonly external?: number;
  /** Most paths from internal peers. Default 1. */
  readonly internal?: number;
  /** Paths of equal length may go through other ASes. Default false: they have the same AS_PATH. */
  readonly relax?: boolean;
}

/**
 * The paths in use by index, with their shares of the traffic: those that tie with the best one until only identifiers
 * and addresses are left to tell them apart. Shares are the link bandwidths where every path has one
 * (RFC 10005), else all are 1.
 */
export function multipath(
  candidates: Candidates,
  decision: Decision,
  facts: AttributeFacts,
  core: StoreCore,
  order: readonly number[],
  options: MultipathOptions = {},
): ReadonlyMap<number, number> {
  const best = order[0];
  if (best === undefined) return new Map();
  const most = (candidates.peer(best).external ? options.external : options.internal) ?? 1;
  const tied = new Set<number>();
  decision.equals((index) => tied.add(index));
  const path = options.relax ? undefined : pathOf(core, candidates.ids[best]!);
  const used = order
    .filter(
      (index) => tied.has(index) && (path === undefined || sameOctets(path, pathOf(core, candidates.ids[index]!))),
    )
    .slice(0, most);
  const bandwidths = used.map((index) => bandwidthOf(core, facts, candidates.ids[index]!));
  const weighted = bandwidths.every((bandwidth) => bandwidth !== undefined && bandwidth > 0);
  return new Map(used.map((index, i) => [index, weighted ? bandwidths[i]! : 1]));
}

/** Octets a second, where the route says. */
function bandwidthOf(core: StoreCore, facts: AttributeFacts, id: number): number | undefined {
  const attributes = core.routes.attributes(id);
  if (!facts.has(attributes, FactFlag.BANDWIDTH)) return undefined;
  const word = new DataView(new ArrayBuffer(4));
  word.setInt32(0, facts.get(attributes, Fact.BANDWIDTH));
  return word.getFloat32(0);
}

function pathOf(core: StoreCore, id: number): Uint8Array {
  const octets = new AttributeOctets();
  const attributes = core.routes.attributes(id);
  octets.load(core.attributes.set(attributes), core.attributes.nextHop(attributes));
  const { AS_PATH } = AttributeCode;
  return octets.has(AS_PATH) ? octets.bytes.subarray(octets.start(AS_PATH), octets.end(AS_PATH)) : new Uint8Array(0);
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
