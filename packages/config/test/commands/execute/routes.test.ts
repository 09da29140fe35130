import { describe, expect, it } from 'vitest';
import { formatPeerName, parseRouteText } from '../../../src/index.js';
import { apiLab, neighborAt } from '../../support/api-lab.js';

/** Takes IPv4 and IPv6. */
const BOTH = '10.0.0.2';
/** Takes IPv4 alone. */
const FOUR = '10.0.0.3';
const TEN = '0101180a000000';
const SIX = '02012020010db8000000000000000000000000';

/** Two peers that are up, and what they are called. */
async function lab() {
  const made = await apiLab([neighborAt(BOTH), neighborAt(FOUR, { families: 'ipv4 unicast' })]);
  const both = await made.establish(BOTH);
  const four = await made.establish(FOUR);
  await made.heard(both);
  await made.heard(four);
  const [nameOfBoth, nameOfFour] = made.mesh.peers().map(formatPeerName);
  return { ...made, both, four, nameOfBoth: nameOfBoth!, nameOfFour: nameOfFour! };
}

/** The answer of a command, read as JSON, and whether it was done. */
async function answer(ask: (line: string) => Promise<string[]>, line: string): Promise<unknown> {
  const [reply, ended] = await ask(line);
  expect(ended).toBe('done');
  return JSON.parse(reply!);
}

describe('routes add', () => {
  it('[B17] answers index, route and success, and the peers chosen have the route', async () => {
    const { ask, both, four, heard, close } = await lab();
    expect(await ask('peer * routes add 10.0.0.0/24 next-hop 192.0.2.1 med 5')).toEqual([
      `{"index":"${TEN}","route":"10.0.0.0/24 next-hop 192.0.2.1 med 5","success":true}`,
      'done',
    ]);
    expect([await heard(both), await heard(four)]).toEqual([['+ 10.0.0.0/24'], ['+ 10.0.0.0/24']]);
    expect(await answer(ask, `peer ${BOTH} routes add route 10.0.1.0/24 next-hop self`)).toEqual({
      index: '0101180a000100',
      route: '10.0.1.0/24 next-hop self',
      success: true,
    });
    expect([await heard(both), await heard(four)]).toEqual([['+ 10.0.1.0/24'], []]);
    await close();
  });

  it('[B17] answers a list for several routes, with a failure for the one that nobody takes', async () => {
    const { ask, both, four, heard, mesh, close } = await lab();
    const line = `peer ${FOUR} routes add 10.0.0.0/24 next-hop self; 2001:db8::/32 next-hop ::1; 10.0.1.0/24 next-hop self`;
    expect(await answer(ask, line)).toEqual([
      { index: TEN, route: '10.0.0.0/24 next-hop self', success: true },
      {
        route: '2001:db8::/32 next-hop ::1',
        success: false,
        error: `route 2001:db8::/32 needs the family ipv6-unicast, ${FOUR} has it not`,
      },
      { index: '0101180a000100', route: '10.0.1.0/24 next-hop self', success: true },
    ]);
    expect([await heard(both), await heard(four)]).toEqual([[], ['+ 10.0.0.0/24', '+ 10.0.1.0/24']]);
    // What was refused is stored nowhere.
    expect(mesh.store.size).toBe(2);
    await close();
  });

  it('[X7] replaces a route that is added again, and holds it once a neighbour', async () => {
    const { ask, both, heard, mesh, close } = await lab();
    await ask('peer * routes add 10.0.0.0/24 next-hop self med 5');
    await ask('peer * routes add 10.0.0.0/24 next-hop self med 6');
    await ask('peer * routes add 10.0.0.0/24 next-hop self med 6');
    await heard(both);
    // End-of-RIB of two families, and the two routes that differ.
    expect(both.received.filter(({ type }) => type === 'UPDATE')).toHaveLength(4);
    const [one, two] = mesh.configuration.neighbors;
    expect(mesh.configuration.getRoute(one!, TEN)).toMatchObject(
      parseRouteText('route 10.0.0.0/24 next-hop self med 6')[0]!,
    );
    expect([mesh.store.size, mesh.configuration.routesOf(two!).size]).toEqual([1, 1]);
    await ask(`peer ${BOTH} routes remove index ${TEN}`);
    expect([await heard(both), mesh.store.size]).toEqual([['- 10.0.0.0/24'], 1]);
    await ask(`peer ${FOUR} routes remove index ${TEN}`);
    await heard(both);
    expect([mesh.store.size, mesh.store.attributeSets]).toEqual([0, 0]);
    await close();
  });

  it('[X10] has short forms, and those of the other grammar', async () => {
    const { ask, both, four, heard, close } = await lab();
    expect(await answer(ask, 'routes add 10.0.0.0/24 next-hop self')).toMatchObject({ success: true });
    expect([await heard(both), await heard(four)]).toEqual([['+ 10.0.0.0/24'], ['+ 10.0.0.0/24']]);
    expect(await answer(ask, `neighbor ${FOUR} routes add 10.0.1.0/24 next-hop self`)).toMatchObject({ success: true });
    expect([await heard(both), await heard(four)]).toEqual([[], ['+ 10.0.1.0/24']]);
    expect(await answer(ask, 'routes list')).toHaveLength(3);
    expect(await answer(ask, `neighbor ${FOUR} routes list`)).toHaveLength(2);
    expect(await answer(ask, `routes remove index ${TEN}`)).toEqual({ removed: true, index: TEN });
    await close();
  });
});

