import {
  createContext,
  encodeMessage,
  Family,
  type Nlri,
  notification,
  type PathAttribute,
  routeRefresh,
  UpdateView,
} from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatUint64 } from '../../src/events/uint64.js';
import { ExabgpEventWriter, eventJsonSchema, eventToJson, type SpeakerEvent } from '../../src/index.js';

const peer = { localAddress: '192.0.2.254', peerAddress: '192.0.2.1', localAs: 65000, peerAs: 65001 };
const head = { timeMs: 1_700_000_000_250, peer };

function update(
  attributes: readonly PathAttribute[],
  nlri: readonly Nlri[],
  withdrawn: readonly Nlri[] = [],
): UpdateView {
  const context = createContext();
  return new UpdateView(encodeMessage({ type: 'UPDATE', withdrawn, attributes, nlri }, context), context);
}

const path: readonly PathAttribute[] = [
  { code: 1, flags: 0x40, value: 'igp' },
  { code: 2, flags: 0x40, value: [{ type: 'AS_SEQUENCE', asns: [65001, 4200000000] }] },
  { code: 3, flags: 0x40, value: '192.0.2.1' },
];
const prefix = (text: string) => ({ family: Family.IPV4_UNICAST, prefix: text }) as Nlri;

const open = {
  type: 'OPEN',
  version: 4,
  myAs: 23456,
  holdTime: 180,
  routerId: 0xc0000201,
  capabilities: [
    { code: 1, value: Family.IPV4_UNICAST },
    { code: 1, value: Family.IPV6_FLOW },
    { code: 65, value: 4200000000 },
    { code: 69, value: [{ family: Family.IPV4_UNICAST, mode: 'both' }] },
    { code: 200, value: Uint8Array.of(0xab) },
  ],
} as const;

const negotiated = {
  holdTimeSeconds: 90,
  asn4: true,
  families: [Family.IPV4_UNICAST],
  addPath: { receive: new Set<Family>(), send: new Set<Family>([Family.IPV4_UNICAST]) },
  extendedMessage: { receive: true, send: true },
  extendedNextHop: new Set<Family>([Family.IPV4_UNICAST]),
  routeRefresh: true,
  enhancedRouteRefresh: false,
};

const events: Readonly<Record<string, SpeakerEvent>> = {
  connected: { ...head, type: 'state', state: 'connected' },
  down: { ...head, type: 'state', state: 'down', reason: 'said "no"\n' },
  negotiated: { ...head, type: 'negotiated', negotiated },
  fsm: { ...head, type: 'fsm', state: 'OPENSENT' },
  signal: { ...head, type: 'signal', code: 10, name: 'SIGUSR1' },
  open: { ...head, type: 'open', direction: 'in', message: open },
  update: { ...head, type: 'update', direction: 'in', message: update(path, [prefix('198.51.100.0/23')]) },
  notification: { ...head, type: 'notification', direction: 'out', message: notification(6, 2, Uint8Array.of(0)) },
  keepalive: {
    ...head,
    type: 'keepalive',
    direction: 'in',
    frame: Uint8Array.from([...Array(16).fill(255), 0, 19, 4]),
  },
  refresh: { ...head, type: 'refresh', direction: 'in', message: routeRefresh(Family.IPV6_UNICAST, 1) },
  operational: {
    ...head,
    type: 'operational',
    direction: 'in',
    message: { type: 'OPERATIONAL', kind: 'RPCP', family: Family.IPV4_UNICAST, routerId: 1, sequence: 2, counter: 3 },
  },
  shutdown: { type: 'shutdown', timeMs: 0 },
};

function written(event: SpeakerEvent, version: 4 | 6 = 6): Record<string, unknown> {
  return JSON.parse(new ExabgpEventWriter({ version, host: 'h', pid: 7, ppid: 6 }).write(event));
}

/** What stands beside the addresses in `neighbor`. */
function told(event: SpeakerEvent): unknown {
  const { address: _, asn: __, direction: ___, ...rest } = written(event)['neighbor'] as Record<string, unknown>;
  return rest;
}

