// Streams of UPDATEs that look like the Internet's, written by hand from a seed: what a decoder meets, without encoder.

/** Numbers below 2^32 from a seed (xorshift). */
export function random(seed) {
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

/** The bare loop: the prefixes of each message, all else skipped by its length, nothing judged or kept. */
export function nlriLoop(bytes) {
  let prefixes = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = at + ((bytes[at + 16] << 8) | bytes[at + 17]);
    const list = at + 21 + ((bytes[at + 19] << 8) | bytes[at + 20]);
    let offset = list + 2 + ((bytes[list] << 8) | bytes[list + 1]);
    for (; offset < end; prefixes++) offset += 1 + ((bytes[offset] + 7) >> 3);
    at = end;
  }
  return prefixes;
}

/**
 * The floor: framing and a shallow attribute walk by hand. Marker and length of each message are looked at and the
 * message is handed on, as framers do; where each attribute stands is kept; the prefixes are counted. No value is judged.
 */
export function shallowWalk(bytes) {
  let prefixes = 0;
  for (let at = 0; at < bytes.length; ) {
    for (let i = 0; i < 16; i++) if (bytes[at + i] !== 0xff) throw new Error('the marker is lost');
    const length = (bytes[at + 16] << 8) | bytes[at + 17];
    if (length < 19 || at + length > bytes.length) throw new Error('the length is wrong');
    prefixes += walkMessage(bytes.subarray(at, at + length));
    at += length;
  }
  return prefixes;
}

const starts = new Uint16Array(256);
const ends = new Uint16Array(256);

function walkMessage(frame) {
  let offset = 21 + ((frame[19] << 8) | frame[20]);
  const list = offset + 2 + ((frame[offset] << 8) | frame[offset + 1]);
  offset += 2;
  if (list > frame.length) throw new Error('the attributes overrun the message');
  while (offset < list) {
    const extended = (frame[offset] & 0x10) !== 0;
    const start = offset + (extended ? 4 : 3);
    const end = start + (extended ? (frame[offset + 2] << 8) | frame[offset + 3] : frame[offset + 2]);
    if (end > list) throw new Error('an attribute overruns the list');
    starts[frame[offset + 1]] = start;
    ends[frame[offset + 1]] = end;
    offset = end;
  }
  let prefixes = 0;
  for (; offset < frame.length; prefixes++) offset += 1 + ((frame[offset] + 7) >> 3);
  return prefixes;
}
