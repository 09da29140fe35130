import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableLines } from '../lab/route.js';
import {
  type Around,
  CONTESTED,
  expectTables,
  explainedFor,
  heard,
  preference,
  routesOf,
  startAround,
} from './hub-scenario.js';
import { OUR_AS } from './scenario.js';

/*
 * Our Loc-RIB as a route server (RFC 7947) between BIRD, FRR and GoBGP, each in an AS of its own: their tables are what
 * `explain` says, and nobody's best path hides another's from anyone.
 */

const CLIENT_AS = [4_200_000_011, 4_200_000_012, 4_200_000_013];

describe('a route server of ours between BIRD, FRR and GoBGP', () => {
  let around: Around;

  beforeAll(async () => {
    around = await startAround({ kind: 'route-server-client', as: (number) => CLIENT_AS[number]!, hubAs: OUR_AS });
    for (const [number, { daemon }] of around.spokes.entries()) await daemon.announce(routesOf(number));
    await heard(around);
  });
  afterAll(() => around?.stop());

  it('each client has a path of every destination that anybody else announces, the best of theirs', async () => {
    const { rib } = around.hub;
    await expectTables(around, (spoke, family) => explainedFor(rib, spoke, family, 'server'));
  });

  it('paths, next hops and MEDs are as they came', async () => {
    const [bird] = around.spokes;
    const lines = await tableLines(bird!.daemon.routes('ipv4'));
    expect(lines.get('10.101.0.0/16')).toBe(
      `nextHop 10.99.0.11 | origin igp | asPath ${CLIENT_AS[1]} | med 5 | communities 64496:1`,
    );
  });

  it('the best path of a contested destination does not hide the second from the one it comes from', async () => {
    const { rib } = around.hub;
    const [first, second] = preference(rib, CONTESTED.byMed);
    const best = around.spokes.find(({ kind }) => kind.name === first)!;
    const other = around.spokes.findIndex(({ kind }) => kind.name === second);
    const lines = await tableLines(best.daemon.routes('ipv4'));
    expect(lines.get(CONTESTED.byMed)).toContain(`asPath ${CLIENT_AS[other]}`);
  });

  it('a withdrawal reaches the others; the next path takes its place', async () => {
    const { rib } = around.hub;
    const [first] = preference(rib, CONTESTED.byMed);
    const best = around.spokes.find(({ kind }) => kind.name === first)!;
    await best.daemon.withdraw([CONTESTED.byMed]);
    await expectTables(around, (spoke, family) => explainedFor(rib, spoke, family, 'server'));
    expect(preference(rib, CONTESTED.byMed)).not.toContain(first);
    expect(around.hub.closed).toEqual([]);
  });
});
