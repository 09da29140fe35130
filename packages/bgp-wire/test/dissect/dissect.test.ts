import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CodecContext,
  createContext,
  dissect,
  dissectAttributes,
  dissectCapabilities,
  dissectNlri,
  encodeMessage,
  Family,
  formatDissection,
  formatHex,
  parseFamilyName,
  type Span,
  standardFamilies,
} from '../../src/index.js';
import { message as anyMessage } from '../../src/testing/index.js';
import { CONTEXTS } from '../support/context.js';
import { message, octets, poisoned, REACH_V6, update, vectors } from '../support/octets.js';

/** Throws where a span does not lie in its parent, or its children do not cover it in order. */
function requirePartition(span: Span, from: number, to: number): void {
  expect([span.start, span.end]).toEqual([from, to]);
  let at = span.start;
  span.children.forEach((child, i) => {
    requirePartition(child, at, i === span.children.length - 1 ? span.end : child.end);
    at = child.end;
  });
}

function requireTree(root: Span, bytes: Uint8Array): void {
  requirePartition(root, 0, bytes.length);
  expect(formatDissection(root, bytes).split('\n').length).toBeGreaterThan(0);
}

/** The span at a path of names. */
function at(root: Span, ...path: readonly string[]): Span {
  return path.reduce((span, name) => {
    const found = span.children.find((child) => child.name === name);
    if (!found) throw new Error(`${span.name} has ${span.children.map((child) => child.name).join(', ')}, not ${name}`);
    return found;
  }, root);
}

const context = createContext();

describe('the tree of a message', () => {
  // RFC 4271 §4.3 by hand: ORIGIN 9 is none (RFC 7606 §7.1), AS_PATH 65001, NEXT_HOP 192.0.2.1, 10.0.0.0/24.
  const frame = update({
    attributes: '40 01 01 09 40 02 06 0201 0000fde9 40 03 04 c0000201',
    nlri: '18 0a0000',
  });

  it('says what each octet is, with the faults where they are', () => {
    expect(formatDissection(dissect(frame, context), frame)).toBe(
      [
        ' 0                     UPDATE',
        ' 0                       header',
        ' 0  ffffffffffffffff…      marker',
        '16  002f                   length: 47',
        '18  02                     type: UPDATE',
        '19                       body',
        '19  0000                   withdrawn routes length: 0',
        '21                         withdrawn routes',
        '21  0014                   path attributes length: 20',
        '23                         path attributes',
        '23                           ORIGIN',
        '                             ! treat-as-withdraw: ORIGIN is 0, 1 or 2, got 9 (RFC 7606 §7.1)',
        '23  40                         flags: well-known transitive',
        '24  01                         type code: 1',
        '25  01                         length: 1',
        '26  09                         value: 0x09',
        '27                           AS_PATH: 65001',
        '27  40                         flags: well-known transitive',
        '28  02                         type code: 2',
        '29  06                         length: 6',
        '30                             value',
        '30                               segment',
        '30  02                             segment type: AS_SEQUENCE',
        '31  01                             AS count: 1',
        '32  0000fde9                       AS: 65001',
        '36                           NEXT_HOP: 192.0.2.1',
        '36  40                         flags: well-known transitive',
        '37  03                         type code: 3',
        '38  04                         length: 4',
        '39  c0000201                   value: 0xc0000201',
        '43                         NLRI',
        '43                           NLRI: 10.0.0.0/24',
        '43  18                         length: 24 bits',
        '44  0a0000                     prefix: 0x0a0000',
      ].join('\n'),
    );
  });

  it.each([
    ['a bad marker', octets(`${'ff'.repeat(15)}00 0013 04`), ['header', 'marker']],
    ['a bad length', octets(`${'ff'.repeat(16)} 0012 04`), ['header', 'length']],
    ['a bad type', message(9, ''), ['header', 'type']],
    ['a bad version', message(1, '03 fde9 00b4 c0000201 00'), ['body', 'version']],
    ['an attribute', update({ attributes: '40010109', nlri: '00' }), ['body', 'path attributes', 'ORIGIN']],
    ['a missing attribute', update({ nlri: '00' }), ['body', 'path attributes']],
    [
      'a next hop length',
      update({ attributes: `40010100 400200 ${REACH_V6.replace('0002 01 10', '0002 01 05')}` }),
      ['body', 'path attributes', 'MP_REACH_NLRI', 'value', 'next hop length'],
    ],
    ['a prefix', update({ nlri: '21 0a000000' }), ['body', 'NLRI', 'NLRI']],
    ['an overrun', update({ attributes: '4001ff00', nlri: '00' }), ['body', 'path attributes', 'ORIGIN']],
  ])('%s is told at its place', (_name, bytes, path) => {
    const root = dissect(bytes, context);
    requireTree(root, bytes);
    expect(at(root, ...path).faults?.length).toBeGreaterThan(0);
  });

  it('names octets after the message', () => {
    const bytes = octets(`${'ff'.repeat(16)} 0013 04 abcd`);
    expect(at(dissect(bytes, context), 'octets after the message')).toMatchObject({ start: 19, end: 21 });
  });

  it('shows capabilities, path identifiers, labels and route types', () => {
    const open = message(1, '04 fde9 00b4 c0000201 0e 02 0c 01 04 00020001 41 04 0000fde9');
    expect(at(dissect(open, context), 'body', 'parameter', 'MULTIPROTOCOL').value).toBe('ipv6-unicast');
    const withPath = createContext({ addPath: [Family.IPV4_VPN] });
    const vpn = octets('00000007 70 000641 0000fde900000001 0a0000');
    const nlri = at(dissectNlri(vpn, Family.IPV4_VPN, withPath), 'NLRI');
    expect(nlri.children.map(({ name, value }) => [name, value])).toEqual([
      ['path identifier', '7'],
      ['length', '112 bits'],
      ['label', '100, bottom of stack'],
      ['route distinguisher', '65001:1'],
      ['prefix', '0x0a0000'],
    ]);
    // EVPN type 3, RFC 7432 §7.3: RD, Ethernet tag, originator.
    const evpn = octets('03 11 0000fde900000001 00000000 20 c0000201');
    const route = at(dissectNlri(evpn, Family.L2VPN_EVPN, context), 'NLRI');
    expect(route.children.length).toBe(5);
    expect(route.children.at(-1)!.value).toBe('192.0.2.1');
  });
});

