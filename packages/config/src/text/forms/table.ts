import type { Family } from '@mesh/bgp-wire';
import type { RouteForm } from './form.js';
import { prefixForms } from './prefix.js';

/** How the routes of each family are written. */
export const routeForms: readonly RouteForm[] = [...prefixForms];

const BY_FAMILY: ReadonlyMap<Family, RouteForm> = new Map(
  routeForms.flatMap((form) => form.families.map((family) => [family, form] as const)),
);

/** The form of a family; undefined where it has none of its own. */
export function formOf(family: Family): RouteForm | undefined {
  return BY_FAMILY.get(family);
}
