import type { PeerSnapshot } from '@mesh/bgp-session';
import { VirtualClock } from '@mesh/bgp-session/testing';
import { isMeshError, NEXT_HOP } from '@mesh/bgp-wire';
import { RouteStore } from '@mesh/rib';
import { describe, expect, it } from 'vitest';
import { addRouteToConfig, createConfigurationWithRoutes, type MeshSpeaker, startSpeaker } from '../../src/index.js';
import { apiLab, neighborAt } from '../support/api-lab.js';
import { BOTH, FOUR, meshLab, neighbor, US } from '../support/mesh-lab.js';

const only =
  (address: string) =>
  ({ name }: PeerSnapshot): boolean =>
    name === address;

const TEN = '0101180a000000';

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (isMeshError(error)) return error.code;
    throw error;
  }
  return 'none';
}

/** Holders of a route in the store of a speaker that are not Adj-RIBs-Out. */
function configured(mesh: MeshSpeaker, index = TEN): string[] {
  return mesh.configuration.neighbors
    .filter((one) => mesh.configuration.getRoute(one, index))
    .map(({ session }) => session.peerAddress);
}

describe('the routes of a running speaker', () => {
  it('[B26] addRoute announces at once, to the peers chosen that have the family, and keeps it configured', async () => {
    const { us, table, settled, close } = await meshLab();
    expect(await us.addRoute('route 10.0.0.0/24 next-hop self med 5')).toEqual({
      index: TEN,
      live: true,
      persisted: false,
    });
    expect(await us.addRoute({ prefix: '2001:db8::/32', nextHop: '2001:db8::1' })).toMatchObject({ live: true });
    expect(await table(FOUR)).toEqual(['route 10.0.0.0/24 next-hop 10.0.0.1 med 5']);
    expect(await table(BOTH)).toEqual([
      'route 10.0.0.0/24 next-hop 10.0.0.1 med 5',
      'route 2001:db8::/32 next-hop 2001:db8::1',
    ]);
    expect(configured(us)).toEqual([FOUR, BOTH]);
    expect(await us.addRoute('route 10.0.0.0/24 next-hop self med 9', { peers: only(BOTH) })).toMatchObject({
      live: true,
    });
    expect([await table(FOUR), (await table(BOTH))[0]]).toEqual([
      ['route 10.0.0.0/24 next-hop 10.0.0.1 med 5'],
      'route 10.0.0.0/24 next-hop 10.0.0.1 med 9',
    ]);
    expect(await us.removeByIndex(TEN, { peers: only(FOUR) })).toEqual({ index: TEN, live: false, persisted: false });
    expect([await table(FOUR), configured(us)]).toEqual([[], [BOTH]]);
    expect(await codeOf(us.removeByIndex(TEN, { peers: only(FOUR) }))).toBe('MESH_NO_ROUTE');
    await settled(us.removeByIndex(TEN));
    expect([(await table(BOTH)).length, configured(us)]).toEqual([1, []]);
    await close();
  });

  it('[B26] changes nothing where a route cannot be had', async () => {
    const { us, table, close } = await meshLab();
    const failures = [
      us.addRoute('route 10.0.0.0/24 next-hop nowhere'),
      us.addRoute('route 10.0.0.0/24 next-hop self; route 10.1.0.0/24 next-hop self'),
      us.addRoute('route 2001:db8::/32 next-hop ::1', { peers: only(FOUR) }),
      us.addRoute({ prefix: '10.0.0.0/24', nextHop: 'self' }, { peers: () => false }),
      us.addRoute({
        prefix: '10.0.0.0/24',
        nextHop: 'self',
        attributes: [{ code: 99, flags: 0xc0, value: new Uint8Array(65500) }],
      }),
      us.removeByIndex('zz'),
    ];
    expect(await Promise.all(failures.map(codeOf))).toEqual([
      'MESH_TEXT_SYNTAX',
      'MESH_ROUTE_COUNT',
      'MESH_NO_FAMILY',
      'MESH_NO_PEER',
      'MESH_ROUTE_INVALID',
      'MESH_ROUTE_INDEX',
    ]);
    expect([await table(BOTH), us.store.size]).toEqual([[], 0]);
    await close();
  });

  it('[B19] withdraws from peers and announces to them again what stays configured', async () => {
    const { us, table, close } = await meshLab();
    await us.addRoute('route 10.0.0.0/24 next-hop self med 5');
    await us.addRoute('route 10.0.0.0/24 next-hop self med 6', { peers: only(BOTH) });
    expect(us.routes.withdraw([FOUR, BOTH], TEN)).toBe(2);
    expect([await table(FOUR), await table(BOTH), configured(us)]).toEqual([[], [], [FOUR, BOTH]]);
    expect(us.routes.announce([FOUR, BOTH], TEN)).toBe(2);
    expect([await table(FOUR), await table(BOTH)]).toEqual([
      ['route 10.0.0.0/24 next-hop 10.0.0.1 med 5'],
      ['route 10.0.0.0/24 next-hop 10.0.0.1 med 6'],
    ]);
    await close();
  });

  it('adds a route that starts withdrawn, instead of one that stands', async () => {
    const { us, table, close } = await meshLab();
    await us.addRoute('route 10.0.0.0/24 next-hop self');
    expect(await us.addRoute('route 10.0.0.0/24 next-hop self watchdog dog withdraw')).toMatchObject({ live: false });
    expect([await table(FOUR), configured(us)]).toEqual([[], [FOUR, BOTH]]);
    const [four] = us.configuration.neighbors;
    expect([...us.configuration.routesOf(four!).noted()]).toMatchObject([{ watchdog: 'dog', withdrawn: true }]);
    await us.execute(`peer ${FOUR} announce watchdog dog`);
    expect(await table(FOUR)).toEqual(['route 10.0.0.0/24 next-hop 10.0.0.1']);
    await close();
  });

  it('takes the place of what was announced by a handle', async () => {
    const { us, table, close } = await meshLab();
    const handle = us.announce({ prefix: '10.0.0.0/24', nextHop: 'self' }, { ttlMs: 1000, receipts: true });
    await us.addRoute({ prefix: '10.0.0.0/24', nextHop: 'self' });
    expect(handle.ended).toBe('replaced');
    expect(await table(FOUR)).toEqual(['route 10.0.0.0/24 next-hop 10.0.0.1']);
    await close();
  });

  it('[B27] stores a route once for the configuration and all Adj-RIBs-Out, and lets it go with the last of them', async () => {
    const { us, close } = await meshLab();
    await us.addRoute('route 10.0.0.0/24 next-hop self med 5');
    await us.addRoute('route 10.0.1.0/24 next-hop self med 5');
    expect([us.store.size, us.store.attributeSets, us.configuration.store]).toEqual([2, 1, us.store]);
    us.delete(only(FOUR));
    expect(us.configuration.neighbors.map(({ session }) => session.peerAddress)).toEqual([BOTH]);
    expect(us.store.size).toBe(2);
    us.create({ ...neighbor(US, FOUR), routes: 'route 10.0.0.0/24 next-hop self med 5' });
    expect([configured(us), us.store.size]).toEqual([[BOTH, FOUR], 2]);
    us.delete(() => true);
    // A reload would bring them back with their routes, until they are deleted for good.
    expect([us.configuration.neighbors, us.store.size]).toEqual([[], 2]);
    us.configuration.adopt(us.configuration);
    expect(us.store.size).toBe(0);
    await close();
  });

  it('[B27] goes on in the store of the speaker, and stays configured when that one is closed', async () => {
    const clock = new VirtualClock();
    const configuration = createConfigurationWithRoutes('route 10.0.0.0/24 next-hop self', { passive: true });
    const [own] = configuration.neighbors;
    const mesh = await startSpeaker(configuration, { clock });
    mesh.create({ ...neighbor(US, FOUR), session: { ...neighbor(US, FOUR).session, passive: true } });
    expect([mesh.configuration, mesh.store === configuration.store, configuration.neighbors.length]).toEqual([
      configuration,
      true,
      2,
    ]);
    addRouteToConfig(configuration, 'route 10.0.1.0/24 next-hop self');
    const { store } = configuration;
    await mesh.close();
    expect([configuration.neighbors, store.size, configuration.getRoute(own!, TEN)?.nextHop]).toEqual([
      [own],
      2,
      'self',
    ]);
    const again = await startSpeaker(configuration, { clock });
    expect([again.store === store, again.adjRibOut('127.0.0.1').size]).toEqual([true, 2]);
    await again.close();
    const shared = new RouteStore();
    const third = await startSpeaker(configuration, { clock, store: shared });
    expect([third.store === shared, shared.size, store.size]).toEqual([true, 2, 0]);
    await third.close();
  });

  it('[B3] sends next-hop self as our end of each session', async () => {
    const far = neighborAt('10.0.0.3');
    const { mesh, establish, heard, close } = await apiLab([
      neighborAt('10.0.0.2'),
      { ...far, session: { ...far.session, localAddress: '10.0.0.9' } },
    ]);
    expect(addRouteToConfig(mesh.configuration, 'route 10.0.0.0/24 next-hop self')).toBe(true);
    const hops = [];
    for (const address of ['10.0.0.2', '10.0.0.3']) {
      const peer = await establish(address);
      await heard(peer);
      mesh.routes.announce([address], TEN);
      await heard(peer);
      for (const message of peer.received) {
        if (message.type === 'UPDATE' && message.endOfRib === undefined) hops.push(message.get(NEXT_HOP));
      }
    }
    expect(hops).toEqual(['10.0.0.1', '10.0.0.9']);
    await close();
  });

  it('forgets a neighbour that could not be made', async () => {
    const { us, close } = await meshLab();
    expect(() => us.create(neighbor(US, FOUR))).toThrow(
      expect.toSatisfy((error) => isMeshError(error, 'MESH_PEER_EXISTS')),
    );
    expect(us.configuration.neighbors).toHaveLength(2);
    await close();
  });
});

