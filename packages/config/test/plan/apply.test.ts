import { describe, expect, it } from 'vitest';
import {
  Configuration,
  type ConfigurationPlan,
  type ConfigurationSettings,
  formatPlan,
  type NeighborSettings,
  parsePeer,
} from '../../src/index.js';
import { Lab, neighborAt } from '../running/lib.js';

const A = '192.0.2.10';
const B = '192.0.2.11';
const C = '192.0.2.12';

const route = (...prefixes: readonly string[]) => prefixes.map((prefix) => `route ${prefix} next-hop self`).join('; ');
const configuration = (...neighbors: readonly NeighborSettings[]) => Configuration.fromSettings({ neighbors });
const tcpAo = { keyId: 1, algorithm: 'hmac-sha-1-96', password: 'hunter2' } as const;

async function lab(settings: ConfigurationSettings, ...established: readonly string[]): Promise<Lab> {
  const made = new Lab();
  await made.start(settings);
  await made.establish(...established);
  made.clock.runFor(100);
  return made;
}

/** NOTIFICATIONs a peer got in all its sessions, as `6/3`. */
const endings = (made: Lab, address: string) =>
  made
    .peers(address)
    .flatMap(({ received }) =>
      received.flatMap((one) => (one.type === 'NOTIFICATION' ? [`${one.code}/${one.subcode}`] : [])),
    );

const names = (made: Lab) =>
  made.mesh
    .peers()
    .map(({ name }) => name)
    .sort();

describe('the way between two configurations', () => {
  it('[B15] is data: what comes, goes, changes and begins anew, with the routes', () => {
    const before = configuration(
      neighborAt(A, { holdTime: 30, routes: route('10.0.0.0/24', '10.0.1.0/24') }),
      neighborAt(B),
      neighborAt('192.0.2.13', { description: 'old' }),
      neighborAt('192.0.2.14'),
    );
    const after = configuration(
      neighborAt(A, { holdTime: 90, routes: `${route('10.0.0.0/24')} med 5; ${route('10.0.2.0/24')}` }),
      neighborAt(C, { routes: route('10.0.3.0/24') }),
      neighborAt('192.0.2.13', { description: 'new' }),
      neighborAt('192.0.2.14'),
    );
    const plan = before.diff(after);
    const none = { added: [], removed: [], replaced: [] };
    expect(plan).toEqual({
      neighbors: [
        { action: 'create', peer: C, settings: [], routes: { ...none, added: ['route 10.0.3.0/24 next-hop self'] } },
        {
          action: 'restart',
          peer: A,
          settings: [{ setting: 'holdTime', before: 30, after: 90, effect: 'session' }],
          routes: {
            added: ['route 10.0.2.0/24 next-hop self'],
            removed: ['route 10.0.1.0/24 next-hop self'],
            replaced: ['route 10.0.0.0/24 next-hop self med 5'],
          },
        },
        {
          action: 'change',
          peer: '192.0.2.13',
          settings: [{ setting: 'description', before: 'old', after: 'new', effect: 'live' }],
          routes: none,
        },
        { action: 'delete', peer: B, settings: [], routes: none },
      ],
      processes: { added: [], removed: [], changed: [] },
    });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(formatPlan(plan)).toBe(
      [
        `+ neighbor ${C}: create`,
        '    + route 10.0.3.0/24 next-hop self',
        `! neighbor ${A}: restart`,
        '    holdTime: 30 -> 90',
        '    + route 10.0.2.0/24 next-hop self',
        '    ~ route 10.0.0.0/24 next-hop self med 5',
        '    - route 10.0.1.0/24 next-hop self',
        '~ neighbor 192.0.2.13: change',
        '    description: "old" -> "new"',
        `- neighbor ${B}: delete`,
      ].join('\n'),
    );
    expect(formatPlan(before.diff(before))).toBe('nothing changes');
  });

  it('[B15] [B8] tells that a key is another one, and shows neither', () => {
    const keyed = (md5Password: string) => configuration(neighborAt(A, { session: { md5Password } as never }));
    const plan = keyed('hunter2').diff(keyed('hunter3'));
    expect(plan.neighbors[0]?.settings).toEqual([
      { setting: 'session.md5Password', before: '[redacted]', after: '[redacted]', effect: 'session' },
    ]);
    expect(JSON.stringify(plan) + formatPlan(plan)).not.toMatch(/hunter/);
    expect(keyed('hunter2').diff(keyed('hunter2')).neighbors).toEqual([]);
    const ao = (password: string) =>
      configuration(neighborAt(A, { session: { tcpAo: { ...tcpAo, password } } as never }));
    expect(JSON.stringify(ao('hunter2').diff(ao('hunter3')))).toContain('[redacted]');
    expect(JSON.stringify(ao('hunter2').diff(ao('hunter3')))).not.toMatch(/hunter/);
  });

  it('names programs that come, go and change', () => {
    const running = (...processes: ConfigurationSettings['processes'] & {}) =>
      Configuration.fromSettings({ neighbors: [], processes });
    const plan = running({ name: 'a', run: ['/a'] }, { name: 'b', run: ['/b'] }).diff(
      running({ name: 'b', run: ['/b', '-v'] }, { name: 'c', run: ['/c'] }),
    );
    expect(plan.processes).toEqual({ added: ['c'], removed: ['a'], changed: ['b'] });
    expect(formatPlan(plan)).toBe('+ process c\n! process b\n- process a');
  });
});

