import { Family } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import type { Ours } from '../lab/ours.js';
import type { TableRoute } from '../lab/route.js';
import { tableRoute } from '../lab/table-route.js';
import { type Between, FROM, startBetween, TO } from './router-scenario.js';
import { EXCHANGE_MS, THEIR_AS } from './scenario.js';

/* Several paths of a prefix (RFC 7911), to the daemon and from it. */

const V4: Family = Family.IPV4_UNICAST;
const IDS: readonly number[] = [1, 2, 4_294_967_295];
const SHOWS_IDS = 'it shows the identifiers we sent';

interface Row {
  readonly kind: DaemonKind;
  readonly shows: string;
  /** What the daemon shows of the paths of a prefix that it got of a peer: their identifiers, in any order. */
  readonly shown: (daemon: Daemon, peer: string, prefix: string) => Promise<readonly number[]>;
}

const ROWS: readonly Row[] = [
  {
    kind: bird,
    shows: 'it shows the three paths (birdc prints no identifiers)',
    async shown(daemon, _peer, prefix) {
      const communities = (await daemon.tell('show', 'route', prefix, 'all')).matchAll(
        /BGP\.community: \(64496,(\d)\)/g,
      );
      return [...communities].map(([, i]) => IDS[Number(i)]!);
    },
  },
  {
    kind: frr,
    shows: SHOWS_IDS,
    async shown(daemon, peer, prefix) {
      const { paths }: { paths: readonly { addpathRxId?: number; peer: { peerId: string } }[] } = JSON.parse(
        await daemon.tell(`show bgp ipv4 unicast ${prefix} json`),
      );
      return paths.filter((path) => path.peer.peerId === peer).map(({ addpathRxId = 0 }) => addpathRxId);
    },
  },
  {
    kind: gobgp,
    shows: SHOWS_IDS,
    async shown(daemon, peer, prefix) {
      const table = await daemon.tell('neighbor', peer, 'adj-in');
      return [...table.matchAll(/^\s*(\d+)\s+(\S+\/\d+)\s/gm)]
        .filter(([, , network]) => network === prefix)
        .map(([, id]) => Number(id));
    },
  },
];

interface Sender {
  readonly address: string;
  readonly as: number;
}

function paths(sender: Sender, prefix: string): readonly (TableRoute & { readonly pathId: number })[] {
  return IDS.map((pathId, i) => ({
    ...{ prefix, pathId, nextHop: sender.address, origin: 'igp' as const, asPath: `${sender.as} ${64_500 + i}` },
    communities: [`64496:${i}`],
  }));
}

for (const row of ROWS) {
  describe(`${row.kind.name}, several paths`, () => {
    describe('both ways', () => {
      let between: Between;
      const [ours, others] = [paths(FROM, '10.64.0.0/16'), paths(TO, '10.65.0.0/16')];

      beforeAll(async () => {
        const side = {
          settings: { addPath: [{ family: V4, mode: 'both' as const }] },
          features: { addPath: 'both' as const },
        };
        between = await startBetween(row.kind, { from: side, to: side });
      });
      afterAll(() => between?.stop());

      it('Established, with identifiers in both directions', () => {
        const { session } = between.from;
        expect([session.tx.addPath.has(V4), session.rx.addPath.has(V4)]).toEqual([true, true]);
      });

      it('three paths of a prefix out, and three in through it, on the same session', async () => {
        for (const path of ours) between.from.announce(path, path.pathId);
        for (const path of others) between.to.announce(path, path.pathId);
        await expectPaths(between.to, ours);
        await expectPaths(between.from, others);
      });

      it(row.shows, async () => {
        const ids = await row.shown(between.daemon, FROM.address, '10.64.0.0/16');
        expect([...ids].sort()).toEqual([...IDS].sort());
      });

      it('one path withdrawn: the others stay', async () => {
        between.from.withdraw('10.64.0.0/16', IDS[1]!);
        between.to.withdraw('10.65.0.0/16', IDS[0]!);
        await expectPaths(
          between.to,
          ours.filter((_, i) => i !== 1),
        );
        await expectPaths(
          between.from,
          others.filter((_, i) => i !== 0),
        );
        expect([...between.from.closed, ...between.to.closed]).toEqual([]);
      });
    });

    describe('one way', () => {
      let between: Between;
      const ours = paths(FROM, '10.64.0.0/16');

      beforeAll(async () => {
        between = await startBetween(row.kind, {
          from: { settings: { addPath: [{ family: V4, mode: 'send' }] }, features: { addPath: 'both' } },
          to: { settings: { addPath: [{ family: V4, mode: 'receive' }] }, features: { addPath: 'send' } },
        });
      });
      afterAll(() => between?.stop());

      it('Established: identifiers where we send, and where we receive, and not the other way', () => {
        const { from, to } = between;
        const both = ({ session }: Ours) => [session.tx.addPath.has(V4), session.rx.addPath.has(V4)];
        expect([both(from), both(to)]).toEqual([
          [true, false],
          [false, true],
        ]);
      });

      it('three paths out, three in; a plain route the other way', async () => {
        for (const path of ours) between.from.announce(path, path.pathId);
        const [plain] = paths(TO, '10.65.0.0/16');
        between.to.announce(plain!);
        await expectPaths(between.to, ours);
        await until(
          'the plain route comes',
          () => between.from.in.get({ prefix: '10.65.0.0/16' }) !== undefined,
          EXCHANGE_MS,
        );
        expect([...between.from.closed, ...between.to.closed]).toEqual([]);
      });
    });
  });
}

/** Waits until a speaker holds these paths of their prefix as the daemon passes them on, each with an identifier of its own. */
async function expectPaths(speaker: Ours, sent: readonly TableRoute[]): Promise<void> {
  const prefix = sent[0]!.prefix;
  const expected = sent.map(({ asPath, communities }) => `${THEIR_AS} ${asPath} ${communities}`).sort();
  const held = () => [...speaker.in.routes(V4)].filter((route) => route.prefix === prefix);
  await until(
    `the paths of ${prefix} come`,
    () => {
      const texts = held()
        .map(tableRoute)
        .map(({ asPath, communities }) => `${asPath} ${communities}`);
      return JSON.stringify(texts.sort()) === JSON.stringify(expected);
    },
    EXCHANGE_MS,
    () => JSON.stringify(held()),
  );
  const ids = held().map(({ pathId }) => pathId);
  expect(ids).not.toContain(undefined);
  expect(new Set(ids).size).toBe(sent.length);
}
