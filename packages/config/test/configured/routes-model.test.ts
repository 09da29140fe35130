import { type Nlri, standardAttributes, standardFamilies } from '@mesh/bgp-wire';
import { arbitraryOf } from '@mesh/bgp-wire/testing';
import { RouteStore } from '@mesh/rib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRouteToConfig,
  Configuration,
  type ConfiguredSnapshot,
  createMinimalConfiguration,
  formatRoute,
  type Neighbor,
  parseRouteText,
  type RouteText,
  routeIndexOf,
} from '../../src/index.js';

const session = { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 };
/** Who has which families, and so which routes. */
const FAMILIES = ['ipv4 unicast', 'ipv4 unicast ipv6 unicast', 'all'];

/** Keys of several families, path identifiers, and payload that is no part of the key. */
const KEYS = [
  'route 10.0.0.0/24',
  'route 10.0.0.0/25',
  'route 10.0.0.0/24 path-information 7',
  'route 2001:db8::/32',
  'ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 100',
  'ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 200',
  'flow route destination 10.3.0.0/24 discard',
];
/** What labels differ in is payload. */
const KEY_OF = [0, 1, 2, 3, 4, 4, 5];
const VALUES = ['next-hop self', 'next-hop 2001:db8::1 med 5', 'next-hop self community [ 65001:1 65001:2 ]'];
const NOTES = ['', 'name one', 'watchdog dog', 'watchdog dog withdraw'];

const route = fc.tuple(fc.nat(KEYS.length - 1), fc.nat(VALUES.length - 1), fc.nat(NOTES.length - 1));
type Drawn = readonly [key: number, value: number, note: number];

/** A route by its text; flows have no next hop. */
function routeOf([key, value, note]: Drawn): RouteText {
  const flow = KEYS[key]!.startsWith('flow');
  const words = flow ? '' : VALUES[value]!;
  return parseRouteText(`${KEYS[key]} ${words} ${flow ? '' : NOTES[note]}`)[0]!;
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('add' as const), neighbor: fc.nat(2), route }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('add-all' as const), route }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), neighbor: fc.nat(2), route }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('remove-all' as const), route }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('snapshot' as const), neighbor: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('move' as const) }) },
);

/** Routes as one would keep them first: by neighbour and key, as text. */
class Model {
  readonly held: Map<number, string>[] = FAMILIES.map(() => new Map());

  add(neighbor: number, [key]: Drawn, one: RouteText): void {
    if (this.takes(neighbor, one)) this.held[neighbor]!.set(KEY_OF[key]!, formatRoute(one));
  }

  takes(neighbor: number, { nlri: { family } }: RouteText): boolean {
    const families = FAMILIES[neighbor]!;
    return families === 'all' || (families.includes('ipv6') ? [0x000101, 0x000201] : [0x000101]).includes(family);
  }
}

function texts(routes: Iterable<RouteText>): string[] {
  return [...routes].map(formatRoute).sort();
}

