import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BmpMessage, decodeBmp, encodeBmp, type PeerHeader, statisticName } from '../../src/bmp/index.js';
import { Family, formatHex } from '../../src/index.js';
import { hex, message, octets, update } from '../support/octets.js';

const SEED = { seed: 7854 };

/** A BMP message of a type: the common header of RFC 7854 §4.1 before a body. */
function bmp(type: number, body: string): string {
  const compact = body.replace(/\s+/g, '');
  return `03${hex(6 + compact.length / 2, 4)}${hex(type, 1)}${compact}`;
}

function decoded(text: string): BmpMessage {
  const result = decodeBmp(octets(text));
  if (!result.ok) throw new Error(`${result.fault.reason} at ${result.fault.offset}`);
  return result.message;
}

function faultOf(text: string): { offset: number; reason: string; rfc: string } {
  const result = decodeBmp(octets(text));
  if (result.ok) throw new Error(`a ${result.message.type}`);
  return result.fault;
}

/** Per-peer headers written by hand from RFC 7854 §4.2. */
const PEER = '00 00 0000000000000000 000000000000000000000000c0000201 0000fde8 c0000201 5f5e1000 000f423f';
const PEER_IPV6 = '01 c0 0000fde800000064 20010db8000000000000000000000001 fa56ea00 c0000202 00000000 00000000';
const PEER_LOC_RIB = '03 80 0000000000000000 00000000000000000000000000000000 0000fde9 c0000203 00000000 00000000';

const peer: PeerHeader = {
  peerType: 0,
  flags: 0,
  distinguisher: 0n,
  address: '192.0.2.1',
  as: 65000,
  routerId: 0xc0000201,
  seconds: 1600000000,
  microseconds: 999999,
};
const peerIPv6: PeerHeader = {
  peerType: 1,
  flags: 0xc0,
  distinguisher: 0x0000fde800000064n,
  address: '2001:db8::1',
  as: 4200000000,
  routerId: 0xc0000202,
  seconds: 0,
  microseconds: 0,
};
const peerLocRib: PeerHeader = {
  peerType: 3,
  flags: 0x80,
  distinguisher: 0n,
  address: '0.0.0.0',
  as: 65001,
  routerId: 0xc0000203,
  seconds: 0,
  microseconds: 0,
};

const UPDATE = update({});
const NOTIFICATION = message(3, '0602');
const SENT = message(1, '04 fde8 00b4 c0000201 00');
const RECEIVED = message(1, '04 fde9 005a c0000202 00');