describe('routes remove', () => {
  it('[B18] takes a route away by what names it, from the peers chosen alone', async () => {
    const { ask, both, four, heard, close } = await lab();
    await ask('routes add 10.0.0.0/24 next-hop self med 5; 10.0.1.0/24 next-hop self');
    await heard(both);
    await heard(four);
    expect(await answer(ask, `peer ${BOTH} routes remove 10.0.0.0/24`)).toEqual({
      removed: true,
      index: TEN,
      route: '10.0.0.0/24',
    });
    expect([await heard(both), await heard(four)]).toEqual([['- 10.0.0.0/24'], []]);
    expect(await answer(ask, 'routes remove 10.0.0.0/24 next-hop self; 10.0.9.0/24')).toEqual([
      { removed: true, index: TEN, route: '10.0.0.0/24 next-hop self' },
      { removed: false, index: '0101180a000900', route: '10.0.9.0/24' },
    ]);
    expect([await heard(both), await heard(four)]).toEqual([[], ['- 10.0.0.0/24']]);
    await close();
  });

  it('[B18] takes a route away by its index, and says so when there is none', async () => {
    const { ask, both, four, heard, mesh, close } = await lab();
    await ask('routes add 2001:db8::/32 next-hop 2001:db8::1');
    await heard(both);
    expect(await answer(ask, `peer * routes remove index ${SIX.toUpperCase()}`)).toEqual({ removed: true, index: SIX });
    expect([await heard(both), await heard(four), mesh.store.size]).toEqual([['- 2001:db8::/32'], [], 0]);
    expect(await answer(ask, `peer * routes remove index ${SIX}`)).toEqual({ removed: false, index: SIX });
    await close();
  });

  it('leaves what a peer announces beside the configuration', async () => {
    const { ask, four, heard, close } = await lab();
    await ask(`peer ${FOUR} announce route 10.0.0.0/24 next-hop self`);
    await heard(four);
    expect(await answer(ask, `routes remove index ${TEN}`)).toMatchObject({ removed: false });
    expect(await heard(four)).toEqual([]);
    await close();
  });
});

