import { AIGP } from '@mesh/bgp-wire';
import { attributeKeyword, type RouteKeyword } from './row.js';

/** The number of all ones: no path is that long (RFC 7311 §3.2). */
const MAX_METRIC = 2n ** 64n - 2n;

/** The accumulated IGP metric (RFC 7311). */
export const aigp: RouteKeyword = attributeKeyword({
  keyword: 'aigp',
  argument: '<number>',
  attribute: AIGP,
  read: (cursor) => cursor.value(`a number from 0 to ${MAX_METRIC}, or 0x and up to sixteen digits`, parseAigp),
  write({ metric, others }) {
    if (metric === undefined || others) return undefined;
    return typeof metric === 'string' ? `0x${metric}` : String(metric);
  },
});

/** The model has digits where no number of JavaScript is exact. */
function parseAigp(text: string): { readonly metric: number | string } | undefined {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) return undefined;
  const metric = BigInt(text);
  if (metric > MAX_METRIC) return undefined;
  return { metric: metric <= Number.MAX_SAFE_INTEGER ? Number(metric) : metric.toString(16).padStart(16, '0') };
}
