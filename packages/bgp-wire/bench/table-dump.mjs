// A TABLE_DUMP_V2 file made by hand from a seed: 20 peers a prefix, each with a path of its own.
import { random } from './stream.mjs';

const PREFIXES = 20_000;
const PEERS = 20;

export function tableDump(seed = 1) {
  const next = random(seed);
  const peers = Array.from({ length: PEERS }, (_, i) => [2, 192, 0, 2, i, 192, 0, 2, i, ...u32(65001 + i)]).flat();
  const parts = [Uint8Array.from(record(1, [192, 0, 2, 1, 0, 0, 0, PEERS, ...peers]))];
  for (let i = 0; i < PREFIXES; i++) {
    const origin = u32(1 + (next() % 400_000));
    const entries = [];
    for (let peer = 0; peer < PEERS; peer++) {
      const set = attributes(next, peer, origin);
      entries.push(0, peer, 0, 0, 0, 1, 0, set.length, ...set);
    }
    parts.push(Uint8Array.from(record(2, [...u32(i), 24, 10, i >>> 8, i & 255, 0, PEERS, ...entries])));
  }
  return Buffer.concat(parts);
}

/** ORIGIN, an AS_PATH of three to six, NEXT_HOP, none to four communities. */
function attributes(next, peer, origin) {
  const hops = Array.from({ length: 1 + (next() % 4) }, () => u32(1 + (next() % 70_000)));
  const path = [u32(65001 + peer), ...hops, origin].flat();
  const communities = Array.from({ length: next() % 5 }, () => u32(next())).flat();
  return [
    ...[0x40, 1, 1, next() % 3],
    ...[0x40, 2, 2 + path.length, 2, path.length / 4, ...path],
    ...[0x40, 3, 4, 192, 0, 2, peer],
    ...(communities.length > 0 ? [0xc0, 8, communities.length, ...communities] : []),
  ];
}

function record(subtype, body) {
  return [...[0x3b, 0x9a, 0xca, 0, 0, 13, 0, subtype], ...u32(body.length), ...body];
}

function u32(value) {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