describe("ExaBGP's events", () => {
  it('have its envelope', () => {
    expect(written(events['connected']!)).toEqual({
      exabgp: '6.0.0',
      time: 1_700_000_000.25,
      host: 'h',
      pid: 7,
      ppid: 6,
      counter: 1,
      type: 'state',
      neighbor: {
        address: { local: '192.0.2.254', peer: '192.0.2.1' },
        asn: { local: 65000, peer: 65001 },
        state: 'connected',
      },
    });
    expect(written(events['connected']!, 4)['exabgp']).toBe('4.0.1');
  });

  it('are counted for each neighbour', () => {
    const writer = new ExabgpEventWriter({ host: 'h', pid: 1, ppid: 1 });
    const other = { ...peer, peerAddress: '192.0.2.2' };
    const counters = [peer, peer, other, peer].map(
      (one) => JSON.parse(writer.write({ type: 'keepalive', direction: 'in', timeMs: 0, peer: one })).counter,
    );
    expect(counters).toEqual([1, 2, 1, 3]);
    writer.forget(peer);
    expect(JSON.parse(writer.write(events['connected']!)).counter).toBe(1);
  });

  it.each<[keyof typeof events & string, unknown]>([
    ['down', { state: 'down', reason: 'said "no"\n' }],
    [
      'negotiated',
      {
        negotiated: {
          message_size: 65535,
          hold_time: 90,
          asn4: true,
          multisession: false,
          operational: false,
          refresh: 'normal',
          families: ['ipv4 unicast'],
          nexthop: ['ipv4 unicast ipv6'],
          add_path: { send: ['ipv4 unicast'], receive: [] },
        },
      },
    ],
    ['fsm', { state: 'OPENSENT' }],
    ['signal', { code: '10', name: 'SIGUSR1' }],
    [
      'open',
      {
        open: {
          version: 4,
          asn: 4200000000,
          hold_time: 180,
          router_id: '192.0.2.1',
          capabilities: {
            1: { name: 'multiprotocol', families: ['ipv4/unicast', 'ipv6/flow'] },
            65: { name: 'asn4', asn4: 4200000000 },
            69: { name: 'addpath', 'ipv4/unicast': 'send/receive' },
            200: { name: 'unknown', iana: 'reserved', value: 200, raw: 'AB' },
          },
        },
      },
    ],
    [
      'update',
      {
        message: {
          update: {
            attribute: {
              origin: 'igp',
              'as-path': { 0: { element: 'as-sequence', value: [65001, 4200000000] } },
            },
            announce: { 'ipv4 unicast': { '192.0.2.1': [{ nlri: '198.51.100.0/23' }] } },
          },
        },
      },
    ],
    ['keepalive', {}],
    ['refresh', { 'route-refresh': { afi: 'ipv6', safi: 'unicast', subtype: 'begin' } }],
    [
      'operational',
      {
        operational: {
          name: 'RPCP',
          afi: 'ipv4',
          safi: 'unicast',
          'router-id': '0.0.0.1',
          sequence: 2,
          counter: 3,
        },
      },
    ],
  ])('say what happened: %s', (name, expected) => {
    expect(told(events[name]!)).toEqual(expected);
  });

  it('say why a session ends, and that the process does', () => {
    const { notification: said } = told(events['notification']!) as { notification: Record<string, unknown> };
    expect(said).toMatchObject({ code: 6, subcode: 2, data: '0x00' });
    expect(written(events['shutdown']!)).toMatchObject({ type: 'notification', notification: 'shutdown' });
  });

  it('show header and body where the octets are given', () => {
    expect(written(events['keepalive']!)).toMatchObject({ header: `${'FF'.repeat(16)}001304` });
  });

  it('tell an End-of-RIB from an UPDATE, and show NEXT_HOP with withdrawals', () => {
    const eor = { ...head, type: 'update', direction: 'in', message: update([], []) } as const;
    expect(told(eor)).toEqual({ message: { eor: { afi: 'ipv4', safi: 'unicast' } } });
    const both = update(path, [prefix('10.0.0.0/8')], [prefix('0.0.0.0/0'), prefix('10.1.0.0/17')]);
    expect(told({ ...eor, message: both })).toMatchObject({
      message: {
        update: {
          attribute: { 'next-hop': '192.0.2.1' },
          announce: { 'ipv4 unicast': { '192.0.2.1': [{ nlri: '10.0.0.0/8' }] } },
          withdraw: { 'ipv4 unicast': [{ nlri: '0.0.0.0/0' }, { nlri: '10.1.0.0/17' }] },
        },
      },
    });
  });

  it('show routes of an UPDATE without its mandatory attributes as withdrawn (RFC 7606 §3.d)', () => {
    const message = update(path.slice(0, 1), [prefix('10.0.0.0/8')]);
    expect(told({ ...head, type: 'update', direction: 'in', message })).toEqual({
      message: { update: { attribute: { origin: 'igp' }, withdraw: { 'ipv4 unicast': [{ nlri: '10.0.0.0/8' }] } } },
    });
  });

  it('have all digits of 64 bits', () => {
    const community: PathAttribute = { code: 16, flags: 0xc0, value: [{ high: 0xffffffff, low: 0xfffffffe }] };
    const message = update([...path, community], [prefix('10.0.0.0/8')]);
    const text = new ExabgpEventWriter({ host: 'h', pid: 1, ppid: 1 }).write({
      ...head,
      type: 'update',
      direction: 'in',
      message,
    });
    expect(text).toContain('{"value":18446744073709551614,"string":"0xFFFFFFFFFFFFFFFE"}');
  });
});

describe('64 bits as decimal digits', () => {
  it('are what BigInt says', () => {
    const half = fc.nat(0xffffffff);
    fc.assert(
      fc.property(half, half, (high, low) => {
        expect(formatUint64(high, low)).toBe(String((BigInt(high) << 32n) | BigInt(low)));
      }),
    );
    expect(formatUint64(0x1fffff, 0xffffffff)).toBe('9007199254740991');
    expect(formatUint64(0x200000, 0)).toBe('9007199254740992');
    expect(formatUint64(0xffffffff, 0xffffffff)).toBe('18446744073709551615');
  });
});

describe('events of our own schema', () => {
  const schema = z.fromJSONSchema(eventJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

  it.each(Object.entries(events))('are as it says: %s', (_name, event) => {
    const json = JSON.parse(JSON.stringify(eventToJson(event)));
    expect(json).toMatchObject({ version: 1, type: event.type, timeMs: event.timeMs });
    expect(schema.safeParse(json).error).toBeUndefined();
    expect(schema.safeParse({ ...json, version: 2 }).success).toBe(false);
  });

  it('say what RFC 7606 makes of an UPDATE', () => {
    const message = update(path.slice(0, 1), [prefix('10.0.0.0/8')]);
    expect(eventToJson({ ...head, type: 'update', direction: 'in', message })).toMatchObject({
      outcome: 'treat-as-withdraw',
      message: { type: 'UPDATE', nlri: [{ prefix: '10.0.0.0/8' }] },
    });
  });
});