describe('routes list', () => {
  it('[B16] lists what is configured, by peer and in the order of the keys, of all families or of some', async () => {
    const { ask, nameOfBoth, nameOfFour, close } = await lab();
    expect(await ask('peer * routes list')).toEqual(['[]', 'done']);
    await ask('peer * announce route 10.9.0.0/24 next-hop self');
    await ask('routes add 10.0.1.0/24 next-hop self; 2001:db8::/32 next-hop ::1; 10.0.0.0/24 next-hop self med 5');
    const four = (neighbor: string) => [
      { index: TEN, route: '10.0.0.0/24 next-hop self med 5', neighbor },
      { index: '0101180a000100', route: '10.0.1.0/24 next-hop self', neighbor },
    ];
    const six = { index: SIX, route: '2001:db8::/32 next-hop ::1', neighbor: nameOfBoth };
    expect(await answer(ask, 'peer * routes list')).toEqual([...four(nameOfBoth), six, ...four(nameOfFour)]);
    expect(await answer(ask, `peer ${FOUR} routes list`)).toEqual(four(nameOfFour));
    expect(await answer(ask, 'routes ipv6 list')).toEqual([six]);
    expect(await answer(ask, 'routes ipv4 unicast list')).toEqual([...four(nameOfBoth), ...four(nameOfFour)]);
    expect(await answer(ask, 'routes ipv4 multicast list')).toEqual([]);
    await close();
  });

  it('[X12] lists text that adds the same route again', async () => {
    const { ask, mesh, close } = await lab();
    const texts = [
      '10.0.0.0/24 next-hop self as-path [ 65001 ( 65002 70000 ) ] community [ 65001:1 65001:2 ] name here',
      '10.0.0.0/24 next-hop 192.0.2.1 path-information 7 watchdog dog withdraw extended-community target:70000:1',
      '2001:db8::/32 next-hop ::1 large-community 1:2:3 aigp 5',
    ];
    await ask(`routes add ${texts.join('; ')}`);
    const before = (await answer(ask, `peer ${BOTH} routes list`)) as { index: string; route: string }[];
    for (const { index } of before) await ask(`routes remove index ${index}`);
    expect(mesh.store.size).toBe(0);
    await ask(`routes add ${before.map(({ route }) => route).join('; ')}`);
    expect(await answer(ask, `peer ${BOTH} routes list`)).toEqual(before);
    await close();
  });

  it('[X11] refuses a filter that is no family', async () => {
    const { ask, close } = await lab();
    for (const line of ['routes ipv4 bogus list', 'routes ipv5 list', 'routes ipv5 unicast list']) {
      const [problem, ended] = await ask(line);
      expect([problem?.startsWith('error: '), ended]).toEqual([true, 'error']);
    }
    await close();
  });
});

