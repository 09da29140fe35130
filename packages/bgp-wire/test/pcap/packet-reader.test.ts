import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from '../../src/index.js';
import { type CapturedPacket, type CaptureFault, PacketReader, readPackets } from '../../src/pcap/index.js';
import { octets } from '../support/octets.js';
import { big, block, enhanced, interfaceBlock, little, type Order, pcap, section } from './captures.js';

function read(chunks: readonly Uint8Array[]): (CapturedPacket | CaptureFault)[] {
  const events: (CapturedPacket | CaptureFault)[] = [];
  const keep = (event: CapturedPacket | CaptureFault) =>
    void events.push(event.kind === 'packet' ? { ...event, octets: event.octets.slice() } : event);
  const reader = new PacketReader();
  for (const chunk of chunks) reader.push(chunk, keep);
  reader.end(keep);
  return events;
}

function summary(events: readonly (CapturedPacket | CaptureFault)[]): unknown[] {
  return events.map((event) =>
    event.kind === 'packet'
      ? [event.timestampNs, event.linkType, formatHex(event.octets)]
      : [event.offset, event.reason],
  );
}

const SECOND = 1_000_000_000n;
const ORDERS: readonly (readonly [string, Order])[] = [
  ['big', big],
  ['little', little],
];

describe('pcap', () => {
  it.each(ORDERS)('is read in %s endian order, with micro- and nanoseconds', (_name, order) => {
    expect(summary(read([pcap(['aabb', 'cc'], 1, order)]))).toEqual([
      [SECOND + 5000n, 1, 'aabb'],
      [2n * SECOND + 5000n, 1, 'cc'],
    ]);
    expect(summary(read([pcap(['aabb'], 101, order, 0xa1b23c4d)]))).toEqual([[SECOND + 5n, 101, 'aabb']]);
  });

  it('tells where a packet stands in the file, and how long it was', () => {
    const file = pcap(['aabb', 'cc']);
    file.set([0, 0, 5, 220], 24 + 12);
    const [first, second] = read([file]);
    expect(first).toMatchObject({ offset: 40, originalLength: 1500 });
    expect(second).toMatchObject({ offset: 58, originalLength: 1 });
  });

  it('ignores the frame check sequence bits of the link type', () => {
    expect(read([pcap(['aa'], 0x24000001)])[0]).toMatchObject({ linkType: 1 });
  });

  it('ends at a packet longer than any can be', () => {
    const file = pcap(['aabb', 'cc']);
    file.set([0, 4, 0, 1], 24 + 8);
    expect(summary(read([file]))).toEqual([[32, 'a packet has at most 262144 octets, got 262145']]);
  });
});

