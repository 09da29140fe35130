import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { formatHex } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Configuration, type NeighborSettings, startSpeaker } from '../../src/index.js';
import { neighborAt, THEM } from './lib.js';

/** The octets that a peer who has just accepted our connection gets. */
async function openOf(settings: Partial<NeighborSettings>): Promise<Uint8Array> {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock);
  const octets: number[] = [];
  theirs.attach({ data: (bytes) => void octets.push(...bytes), drain: () => {}, closed: () => {} });
  const mesh = await startSpeaker(Configuration.fromSettings({ neighbors: [neighborAt(THEM, settings)] }), {
    clock,
    connect: () => ours,
    random: () => 0.5,
  });
  clock.runFor(10);
  void mesh.close();
  return Uint8Array.from(octets);
}

/** Capabilities of an OPEN by code, in hex, as RFC 4271 §4.2 and RFC 5492 §4 lay them out. */
async function capabilitiesOf(settings: Partial<NeighborSettings>): Promise<ReadonlyMap<number, readonly string[]>> {
  const open = await openOf(settings);
  const found = new Map<number, string[]>();
  for (let at = 29; at < 29 + open[28]!; at += 2 + open[at + 1]!) {
    expect(open[at]).toBe(2);
    for (let one = at + 2; one < at + 2 + open[at + 1]!; one += 2 + open[one + 1]!) {
      found.set(open[one]!, [
        ...(found.get(open[one]!) ?? []),
        formatHex(open.subarray(one + 2, one + 2 + open[one + 1]!)),
      ]);
    }
  }
  return found;
}

describe('the OPEN that a connected peer gets', () => {
  it('[B11] has what is on by default, and nothing else', async () => {
    expect([...(await capabilitiesOf({}))].sort(([a], [b]) => a - b)).toEqual([
      [1, ['00010001']],
      [2, ['']],
      [6, ['']],
      [65, ['0000fde9']],
      [70, ['']],
    ]);
  });

  it('[B10] has AS number, hold time and identifier', async () => {
    const open = await openOf({ holdTime: 30 });
    expect(formatHex(open.subarray(19, 28))).toBe(`04${'fde9'}${'001e'}${'c0000201'}`);
  });

  it.each<[string, Partial<NeighborSettings>, number, string]>([
    ['graceful restart, its N bit set', { capability: { gracefulRestart: 60 } }, 64, '403c'],
    ['the hold time for a restart time of 0', { capability: { gracefulRestart: 0 }, holdTime: 90 }, 64, '405a'],
    ['several sessions', { capability: { multiSession: true } }, 68, '0001'],
    ['operational messages', { capability: { operational: true } }, 185, ''],
    ['link-local next hops', { capability: { linkLocalNexthop: true } }, 77, ''],
    ['a version', { capability: { softwareVersion: 'x/1' } }, 75, '03782f31'],
    ['a name', { hostName: 'a', domainName: 'example' }, 73, `0161${'07'}6578616d706c65`],
    ['IPv6 next hops', { capability: { nexthop: true } }, 5, '000100010002'],
    ['several paths, to receive', { capability: { addPath: 'receive' } }, 69, '00010101'],
    ['several paths, to send', { capability: { addPath: 'send' } }, 69, '00010102'],
    ['several paths, both', { capability: { addPath: 'both' } }, 69, '00010103'],
  ])('[B11] has %s', async (_, settings, code, octets) => {
    expect((await capabilitiesOf(settings)).get(code)).toEqual([octets]);
  });

  it.each<[keyof NonNullable<NeighborSettings['capability']>, readonly number[]]>([
    ['asn4', [65]],
    ['extendedMessage', [6]],
    ['routeRefresh', [2, 70]],
  ])('[B11] has no %s where it is off', async (setting, codes) => {
    const found = await capabilitiesOf({ capability: { [setting]: false } });
    expect(codes.filter((code) => found.has(code))).toEqual([]);
  });

  it('[B13] has next hops, paths and their limits for the families that are named', async () => {
    const found = await capabilitiesOf({
      families: ['ipv4 unicast', 'ipv6 unicast', 'ipv4 mpls-vpn'],
      capability: { addPath: 'both', pathsLimit: 8 },
      nexthops: [{ family: 'ipv4 mpls-vpn', nexthop: 'ipv6' }],
      addpaths: [
        { family: 'ipv4 unicast' },
        { family: 'ipv6 unicast', mode: 'receive', pathsLimit: 2 },
        { family: 'ipv4 mpls-vpn', mode: 'send' },
      ],
    });
    expect(found.get(1)).toEqual(['00010001', '00020001', '00010080']);
    expect(found.get(5)).toEqual([`0001${'0080'}0002`]);
    expect(found.get(69)).toEqual([`000101${'03'}000201${'01'}000180${'02'}`]);
    // To be told no more than so many paths is for who receives several.
    expect(found.get(76)).toEqual([`000101${'0008'}000201${'0002'}`]);
  });

  it('[B13] has no limit where it receives one path, and no next hops where they are off', async () => {
    const found = await capabilitiesOf({
      capability: { pathsLimit: 8, nexthop: false },
      nexthops: [{ family: 'ipv4 unicast', nexthop: 'ipv6' }],
    });
    expect([found.has(5), found.has(69), found.has(76)]).toEqual([false, false, false]);
  });
});