const VECTORS: readonly (readonly [name: string, text: string, message: BmpMessage])[] = [
  [
    'Route Monitoring (§4.6)',
    bmp(0, `${PEER} ${formatHex(UPDATE)}`),
    { type: 'ROUTE-MONITORING', peer, frame: UPDATE },
  ],
  [
    'Route Monitoring with a TLV after the UPDATE',
    bmp(0, `${PEER_IPV6} ${formatHex(UPDATE)} ea62 0004 0000000a`),
    {
      type: 'ROUTE-MONITORING',
      peer: peerIPv6,
      frame: UPDATE,
      tlvs: [{ type: 0xea62, value: octets('0000000a') }],
    },
  ],
  [
    'Statistics Report with every form (§4.8)',
    bmp(
      1,
      `${PEER} 00000005 0000 0004 0000002a 0007 0008 0000000100000000 0009 000b 0001 01 ffffffffffffffff
       0011 000b 0002 01 0000000000000007 fff0 0002 abcd`,
    ),
    {
      type: 'STATISTICS-REPORT',
      peer,
      statistics: [
        { type: 0, value: 42n },
        { type: 7, value: 0x100000000n },
        { type: 9, family: Family.IPV4_UNICAST, value: 0xffffffffffffffffn },
        { type: 17, family: Family.IPV6_UNICAST, value: 7n },
        { type: 0xfff0, value: octets('abcd') },
      ],
    },
  ],
  [
    'Statistics Report with a counter of the wrong size',
    bmp(1, `${PEER} 00000001 0000 0008 000000000000002a`),
    { type: 'STATISTICS-REPORT', peer, statistics: [{ type: 0, value: octets('000000000000002a') }] },
  ],
  [
    'Peer Down 1: local, with NOTIFICATION (§4.9)',
    bmp(2, `${PEER} 01 ${formatHex(NOTIFICATION)}`),
    { type: 'PEER-DOWN', peer, reason: 1, detail: { kind: 'notification', frame: NOTIFICATION } },
  ],
  [
    'Peer Down 2: local, FSM event',
    bmp(2, `${PEER} 02 0009`),
    { type: 'PEER-DOWN', peer, reason: 2, detail: { kind: 'event', event: 9 } },
  ],
  [
    'Peer Down 3: remote, with NOTIFICATION',
    bmp(2, `${PEER} 03 ${formatHex(NOTIFICATION)}`),
    { type: 'PEER-DOWN', peer, reason: 3, detail: { kind: 'notification', frame: NOTIFICATION } },
  ],
  [
    'Peer Down 4: remote, without',
    bmp(2, `${PEER} 04`),
    { type: 'PEER-DOWN', peer, reason: 4, detail: { kind: 'none' } },
  ],
  [
    'Peer Down 5: no longer monitored',
    bmp(2, `${PEER} 05`),
    { type: 'PEER-DOWN', peer, reason: 5, detail: { kind: 'none' } },
  ],
  [
    'Peer Down 6: Loc-RIB (RFC 9069 §5.3)',
    bmp(2, `${PEER_LOC_RIB} 06 0003 0003 726564`),
    {
      type: 'PEER-DOWN',
      peer: peerLocRib,
      reason: 6,
      detail: { kind: 'information', tlvs: [{ type: 3, value: 'red' }] },
    },
  ],
  [
    'Peer Down with a reason that is not registered',
    bmp(2, `${PEER} fb 0102`),
    { type: 'PEER-DOWN', peer, reason: 251, detail: { kind: 'octets', octets: octets('0102') } },
  ],
  [
    'Peer Up (§4.10)',
    bmp(3, `${PEER} 000000000000000000000000c0000202 00b3 c350 ${formatHex(SENT)} ${formatHex(RECEIVED)}`),
    {
      type: 'PEER-UP',
      peer,
      localAddress: '192.0.2.2',
      localPort: 179,
      remotePort: 50000,
      sentOpen: SENT,
      receivedOpen: RECEIVED,
      information: [],
    },
  ],
  [
    'Peer Up of a Loc-RIB with VRF and label (RFC 9069 §5.2, RFC 8671 §6.3)',
    bmp(
      3,
      `${PEER_LOC_RIB} 00000000000000000000000000000000 0000 0000 ${formatHex(SENT)} ${formatHex(SENT)}
       0003 0003 726564 0004 0002 6f6b`,
    ),
    {
      type: 'PEER-UP',
      peer: peerLocRib,
      localAddress: '0.0.0.0',
      localPort: 0,
      remotePort: 0,
      sentOpen: SENT,
      receivedOpen: SENT,
      information: [
        { type: 3, value: 'red' },
        { type: 4, value: 'ok' },
      ],
    },
  ],
  [
    'Initiation (§4.3, §4.4)',
    bmp(4, '0001 0003 763137 0002 0002 7231 0000 0000 0063 0001 ff 0000 0001 ff'),
    {
      type: 'INITIATION',
      information: [
        { type: 1, value: 'v17' },
        { type: 2, value: 'r1' },
        { type: 0, value: '' },
        { type: 99, value: octets('ff') },
        { type: 0, value: octets('ff') },
      ],
    },
  ],
  [
    'Termination (§4.5)',
    bmp(5, '0001 0002 0003 0000 0003 627965'),
    {
      type: 'TERMINATION',
      information: [
        { type: 1, value: 3 },
        { type: 0, value: 'bye' },
      ],
    },
  ],
  [
    'Route Mirroring (§4.7)',
    bmp(6, `${PEER} 0000 ${hex(UPDATE.length, 2)} ${formatHex(UPDATE)} 0001 0002 0001`),
    {
      type: 'ROUTE-MIRRORING',
      peer,
      tlvs: [
        { type: 0, value: UPDATE },
        { type: 1, value: 1 },
      ],
    },
  ],
];

