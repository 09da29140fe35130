import { describe, expect, it } from 'vitest';
import { formatHex, isMeshError } from '../../src/index.js';
import {
  decodeSegment,
  PcapWriter,
  readPackets,
  SessionWriter,
  type SessionWriterOptions,
  TcpFlag,
  type TcpSegment,
  writeSession,
} from '../../src/pcap/index.js';
import { message, octets, update } from '../support/octets.js';
import { messagesOf } from './captures.js';

const OPEN = message(1, '04 fde9 00b4 c0000201 00');
const KEEPALIVE = message(4, '');
const LONG = message(2, `0000 0000 ${'20 0a000001'.repeat(800)}`);
const IPV4: SessionWriterOptions = {
  source: { address: '192.0.2.1', port: 50000 },
  destination: { address: '192.0.2.2', port: 179 },
};
const IPV6: SessionWriterOptions = {
  source: { address: '2001:db8::1', port: 50000 },
  destination: { address: '2001:db8::2', port: 179 },
};
const MESSAGES = [
  { timestampNs: 1_700_000_000_123_456_789n, direction: 'forward', frame: OPEN },
  { timestampNs: 1_700_000_001_000_000_000n, direction: 'reverse', frame: OPEN },
  { timestampNs: 1_700_000_001_000_000_001n, direction: 'forward', frame: KEEPALIVE },
  { timestampNs: 1_700_000_002_000_000_000n, direction: 'reverse', frame: LONG },
  { timestampNs: 1_700_000_003_000_000_000n, direction: 'forward', frame: update({}) },
] as const;

async function segmentsOf(file: Uint8Array): Promise<TcpSegment[]> {
  const segments: TcpSegment[] = [];
  for await (const packet of readPackets(file)) {
    const segment = packet.kind === 'packet' ? decodeSegment(packet) : packet;
    if (typeof segment === 'string' || segment.kind === 'fault') throw new Error(JSON.stringify(segment));
    segments.push(segment);
  }
  return segments;
}