describe('pcapng', () => {
  it.each(ORDERS)('is read in %s endian order', (_name, order) => {
    const text = [section(order), interfaceBlock(1, '', order), enhanced('aabbcc', 1_500_000n, 0, order)].join('');
    expect(summary(read([octets(text)]))).toEqual([[1_500_000_000n, 1, 'aabbcc']]);
  });

  it('keeps the interfaces of a section apart, with their resolution and offset', () => {
    const nanoseconds = '0900 0100 09000000 0000 0000';
    const binary = '0900 0100 8a000000 0000 0000';
    const offset = `0e00 0800 ${little(10, 4)}00000000 0000 0000`;
    const text = [
      section(),
      interfaceBlock(1, `0200 0300 65746800 ${nanoseconds}`),
      interfaceBlock(101, binary),
      interfaceBlock(113, offset),
      enhanced('01', 7n, 0),
      enhanced('02', 1536n, 1),
      enhanced('03', 5n, 2),
      section(big),
      interfaceBlock(276, '', big),
      enhanced('04', 5n, 0, big),
    ].join('');
    expect(summary(read([octets(text)]))).toEqual([
      [7n, 1, '01'],
      [1_500_000_000n, 101, '02'],
      [10_000_005_000n, 113, '03'],
      [5000n, 276, '04'],
    ]);
  });

  it('passes over other blocks, and reads simple and old packet blocks', () => {
    const text = [
      section(),
      interfaceBlock(1),
      block(4, 'deadbeef'),
      block(3, `${little(2, 4)} aabb`),
      block(2, `${little(0, 2)} ${little(9, 2)} 00000000 ${little(8, 4)} ${little(1, 4)} ${little(1, 4)} cc`),
    ].join('');
    expect(summary(read([octets(text)]))).toEqual([
      [0n, 1, 'aabb'],
      [8000n, 1, 'cc'],
    ]);
  });

  it('tells a packet of an interface that was not described, and goes on', () => {
    const text = [section(), enhanced('aa', 0n, 3), interfaceBlock(1), enhanced('bb', 0n)].join('');
    expect(summary(read([octets(text)]))).toEqual([
      [28, 'a packet of interface 3, but the section has 0'],
      [0n, 1, 'bb'],
    ]);
  });

  it('tells a block whose two lengths differ, and goes on', () => {
    const file = octets([section(), interfaceBlock(1), enhanced('aa', 0n), enhanced('bb', 0n)].join(''));
    file[28 + 20 + 35] = 1;
    expect(summary(read([file]))).toEqual([
      [80, 'a block of 36 octets ends in the length 16777252'],
      [0n, 1, 'bb'],
    ]);
  });

  it.each([
    ['a length that is no multiple of 4', `${section()} ${little(6, 4)} ${little(33, 4)} 00000000`, 32],
    ['a length below that of a block', `${section()} ${little(6, 4)} ${little(8, 4)} 00000000`, 32],
    ['a length beyond the limit', `${section()} ${little(6, 4)} ${little(16777220, 4)} 00000000`, 32],
    ['a section without byte order', '0a0d0d0a 1c000000 00000000', 8],
  ])('ends at %s', (_name, text, offset) => {
    expect(read([octets(text)])).toMatchObject([{ kind: 'fault', layer: 'file', offset }]);
  });
});

describe('any capture', () => {
  const files = [
    pcap(['aabb', '', 'cc'.repeat(300)]),
    octets([section(), interfaceBlock(1), enhanced('aa'.repeat(70), 1n), block(4, ''), enhanced('bb', 2n)].join('')),
  ];

  it('is read the same in chunks of any size', () => {
    for (const file of files) {
      const whole = read([file]);
      for (const size of [1, 2, 3, 11, 12, 13, 24, 64]) {
        const chunks = Array.from({ length: Math.ceil(file.length / size) }, (_, i) =>
          file.slice(i * size, (i + 1) * size),
        );
        expect(read(chunks)).toEqual(whole);
      }
    }
  });

  it('truncated at any octet gives the packets before it, and a fault unless it ends between two', () => {
    for (const file of files) {
      const whole = read([file]).filter((event) => event.kind === 'packet');
      for (let length = 0; length < file.length; length++) {
        const events = read([file.slice(0, length)]);
        const packets = events.filter((event) => event.kind === 'packet');
        expect(packets).toEqual(whole.slice(0, packets.length));
        expect(events.length - packets.length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is refused where it is no capture', () => {
    expect(summary(read([octets('1f8b0800 00000000 00000000')]))).toEqual([
      [0, 'a capture begins with a magic number of pcap or pcapng, got 1f8b0800'],
    ]);
    expect(read([new Uint8Array(0)])).toEqual([]);
  });

  it('never throws, whatever its octets are, and gives no packet beyond the file', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 });
    const changed = fc.tuple(fc.constantFrom(...files), changes).map(([file, pairs]) => {
      const bytes = file.slice();
      for (const [at, value] of pairs) bytes[at % bytes.length] = value;
      return bytes;
    });
    const random = fc.tuple(fc.constantFrom(...files), fc.uint8Array({ maxLength: 200 })).map(([file, tail]) => {
      return octets(formatHex(file, 0, 48) + formatHex(tail));
    });
    fc.assert(
      fc.property(fc.oneof(changed, random), (file) => {
        for (const event of read([file])) {
          if (event.kind === 'packet') expect(event.offset + event.octets.length).toBeLessThanOrEqual(file.length);
        }
      }),
      { seed: 28, numRuns: 3000 },
    );
  });

  it('can be an asynchronous iterable', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield files[0]!.subarray(0, 50);
      yield files[0]!.subarray(50);
    }
    const events = [];
    for await (const event of readPackets(chunks())) events.push(event);
    expect(events).toEqual(read([files[0]!]));
  });
});
