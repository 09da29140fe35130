import type { Prefix } from '@mesh/bgp-wire';
import type { TokenCursor } from '../lexer.js';
import { parseUint } from '../values.js';
import type { RouteDraft, RouteKeyword } from './row.js';

/** Most routes that the splits of one text may make: a line of text is not to fill the memory. */
export const MAX_SPLIT = 1 << 20;

/** Makes one route of each longer prefix. The routes stand alone afterwards, so that nothing is printed. */
export const split: RouteKeyword = {
  keyword: 'split',
  argument: '/<length>',
  parse(cursor, draft) {
    const span = cursor.peek();
    const bits = cursor.value('a prefix length such as /24', (text) =>
      text.startsWith('/') ? parseUint(text.slice(1), 128) : undefined,
    );
    draft.split = { bits, span };
  },
};

/** The prefixes a draft's `split` makes of one; undefined without it. */
export function splitPrefix(cursor: TokenCursor, draft: RouteDraft, prefix: Prefix): readonly Prefix[] | undefined {
  if (!draft.split) return undefined;
  const { bits, span } = draft.split;
  const longest = 8 * prefix.address.length;
  if (draft.compat && bits < prefix.bits) return undefined;
  if (bits < prefix.bits || bits > longest) {
    throw cursor.error(span, {
      problem: `a prefix of length ${prefix.bits} cannot be split into /${bits}`,
      expected: `a length from /${prefix.bits} to /${longest}`,
    });
  }
  const count = 2 ** (bits - prefix.bits);
  if (count > draft.budget.left) {
    throw cursor.error(span, {
      problem: `split /${bits} makes ${count} routes, the limit is ${MAX_SPLIT} in a text`,
      expected: `a length up to /${prefix.bits + Math.log2(MAX_SPLIT)}`,
    });
  }
  draft.budget.left -= count;
  const prefixes: Prefix[] = [];
  for (let address: Uint8Array = prefix.address; prefixes.length < count; address = following(address, bits)) {
    prefixes.push({ address, bits });
  }
  return prefixes;
}

/** The network after this one among those of `bits` bits. */
function following(address: Uint8Array, bits: number): Uint8Array {
  const next = address.slice();
  let carry = 1 << ((8 - (bits % 8)) % 8);
  for (let i = Math.ceil(bits / 8) - 1; i >= 0 && carry > 0; i--) {
    const sum = next[i]! + carry;
    next[i] = sum;
    carry = sum >>> 8;
  }
  return next;
}