describe('a configuration that is applied', () => {
  it('[B15] leaves the sessions of neighbours that stay, and moves their routes alone', async () => {
    const made = await lab(
      { neighbors: [neighborAt(A, { routes: route('10.0.0.0/24', '10.0.1.0/24') }), neighborAt(B)] },
      A,
      B,
    );
    const told = made.routes(A).length;
    const plan = await made.mesh.apply(
      configuration(
        neighborAt(A, { description: 'known', routes: `${route('10.0.0.0/24')} med 5; ${route('10.0.2.0/24')}` }),
        neighborAt(B),
        neighborAt(C),
      ),
    );
    made.clock.runFor(100);
    expect(plan.neighbors.map(({ action, peer }) => [action, peer])).toEqual([
      ['create', C],
      ['change', A],
    ]);
    expect(made.routes(A).slice(told).sort()).toEqual(['-10.0.1.0/24', '10.0.0.0/24', '10.0.2.0/24']);
    expect([A, B].map((one) => [endings(made, one), made.peers(one).length])).toEqual([
      [[], 1],
      [[], 1],
    ]);
    expect(made.mesh.peers().find(({ name }) => name === A)?.settings.description).toBe('known');
    expect(made.peers(C)).toHaveLength(1);
    expect(names(made)).toEqual([A, B, C]);
    await made.close();
  });

  it('[B15] has a session begin anew where both sides have agreed on something else (Cease 6/6), and keeps what was announced', async () => {
    const made = await lab({ neighbors: [neighborAt(A, { holdTime: 30, routes: route('10.0.0.0/24') })] }, A);
    made.mesh.announce(route('10.0.9.0/24'));
    await made.mesh.apply(configuration(neighborAt(A, { holdTime: 60, routes: route('10.0.0.0/24') })));
    made.clock.runFor(5000);
    expect([endings(made, A), made.peers(A).length]).toEqual([['6/6'], 2]);
    const open = await made.peer(A).establish();
    made.clock.runFor(100);
    expect(open.holdTime).toBe(60);
    expect(made.routes(A).slice(-2).sort()).toEqual(['10.0.0.0/24', '10.0.9.0/24']);
    await made.close();
  });

  it('[B15] makes a peer anew whose families are others, with all routes of the configuration', async () => {
    const made = await lab({ neighbors: [neighborAt(A, { routes: route('10.0.0.0/24') })] }, A);
    await made.mesh.apply(
      configuration(
        neighborAt(A, { families: 'ipv4 unicast ipv6 unicast', routes: route('10.0.0.0/24', '10.0.1.0/24') }),
      ),
    );
    made.clock.runFor(5000);
    await made.peer(A).establish();
    made.clock.runFor(100);
    expect([endings(made, A), made.peers(A).length]).toEqual([['6/3'], 2]);
    expect(made.routes(A).slice(-2).sort()).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
    expect(made.mesh.configuration.neighbors[0]?.families).toHaveLength(2);
    await made.close();
  });

  it('[B15] deletes neighbours that are gone (Cease 6/3)', async () => {
    const made = await lab({ neighbors: [neighborAt(A), neighborAt(B)] }, A, B);
    await made.mesh.apply(configuration(neighborAt(A)));
    made.clock.runFor(100);
    expect([endings(made, A), endings(made, B), names(made)]).toEqual([[], ['6/3'], [A]]);
    await made.close();
  });

  it.each<[string, readonly NeighborSettings[]]>([
    ['a new neighbour', [neighborAt(B, { description: 'x' }), neighborAt(C, { session: { tcpAo } as never })]],
    ['a neighbour that changes', [neighborAt(C), neighborAt(B, { session: { tcpAo } as never })]],
    [
      'a neighbour that is made anew',
      [neighborAt(C), neighborAt(B, { families: 'ipv6 unicast', session: { tcpAo } as never })],
    ],
  ])('[B15] is not applied at all where %s is refused', async (_, next) => {
    const first = [neighborAt(A, { routes: route('10.0.0.0/24') }), neighborAt(B)];
    const made = await lab({ neighbors: first }, A, B);
    const applying = made.mesh.apply(configuration(...next));
    await expect(applying).rejects.toMatchObject({ code: 'MESH_TCP_OPTION_UNSUPPORTED' });
    made.clock.runFor(5000);
    expect([names(made), endings(made, A), made.routes(A)]).toEqual([[A, B], [], ['10.0.0.0/24']]);
    expect(configuration(...first).diff(made.mesh.configuration).neighbors).toEqual([]);
    await made.close();
  });

  it('[B15] is that of the plan, or is refused where things have moved on', async () => {
    const made = await lab({ neighbors: [neighborAt(A)] }, A);
    const target = configuration(neighborAt(A), neighborAt(B));
    const plan = made.mesh.configuration.diff(target);
    made.mesh.create(neighborAt(C));
    await expect(made.mesh.apply(plan)).rejects.toMatchObject({ code: 'MESH_PLAN_STALE' });
    expect(names(made)).toEqual([A, C]);
    const copy = JSON.parse(JSON.stringify(plan)) as ConfigurationPlan;
    await expect(made.mesh.apply(copy)).rejects.toMatchObject({ code: 'MESH_PLAN_UNKNOWN' });
    await made.mesh.apply(made.mesh.configuration.diff(target));
    expect(names(made)).toEqual([A, B]);
    await made.close();
  });
});

