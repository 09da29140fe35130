import {
  afiOf,
  type CodecContext,
  createContext,
  Family,
  parseFamilyName,
  parseHex,
  safiOf,
  standardFamilies,
} from '@mesh/bgp-wire';
import type { Vector } from './corpus.js';
import { valuesOf } from './tree.js';

/** A whole message of a type, written by hand, so that no vector depends on our encoder. */
export function frameOf(type: number, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(19 + body.length).fill(0xff, 0, 16);
  frame[16] = frame.length >> 8;
  frame[17] = frame.length & 0xff;
  frame[18] = type;
  frame.set(body, 19);
  return frame;
}

function bytes(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

const u16 = (value: number): Uint8Array => Uint8Array.from([value >> 8, value & 0xff]);

/** Puts the octets of a kind into a message; kinds that are not listed are messages, or near enough to try. */
const WRAP: Readonly<Record<string, (octets: Uint8Array, vector: Vector) => Uint8Array>> = {
  body: (octets) => frameOf(2, octets),
  attributes: (octets) => frameOf(2, bytes(u16(0), u16(octets.length), octets)),
  capability: (octets) =>
    frameOf(
      1,
      bytes(4, u16(65001), u16(180), Uint8Array.of(192, 0, 2, 1), octets.length + 2, 2, octets.length, octets),
    ),
  nlri: (octets, vector) => {
    const family = familiesOf(vector)[0] ?? Family.IPV4_UNICAST;
    if (family === Family.IPV4_UNICAST) return frameOf(2, bytes(u16(octets.length), octets, u16(0)));
    const value = bytes(u16(afiOf(family)), safiOf(family), octets);
    return frameOf(2, bytes(u16(0), u16(value.length + 4), 0x90, 15, u16(value.length), value));
  },
};

/** True where the whole of a vector is decoded; of other kinds it is only shown that nothing throws. */
export function isDecodable(vector: Vector): boolean {
  return vector.kind === 'message' || vector.kind in WRAP;
}

/** The vector as a message. */
export function vectorFrame(vector: Vector): Uint8Array {
  const octets = parseHex(vector.hex);
  if (!octets) throw new Error(`${vector.id} is not hexadecimal`);
  if (vector.note === MARKER_ADDED) return frameOf(octets[18]!, octets.subarray(19));
  return WRAP[vector.kind]?.(octets, vector) ?? octets;
}

/** The source counts no marker in the length of these messages. */
const MARKER_ADDED = 'marker added';

export function familiesOf(vector: Vector): number[] {
  return vector.context.families.map((name) => parseFamilyName(name)).filter((family) => family !== undefined);
}

/** True where this codec has a row for every family the vector names. */
export function usesOurFamilies(vector: Vector): boolean {
  const { families } = vector.context;
  const known = familiesOf(vector);
  return known.length === families.length && known.every((family) => standardFamilies.get(family) !== undefined);
}

/**
 * The context a vector is read in. Where its source leaves the width of AS numbers open, or the corpus guessed it, tshark's reading of it and
 * of path identifiers is taken; next hops are taken in any length a family knows, for no source says what was negotiated about them.
 */
export function vectorContext(vector: Vector): CodecContext {
  const { asn4, addpath, extended, contextSource } = vector.context;
  const numbered = asn4 === null && valuesOf(vector.expect['tshark'], 'bgp.nlri_path_id').length > 0;
  const narrow = valuesOf(vector.expect['tshark'], 'bgp.update.path_attribute.as_path_segment.as2').length > 0;
  const all = addpath.some((name) => name.startsWith('all families'));
  const named = addpath.map((name) => parseFamilyName(name.replace(/:.*$/, '')));
  return createContext({
    asn4: asn4 === null || contextSource === 'heuristic' ? !narrow : asn4,
    extendedMessage: extended,
    addPath: all || numbered ? Object.values(Family) : named.filter((family) => family !== undefined),
    extendedNextHop: standardFamilies.rows.map(({ family }) => family),
  });
}
