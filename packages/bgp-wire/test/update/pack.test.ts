import { describe, expect, it } from 'vitest';
import {
  AS_PATH,
  asSequence,
  attribute,
  attributeSet,
  COMMUNITIES,
  type ContextOptions,
  createContext,
  Family,
  Framer,
  formatHex,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  type Nlri,
  NO_PATH_ID,
  nextHopOctets,
  ORIGIN,
  packUpdates,
  UpdatePacker,
  UpdateView,
  unicast,
} from '../../src/index.js';
import { octets } from '../support/octets.js';

const context = createContext();
const ATTRIBUTES = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65001))];
const V4 = { address: '192.0.2.1' };
const V6 = { address: '2001:db8::1' };

function views(bytes: Uint8Array, options: ContextOptions = {}): UpdateView[] {
  const codec = createContext(options);
  const framer = new Framer(codec);
  const list: UpdateView[] = [];
  const fault = framer.push(bytes, (frame) => {
    list.push(new UpdateView(frame, codec).retain());
    return true;
  });
  if (fault || framer.held > 0) throw new Error(fault?.reason ?? `${framer.held} octets left over`);
  for (const { assessment } of list) expect(assessment.outcome).toBe('accept');
  return list;
}

function manyV4(count: number): Nlri[] {
  return Array.from({ length: count }, (_, i) => unicast(`10.${(i >> 8) & 255}.${i & 255}.0/24`));
}

describe('a packer that does not group', () => {
  it('puts every route into an UPDATE of its own', () => {
    const packer = new UpdatePacker(context, { grouped: false });
    const set = attributeSet(ATTRIBUTES, context);
    const [hop4, hop6] = [nextHopOctets(V4), nextHopOctets(V6)];
    packer.announce(Family.IPV4_UNICAST, set, hop4);
    for (const third of [1, 2]) expect(packer.add(octets(`18 0a00 0${third}`), 0, 4, NO_PATH_ID)).toBe(true);
    packer.announce(Family.IPV6_UNICAST, set, hop6);
    for (const second of [1, 2]) expect(packer.add(octets(`20 2001 0db${second}`), 0, 5, NO_PATH_ID)).toBe(true);
    packer.withdraw(Family.IPV4_UNICAST);
    for (const third of [3, 4]) expect(packer.add(octets(`18 0a00 0${third}`), 0, 4, NO_PATH_ID)).toBe(true);
    expect(views(packer.take()!).map((view) => [view.announced(), view.withdrawn()])).toEqual([
      [[unicast('10.0.1.0/24')], []],
      [[unicast('10.0.2.0/24')], []],
      [[unicast('2001:db1::/32')], []],
      [[unicast('2001:db2::/32')], []],
      [[], [unicast('10.0.3.0/24')]],
      [[], [unicast('10.0.4.0/24')]],
    ]);
  });
});

describe('packUpdates', () => {
  it('writes one IPv4 route as RFC 4271 §4.3 draws it, attributes in ascending order', () => {
    const attributes = [attribute(MULTI_EXIT_DISC, 100), ...ATTRIBUTES];
    const bytes = packUpdates({ announced: [{ nlri: [unicast('10.0.0.0/8')], attributes, nextHop: V4 }] }, context);
    expect(formatHex(bytes)).toBe(
      formatHex(
        octets(
          `${'ff'.repeat(16)} 0034 02 0000 001b 40 01 01 00 40 02 06 0201 0000fde9 40 03 04 c0000201 80 04 04 00000064 08 0a`,
        ),
      ),
    );
  });

  it('puts MP_REACH_NLRI first (RFC 7606 §5.1)', () => {
    const [view] = views(
      packUpdates({ announced: [{ nlri: [unicast('2001:db8::/32')], attributes: ATTRIBUTES, nextHop: V6 }] }, context),
    );
    expect(view!.attributes().map(({ code }) => code)).toEqual([14, 1, 2]);
    expect(view!.announced()).toEqual([unicast('2001:db8::/32')]);
  });

  it('one kind of route a message: withdrawn, MP_UNREACH, NLRI, MP_REACH (RFC 7606 §5.1)', () => {
    const list = views(
      packUpdates(
        {
          withdrawn: [unicast('10.0.0.0/8'), unicast('2001:db8::/32'), unicast('11.0.0.0/8')],
          announced: [
            { nlri: [unicast('12.0.0.0/8'), unicast('13.0.0.0/8')], attributes: ATTRIBUTES, nextHop: V4 },
            { nlri: [unicast('2001:db8:1::/48')], attributes: ATTRIBUTES, nextHop: V6 },
          ],
        },
        context,
      ),
    );
    expect(list.map((view) => [view.withdrawn().length, view.announced().length])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 2],
      [0, 1],
    ]);
  });

  it.each<[string, ContextOptions]>([
    ['4096 octets', {}],
    ['65535 octets', { extendedMessage: true }],
    ['path identifiers', { addPath: [Family.IPV4_UNICAST] }],
    ['2-octet AS numbers', { asn4: false }],
  ])('fills messages of %s to the last NLRI that fits', (_name, options) => {
    const codec = createContext(options);
    const routes = manyV4(30000).map((nlri, i) => (options.addPath ? { ...nlri, pathId: i } : nlri));
    const limit = options.extendedMessage ? 65535 : 4096;
    const size = options.addPath ? 8 : 4;
    for (const announcing of [true, false]) {
      const bytes = announcing
        ? packUpdates({ announced: [{ nlri: routes, attributes: ATTRIBUTES, nextHop: V4 }] }, codec)
        : packUpdates({ withdrawn: routes }, codec);
      const list = views(bytes, options);
      expect(list.flatMap((view) => (announcing ? view.announced() : view.withdrawn()))).toEqual(routes);
      // A chunk ends where its 64 KiB do; every other message is full.
      const short = list.slice(0, -1).filter(({ frame }) => frame.length + size <= limit);
      expect(short.length).toBeLessThanOrEqual(Math.ceil(bytes.length / (65536 - limit || 1)) + 1);
      for (const { frame } of list) expect(frame.length).toBeLessThanOrEqual(limit);
    }
  });

  it('IPv6 in full messages, announced and withdrawn', () => {
    const routes = Array.from({ length: 3000 }, (_, i) => unicast(`2001:db8:${i.toString(16)}::/48`));
    const announced = views(
      packUpdates({ announced: [{ nlri: routes, attributes: ATTRIBUTES, nextHop: V6 }] }, context),
    );
    expect(announced.flatMap((view) => view.announced())).toEqual(routes);
    const withdrawn = views(packUpdates({ withdrawn: routes }, context));
    expect(withdrawn.flatMap((view) => view.withdrawn())).toEqual(routes);
    for (const { frame } of [...announced.slice(0, -1), ...withdrawn.slice(0, -1)])
      expect(frame.length).toBeGreaterThan(4089);
  });

  it('IPv4 over an IPv6 next hop goes into MP_REACH_NLRI (RFC 8950)', () => {
    const options = { extendedNextHop: [Family.IPV4_UNICAST] };
    const codec = createContext(options);
    const [view] = views(
      packUpdates({ announced: [{ nlri: [unicast('10.0.0.0/8')], attributes: ATTRIBUTES, nextHop: V6 }] }, codec),
      options,
    );
    expect([view!.has(NEXT_HOP), view!.announced()]).toEqual([false, [unicast('10.0.0.0/8')]]);
  });

  it('refuses a route that no message holds, and a family without a row', () => {
    const attributes = [...ATTRIBUTES, attribute(COMMUNITIES, new Array(1020).fill(1))];
    const announced = [{ nlri: [unicast('10.0.0.0/8')], attributes, nextHop: V4 }];
    expect(() => packUpdates({ announced }, context)).toThrow('10.0.0.0/8 does not fit one message');
    expect(packUpdates({ announced }, createContext({ extendedMessage: true })).length).toBeGreaterThan(4096);
    expect(() => packUpdates({ withdrawn: [{ family: 0x001946 }] }, context)).toThrow('l2vpn-evpn');
    expect(() => nextHopOctets({ address: 'here' })).toThrow(RangeError);
  });
});