describe('announce index and withdraw index', () => {
  it('[B19] change what the peers have, and nothing of what is configured', async () => {
    const { ask, both, four, heard, mesh, close } = await lab();
    await ask('routes add 10.0.0.0/24 next-hop self');
    await heard(both);
    await heard(four);
    const listed = await answer(ask, 'routes list');
    expect(await ask(`peer * withdraw index ${TEN}`)).toEqual(['done']);
    expect([await heard(both), await heard(four)]).toEqual([['- 10.0.0.0/24'], ['- 10.0.0.0/24']]);
    expect([mesh.adjRibOut(BOTH).size, await answer(ask, 'routes list')]).toEqual([0, listed]);
    expect(await ask(`peer ${BOTH} announce index ${TEN}`)).toEqual(['done']);
    expect([await heard(both), await heard(four)]).toEqual([['+ 10.0.0.0/24'], []]);
    expect(await ask(`announce index ${TEN}`)).toEqual(['done']);
    expect([await heard(both), await heard(four)]).toEqual([[], ['+ 10.0.0.0/24']]);
    await close();
  });

  it('[X10] announce to each peer the route that this one is configured to have', async () => {
    const { ask, mesh, close } = await lab();
    await ask(`peer ${BOTH} routes add 10.0.0.0/24 next-hop self med 2`);
    await ask(`peer ${FOUR} routes add 10.0.0.0/24 next-hop self med 3`);
    await ask(`peer * withdraw index ${TEN}`);
    expect(await ask(`peer * announce index ${TEN}`)).toEqual(['done']);
    const meds = [BOTH, FOUR].map((peer) =>
      mesh
        .adjRibOut(peer)
        .get(TEN)
        ?.attributes.map(({ value }) => value),
    );
    expect(meds).toEqual([[2], [3]]);
    await close();
  });

  it('withdraw a route that was announced beside the configuration, and refuse one that nobody has', async () => {
    const { ask, four, heard, close } = await lab();
    await ask(`peer ${FOUR} announce route 10.0.0.0/24 next-hop self`);
    await heard(four);
    expect(await ask(`peer * announce index ${TEN}`)).toEqual([
      `error: no neighbor chosen has a route ${TEN}`,
      'error',
    ]);
    expect(await ask(`withdraw index ${TEN}`)).toEqual(['done']);
    expect(await heard(four)).toEqual(['- 10.0.0.0/24']);
    expect(await ask(`withdraw index ${TEN}`)).toEqual([`error: no neighbor chosen has a route ${TEN}`, 'error']);
    await close();
  });

  it('stand in a group, and are one step with what is beside them', async () => {
    const { ask, both, heard, close } = await lab();
    await ask('routes add 10.0.0.0/24 next-hop self; 10.0.1.0/24 next-hop self');
    await heard(both);
    expect(await ask(`peer ${BOTH} group withdraw index ${TEN} ; announce route 10.0.2.0/24 next-hop self`)).toEqual([
      '{"status":"group processed","announced":1,"withdrawn":1}',
      'done',
    ]);
    expect(await heard(both)).toEqual(['- 10.0.0.0/24', '+ 10.0.2.0/24']);
    await close();
  });
});

describe('[B20] the messages of routes', () => {
  it.each([
    ['peer * routes', 'routes requires action: list, add, or remove'],
    ['peer * routes add', 'routes add requires route specification'],
    ['peer * routes remove', 'routes remove requires route spec or index'],
    ['peer * routes remove index zz', 'Invalid hex index: zz'],
    ['peer * announce index 010118', 'Invalid hex index: 010118'],
    ['peer * routes add garbage', 'Could not parse route: garbage'],
    ['peer * routes remove garbage', 'Could not parse route: garbage'],
    ['peer * routes add ;', 'Could not parse route: ;'],
    ['peer * routes add 10.0.0.0/24 next-hop nowhere', 'Failed to parse route: expected an IPv4 or IPv6 address'],
    ['peer * routes add 10.0.0.0/24', 'Failed to parse route: the route has no next hop'],
    ['peer * routes add route', 'Failed to parse route: expected '],
    ['peer 192.0.2.99 routes list', 'no neighbors match the selector'],
    ['peer 192.0.2.99 routes add 10.0.0.0/24 next-hop self', 'no neighbors match the selector'],
    [`peer 192.0.2.99 routes remove index ${TEN}`, 'no neighbors match the selector'],
  ])('%s', async (line, message) => {
    const { ask, mesh, both, heard, close } = await lab();
    const [problem, ended] = await ask(line);
    expect([problem?.slice(0, 7 + message.length), ended]).toEqual([`error: ${message}`, 'error']);
    expect([mesh.store.size, await heard(both)]).toEqual([0, []]);
    await close();
  });

  it('names what nobody has thought of', async () => {
    const { ask, mesh, close } = await lab();
    mesh.routes.add = () => {
      throw new TypeError('what is this');
    };
    expect(await answer(ask, 'routes add 10.0.0.0/24 next-hop self')).toEqual({
      route: '10.0.0.0/24 next-hop self',
      success: false,
      error: 'Unexpected error: TypeError: what is this',
    });
    await close();
  });
});
