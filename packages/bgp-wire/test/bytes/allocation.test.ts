import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BmpFramer, decodeBmp } from '../../src/bmp/index.js';
import { createContext, decodeMessage, Framer } from '../../src/index.js';
import { readMrtBatches } from '../../src/mrt/index.js';
import { PacketReader } from '../../src/pcap/index.js';
import { decodeRtr, RtrFramer } from '../../src/rtr/index.js';
import { message, octets } from '../support/octets.js';

/*
 * A length on the wire is a claim. Room is made for octets that came: every `new Uint8Array(length)` is written down,
 * and none may be out of proportion to what was given.
 */

const Plain = Uint8Array;
let largest = 0;

beforeEach(() => {
  largest = 0;
  const counting: typeof Plain = new Proxy(Plain, {
    construct(target, args, newTarget): object {
      if (typeof args[0] === 'number') largest = Math.max(largest, args[0]);
      return Reflect.construct(target, args, newTarget === counting ? target : newTarget);
    },
  });
  vi.stubGlobal('Uint8Array', counting);
});
afterEach(() => vi.unstubAllGlobals());

/** What may stand ready before anything came. */
const READY = 512;
const BODY = 200;

/** Headers that announce as much as their format allows, and the reader that takes them. */
const STREAMS: readonly (readonly [name: string, header: string, make: () => (chunk: Uint8Array) => unknown])[] = [
  // The PDU of GoBGP a550fe7b: a length field that is believed (RFC 8210 §5.1).
  ['an RTR Error Report', '010a 0000 ffffffff', () => take(new RtrFramer({ maxLength: 0xffff_ffff }))],
  ['an RTR Router Key', '0109 0100 00010000', () => take(new RtrFramer())],
  ['a BMP Initiation', '03 00100000 04', () => take(new BmpFramer())],
  ['a BGP message', `${'ff'.repeat(16)} 1000 02`, () => take(new Framer())],
  ['an extended BGP message', `${'ff'.repeat(16)} ffff 02`, () => take(new Framer({ extendedMessage: true }))],
  [
    'a packet of a capture',
    'a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001 00000000 00000000 00040000 00040000',
    () => take(new PacketReader()),
  ],
];

function take<Handler>(reader: { push(chunk: Uint8Array, handler: Handler): unknown }): (chunk: Uint8Array) => unknown {
  const unexpected = () => expect.fail('nothing here is whole');
  return (chunk) => reader.push(chunk, unexpected as Handler);
}

describe('E-16: no more is allocated than there are octets', () => {
  it.each(STREAMS)('for %s that is announced and does not come', (_name, header, make) => {
    const start = octets(header);
    for (const size of [1, 7, start.length]) {
      const push = make();
      let given = 0;
      for (const chunk of chunksOf(octets(`${header} ${'00'.repeat(BODY)}`), size)) {
        push(chunk);
        given += chunk.length;
        expect(largest).toBeLessThanOrEqual(READY + 2 * given);
      }
    }
  });

  it('for an MRT record that is announced and does not come (RFC 6396 §2)', async () => {
    const file = octets(`4c2bda80 0010 0004 00f00000 ${'00'.repeat(BODY)}`);
    async function* chunks() {
      yield* chunksOf(file, 1);
    }
    for await (const records of readMrtBatches(chunks())) for (const { type } of records) expect(type).toBe('FAULT');
    expect(largest).toBeLessThanOrEqual(READY + 2 * file.length);
  });

  it('for lengths and counts inside what has come', async () => {
    const peer = '00'.repeat(42);
    const refused = [
      // RFC 8210 §5.11: the erroneous PDU, then the text, of 4 GiB.
      decodeRtr(octets('010a 0000 00000010 ffffffff 00000000')),
      decodeRtr(octets('010a 0000 00000010 00000000 ffffffff')),
      // RFC 7854 §4.8: four billion statistics. §4.4: a TLV of 65,535 octets.
      decodeBmp(octets(`03 00000034 01 ${peer} ffffffff`)),
      decodeBmp(octets('03 0000000a 04 0001 ffff')),
      // RFC 4271 §4.3: 65,535 octets withdrawn, then of attributes; §4.2: 254 octets of parameters.
      decodeMessage(message(2, 'ffff 0000'), createContext()),
      decodeMessage(message(2, '0000 ffff'), createContext()),
      decodeMessage(message(1, '04 fde9 00b4 c0000201 fe'), createContext()),
    ];
    for (const result of refused) expect(rejects(result)).toBe(true);
    // RFC 6396 §4.3.1, §4.3.4: 65,535 peers, then as many entries of a prefix.
    const tables = octets(
      '4c2bda80 000d 0001 00000008 c0000201 0000 ffff 4c2bda80 000d 0002 00000008 00000001 00 ffff 00',
    );
    for await (const records of readMrtBatches(tables)) for (const { type } of records) expect(type).toBe('FAULT');
    expect(largest).toBeLessThanOrEqual(READY + 2 * tables.length);
  });
});

type Result = ReturnType<typeof decodeRtr> | ReturnType<typeof decodeBmp> | ReturnType<typeof decodeMessage>;

function rejects(result: Result): boolean {
  if (!result.ok || !('message' in result) || result.message.type !== 'UPDATE') return !result.ok;
  return 'assessment' in result.message && result.message.assessment.outcome === 'session-reset';
}

function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