describe('UpdatePacker', () => {
  const set = attributeSet(ATTRIBUTES, context);
  const hop = nextHopOctets(V4);
  const prefix = octets('08 0a');

  it('End-of-RIB of IPv4 unicast and of other families (RFC 4724 §2)', () => {
    const packer = new UpdatePacker(context);
    packer.announce(Family.IPV4_UNICAST, set, hop);
    packer.add(prefix, 0, 2, NO_PATH_ID);
    expect([packer.endOfRib(Family.IPV4_UNICAST), packer.endOfRib(Family.IPV6_UNICAST)]).toEqual([true, true]);
    packer.announce(Family.IPV4_UNICAST, set, hop);
    packer.add(prefix, 0, 2, NO_PATH_ID);
    const list = views(packer.take()!);
    expect(list.map(({ endOfRib }) => endOfRib)).toEqual([
      undefined,
      Family.IPV4_UNICAST,
      Family.IPV6_UNICAST,
      undefined,
    ]);
    expect(packer.take()).toBeUndefined();
  });

  it('says when the chunk is full, and loses nothing', () => {
    const packer = new UpdatePacker(context, { chunkSize: 4096 });
    packer.announce(Family.IPV4_UNICAST, set, hop);
    const chunks: Uint8Array[] = [];
    for (let i = 0; i < 5000; i++) {
      const nlri = new Uint8Array([24, 10, i >> 8, i]);
      while (!packer.add(nlri, 0, 4, NO_PATH_ID)) chunks.push(packer.take()!);
    }
    chunks.push(packer.take()!);
    expect(chunks.length).toBeGreaterThan(4);
    const all = chunks.flatMap((chunk) => views(chunk)).flatMap((view) => view.announced());
    expect(all).toEqual(manyV4(5000));
  });

  it('a taken chunk is never touched again', () => {
    const packer = new UpdatePacker(context, { chunkSize: 4096 });
    packer.withdraw(Family.IPV4_UNICAST);
    for (const count of [1, 1000]) {
      for (let i = 0; i < count; i++) packer.add(octets('18 0a0000'), 0, 4, NO_PATH_ID);
      const chunk = packer.take()!;
      const before = formatHex(chunk);
      for (let i = 0; i < 1000; i++) packer.add(octets('18 ffffff'), 0, 4, NO_PATH_ID);
      packer.take();
      expect(formatHex(chunk)).toBe(before);
    }
  });

  it('withdrawals of one family go on in one message', () => {
    const packer = new UpdatePacker(context);
    for (let i = 0; i < 3; i++) {
      packer.withdraw(Family.IPV6_MULTICAST);
      packer.add(octets('08 ff'), 0, 2, NO_PATH_ID);
    }
    const list = views(packer.take()!);
    expect(list.map((view) => view.withdrawn().length)).toEqual([3]);
  });

  it('a route too long for any message fits none', () => {
    const packer = new UpdatePacker(context);
    packer.announce(Family.IPV4_UNICAST, new Uint8Array(4096 - 23 - 7 - 5), hop);
    expect([packer.fits(5), packer.fits(6), packer.add(new Uint8Array(6), 0, 6, NO_PATH_ID)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(packer.take()).toBeUndefined();
  });
});
