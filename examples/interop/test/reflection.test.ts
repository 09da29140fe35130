import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Around,
  CONTESTED,
  deciding,
  expectTables,
  explainedFor,
  heard,
  preference,
  routesOf,
  startAround,
} from './hub-scenario.js';
import { OUR_AS } from './scenario.js';

/* Our Loc-RIB as a route reflector (RFC 4456) between BIRD, FRR and GoBGP: their tables are what `explain` says. */

describe('a route reflector of ours between BIRD, FRR and GoBGP', () => {
  let around: Around;

  beforeAll(async () => {
    around = await startAround({ kind: 'client', as: () => OUR_AS, hubAs: OUR_AS });
    for (const [number, { daemon }] of around.spokes.entries()) await daemon.announce(routesOf(number));
    await heard(around);
  });
  afterAll(() => around?.stop());

  it('the MED decides, within one AS, for FRR; explain says so', () => {
    const { rib } = around.hub;
    for (const prefix of [CONTESTED.byMed, CONTESTED.byMed6]) {
      expect(preference(rib, prefix)).toEqual(['frr', 'gobgp', 'bird']);
      expect(deciding(rib, prefix)).toEqual(['med', 'med']);
    }
  });

  it('the lowest identifier decides where all else is equal, for FRR or BIRD as their identifiers are', () => {
    expect(preference(around.hub.rib, CONTESTED.byIdentifier)).toEqual(['bird', 'frr', 'gobgp']);
    expect(deciding(around.hub.rib, CONTESTED.byIdentifier)).toEqual(['router-id', 'router-id']);
  });

  it('each client has the best path of every destination that is not its own', async () => {
    const { rib } = around.hub;
    await expectTables(around, (spoke, family) => explainedFor(rib, spoke, family, 'reflector'));
  });

  it('each client knows who a route begins with, and which cluster it came through', async () => {
    const [bird, frr, gobgp] = around.spokes.map(({ daemon }) => daemon);
    const prefix = '10.101.0.0/16';
    expect(await bird!.tell('show', 'route', prefix, 'all')).toMatch(
      /BGP\.originator_id: 10\.99\.0\.11\s+BGP\.cluster_list: 10\.99\.0\.1\s/,
    );
    expect(await gobgp!.tell('global', 'rib', prefix)).toMatch(
      /Originator: 10\.99\.0\.11.*ClusterList: \[10\.99\.0\.1\]/,
    );
    expect(await frr!.tell('show bgp ipv4 unicast 10.100.0.0/16')).toMatch(
      /Originator: 10\.99\.0\.2, Cluster list: 10\.99\.0\.1/,
    );
  });

  it('the best path is withdrawn: the next one goes to everyone but whom it comes from', async () => {
    const { rib } = around.hub;
    await around.spokes[1]!.daemon.withdraw([CONTESTED.byMed, '10.101.0.0/16']);
    await expectTables(around, (spoke, family) => explainedFor(rib, spoke, family, 'reflector'));
    expect(preference(rib, CONTESTED.byMed)).toEqual(['gobgp', 'bird']);
    expect(rib.best({ prefix: '10.101.0.0/16' })).toBeUndefined();
    expect(around.hub.closed).toEqual([]);
  });

  it('a client that is killed takes its routes with it', async () => {
    const { rib } = around.hub;
    const [bird, ...others] = around.spokes;
    await bird!.daemon.crash();
    await expectTables({ ...around, spokes: others }, (spoke, family) => explainedFor(rib, spoke, family, 'reflector'));
    expect(rib.best({ prefix: '10.100.0.0/16' })).toBeUndefined();
  });
});