describe('a reload', () => {
  it('[B30] [A10] has the neighbours as they are read now: deleted ones are back, those of run time gone', async () => {
    let read = configuration(neighborAt(A), neighborAt(B));
    const made = new Lab();
    await made.start({ neighbors: [neighborAt(A), neighborAt(B)] }, undefined, { load: () => read });
    await made.establish(A);
    made.mesh.create(parsePeer(`neighbor ${C} local-ip 192.0.2.1 local-as 65001 peer-as 65002 router-id 192.0.2.1`));
    made.mesh.delete(({ name }) => name === B);
    await made.mesh.reload();
    expect(names(made)).toEqual([A, B]);
    read = configuration(neighborAt(A), neighborAt(C));
    await made.mesh.reload();
    made.clock.runFor(100);
    expect([names(made), endings(made, A)]).toEqual([[A, C], []]);
    await made.close();
  });

  it('[B30] with nothing to read ends what was made at run time, and leaves the rest', async () => {
    const made = await lab({ neighbors: [neighborAt(A)] }, A);
    made.mesh.create(neighborAt(C));
    const { neighbors } = await made.mesh.reload();
    made.clock.runFor(100);
    expect(neighbors.map(({ action, peer }) => [action, peer])).toEqual([['delete', C]]);
    expect([names(made), endings(made, A)]).toEqual([[A], []]);
    await made.close();
  });

  it('[A10] [A9] with nothing to read brings back what was deleted, with the routes it had', async () => {
    const made = await lab({ neighbors: [neighborAt(A), neighborAt(B)] }, A);
    const { mesh } = made;
    await mesh.addRoute('route 10.9.0.0/16 next-hop self', { peers: ({ name }) => name === B });
    mesh.delete(({ name }) => name === B);
    expect(mesh.configuration.neighbors).toHaveLength(1);
    // Somebody else in its place meanwhile.
    mesh.create(neighborAt(B));
    const { neighbors } = await mesh.reload();
    expect(neighbors.map(({ action, peer, routes }) => [action, peer, routes.added])).toEqual([
      ['delete', B, []],
      ['create', B, ['route 10.9.0.0/16 next-hop self']],
    ]);
    expect([names(made), mesh.adjRibOut(B).size, mesh.isEphemeral(B)]).toEqual([[A, B], 1, false]);
    expect(mesh.configuration.retired).toEqual([]);
    await made.close();
  });

  it('[B30] that fails leaves all as it is', async () => {
    const made = new Lab();
    const load = () => Promise.reject(new Error('no such file'));
    await made.start({ neighbors: [neighborAt(A)] }, undefined, { load });
    await expect(made.mesh.reload()).rejects.toThrow('no such file');
    expect(names(made)).toEqual([A]);
    await made.close();
  });
});
