// Well-formed inputs that mutations start from: drawn from the arbitraries of `@mesh/bgp-wire/testing`, so that every
// row has some, and a few written by hand where there is no arbitrary.
import { sample } from 'fast-check';
import { ByteWriter, encodeMessage, parseHex } from '../dist/index.js';
import { arbitraryOf, malformedUpdates, message } from '../dist/testing.js';

const SEED = 20260101;
const MESSAGES = 150;
const PER_ROW = 40;

const hex = (text) => parseHex(text.replace(/\s+/g, ''));

/** Messages that each context accepts, and some that it does not. */
export function messageSeeds(contexts) {
  return contexts.flatMap((context) => [
    ...sample(message(context), { seed: SEED, numRuns: MESSAGES }).map((one) =>
      encodeMessage(one, { ...context, extendedMessage: true }),
    ),
    ...malformedUpdates(context)
      .filter((_, i) => i % 40 === 0)
      .map(({ octets }) => octets),
  ]);
}

/** Octets of values of an attribute, or of NLRI of a family. */
export function sampleOf(row, context) {
  return sample(arbitraryOf(row, { context }), { seed: SEED, numRuns: PER_ROW }).map((value) => {
    const writer = new ByteWriter();
    if (context.addPath.has(row.family)) writer.u32(7);
    row.encode(value, writer, context);
    return writer.take();
  });
}

/** CAPABILITY and OPERATIONAL messages, whose header the target makes right. */
export function furtherSeeds() {
  return [
    '01 00000001 41 0004 0000fde9',
    '40 00000002 01 0004 00010001 81 00000003 06 0000',
    '0001 0008 000101 68656c6c6f',
    '0003 000b 000101 c0000201 00000001',
    '0004 000f 000201 c0000201 00000001 0000002a',
  ].map((body) => hex(`${'00'.repeat(19)}${body}`));
}

const u32 = (value) => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];

/** A BMP message of a type around a body: version, length, type. */
const bmp = (type, ...parts) => {
  const body = parts.flatMap((part) => [...part]);
  return new Uint8Array([3, ...u32(6 + body.length), type, ...body]);
};

export function bmpSeeds(messages) {
  const peer = hex(`00 00 0000000000000000 ${'00'.repeat(12)} c0000201 0000fde9 c0000201 65000000 00000000`);
  const updates = messages.filter((bytes) => bytes[18] === 2).slice(0, 20);
  const [open] = messages.filter((bytes) => bytes[18] === 1);
  const [notification] = messages.filter((bytes) => bytes[18] === 3);
  return [
    ...updates.map((update) => bmp(0, peer, update)),
    bmp(1, peer, hex('00000002 0000 0004 00000001 0007 0008 0000000000000002')),
    bmp(2, peer, [1], notification),
    bmp(2, peer, [2, 0, 5]),
    bmp(2, peer, [4]),
    bmp(3, peer, hex(`${'00'.repeat(12)} c00002fe 00b3 8000`), open, open, hex('0000 0002 6869')),
    bmp(4, hex('0002 0003 726f31 0001 0003 616263')),
    bmp(5, hex('0001 0002 0000')),
    bmp(6, peer, hex('0001 0002 0001')),
  ];
}

export function rtrSeeds() {
  return [
    '01 00 0001 0000000c 00000007',
    '01 01 0001 0000000c 00000007',
    '01 02 0000 00000008',
    '01 03 0001 00000008',
    '01 04 0000 00000014 01 18 18 00 c0000200 0000fde9',
    '01 06 0000 00000020 01 20 30 00 20010db8000000000000000000000000 0000fde9',
    '01 07 0001 00000018 00000007 00000e10 00000258 00001c20',
    '01 08 0000 00000008',
    `01 09 0100 00000024 ${'ab'.repeat(20)} 0000fde9 01020304`,
    '01 0a 0003 00000014 00000000 00000004 6f6f7073',
    '02 0b 0100 00000014 0000fde9 0000fdea 0000fdeb',
  ].map(hex);
}

/** MRT records around messages: BGP4MP, TABLE_DUMP_V2 with its index, TABLE_DUMP. */
export function mrtSeeds(messages) {
  const record = (type, subtype, ...parts) => {
    const body = parts.flatMap((part) => [...part]);
    return new Uint8Array([
      ...u32(0x50000000),
      type >> 8,
      type & 0xff,
      subtype >> 8,
      subtype & 0xff,
      ...u32(body.length),
      ...body,
    ]);
  };
  const session = hex('0000fde9 0000fdea 0000 0001 c0000201 c0000202');
  const index = record(13, 1, hex('c0000201 0000 0001 02 c0000201 c0000201 0000fde9'));
  const attributes = hex('40010100 400206 0201 0000fde9 400304 c0000201');
  const rib = record(13, 2, hex('00000000 18 c00002 0001 0000 50000000 0014'), attributes);
  return [
    ...messages.filter((_, i) => i % 20 === 0).map((one) => record(16, 4, session, one)),
    record(16, 5, session, hex('0001 0002')),
    new Uint8Array([...index, ...rib]),
    record(
      12,
      1,
      hex('0000 0000 c0000200 18 01 50000000 c0000201 fde9 0012 40010100 400204 0201 fde9 400304 c0000201'),
    ),
  ];
}

/** Captures of TCP segments to port 179, in both file formats. */
export function captureSeeds(messages) {
  const frames = messages.filter((_, i) => i % 50 === 0);
  const classic = (frame, i) => {
    const tcp = [0xc0, 0x00, 0x00, 0xb3, ...u32(1000 + i), ...u32(1), 0x50, 0x10, 0xff, 0xff, 0, 0, 0, 0];
    const length = 20 + tcp.length + frame.length;
    const ip = [0x45, 0, length >> 8, length & 0xff, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
    const packet = [...new Uint8Array(12), 8, 0, ...ip, ...tcp, ...frame];
    const le32 = (value) => u32(value).reverse();
    const header = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, ...le32(0), ...le32(0), ...le32(65535), ...le32(1)];
    const record = [...le32(1), ...le32(i), ...le32(packet.length), ...le32(packet.length), ...packet];
    return new Uint8Array([...header, ...record, ...record]);
  };
  return frames.map(classic);
}

export function routeTextSeeds() {
  return [
    'route 10.0.0.0/24 next-hop 192.0.2.1',
    'route 10.0.0.0/24 next-hop self origin egp as-path [ 65001 65002 { 65003 65004 } ] med 100 local-preference 200',
    'route 2001:db8::/32 next-hop 2001:db8::1 community [ 65001:1 no-export ] large-community [ 65001:1:2 ]',
    'route 10.0.0.0/8 { next-hop 192.0.2.1; extended-community [ target:65001:1 origin:192.0.2.1:1 ]; }',
    'ipv4 multicast 224.0.0.0/8 next-hop 192.0.2.1 aggregator ( 65001:192.0.2.1 ) atomic-aggregate',
    'attributes next-hop 192.0.2.1 med 5 nlri 10.0.0.0/24 10.0.1.0/24',
    'route 10.0.0.0/24 next-hop 192.0.2.1 originator-id 192.0.2.9 cluster-list [ 192.0.2.8 ]',
    'route 10.0.0.0/24 next-hop 192.0.2.1 path-information 7 attribute [ 0x63 0xc0 0x0102 ]; route 10.1.0.0/16 next-hop self',
  ].map((text) => Uint8Array.from(text, (character) => character.charCodeAt(0)));
}
