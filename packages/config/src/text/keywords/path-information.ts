import { parseIPv4 } from '@mesh/bgp-wire';
import { MAX_UINT32, parseUint } from '../values.js';
import type { RouteKeyword } from './row.js';

/** The path identifier of ADD-PATH (RFC 7911 §3). */
export const pathInformation: RouteKeyword = {
  keyword: 'path-information',
  argument: '<number> | <IPv4 address>',
  parse(cursor, draft) {
    draft.pathId = cursor.value(
      `a number from 0 to ${MAX_UINT32} or a dotted quad`,
      (text) => parseUint(text, MAX_UINT32) ?? parseIPv4(text) ?? (draft.compat ? wrapped(text) : undefined),
    );
  },
  print: ({ nlri: { pathId } }) => (pathId === undefined ? undefined : `path-information ${pathId}`),
};

/** The lower 32 bits of a number that has more. */
function wrapped(text: string): number | undefined {
  return /^\d{10,20}$/.test(text) ? Number(BigInt(text) & 0xffffffffn) : undefined;
}