/** RFC 1071: the one's complement sum of words that hold their own checksum is all ones. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i]! * 256 + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum;
}

describe('writeSession', () => {
  for (const [family, options] of [
    ['IPv4', IPV4],
    ['IPv6', IPV6],
  ] as const) {
    for (const format of ['pcapng', 'pcap'] as const) {
      it(`writes ${format} over ${family} that reads back message by message`, async () => {
        const events = await messagesOf(writeSession({ ...options, format, messages: MESSAGES }));
        const messages = events.filter((event) => event.kind === 'message');
        expect(messages.map(({ timestampNs, direction, frame }) => ({ timestampNs, direction, frame }))).toEqual(
          MESSAGES,
        );
        expect(messages[0]).toMatchObject({ source: options.source, destination: options.destination });
        const rest = events.filter((event) => event.kind !== 'message').map((event) => event.kind);
        expect(rest).toEqual(['opened', 'opened', 'closed', 'closed', 'end']);
      });
    }

    it(`writes correct checksums over ${family}`, async () => {
      for await (const packet of readPackets(writeSession({ ...options, messages: MESSAGES }))) {
        if (packet.kind !== 'packet') throw new Error(packet.reason);
        const ip = packet.octets.subarray(14);
        const v4 = family === 'IPv4';
        if (v4) expect(sumOf(ip.subarray(0, 20))).toBe(0xffff);
        const segment = ip.subarray(v4 ? 20 : 40);
        const addresses = v4 ? ip.subarray(12, 20) : ip.subarray(8, 40);
        const pseudo = [...addresses, 0, 6, segment.length >> 8, segment.length & 0xff];
        expect(sumOf(new Uint8Array([...pseudo, ...segment]))).toBe(0xffff);
      }
    });
  }

  it('begins with a handshake, acknowledges every message and ends with FINs', async () => {
    const file = writeSession({ ...IPV4, messages: [{ timestampNs: 5n, direction: 'reverse', frame: KEEPALIVE }] });
    const { SYN, ACK, PSH, FIN } = TcpFlag;
    const told = (await segmentsOf(file)).map((one) => [
      one.source.port,
      one.flags,
      one.sequence,
      one.acknowledgment,
      one.payload.length,
    ]);
    expect(told).toEqual([
      [50000, SYN, 0, 0, 0],
      [179, SYN | ACK, 0, 1, 0],
      [50000, ACK, 1, 1, 0],
      [179, PSH | ACK, 1, 1, 19],
      [50000, ACK, 1, 20, 0],
      [50000, FIN | ACK, 1, 20, 0],
      [179, FIN | ACK, 20, 2, 0],
      [50000, ACK, 2, 21, 0],
    ]);
  });

  it('cuts messages at the MSS', async () => {
    const lengths = async (mss: number) =>
      (await segmentsOf(writeSession({ ...IPV4, mss, messages: [MESSAGES[3]] })))
        .map(({ payload }) => payload.length)
        .filter((length) => length > 0);
    expect(await lengths(1460)).toEqual([1460, 1460, 1103]);
    expect(await lengths(65_495)).toEqual([4023]);
    expect(() => new SessionWriter({ ...IPV4, mss: 65_496 })).toThrow(RangeError);
    expect(() => new SessionWriter({ ...IPV6, mss: 65_515 })).not.toThrow();
    expect(() => new SessionWriter({ ...IPV4, mss: 0 })).toThrow(RangeError);
  });

  it('gives what was written since the last take, so that a file can grow', async () => {
    const writer = new SessionWriter(IPV4);
    const parts = MESSAGES.map((one) => {
      writer.message(one);
      return writer.take();
    });
    writer.close(MESSAGES[4].timestampNs);
    parts.push(writer.take());
    const whole = octets(parts.map((part) => formatHex(part)).join(''));
    expect(whole).toEqual(writeSession({ ...IPV4, messages: MESSAGES }));
    expect(writer.take()).toHaveLength(0);
  });

  it('refuses what cannot be written', () => {
    const codeOf = (options: SessionWriterOptions) => {
      try {
        new SessionWriter(options);
      } catch (error) {
        return isMeshError(error, 'MESH_CAPTURE_ADDRESS') ? error.message : error;
      }
      return undefined;
    };
    expect(codeOf({ ...IPV4, source: { address: 'r1', port: 1 } })).toBe(
      'an endpoint has an IPv4 or IPv6 address, got "r1"',
    );
    expect(codeOf({ ...IPV4, source: IPV6.source })).toBe(
      'both ends have an address of one family, got "2001:db8::1" and "192.0.2.2"',
    );
    const writer = new SessionWriter(IPV4);
    writer.open(0n);
    expect(() => writer.open(0n)).toThrow(RangeError);
    writer.close(0n);
    expect(() => writer.message(MESSAGES[0])).toThrow('the connection is closed');
  });
});

describe('PcapWriter', () => {
  it('writes the header that the format has (draft-ietf-opsawg-pcap §4)', () => {
    const header = 'a1b23c4d 0002 0004 00000000 00000000 00040000 00000065';
    expect(formatHex(new PcapWriter({ format: 'pcap', linkType: 101 }).take())).toBe(header.replaceAll(' ', ''));
  });

  it('writes the blocks that pcapng has (draft-ietf-opsawg-pcapng §4.1 to §4.3)', () => {
    const writer = new PcapWriter({ linkType: 101 });
    writer.packet({ timestampNs: 0x100000002n, octets: octets('aabbcc') });
    const section = '0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c';
    const description = '00000001 00000020 0065 0000 00000000 0009 0001 09000000 00000000 00000020';
    const packet = '00000006 00000024 00000000 00000001 00000002 00000003 00000003 aabbcc00 00000024';
    expect(formatHex(writer.take())).toBe(`${section}${description}${packet}`.replaceAll(' ', ''));
  });

  it('refuses a time that the format cannot hold', () => {
    const at = (format: 'pcap' | 'pcapng', timestampNs: bigint) => () =>
      new PcapWriter({ format }).packet({ timestampNs, octets: new Uint8Array(1) });
    expect(at('pcap', 4294967296n * 1_000_000_000n)).toThrow(RangeError);
    expect(at('pcapng', 4294967296n * 1_000_000_000n)).not.toThrow();
    expect(at('pcapng', -1n)).toThrow(RangeError);
  });
});
