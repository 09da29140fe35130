import type { AnnouncedRoute } from '@mesh/rib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRouteText, routeIndexOf } from '../../src/index.js';
import { BOTH, FOUR, meshLab } from '../support/mesh-lab.js';

/*
 * Whoever speaks of a route last has the say, whatever the way it is said: commands, groups, watchdogs, the configured
 * routes, handles and their leases. The tables of two connected peers are compared with a naive model.
 */

const PEERS = [FOUR, BOTH] as const;
type Peer = (typeof PEERS)[number];
const PREFIXES = ['10.1.0.0/24', '10.2.0.0/24'];
const WATCHDOGS = ['', ' watchdog dog', ' watchdog cat'];
const LEASE_MS = 100_000;

/** What one peer is to have, by prefix. */
interface Side {
  readonly wanted: Map<string, string>;
  readonly configured: Map<string, string>;
  /** The group of a route, and the route. */
  readonly groups: Map<string, { readonly group: string; readonly text: string }>;
  /** Whose handle stands, by prefix. */
  readonly handles: Map<string, number>;
}

class Model {
  readonly sides = new Map<Peer, Side>(
    PEERS.map((peer) => [peer, { wanted: new Map(), configured: new Map(), groups: new Map(), handles: new Map() }]),
  );

  side(peer: Peer): Side {
    return this.sides.get(peer)!;
  }

  /** A route is said, or taken back by `undefined`. */
  say(peer: Peer, prefix: string, text: string | undefined): void {
    const { wanted, handles } = this.side(peer);
    handles.delete(prefix);
    if (text === undefined) wanted.delete(prefix);
    else wanted.set(prefix, text);
  }

  join(peer: Peer, prefix: string, watchdog: string, text: string): void {
    const { groups } = this.side(peer);
    groups.delete(prefix);
    const group = watchdog.split(' ').at(-1)!;
    if (group !== '') groups.set(prefix, { group, text });
  }
}

const peers = fc.constantFrom<readonly Peer[]>([FOUR], [BOTH], PEERS);
const prefix = fc.constantFrom(...PREFIXES);
const med = fc.integer({ min: 1, max: 2 });
const watchdog = fc.constantFrom(...WATCHDOGS);
const starts = fc.constantFrom('', '', ' withdraw');

const routeStep = fc.record({
  type: fc.constantFrom('announce' as const, 'withdraw' as const, 'add' as const, 'remove' as const),
  peers,
  prefix,
  med,
  watchdog,
  starts,
});
const step = fc.oneof(
  { weight: 4, arbitrary: routeStep },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('group' as const), steps: fc.array(routeStep, { maxLength: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('watchdog-on' as const, 'watchdog-off' as const),
      peers,
      group: fc.constantFrom('dog', 'cat'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constantFrom('index-on' as const, 'index-off' as const), peers, prefix }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('handle' as const, 'lease' as const, 'handle-end' as const, 'mesh-withdraw' as const),
      peers,
      prefix,
      med,
      which: fc.nat(5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('lapse' as const, 'look' as const) }) },
);

const textOf = (one: string, value: number) => `route ${one} next-hop 192.0.2.9 med ${value}`;
const selectorOf = (chosen: readonly Peer[]) => `peer [ ${chosen.join(' , ')} ]`;

