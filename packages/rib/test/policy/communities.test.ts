import {
  attribute,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  LARGE_COMMUNITY,
  type PathAttribute,
  parseCommunity,
  parseExtendedCommunity,
  parseLargeCommunity,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  addCommunities,
  addExtendedCommunities,
  addLargeCommunities,
  deleteCommunities,
  deleteExtendedCommunities,
  deleteLargeCommunities,
  hasCommunity,
  hasExtendedCommunity,
  hasLargeCommunity,
  type Policy,
  setCommunities,
  setExtendedCommunities,
  setLargeCommunities,
} from '../../src/index.js';
import { asksOf, plain, routeOf, runPolicy } from '../support/policy.js';

const standard = (...texts: string[]): PathAttribute =>
  attribute(
    COMMUNITIES,
    texts.map((one) => parseCommunity(one)!),
  );
const large = (...texts: string[]): PathAttribute =>
  attribute(
    LARGE_COMMUNITY,
    texts.map((one) => parseLargeCommunity(one)!),
  );
const extended = (...texts: string[]): PathAttribute =>
  attribute(
    EXTENDED_COMMUNITIES,
    texts.map((one) => parseExtendedCommunity(one)!),
  );

describe('community matches', () => {
  it.each<[string, string, boolean]>([
    ['65000:1', '65000:1', true],
    ['65000:1', '65000:2', false],
    ['65000:*', '65000:65535', true],
    ['65000:*', '65001:0', false],
    ['*:666', '1:666', true],
    ['*:666', '1:667', false],
    ['65000:100-199', '65000:199', true],
    ['65000:100-199', '65000:200', false],
    ['64512-65534:*', '65534:9', true],
    ['64512-65534:*', '65535:9', false],
    ['64512-65534:7', '65000:7', true],
    ['*:*', '0:0', true],
    ['no-export', '65535:65281', true],
    ['blackhole', '65535:666', true],
  ])('%s takes %s: %s', (pattern, community, expected) => {
    const route = routeOf({ attributes: [...plain, standard('9:9', community)] });
    expect(asksOf(hasCommunity('8:8', pattern), route)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['65000:1:2', '65000:1:2', true],
    ['65000:1:2', '65000:1:3', false],
    ['65000:*:*', '65000:4294967295:0', true],
    ['65000:*:5-9', '65000:0:10', false],
    ['*:1:1', '4294967295:1:1', true],
    ['*:1:1', '4294967295:2:1', false],
  ])('large %s takes %s: %s', (pattern, community, expected) => {
    const route = routeOf({ attributes: [...plain, large('9:9:9', community)] });
    expect(asksOf(hasLargeCommunity(pattern), route)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['target:65000:1', 'target:65000:1', true],
    ['target:65000:*', 'target:65000:4294967295', true],
    ['target:65000:*', 'target:65001:0', false],
    ['target:65000:*', 'origin:65000:1', false],
    ['target:192.0.2.1:5-9', 'target:192.0.2.1:9', true],
    ['target:192.0.2.1:5-9', 'target:192.0.2.1:10', false],
    ['target:192.0.2.1:*', 'target:192.0.2.2:0', false],
    ['target:70000:*', 'target:70000:65535', true],
    ['target:*', 'target:70000:1', true],
    ['target:*', 'target:192.0.2.1:1', true],
    ['target:*', 'origin:65000:1', false],
  ])('extended %s takes %s: %s', (pattern, community, expected) => {
    const route = routeOf({ attributes: [...plain, extended(community)] });
    expect(asksOf(hasExtendedCommunity(pattern), route)).toBe(expected);
  });

  it('takes no route without the attribute', () => {
    const all = [hasCommunity('*:*'), hasLargeCommunity('*:*:*'), hasExtendedCommunity('target:*'), hasCommunity()];
    expect(all.map((one) => asksOf(one))).toEqual([false, false, false, false]);
  });
});

describe('community actions', () => {
  const after = (policy: Policy, ...attributes: PathAttribute[]): unknown =>
    runPolicy(policy, routeOf({ attributes: [...plain, ...attributes] })).route?.attributes.slice(plain.length);

  it('add what is not there, behind what is', () => {
    expect(after(addCommunities('1:1', '2:2', '1:1'), standard('3:3', '2:2'))).toEqual([standard('3:3', '2:2', '1:1')]);
    expect(after(addCommunities('no-export'))).toEqual([standard('no-export')]);
    expect(after(addCommunities())).toEqual([]);
    expect(after(addExtendedCommunities('target:1:1'), extended('origin:1:1'))).toEqual([
      extended('origin:1:1', 'target:1:1'),
    ]);
    expect(after(addLargeCommunities('1:1:1', '1:1:2'), large('1:1:1'))).toEqual([large('1:1:1', '1:1:2')]);
  });

  it('set these and no others', () => {
    expect(after(setCommunities('1:1'), standard('3:3'))).toEqual([standard('1:1')]);
    expect(after(setCommunities(), standard('3:3'))).toEqual([]);
    expect(after(setExtendedCommunities('target:1:1'))).toEqual([extended('target:1:1')]);
    expect(after(setLargeCommunities('1:1:1'))).toEqual([large('1:1:1')]);
  });

  it('delete what a pattern takes, and the attribute with the last one', () => {
    expect(after(deleteCommunities('65000:*'), standard('65000:1', '3:3', '65000:2'))).toEqual([standard('3:3')]);
    expect(after(deleteCommunities('*:*'), standard('65000:1'))).toEqual([]);
    expect(after(deleteCommunities('*:*'))).toEqual([]);
    expect(after(deleteExtendedCommunities('target:*'), extended('target:1:1', 'origin:1:1'))).toEqual([
      extended('origin:1:1'),
    ]);
    expect(after(deleteLargeCommunities('1:*:*'), large('1:1:1', '2:1:1'))).toEqual([large('2:1:1')]);
  });

  it('leave a Partial bit as it is (RFC 4271 §5)', () => {
    const partial = { ...standard('3:3'), flags: 0xe0 };
    expect(after(addCommunities('1:1'), partial)).toEqual([{ ...standard('3:3', '1:1'), flags: 0xe0 }]);
  });

  it.each<[string, () => unknown]>([
    ['65536:1', () => hasCommunity('65536:1')],
    ['65000:5-4', () => hasCommunity('65000:5-4')],
    ['65000', () => hasLargeCommunity('65000')],
    ['unheard:*', () => hasExtendedCommunity('unheard:*')],
    ['target:192.0.2.1:1-65536', () => hasExtendedCommunity('target:192.0.2.1:1-65536')],
    ['65000:*', () => addCommunities('65000:*')],
    ['1:1', () => setLargeCommunities('1:1')],
    ['nothing', () => deleteCommunities('nothing')],
  ])('refuse %s', (text, build) => {
    expect(build).toThrow(
      expect.objectContaining({ code: 'MESH_COMMUNITY', message: expect.stringContaining(`got ${text}`) }),
    );
  });
});
