// Mutations of octets. What decoders trip over is lengths, counts and ends: so most mutations set an octet to a value
// at an edge, cut, repeat or splice, and only a few are plain noise.

/** Values at which comparisons turn over. */
const EDGES = [0, 1, 2, 3, 4, 7, 8, 0x0f, 0x10, 0x1f, 0x20, 0x21, 0x7f, 0x80, 0x81, 0xf0, 0xfe, 0xff];
const MAX_LENGTH = 4096;

const MUTATIONS = [
  function flip(bytes, random) {
    bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    return bytes;
  },
  function edge(bytes, random) {
    bytes[random.below(bytes.length)] = random.of(EDGES);
    return bytes;
  },
  function step(bytes, random) {
    bytes[random.below(bytes.length)] += random.below(2) === 0 ? 1 : -1;
    return bytes;
  },
  function noise(bytes, random) {
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  function edge16(bytes, random) {
    const at = random.below(bytes.length);
    bytes[at] = random.below(3) === 0 ? 0xff : 0;
    if (at + 1 < bytes.length) bytes[at + 1] = random.of(EDGES);
    return bytes;
  },
  function cut(bytes, random) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  function remove(bytes, random) {
    const from = random.below(bytes.length);
    const to = Math.min(bytes.length, from + 1 + random.below(8));
    return join(bytes.subarray(0, from), bytes.subarray(to));
  },
  function repeat(bytes, random) {
    const from = random.below(bytes.length);
    const to = Math.min(bytes.length, from + 1 + random.below(32));
    return join(bytes.subarray(0, to), bytes.subarray(from));
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    const more = Uint8Array.from({ length: 1 + random.below(6) }, () => random.of(EDGES));
    return join(bytes.subarray(0, at), more, bytes.subarray(at));
  },
  function splice(bytes, random, seeds) {
    const other = random.of(seeds);
    return join(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
  },
];

function join(...parts) {
  const bytes = new Uint8Array(
    Math.min(
      MAX_LENGTH,
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
  );
  let at = 0;
  for (const part of parts) {
    const room = part.subarray(0, bytes.length - at);
    bytes.set(room, at);
    at += room.length;
  }
  return bytes;
}

/** A seed with one to four mutations, or now and then the seed itself. */
export function mutate(seeds, random) {
  let bytes = random.of(seeds).slice();
  for (let left = random.below(5); left > 0 && bytes.length > 0; left--) {
    bytes = random.of(MUTATIONS)(bytes, random, seeds);
  }
  return bytes;
}
