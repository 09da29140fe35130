import { Family, isOpaqueNlri, type Nlri, type PathAttribute } from '@mesh/bgp-wire';
import { familyWords, type RouteForm } from './forms/form.js';
import { opaqueForm } from './forms/opaque.js';
import { formOf } from './forms/table.js';
import { printRawAttribute } from './keywords/attribute.js';
import type { RouteKeyword } from './keywords/row.js';
import { attributeKeywords, leadingKeywords, trailingKeywords } from './keywords/table.js';
import type { PrefixRouteText, RouteText } from './route-text.js';

const BY_CODE = new Map<number, readonly RouteKeyword[]>();
for (const row of attributeKeywords) {
  if (row.code !== undefined) BY_CODE.set(row.code, [...(BY_CODE.get(row.code) ?? []), row]);
}

/**
 * The text that `parseRouteText` reads as the same route, on one line and without `;`: values in their canonical form,
 * attributes in ascending type. Takes a route of a RIB as well. Throws `RangeError` for a prefix that is none.
 */
export function formatRoute(route: RouteText | PrefixRouteText): string {
  return hasNlri(route) ? formatNlriRoute(route) : formatNlriRoute({ ...partsOf(route), nlri: prefixNlri(route) });
}

function hasNlri(route: RouteText | PrefixRouteText): route is RouteText {
  return route.nlri !== undefined;
}

function prefixNlri({ prefix, family, pathId }: PrefixRouteText): Nlri {
  const told = family ?? (prefix.includes(':') ? Family.IPV6_UNICAST : Family.IPV4_UNICAST);
  const nlri = { family: told, prefix };
  return pathId === undefined ? nlri : { ...nlri, pathId };
}

/** A route of a RIB has its members as accessors, which a spread would not copy. */
function partsOf({ nextHop, linkLocal, attributes, name, watchdog, withdrawn }: PrefixRouteText) {
  return { nextHop, linkLocal, attributes, name, watchdog, withdrawn };
}

function formatNlriRoute(route: RouteText): string {
  const form = formOf(route.nlri.family) ?? (isOpaqueNlri(route.nlri) ? opaqueForm : undefined);
  let text = form?.printHead?.(route) ?? familyWords(route.nlri.family);
  const print = (rows: readonly RouteKeyword[]) => {
    for (const row of rows) {
      const words = row.print?.(route);
      if (words !== undefined) text += ` ${words}`;
    }
  };
  if (form) print(form.rowsOf?.(route) ?? form.rows);
  print(leadingKeywords);
  for (const one of route.attributes) text += ` ${printAttribute(one, form)}`;
  print(trailingKeywords);
  return text;
}

function printAttribute(one: PathAttribute, form: RouteForm | undefined): string {
  const own = form?.printAttribute?.(one);
  if (own !== undefined) return own;
  const rows = BY_CODE.get(one.code);
  if (rows) {
    for (const row of rows) {
      const text = row.printAttribute?.(one);
      if (text !== undefined) return text;
    }
  }
  return printRawAttribute(one);
}
