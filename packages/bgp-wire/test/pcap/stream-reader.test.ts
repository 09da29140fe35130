import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from '../../src/index.js';
import { LinkType, type StreamEvent, type StreamOptions, StreamReader } from '../../src/pcap/index.js';
import { CLIENT, ipv4, packet, SERVER, type TcpFields } from './captures.js';

const [SYN, ACK, FIN, RST] = [0x02, 0x10, 0x01, 0x04];

/** What a reader tells of segments, each captured one nanosecond after the one before. */
function read(segments: readonly TcpFields[], options?: StreamOptions): StreamEvent[] {
  const events: StreamEvent[] = [];
  const keep = (event: StreamEvent) =>
    void events.push(event.kind === 'data' ? { ...event, octets: event.octets.slice() } : event);
  const reader = new StreamReader(options);
  segments.forEach((fields, i) => {
    reader.push(packet(LinkType.RAW, ipv4(fields), BigInt(i)), keep);
  });
  reader.end(keep);
  return events;
}

/** Events in one line each: the number and direction of the connection, then what happened. */
function lines(events: readonly StreamEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'end' || event.kind === 'fault') return [];
    const name = `${event.stream.connection}${event.stream.direction === 'forward' ? '>' : '<'}`;
    if (event.kind === 'data') return [`${name} ${formatHex(event.octets)}`];
    if (event.kind === 'gap') return [`${name} gap ${event.octets}`];
    return [event.kind === 'opened' ? `${name} opened ${event.synchronized}` : `${name} ${event.cause}`];
  });
}

const handshake: readonly TcpFields[] = [
  { sequence: 99, flags: SYN },
  { from: SERVER, to: CLIENT, sequence: 499, flags: SYN | ACK },
];
const OPENED = ['0> opened true', '0< opened true'];
const ENDED = ['0> end-of-capture', '0< end-of-capture'];
const octet = (sequence: number, payload: string): TcpFields => ({ sequence, payload });

