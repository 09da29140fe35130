import { ADMINISTERED } from './administered.js';
import { EVPN } from './evpn.js';
import { FLOW_ACTIONS } from './flow.js';
import { OPAQUE } from './opaque.js';
import type { ExtendedCommunityRow } from './row.js';

/** Every extended community that has a text form beside its digits. */
const ROWS: readonly ExtendedCommunityRow[] = [...ADMINISTERED, ...OPAQUE, ...EVPN, ...FLOW_ACTIONS];

const BY_TYPE = group(({ type }) => type);
const BY_NAME = group(({ name }) => name);

function group<K>(keyOf: (row: ExtendedCommunityRow) => K): ReadonlyMap<K, readonly ExtendedCommunityRow[]> {
  const map = new Map<K, ExtendedCommunityRow[]>();
  for (const row of ROWS) map.set(keyOf(row), [...(map.get(keyOf(row)) ?? []), row]);
  return map;
}

/** The rows of a type and sub-type, in the order in which they are tried. */
export function rowsOfType(type: number): readonly ExtendedCommunityRow[] {
  return BY_TYPE.get(type) ?? [];
}

/** The rows of a name, in the order in which they are tried. */
export function rowsOfName(name: string): readonly ExtendedCommunityRow[] {
  return BY_NAME.get(name) ?? [];
}
