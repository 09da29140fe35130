import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BfdPacket, type DiscardReason, decodeBfdPacket, encodeBfdPacket } from '../../src/bfd/index.js';

/** RFC 5880 §4.1 by hand: version 1, diag 3, state Up, Poll, multiplier 5, 24 octets, 0x01020304 to 0x0a0b0c0d. */
const OCTETS = Uint8Array.from([
  ...[0x23, 0xe0, 5, 24],
  ...[1, 2, 3, 4],
  ...[0x0a, 0x0b, 0x0c, 0x0d],
  ...[0x00, 0x0f, 0x42, 0x40], // 1 000 000 µs
  ...[0x00, 0x04, 0x93, 0xe0], // 300 000 µs
  ...[0x00, 0x00, 0x00, 0x00],
]);

const PACKET: BfdPacket = {
  diagnostic: 3,
  state: 'Up',
  poll: true,
  final: false,
  controlPlaneIndependent: false,
  authenticated: false,
  demand: false,
  detectMultiplier: 5,
  myDiscriminator: 0x01020304,
  yourDiscriminator: 0x0a0b0c0d,
  desiredMinTxMs: 1000,
  requiredMinRxMs: 300,
  requiredMinEchoRxMs: 0,
};

function changed(...edits: readonly (readonly [at: number, octet: number])[]): Uint8Array {
  const bytes = OCTETS.slice();
  for (const [at, octet] of edits) bytes[at] = octet;
  return bytes;
}

describe('the BFD Control packet (RFC 5880 §4.1)', () => {
  it('is read and written octet for octet', () => {
    expect(decodeBfdPacket(OCTETS)).toEqual({ ok: true, packet: PACKET });
    expect(encodeBfdPacket(PACKET)).toEqual(OCTETS);
  });

  it.each([
    [0x00, 'AdminDown'],
    [0x40, 'Down'],
    [0x80, 'Init'],
    [0xc0, 'Up'],
  ])('has state octet %i for %s', (octet, state) => {
    expect(decodeBfdPacket(changed([1, octet]))).toMatchObject({ packet: { state } });
  });

  it.each([
    [0x20, 'poll'],
    [0x10, 'final'],
    [0x08, 'controlPlaneIndependent'],
    [0x02, 'demand'],
  ])('has flag %i for %s', (bit, flag) => {
    const bytes = changed([1, 0xc0 | bit]);
    const decoded = decodeBfdPacket(bytes);
    expect(decoded).toMatchObject({ ok: true, packet: { [flag]: true } });
    if (decoded.ok) expect(encodeBfdPacket(decoded.packet)).toEqual(bytes);
  });

  /** RFC 5880 §6.8.6, in its order. */
  it.each<[string, Uint8Array, DiscardReason]>([
    ['a packet of 23 octets', OCTETS.slice(0, 23), 'truncated'],
    ['version 0', changed([0, 0x03]), 'version'],
    ['version 2', changed([0, 0x43]), 'version'],
    ['length 23', changed([3, 23]), 'length'],
    ['length 24 with the A bit', changed([1, 0xe4]), 'length'],
    ['length 25 of 24 octets', changed([3, 25]), 'length'],
    ['detect multiplier 0', changed([2, 0]), 'detect-multiplier'],
    ['the M bit', changed([1, 0xe1]), 'multipoint'],
    ['my discriminator 0', changed([4, 0], [5, 0], [6, 0], [7, 0]), 'my-discriminator'],
    ['your discriminator 0 in Up', changed([8, 0], [9, 0], [10, 0], [11, 0]), 'your-discriminator'],
    ['your discriminator 0 in Init', changed([1, 0x80], [8, 0], [9, 0], [10, 0], [11, 0]), 'your-discriminator'],
    ['version before length', changed([0, 0x03], [3, 23]), 'version'],
    ['length before multiplier', changed([3, 23], [2, 0]), 'length'],
    ['multiplier before M', changed([2, 0], [1, 0xe1]), 'detect-multiplier'],
  ])('is discarded for %s', (_what, bytes, reason) => {
    expect(decodeBfdPacket(bytes)).toEqual({ ok: false, reason });
  });

  it.each([
    ['Down', 0x40],
    ['AdminDown', 0x00],
  ])('may have your discriminator 0 in %s', (_state, octet) => {
    const bytes = changed([1, octet], [8, 0], [9, 0], [10, 0], [11, 0]);
    expect(decodeBfdPacket(bytes)).toMatchObject({ ok: true, packet: { yourDiscriminator: 0 } });
  });

  it('may be longer than it says', () => {
    expect(decodeBfdPacket(Uint8Array.from([...OCTETS, 9, 9]))).toEqual({ ok: true, packet: PACKET });
  });

  it('tells that it is authenticated, and leaves the section alone', () => {
    const bytes = Uint8Array.from([...changed([1, 0xe4], [3, 26]), 1, 2]);
    expect(decodeBfdPacket(bytes)).toMatchObject({ ok: true, packet: { authenticated: true } });
  });

  it('never throws: every truncation, every flipped bit, any octets', () => {
    for (let length = 0; length <= OCTETS.length; length++) decodeBfdPacket(OCTETS.slice(0, length));
    for (let bit = 0; bit < 8 * OCTETS.length; bit++) {
      const decoded = decodeBfdPacket(changed([bit >> 3, OCTETS[bit >> 3]! ^ (1 << (bit & 7))]));
      if (decoded.ok) expect(decodeBfdPacket(encodeBfdPacket(decoded.packet))).toEqual(decoded);
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void decodeBfdPacket(bytes)));
  });

  it('reads intervals of odd microseconds, and writes them back', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (us) => {
        const decoded = decodeBfdPacket(encodeBfdPacket({ ...PACKET, desiredMinTxMs: us / 1000 }));
        expect(decoded).toMatchObject({ packet: { desiredMinTxMs: us / 1000 } });
      }),
    );
  });

  it('refuses to write what has no octets', () => {
    expect(() => encodeBfdPacket({ ...PACKET, detectMultiplier: 256 })).toThrow(/^detectMultiplier .* got 256$/);
    expect(() => encodeBfdPacket({ ...PACKET, desiredMinTxMs: -1 })).toThrow(/^desiredMinTxMs, in microseconds,/);
    expect(() => encodeBfdPacket({ ...PACKET, authenticated: true })).toThrow(RangeError);
  });
});