async function run(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Promise<void> {
  const { us, clock, table, settled, close } = await meshLab();
  const model = new Model();
  const handles: { readonly handle: AnnouncedRoute; readonly prefix: string }[] = [];
  const leases = new Set<number>();
  const ended = (number: number) => {
    for (const peer of PEERS) {
      const { handles: standing, wanted } = model.side(peer);
      for (const [at, whose] of [...standing]) {
        if (whose !== number) continue;
        standing.delete(at);
        wanted.delete(at);
      }
    }
    leases.delete(number);
  };
  const check = async () => {
    for (const peer of PEERS) {
      expect(await table(peer)).toEqual([...model.side(peer).wanted.values()].sort());
      const configured = [...us.configuration.routesOf(us.configuration.neighbors[PEERS.indexOf(peer)]!)];
      expect(configured.map(({ nlri }) => ('prefix' in nlri ? nlri.prefix : '')).sort()).toEqual(
        [...model.side(peer).configured.keys()].sort(),
      );
    }
  };
  const commandOf = (one: fc.Arbitrary<unknown> extends never ? never : RouteStep): string => {
    const { type, peers: chosen, prefix: at, med: value, watchdog: dog, starts: start } = one;
    const text = `${textOf(at, value)}${dog}${dog === '' ? '' : start}`;
    return `${selectorOf(chosen)} ${type === 'add' || type === 'remove' ? `routes ${type}` : type} ${text}`;
  };
  const apply = (one: RouteStep): void => {
    const text = textOf(one.prefix, one.med);
    const withdrawn = one.watchdog !== '' && one.starts !== '';
    for (const peer of one.peers) {
      const side = model.side(peer);
      if (one.type === 'announce' || one.type === 'add') {
        model.join(peer, one.prefix, one.watchdog, text);
        if (one.type === 'add') side.configured.set(one.prefix, text);
        if (!withdrawn) model.say(peer, one.prefix, text);
        else if (one.type === 'add') model.say(peer, one.prefix, undefined);
      } else if (one.type === 'withdraw' || side.configured.delete(one.prefix)) {
        side.groups.delete(one.prefix);
        model.say(peer, one.prefix, undefined);
      }
    }
  };
  for (const one of steps) {
    switch (one.type) {
      case 'announce':
      case 'withdraw':
      case 'add':
      case 'remove':
        await us.execute(commandOf(one));
        apply(one);
        break;
      case 'group': {
        const within = one.steps.filter(({ type }) => type === 'announce' || type === 'withdraw');
        if (within.length === 0) break;
        await us.execute(`peer * group ${within.map(commandOf).join(' ; ')}`);
        for (const inner of within) apply(inner);
        break;
      }
      case 'watchdog-on':
      case 'watchdog-off':
        await us.execute(
          `${selectorOf(one.peers)} ${one.type === 'watchdog-on' ? 'announce' : 'withdraw'} watchdog ${one.group}`,
        );
        for (const peer of one.peers) {
          for (const [at, { group, text }] of model.side(peer).groups) {
            if (group === one.group) model.say(peer, at, one.type === 'watchdog-on' ? text : undefined);
          }
        }
        break;
      case 'index-on':
      case 'index-off': {
        const index = routeIndexOf(parseRouteText(textOf(one.prefix, 1))[0]!);
        const word = one.type === 'index-on' ? 'announce' : 'withdraw';
        await us.execute(`${selectorOf(one.peers)} ${word} index ${index}`).catch(() => undefined);
        for (const peer of one.peers) {
          const text = model.side(peer).configured.get(one.prefix);
          if (word === 'withdraw') model.say(peer, one.prefix, undefined);
          else if (text !== undefined) model.say(peer, one.prefix, text);
        }
        break;
      }
      case 'handle':
      case 'lease': {
        const [handle] = us.announce(textOf(one.prefix, one.med), {
          peers: ({ name }) => one.peers.includes(name as Peer),
          receipts: one.which % 2 === 0,
          ...(one.type === 'lease' ? { ttlMs: LEASE_MS } : {}),
        });
        const number = handles.push({ handle: handle!, prefix: one.prefix }) - 1;
        if (one.type === 'lease') leases.add(number);
        for (const peer of one.peers) {
          model.side(peer).groups.delete(one.prefix);
          model.say(peer, one.prefix, textOf(one.prefix, one.med));
          model.side(peer).handles.set(one.prefix, number);
        }
        break;
      }
      case 'handle-end': {
        if (handles.length === 0) break;
        const number = one.which % handles.length;
        handles[number]!.handle.withdraw();
        ended(number);
        break;
      }
      case 'mesh-withdraw':
        us.withdraw(textOf(one.prefix, one.med), { peers: ({ name }) => one.peers.includes(name as Peer) });
        for (const peer of one.peers) {
          model.side(peer).groups.delete(one.prefix);
          model.say(peer, one.prefix, undefined);
        }
        break;
      case 'lapse': {
        await settled(us.flushed());
        let over = false;
        clock.after(LEASE_MS + 1, () => (over = true));
        await clock.advance(() => over, LEASE_MS + 10);
        for (const number of [...leases]) ended(number);
        break;
      }
      case 'look':
        await check();
    }
  }
  await check();
  await close();
  expect(us.announcer.size).toBe(0);
}

type RouteStep = typeof routeStep extends fc.Arbitrary<infer T> ? T : never;

describe('the last word about a route', () => {
  it('[C15] a command has it over the lease of the very same route', async () => {
    const { us, clock, table, settled, close } = await meshLab();
    const route = textOf(PREFIXES[0]!, 1);
    const [handle] = us.announce(route, { ttlMs: 1000 });
    await us.execute(`announce ${route}`);
    expect(handle!.ended).toBe('replaced');
    let over = false;
    clock.after(2000, () => (over = true));
    await settled(us.flushed());
    await clock.advance(() => over, 3000);
    expect(await table(FOUR)).toEqual([route]);
    await us.execute(`withdraw ${route}`);
    expect(await table(FOUR)).toEqual([]);
    await close();
  });

  it('[C15] what is announced or withdrawn by itself is of no watchdog any more', async () => {
    const { us, table, close } = await meshLab();
    for (const prefix of PREFIXES) await us.execute(`announce ${textOf(prefix, 1)} watchdog dog`);
    us.announce(textOf(PREFIXES[0]!, 2));
    us.withdraw({ prefix: PREFIXES[1]! });
    await us.execute('announce watchdog dog');
    expect(await table(FOUR)).toEqual([textOf(PREFIXES[0]!, 2)]);
    await us.execute('withdraw watchdog dog');
    expect(await table(FOUR)).toEqual([textOf(PREFIXES[0]!, 2)]);
    await close();
  });

  it('[B26] [C15] counts, whoever has it, and is what the peer has', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), run), { numRuns: 80 });
  });
});
