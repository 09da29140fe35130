import { describe, expect, it } from 'vitest';
import {
  createContext,
  Family,
  formatFamily,
  formatHex,
  type RouteVisitor,
  UpdateView,
  visitRoutes,
} from '../../src/index.js';
import {
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  PATH_65001,
  poisoned,
  REACH_V6,
  TWO_PREFIXES,
  UNREACH_V6,
  update,
} from '../support/octets.js';

const context = createContext();
const GOOD = `${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1}`;

class Log implements RouteVisitor {
  readonly lines: string[] = [];

  withdraw(...route: Parameters<RouteVisitor['withdraw']>): void {
    this.#line('withdraw', ...route);
  }

  announce(...route: Parameters<RouteVisitor['announce']>): void {
    this.#line('announce', ...route);
  }

  nextHop(family: number, bytes: Uint8Array, offset: number, length: number): void {
    this.lines.push(`next hop ${formatFamily(family)} ${formatHex(bytes, offset, offset + length)}`);
  }

  #line(what: string, family: number, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    const id = pathId === -1 ? '' : ` path ${pathId}`;
    this.lines.push(`${what} ${formatFamily(family)} ${formatHex(bytes, offset, offset + length)}${id}`);
  }
}

function visit(fields: Parameters<typeof update>[0], codec = context): string[] {
  const log = new Log();
  visitRoutes(new UpdateView(poisoned(update(fields), 0xff), codec), log);
  return log.lines;
}

describe('visitRoutes', () => {
  const everything = { withdrawn: '08 0a', attributes: `${UNREACH_V6} ${REACH_V6} ${GOOD}`, nlri: TWO_PREFIXES };

  it('withdrawn, MP_UNREACH, MP_REACH, NLRI: a prefix in both counts as announced (RFC 4271 §4.3)', () => {
    expect(visit(everything)).toEqual([
      'withdraw ipv4-unicast 080a',
      'withdraw ipv6-unicast 3020010db80001',
      'next hop ipv6-unicast 20010db8000000000000000000000001',
      'announce ipv6-unicast 2020010db8',
      'next hop ipv4-unicast c0000201',
      'announce ipv4-unicast 080a',
      'announce ipv4-unicast 18c00002',
    ]);
  });

  it('treat-as-withdraw: the same routes, all withdrawn, no next hop', () => {
    const attributes = `${UNREACH_V6} ${REACH_V6} ${PATH_65001} 40 01 01 07`;
    expect(visit({ ...everything, attributes })).toEqual([
      'withdraw ipv4-unicast 080a',
      'withdraw ipv6-unicast 3020010db80001',
      'withdraw ipv6-unicast 2020010db8',
      'withdraw ipv4-unicast 080a',
      'withdraw ipv4-unicast 18c00002',
    ]);
  });

  it('session-reset and afi-safi-disable: nothing', () => {
    expect(visit({ ...everything, nlri: '21' })).toEqual([]);
    const disable = createContext({ afiSafiDisable: true });
    const attributes = `80 0f 04 0002 01 81 ${GOOD}`;
    expect(visit({ attributes, nlri: TWO_PREFIXES }, disable)).toEqual([]);
  });

  it('path identifiers (RFC 7911)', () => {
    const addPath = createContext({ addPath: [Family.IPV4_UNICAST] });
    expect(
      visit({ withdrawn: '00000007 08 0a', attributes: `${GOOD} ${REACH_V6}`, nlri: 'ffffffff 18 c00002' }, addPath),
    ).toEqual([
      'withdraw ipv4-unicast 080a path 7',
      'next hop ipv6-unicast 20010db8000000000000000000000001',
      'announce ipv6-unicast 2020010db8',
      'next hop ipv4-unicast c0000201',
      'announce ipv4-unicast 18c00002 path 4294967295',
    ]);
  });

  it('families that were not negotiated, or have no row, are passed over', () => {
    const v4 = createContext({ families: [Family.IPV4_UNICAST] });
    expect(visit(everything, v4)).toEqual([
      'withdraw ipv4-unicast 080a',
      'next hop ipv4-unicast c0000201',
      'announce ipv4-unicast 080a',
      'announce ipv4-unicast 18c00002',
    ]);
    const v6 = createContext({ families: [Family.IPV6_UNICAST] });
    expect(visit(everything, v6)).toEqual([
      'withdraw ipv6-unicast 3020010db80001',
      'next hop ipv6-unicast 20010db8000000000000000000000001',
      'announce ipv6-unicast 2020010db8',
    ]);
    expect(visit({ attributes: `${ORIGIN_IGP} ${PATH_65001} 80 0e 06 0019 46 00 00 ff` })).toEqual([]);
  });

  it('walks a family of other shape by its row', () => {
    const { prefixBits: _, ...row } = context.familyTable.get(Family.IPV4_UNICAST)!;
    const slow = createContext({ familyTable: context.familyTable.with(row) });
    expect(visit({ withdrawn: TWO_PREFIXES }, slow)).toEqual([
      'withdraw ipv4-unicast 080a',
      'withdraw ipv4-unicast 18c00002',
    ]);
  });

  it('End-of-RIB: nothing', () => {
    expect(visit({})).toEqual([]);
    expect(visit({ attributes: '80 0f 03 0002 01' })).toEqual([]);
  });
});
