// A seeded table that looks like the Internet's, in the order in which UPDATEs bring it: distinct IPv4 prefixes that
// follow no order, one to nineteen of an attribute set after another.

/** A small generator of 32-bit numbers (xorshift). */
export function generator(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** NLRI octets one after another at `offsets`, `sets` of canonical attributes, and the set of each route. */
export function makeTable(count, perSet = 10, seed = 42) {
  const random = generator(seed);
  const nlri = new Uint8Array(count * 4);
  const sets = [];
  const setOf = new Uint32Array(count);
  let left = 0;
  for (let i = 0; i < count; i++) {
    // A /24 for each number: an odd multiplier visits every one of the 2^24 once.
    const network = Math.imul(i, 0x9e3779b1) & 0xffffff;
    nlri.set([24, network >>> 16, (network >>> 8) & 0xff, network & 0xff], 4 * i);
    if (left-- === 0) {
      left = random() % (2 * perSet - 1);
      sets.push(attributeSet(random));
    }
    setOf[i] = sets.length - 1;
  }
  return { count, nlri, sets, setOf, nextHop: new Uint8Array([192, 0, 2, 1]) };
}

/** ORIGIN, an AS_PATH of 2 to 6, for one in three a MED, for every other one to three communities. */
function attributeSet(random) {
  const hops = 2 + (random() % 5);
  const octets = [0x40, 1, 1, 0, 0x40, 2, 2 + 4 * hops, 2, hops];
  for (let i = 0; i < hops; i++) octets.push(0, random() & 3, random() & 0xff, (random() & 0xff) | 1);
  if (random() % 3 === 0) octets.push(0x80, 4, 4, 0, 0, random() & 0xff, random() & 0xff);
  if (random() % 2 === 0) {
    const communities = 1 + (random() % 3);
    octets.push(0xc0, 8, 4 * communities);
    for (let i = 0; i < 4 * communities; i++) octets.push(random() & 0xff);
  }
  return new Uint8Array(octets);
}