describe('[B26] what is stored of a change', () => {
  /** A disk that takes some time, and fails when it is told to. */
  function disk(clock: () => VirtualClock) {
    const calls: number[] = [];
    const state = { fails: false, calls };
    const persist = async (): Promise<void> => {
      calls.push(clock().now());
      await new Promise<void>((resolve) => clock().after(100, resolve));
      if (state.fails) throw new Error('no space left on device');
    };
    return { ...state, state, persist };
  }

  async function lab() {
    let clock: VirtualClock | undefined;
    const { persist, state } = disk(() => clock!);
    const made = await meshLab({ persist, persistDelayMs: 500 });
    clock = made.clock;
    return { ...made, state };
  }

  it('is everything that changed within the delay, by one call', async () => {
    const { us, settled, state, close } = await lab();
    const changes = [
      us.addRoute('route 10.0.0.0/24 next-hop self'),
      us.addRoute('route 10.0.1.0/24 next-hop self'),
      us.removeByIndex(TEN),
    ];
    expect(us.adjRibOut(FOUR).size).toBe(1);
    expect((await settled(Promise.all(changes))).map(({ persisted }) => persisted)).toEqual([true, true, true]);
    expect(state.calls).toHaveLength(1);
    await close();
    expect(state.calls).toHaveLength(1);
  });

  it('is what changes during a call by the next one', async () => {
    const { clock, us, settled, state, close } = await lab();
    const first = us.addRoute('route 10.0.0.0/24 next-hop self');
    await clock.advance(550);
    const second = us.addRoute('route 10.0.1.0/24 next-hop self');
    await settled(first);
    expect(state.calls).toHaveLength(1);
    expect((await settled(second)).persisted).toBe(true);
    expect(state.calls).toHaveLength(2);
    expect(state.calls[1]! - state.calls[0]!).toBe(600);
    await close();
  });

  it('is nothing when the disk fails: the route is live, and the change that follows has both stored', async () => {
    const { us, table, settled, state, close } = await lab();
    state.fails = true;
    expect(await settled(us.addRoute('route 10.0.0.0/24 next-hop self'))).toEqual({
      index: TEN,
      live: true,
      persisted: false,
      error: new Error('no space left on device'),
    });
    expect(await table(FOUR)).toEqual(['route 10.0.0.0/24 next-hop 10.0.0.1']);
    state.fails = false;
    expect((await settled(us.addRoute('route 10.0.1.0/24 next-hop self'))).persisted).toBe(true);
    expect(state.calls).toHaveLength(2);
    await close();
    expect(state.calls).toHaveLength(2);
  });

  it('is stored at once when the speaker closes, and tried again where it had failed', async () => {
    const { us, settled, state, close } = await lab();
    state.fails = true;
    await settled(us.addRoute('route 10.0.0.0/24 next-hop self'));
    state.fails = false;
    await close();
    expect(state.calls).toHaveLength(2);
    const other = await lab();
    const change = other.us.addRoute('route 10.0.0.0/24 next-hop self');
    await other.close();
    expect([(await change).persisted, other.state.calls.length]).toEqual([true, 1]);
  });
});
