// Streams of UPDATEs that look like the Internet's, written by hand from a seed: what a decoder meets, without encoder.

/** Numbers below 2^32 from a seed (xorshift). */
function random(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** `count` prefixes of IPv4, `perMessage` in a message, as one buffer of messages. */
export function ipv4Stream(count, perMessage, seed = 1) {
  const next = random(seed);
  const octets = [];
  const u16 = (value) => octets.push(value >>> 8, value & 255);
  const u32 = (value) => octets.push(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  let messages = 0;
  for (let done = 0; done < count; done += perMessage) {
    const start = octets.length;
    for (let i = 0; i < 16; i++) octets.push(0xff);
    u16(0);
    octets.push(2);
    u16(0);
    const attributes = octets.length;
    u16(0);
    octets.push(0x40, 1, 1, next() % 3);
    const hops = 3 + (next() % 4);
    octets.push(0x40, 2, 2 + 4 * hops, 2, hops);
    for (let i = 0; i < hops; i++) u32(1 + (next() % 400000));
    octets.push(0x40, 3, 4, 192, 0, 2, 1);
    if (next() % 2) octets.push(0x80, 4, 4, 0, 0, 0, next() & 255);
    const communities = 1 + (next() % 5);
    octets.push(0xc0, 8, 4 * communities);
    for (let i = 0; i < communities; i++) u32(next());
    patch16(octets, attributes, octets.length - attributes - 2);
    for (let i = 0; i < perMessage && done + i < count; i++) {
      const bits = [24, 24, 24, 24, 24, 23, 22, 22, 20, 16][next() % 10];
      const address = next();
      octets.push(bits);
      for (let octet = 0; octet < (bits + 7) >> 3; octet++) octets.push((address >>> (24 - 8 * octet)) & 255);
    }
    patch16(octets, start + 16, octets.length - start);
    messages += 1;
  }
  return { bytes: Uint8Array.from(octets), messages, prefixes: count };
}

function patch16(octets, at, value) {
  octets[at] = value >>> 8;
  octets[at + 1] = value & 255;
}

/** The floor: the same octets by a hand loop, header lengths, attribute headers and prefixes, nothing judged or kept. */
export function handLoop(bytes) {
  let prefixes = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = at + ((bytes[at + 16] << 8) | bytes[at + 17]);
    let offset = at + 21 + ((bytes[at + 19] << 8) | bytes[at + 20]);
    const list = offset + 2 + ((bytes[offset] << 8) | bytes[offset + 1]);
    offset += 2;
    let seen = 0;
    while (offset < list) {
      const flags = bytes[offset];
      seen |= 1 << (bytes[offset + 1] & 31);
      offset += flags & 0x10 ? 4 + ((bytes[offset + 2] << 8) | bytes[offset + 3]) : 3 + bytes[offset + 2];
    }
    while (offset < end) {
      offset += 1 + ((bytes[offset] + 7) >> 3);
      prefixes += seen === 0 ? 0 : 1;
    }
    at = end;
  }
  return prefixes;
}