describe('BMP messages', () => {
  it.each(VECTORS)('%s decodes and re-encodes', (_name, text, expected) => {
    expect(decoded(text)).toEqual(expected);
    expect(formatHex(encodeBmp(expected))).toBe(formatHex(octets(text)));
  });

  it.each(VECTORS)('%s truncated at any octet is a fault, also where the length says so', (_name, text, expected) => {
    const whole = octets(text);
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      expect(decodeBmp(cut).ok, `${length} octets`).toBe(false);
      if (length < 6) continue;
      cut.set([length >> 24, length >> 16, length >> 8, length], 1);
      const result = decodeBmp(cut);
      // A message of TLVs may end between two of them.
      if (result.ok) expect(result.message.type).toBe(expected.type);
    }
  });

  it('names where a message breaks', () => {
    expect(faultOf('02 00000006 04')).toMatchObject({ offset: 0, reason: 'the version is 3, got 2' });
    expect(faultOf('03 00000006 07')).toMatchObject({ offset: 5, reason: 'the message type is 0 to 6, got 7' });
    expect(faultOf('03 00000007 04')).toMatchObject({ offset: 1, rfc: 'RFC 7854 §4.1' });
    expect(faultOf('03 00000006 00')).toMatchObject({ offset: 1 });
    expect(faultOf(bmp(4, '0001 0005 76'))).toMatchObject({
      offset: 8,
      reason: 'a TLV of type 1 has 5 octets, 1 are left',
    });
    expect(faultOf(bmp(1, `${PEER} 00000002 0000 0004 00000001`)).offset).toBe(48);
    expect(faultOf(bmp(1, `${PEER} 00000001 0000 0004 00000001 00`)).offset).toBe(48);
    expect(faultOf(bmp(2, `${PEER} 04 00`))).toMatchObject({ offset: 49, rfc: 'RFC 7854 §4.9' });
    expect(faultOf(bmp(2, `${PEER} 02 00`)).offset).toBe(49);
    expect(faultOf(bmp(2, `${PEER} 01 ${formatHex(NOTIFICATION)} 00`)).offset).toBe(70);
  });

  it('names where a BGP message in it breaks, from the start of the BMP message', () => {
    const broken = formatHex(UPDATE).replace(/^ff/, 'fe');
    expect(faultOf(bmp(0, `${PEER} ${broken}`))).toMatchObject({ offset: 48, rfc: 'RFC 4271 §6.1' });
    expect(faultOf(bmp(0, `${PEER} ${formatHex(UPDATE).replace('ff0017', 'ff0018')}`)).offset).toBe(64);
    expect(faultOf(bmp(3, `${PEER} ${'00'.repeat(20)} ${formatHex(SENT)}`)).offset).toBe(97);
  });

  it('knows every registered statistic (RFC 7854 §4.8, RFC 8671 §6.2, RFC 9972 §3)', () => {
    const registered = [...Array(44).keys()].filter((type) => type !== 24 && type !== 25);
    expect(registered.filter((type) => statisticName(type) === undefined)).toEqual([]);
    expect([24, 25, 44].map(statisticName)).toEqual([undefined, undefined, undefined]);
  });

  it('throws for what has no encoding', () => {
    const report = (statistic: { type: number; family?: number; value: bigint }) => () =>
      encodeBmp({ type: 'STATISTICS-REPORT', peer, statistics: [statistic] });
    expect(report({ type: 0, value: 0x100000000n })).toThrow(RangeError);
    expect(report({ type: 7, value: -1n })).toThrow(RangeError);
    expect(report({ type: 7, family: Family.IPV4_UNICAST, value: 1n })).toThrow('type 7 is a gauge: it has no family');
    expect(report({ type: 9, value: 1n })).toThrow('type 9 is a family gauge: it has a family');
    expect(report({ type: 24, value: 1n })).toThrow('type 24 is not registered');
    expect(() => encodeBmp({ type: 'INITIATION', information: [{ type: 0, value: 'x'.repeat(65536) }] })).toThrow(
      RangeError,
    );
    expect(() => encodeBmp({ type: 'ROUTE-MONITORING', peer: { ...peer, address: 'r1' }, frame: UPDATE })).toThrow(
      '"r1"',
    );
  });

  it('reads any octets without a throw, and re-encodes what it read', () => {
    const bodies = VECTORS.map(([, text]) => octets(text));
    const mutated = fc
      .tuple(fc.nat(bodies.length - 1), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
      .map(([which, changes]) => {
        const bytes = bodies[which]!.slice();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        bytes.set([3, 0, 0, 0, bytes.length], 0);
        return bytes;
      });
    const random = fc.tuple(fc.nat(8), fc.uint8Array({ maxLength: 120 })).map(([type, body]) => {
      return new Uint8Array([3, 0, 0, 0, 6 + body.length, type, ...body]);
    });
    fc.assert(
      fc.property(fc.oneof(mutated, random), (bytes) => {
        const result = decodeBmp(bytes);
        if (!result.ok) return;
        expect(decodeBmp(encodeBmp(result.message))).toEqual(result);
      }),
      { ...SEED, numRuns: 5000 },
    );
  });
});