describe('StreamReader', () => {
  it('puts both directions of a connection in order', () => {
    const events = read([
      ...handshake,
      octet(100, 'aabb'),
      { from: SERVER, to: CLIENT, sequence: 500, payload: '01' },
      octet(102, 'cc'),
    ]);
    expect(lines(events)).toEqual([...OPENED, '0> aabb', '0< 01', '0> cc', ...ENDED]);
    expect(events.find((event) => event.kind === 'data')).toMatchObject({
      timestampNs: 2n,
      stream: { source: { address: '192.0.2.1', port: 50000 }, destination: { address: '192.0.2.2', port: 179 } },
    });
  });

  it.each<[string, TcpFields[], string[]]>([
    ['segments out of order', [octet(102, 'cc'), octet(101, 'bb'), octet(100, 'aa')], ['aa', 'bb', 'cc']],
    ['retransmissions', [octet(100, 'aabb'), octet(100, 'aabb'), octet(102, 'cc')], ['aabb', 'cc']],
    ['a retransmission that holds more', [octet(100, 'aabb'), octet(101, 'eecc')], ['aabb', 'cc']],
    [
      'an overlap with what came early: the first wins',
      [octet(102, 'cc'), octet(100, 'aabbeeff')],
      ['aabb', 'cc', 'ff'],
    ],
    [
      'a segment over two that came early',
      [octet(101, 'bb'), octet(103, 'dd'), octet(100, 'eeeeeeeeeeff')],
      ['ee', 'bb', 'ee', 'dd', 'eeff'],
    ],
    ['an early segment twice', [octet(101, 'bb'), octet(101, 'ee'), octet(100, 'aa')], ['aa', 'bb']],
    ['a gap at the end of the capture', [octet(100, 'aa'), octet(104, 'cc')], ['aa', 'gap 3', 'cc']],
    ['a keep-alive', [octet(100, 'aa'), octet(100, '00'), octet(101, 'bb')], ['aa', 'bb']],
    ['a SYN that came twice', [octet(100, 'aa'), { sequence: 99, flags: SYN }, octet(101, 'bb')], ['aa', 'bb']],
  ])('reads %s', (_name, segments, expected) => {
    const told = lines(read([...handshake, ...segments])).filter((line) => !OPENED.includes(line));
    expect(told).toEqual([...expected.map((line) => `0> ${line}`), ...ENDED]);
  });

  it('goes on over the wrap of sequence numbers', () => {
    const start = 0xfffffffd;
    const segments = [
      { sequence: start - 1, flags: SYN },
      octet(1, '55'),
      octet(0xffffffff, '3344'),
      octet(start, '1122'),
      octet(2, '66'),
    ];
    expect(lines(read(segments))).toEqual([
      '0> opened true',
      '0> 1122',
      '0> 3344',
      '0> 55',
      '0> 66',
      '0> end-of-capture',
    ]);
  });

  it('takes data of the SYN itself (RFC 7413)', () => {
    const segments = [{ sequence: 99, flags: SYN, payload: 'aabb' }, octet(102, 'cc')];
    expect(lines(read(segments))).toEqual(['0> opened true', '0> aabb', '0> cc', '0> end-of-capture']);
  });

  it('forgives a SYN that was not counted, once', () => {
    const segments = [{ sequence: 1, flags: SYN, payload: 'aabb' }, octet(3, 'ccdd'), octet(5, 'ee'), octet(5, 'ff')];
    expect(lines(read(segments))).toEqual(['0> opened true', '0> aabb', '0> ccdd', '0> ee', '0> end-of-capture']);
  });

  it('begins in the middle: from the listening port the direction is reverse', () => {
    const segments = [{ from: SERVER, to: CLIENT, sequence: 7, payload: 'aa' }, octet(3, 'bb')];
    expect(lines(read(segments))).toEqual(['0< opened false', '0< aa', '0> opened false', '0> bb', ...ENDED]);
  });

  it('ends a direction at its FIN, after what comes before it', () => {
    const segments = [
      ...handshake,
      { sequence: 102, flags: FIN | ACK },
      octet(100, 'aabb'),
      octet(100, 'aabb'),
      { from: SERVER, to: CLIENT, sequence: 500, payload: '01', flags: FIN | ACK },
    ];
    expect(lines(read(segments))).toEqual([...OPENED, '0> aabb', '0> fin', '0< 01', '0< fin']);
  });

  it('ends both directions at a RST, and opens a new connection for what comes after it', () => {
    const segments = [
      ...handshake,
      octet(101, 'bb'),
      { from: SERVER, to: CLIENT, sequence: 500, flags: RST },
      octet(102, 'cc'),
    ];
    expect(lines(read(segments))).toEqual([
      ...OPENED,
      '0> gap 1',
      '0> bb',
      '0> rst',
      '0< rst',
      '1> opened false',
      '1> cc',
      '1> end-of-capture',
    ]);
  });

  it('takes a new SYN for a new connection', () => {
    const segments = [...handshake, octet(100, 'aa'), { sequence: 5000, flags: SYN }, octet(5001, 'bb')];
    expect(lines(read(segments))).toEqual([
      ...OPENED,
      '0> aa',
      '0> replaced',
      '0< replaced',
      '1> opened true',
      '1> bb',
      '1> end-of-capture',
    ]);
  });

  it('gives up missing octets beyond what it may keep', () => {
    const segments = [octet(0, 'aa'), ...Array.from({ length: 5 }, (_, i) => octet(10 + 2 * i, 'bb'))];
    expect(lines(read(segments, { maxBufferedOctets: 200 })).slice(1, 4)).toEqual(['0> aa', '0> gap 9', '0> bb']);
  });

  it('gives up the connection unused for longest', () => {
    const from = (port: number): TcpFields => ({ from: ['c0000201', port], sequence: 1, payload: 'aa' });
    const told = lines(read([from(1001), from(1002), from(1001), from(1003)], { maxConnections: 2 }));
    expect(told.slice(0, 6)).toEqual([
      '0> opened false',
      '0> aa',
      '1> opened false',
      '1> aa',
      '1> evicted',
      '2> opened false',
    ]);
  });

  it('reads the ports it is asked for', () => {
    const to = (port: number): TcpFields => ({ to: ['c0000202', port], sequence: 1, payload: 'aa' });
    expect(lines(read([to(1790), to(179)], { ports: [1790] }))).toHaveLength(3);
    expect(lines(read([to(1790), to(179)], { ports: [] }))).toHaveLength(6);
    expect(read([to(1790), to(179)]).at(-1)).toMatchObject({ counters: { packets: 2, segments: 1, filtered: 1 } });
    expect(() => new StreamReader({ ports: [65536] })).toThrow('a port is 0 to 65535, got 65536');
    expect(() => new StreamReader({ maxConnections: 0 })).toThrow(RangeError);
  });

  it('counts what it passes over', () => {
    const reader = new StreamReader();
    const events: StreamEvent[] = [];
    const push = (text: string) => reader.push(packet(LinkType.RAW, text), (event) => void events.push(event));
    push(ipv4({}, { fragment: 0x2000 }));
    push(ipv4({}, { protocol: 17 }));
    push('45');
    push(ipv4(octet(1, 'aabb')));
    push(ipv4(octet(1, 'aabb')));
    reader.end((event) => void events.push(event));
    expect(events.at(-1)).toEqual({
      kind: 'end',
      counters: { packets: 5, segments: 2, filtered: 0, fragments: 1, other: 1, malformed: 1, repeatedOctets: 2 },
    });
    expect(events.filter((event) => event.kind === 'fault')).toMatchObject([{ layer: 'ip', offset: 0 }]);
  });

  it('gives every octet once and in order, however segments are cut, shuffled and repeated', () => {
    const stream = Array.from({ length: 60 }, (_, i) => i);
    const cuts = fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(cuts, fc.nat(0xffffffff), (pieces, start) => {
        const at = (from: number, length: number): TcpFields =>
          octet((start + from) >>> 0, formatHex(new Uint8Array(stream.slice(from, from + length))));
        const syn = { sequence: (start - 1) >>> 0, flags: SYN };
        const events = read([syn, ...pieces.map(([from, length]) => at(from, length)), at(0, 60)]);
        const data = events.flatMap((event) => (event.kind === 'data' ? [...event.octets] : []));
        expect(data).toEqual(stream);
        expect(events.some((event) => event.kind === 'gap')).toBe(false);
      }),
      { seed: 9293, numRuns: 300 },
    );
  });
});
