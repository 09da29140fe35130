/** AS numbers as ranges that ascend and do not touch: from, to, from, to … */
export type AsRanges = readonly number[];

/** An AS-path expression, read. */
export type AsPathExpression =
  /** One element of the path: an AS number, or a set with one of these among its members. */
  | { readonly kind: 'as'; readonly ranges: AsRanges }
  | { readonly kind: 'begin' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly AsPathExpression[] }
  | { readonly kind: 'repeat'; readonly part: AsPathExpression; readonly min: number; readonly max: number };

export const MAX_ASN = 0xffffffff;
export const ANY_AS: AsRanges = [0, MAX_ASN];

/** Ranges in any order, made ascending and apart. */
export function mergeRanges(pairs: readonly (readonly [from: number, to: number])[]): AsRanges {
  const merged: number[] = [];
  for (const [from, to] of [...pairs].sort((a, b) => a[0] - b[0])) {
    if (merged.length > 0 && from <= merged[merged.length - 1]! + 1) {
      merged[merged.length - 1] = Math.max(to, merged[merged.length - 1]!);
    } else merged.push(from, to);
  }
  return merged;
}

/** All that ranges leave out. */
export function invertRanges(ranges: AsRanges): AsRanges {
  const inverted: number[] = [];
  let from = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if (ranges[i]! > from) inverted.push(from, ranges[i]! - 1);
    from = ranges[i + 1]! + 1;
  }
  if (from <= MAX_ASN) inverted.push(from, MAX_ASN);
  return inverted;
}
