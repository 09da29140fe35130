import { AGGREGATOR, type Aggregator } from '../attribute/aggregator.js';
import { AS_PATH, type AsPathSegment } from '../attribute/as-path.js';
import { AS4_AGGREGATOR } from '../attribute/as4-aggregator.js';
import { AS4_PATH } from '../attribute/as4-path.js';
import type { Asn } from '../brand.js';
import { AS_TRANS } from '../iana.js';
import type { UpdateView } from './view.js';

/** The path and the aggregator with all AS numbers in full. */
export interface MergedAs4 {
  readonly asPath: readonly AsPathSegment[] | undefined;
  readonly aggregator: Aggregator | undefined;
}

/**
 * Puts AS4_PATH and AS4_AGGREGATOR of an UPDATE from a 2-octet speaker back where they belong (RFC 6793 §4.2.3). From
 * a 4-octet speaker the attributes are as they are.
 */
export function mergeAs4(view: UpdateView): MergedAs4 {
  const asPath = view.get(AS_PATH);
  const aggregator = view.get(AGGREGATOR);
  if (view.context.asn4) return { asPath, aggregator };
  const as4Aggregator = view.get(AS4_AGGREGATOR);
  if (aggregator && as4Aggregator && aggregator.asn !== AS_TRANS) return { asPath, aggregator };
  const as4Path = view.get(AS4_PATH);
  return {
    asPath: asPath && as4Path ? mergeAs4Path(asPath, as4Path) : asPath,
    aggregator: aggregator && as4Aggregator ? as4Aggregator : aggregator,
  };
}

/** AS numbers as the merge counts them: a set is one, confederation segments are none (RFC 6793 §4.2.3). */
function countAsns(segments: readonly AsPathSegment[]): number {
  let count = 0;
  for (const { type, asns } of segments) {
    if (type === 'AS_SEQUENCE') count += asns.length;
    else if (type === 'AS_SET') count += 1;
  }
  return count;
}

/**
 * The full path of an AS_PATH in 2-octet numbers and an AS4_PATH: the leading part of AS_PATH that AS4_PATH does not
 * cover, with the AS_CONFED segments that lead it or adjoin it, then AS4_PATH. AS_PATH alone where it is the shorter
 * one. AS_CONFED segments of AS4_PATH are left out.
 */
export function mergeAs4Path(
  asPath: readonly AsPathSegment[],
  as4Path: readonly AsPathSegment[],
): readonly AsPathSegment[] {
  const tail = as4Path.filter(({ type }) => type === 'AS_SEQUENCE' || type === 'AS_SET');
  let missing = countAsns(asPath) - countAsns(tail);
  if (missing < 0) return asPath;
  const merged: { type: AsPathSegment['type']; asns: Asn[] }[] = [];
  for (const { type, asns } of asPath) {
    const confederation = type === 'AS_CONFED_SEQUENCE' || type === 'AS_CONFED_SET';
    if (!confederation && missing === 0) break;
    const taken = type === 'AS_SEQUENCE' ? asns.slice(0, missing) : asns;
    merged.push({ type, asns: [...taken] });
    if (!confederation) missing -= type === 'AS_SET' ? 1 : taken.length;
    if (taken.length < asns.length) break;
  }
  for (const { type, asns } of tail) {
    const last = merged.at(-1);
    if (type === 'AS_SEQUENCE' && last?.type === 'AS_SEQUENCE' && last.asns.length + asns.length <= 255)
      last.asns.push(...asns);
    else merged.push({ type, asns: [...asns] });
  }
  return merged;
}