describe('the routes of a configuration', () => {
  it('[B27] [X7] are as a map of texts has them, each stored once, with as many references as neighbours that have it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const configuration = Configuration.fromSettings({
          neighbors: FAMILIES.map((families, i) => ({
            session: { ...session, peerAddress: `192.0.2.${i + 2}` },
            families,
          })),
        });
        const neighbors = configuration.neighbors;
        const model = new Model();
        const looks: { readonly snapshot: ConfiguredSnapshot; readonly was: readonly string[] }[] = [];
        for (const one of steps) {
          if (one.type === 'add') {
            const text = routeOf(one.route);
            if (model.takes(one.neighbor, text)) configuration.addRoute(neighbors[one.neighbor]!, text);
            else expect(() => configuration.addRoute(neighbors[one.neighbor]!, text)).toThrow('has it not');
            model.add(one.neighbor, one.route, text);
          } else if (one.type === 'add-all') {
            configuration.addRoutes([routeOf(one.route)]);
            for (const i of neighbors.keys()) model.add(i, one.route, routeOf(one.route));
          } else if (one.type === 'remove') {
            const index = routeIndexOf(routeOf(one.route));
            const was = model.held[one.neighbor]!.delete(KEY_OF[one.route[0]]!);
            expect(configuration.removeByIndex(neighbors[one.neighbor]!, index)).toBe(was);
          } else if (one.type === 'remove-all') {
            configuration.removeRoutes([routeOf(one.route)]);
            for (const held of model.held) held.delete(KEY_OF[one.route[0]]!);
          } else if (one.type === 'snapshot') {
            const snapshot = configuration.routesOf(neighbors[one.neighbor]!).snapshot();
            looks.push({ snapshot, was: [...model.held[one.neighbor]!.values()].sort() });
          } else if (one.type === 'look') {
            for (const { snapshot, was } of looks) {
              expect(texts(snapshot.routes())).toEqual(was);
              expect(texts(snapshot.inOrder())).toEqual(was);
              expect(snapshot.size).toBe(was.length);
            }
          } else configuration.shareStore(new RouteStore({ seed: steps.length }));

          const distinct = new Map<number, number>();
          neighbors.forEach((neighbor, i) => {
            const routes = configuration.routesOf(neighbor);
            expect(texts(routes)).toEqual([...model.held[i]!.values()].sort());
            expect(routes.size).toBe(model.held[i]!.size);
            for (const { nlri } of routes) {
              const { id, index } = routes.stored({ nlri })!;
              expect(routeIndexOf({ nlri })).toBe(index);
              distinct.set(id, (distinct.get(id) ?? 0) + 1);
            }
          });
          for (const [id, holders] of distinct) expect(configuration.store.get(id)!.references).toBe(holders);
          expect(configuration.store.size).toBe(distinct.size);
        }
        for (const { snapshot } of looks) snapshot.close();
        for (const neighbor of neighbors) configuration.removeNeighbor(neighbor);
        expect([configuration.store.size, configuration.store.attributeSets]).toEqual([0, 0]);
      }),
      { seed: 4271, numRuns: 150 },
    );
  });
});

describe('[X12] any route', () => {
  const configured = () => {
    const configuration = createMinimalConfiguration({ families: 'all' });
    const neighbor = configuration.neighbors[0] as Neighbor;
    return { configuration, neighbor };
  };
  /** The text of the only route held, which has to be read as the same again, and held as the same again. */
  const printed = (route: RouteText): string => {
    const { configuration, neighbor } = configured();
    const index = configuration.addRoute(neighbor, route);
    const text = formatRoute(configuration.getRoute(neighbor, index)!);
    const again = configuration.addRoute(neighbor, parseRouteText(text)[0]!);
    expect([again, formatRoute(configuration.getRoute(neighbor, index)!)]).toEqual([index, text]);
    expect(configuration.store.size).toBe(1);
    return text;
  };

  it.each(standardFamilies.rows.map((row) => [row.name, row] as const))(
    '%s: is printed out of the store as it was put in',
    (_name, row) => {
      fc.assert(
        fc.property(
          arbitraryOf<Nlri>(row),
          fc.option(fc.nat(), { nil: undefined }),
          fc.constantFrom('::ffff:192.0.2.1', '2001:db8::1'),
          (nlri, pathId, nextHop) => {
            const route = { nlri: pathId === undefined ? nlri : { ...nlri, pathId }, nextHop, attributes: [] };
            expect(printed(route)).toBe(formatRoute(route));
          },
        ),
        { seed: 7911, numRuns: 60 },
      );
    },
  );

  it.each(
    standardAttributes.rows
      .filter(({ code }) => ![3, 14, 15, 17, 18].includes(code))
      .map((row) => [row.name, row] as const),
  )('%s: is printed out of the store as it was put in', (_name, row) => {
    fc.assert(
      fc.property(arbitraryOf(row), (value) => {
        const attributes = [{ code: row.code, flags: row.flags, value }];
        const route = { nlri: { family: 0x000101, prefix: '10.0.0.0/24' } as Nlri, nextHop: 'self', attributes };
        expect(printed(route)).toBe(formatRoute(route));
      }),
      { seed: 7606, numRuns: 60 },
    );
  });

  it('keeps its name, its watchdog, that it starts withdrawn, and a link-local next hop', () => {
    const text =
      'route 2001:db8::/32 next-hop 2001:db8::1 link-local fe80::1 med 5 name "a name" watchdog dog withdraw';
    const [route] = parseRouteText(text.replace(' link-local fe80::1', ''));
    expect(printed({ ...route!, linkLocal: 'fe80::1' })).toBe(formatRoute({ ...route!, linkLocal: 'fe80::1' }));
    expect(addRouteToConfig(configured().configuration, 'flow route destination 10.0.0.0/8 discard')).toBe(true);
    expect(printed(parseRouteText('flow route destination 10.0.0.0/8 next-hop self discard')[0]!)).not.toContain(
      'self',
    );
  });
});