describe('the leaves cover every octet once, and nothing throws', () => {
  const SEED = { seed: 20210101 };
  const contexts = fc.constantFrom(...CONTEXTS.map(([, one]) => one));

  it('every vector, cut to every length', () => {
    const { vectors: list } = vectors<{ vectors: readonly { hex: string }[] }>('attributes');
    for (const { hex } of list) {
      const bytes = octets(hex);
      for (let length = 0; length <= bytes.length; length++) {
        const cut = poisoned(bytes.slice(0, length), 0xff);
        requireTree(dissectAttributes(cut, context), cut);
        const whole = update({ attributes: formatHex(cut), nlri: '18 0a0000' });
        requireTree(dissect(whole, context), whole);
      }
    }
    for (const { hex } of vectors<{ vectors: readonly { hex: string }[] }>('capabilities').vectors) {
      for (let length = 0; length <= octets(hex).length; length++) {
        const cut = poisoned(octets(hex).slice(0, length), 0xff);
        requireTree(dissectCapabilities(cut, context), cut);
      }
    }
  });

  it('messages of every row, and what becomes of them when octets change', () => {
    fc.assert(
      fc.property(anyMessage(context), fc.nat(), fc.nat(255), (one, place, octet) => {
        const frame = encodeMessage(one, createContext({ extendedMessage: true }));
        requireTree(dissect(frame, context), frame);
        frame[place % frame.length] = octet;
        requireTree(dissect(frame, context), frame);
      }),
      { ...SEED, numRuns: 1000 },
    );
  });

  it('random messages of every type', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.uint8Array({ maxLength: 80 }), fc.nat(), contexts, (type, body, flip, one) => {
        const frame = message(type, formatHex(body));
        requireTree(dissect(frame, one), frame);
        frame[flip % frame.length]! ^= 0x11;
        requireTree(dissect(frame, one), frame);
      }),
      { ...SEED, numRuns: 3000 },
    );
  });

  it('random attributes of every row', () => {
    const header = fc.record({
      flags: fc.constantFrom(0x40, 0x80, 0xc0, 0x50, 0x90),
      code: fc.oneof(fc.nat(40), fc.constant(128)),
      value: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(header, { maxLength: 5 }), contexts, (list, one) => {
        const attributes = list.map(({ flags, code, value }) =>
          formatHex(Uint8Array.of(flags, code, ...((flags & 0x10) === 0 ? [] : [0]), value.length, ...value)),
        );
        const frame = update({ attributes: attributes.join(''), nlri: '18 0a0000' });
        requireTree(dissect(frame, one), frame);
      }),
      { ...SEED, numRuns: 3000 },
    );
  });

  it('random NLRI of every family', () => {
    const families = fc.constantFrom(
      ...standardFamilies.rows.map(({ family }) => family),
      parseFamilyName('afi-9-safi-9')!,
    );
    const withPath: CodecContext = createContext({ addPath: Object.values(Family) });
    fc.assert(
      fc.property(families, fc.uint8Array({ maxLength: 60 }), fc.boolean(), (family, bytes, path) => {
        requireTree(dissectNlri(bytes, family, path ? withPath : context), bytes);
      }),
      { ...SEED, numRuns: 3000 },
    );
  });
});
