import { readU16 } from '../../bytes/reader.js';

const HEADER = 4;
const LOCAL_NODE = 256;
const REMOTE_NODE = 257;

/**
 * True where the descriptors in `bytes[start, end)`, which are well formed, stand as RFC 9552 §5.1 demands: ascending
 * by type, those of one type by length and then by value, none of them twice; and within a node each type once.
 */
export function areOrdered(bytes: Uint8Array, start: number, end: number): boolean {
  let previous = -1;
  for (let at = start; at < end; at = nextTlv(bytes, at)) {
    if (previous >= 0 && compareTlvs(bytes, previous, at) >= 0) return false;
    const type = readU16(bytes, at);
    const isNode = type === LOCAL_NODE || type === REMOTE_NODE;
    if (isNode && !areTypesAscending(bytes, at + HEADER, nextTlv(bytes, at))) return false;
    previous = at;
  }
  return true;
}

function areTypesAscending(bytes: Uint8Array, start: number, end: number): boolean {
  let previous = -1;
  for (let at = start; at < end; at = nextTlv(bytes, at)) {
    const type = readU16(bytes, at);
    if (type <= previous) return false;
    previous = type;
  }
  return true;
}

function nextTlv(bytes: Uint8Array, at: number): number {
  return at + HEADER + readU16(bytes, at + 2);
}

/** Less than 0 where the TLV at `a` goes before that at `b`; 0 where they are the same. */
function compareTlvs(bytes: Uint8Array, a: number, b: number): number {
  const length = HEADER + readU16(bytes, a + 2);
  for (let i = 0; i < length; i++) {
    const difference = bytes[a + i]! - bytes[b + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
