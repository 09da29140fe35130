import { describe, expect, it } from 'vitest';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const OTHER = '10.0.0.3';
const NAME =
  'neighbor 10.0.0.2 local-ip 10.0.0.1 local-as 65001 peer-as 65002 router-id 10.0.0.1 family-allowed in-open';
const HEADING = 'Peer            AS        up/down state       |     #sent     #recvd';

describe('peer list and peer show', () => {
  it('[C11] name the peers, and show their sessions in the columns of ExaBGP', async () => {
    const { clock, establish, ask, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    await establish(THEM);
    expect(await ask('peer list')).toEqual([NAME, NAME.replace('0.2 ', '0.3 ').replace('65002', '65003'), 'done']);
    await ask('peer 10.0.0.2 announce route 10.1.0.0/24 next-hop self');
    await clock.advance(3_723_000);
    // A peer of another address waits for an OPEN; one that is up has been sent two End-of-RIB and the route.
    expect(await ask('peer show summary')).toEqual([
      HEADING,
      '10.0.0.2        65002     1:02:03 established           3          0',
      expect.stringMatching(/^10\.0\.0\.3 {8}65003 {8}down [a-z]+ +\d+ +\d+$/),
      'done',
    ]);
    expect(await ask('show neighbor summary 10.0.0.2')).toHaveLength(3);
    expect((await ask('peer show 10.0.0.2 summary json'))[0]).toBe(
      '{"neighbor":"10.0.0.2","peer-as":65002,"state":"established","uptime-seconds":3723,"sent":3,"received":0}',
    );
    expect(await ask('peer 10.9.9.9 show')).toEqual(['error: no neighbors match the selector', 'error']);
    await close();
  });

  it('[C11] tell everything of a peer, and what it was configured to be', async () => {
    const { establish, ask, close } = await apiLab([
      neighborAt(THEM, { description: 'rack 7', routes: 'route 10.1.0.0/24 next-hop self' }),
    ]);
    await establish(THEM);
    const [extensive] = await ask('peer 10.0.0.2 show extensive json');
    expect(JSON.parse(extensive!)).toMatchObject({
      name: NAME,
      state: 'established',
      ephemeral: false,
      'local-as': 65001,
      families: ['ipv4-unicast', 'ipv6-unicast'],
      'routes-out': 1,
      pending: 0,
      sessions: 1,
    });
    expect((await ask('peer show extensive')).slice(0, 3)).toEqual([NAME, '  neighbor 10.0.0.2', '  peer-as 65002']);
    const [configuration] = await ask('show neighbor configuration json');
    expect(JSON.parse(configuration!)).toMatchObject({
      name: NAME,
      session: { peerAddress: THEM, localAs: 65001 },
      description: 'rack 7',
      holdTime: 180,
      routes: 1,
    });
    const text = await ask('peer show configuration');
    expect(text.slice(0, -1)).toEqual([
      'neighbor 10.0.0.2 {',
      '  description "rack 7";',
      '  local-address 10.0.0.1;',
      '  local-as 65001;',
      '  peer-as 65002;',
      '  family {',
      '    ipv4 unicast;',
      '    ipv6 unicast;',
      '  }',
      '}',
    ]);
    await close();
  });

  it('[C11] never tell a password', async () => {
    const { session } = neighborAt(THEM);
    const { ask, close } = await apiLab([neighborAt(THEM, { session: { ...session, md5Password: 'hunter2' } })]);
    for (const detail of ['summary', 'extensive', 'configuration']) {
      for (const output of ['text', 'json']) {
        const lines = await ask(`peer show ${detail} ${output}`);
        expect(lines.length).toBeGreaterThan(1);
        expect(lines.join()).not.toContain('hunter2');
      }
    }
    expect((await ask('peer show configuration json'))[0]).toContain('"md5Password":"[redacted]"');
    await close();
  });
});

describe('short forms', () => {
  // Each line: the short form, the whole one; both are carried out to the same effect.
  it.each([
    ['a r 10.1.0.0/24 next-hop self', ['+ 10.1.0.0/24']],
    ['a a next-hop self nlri 10.1.0.0/24', ['+ 10.1.0.0/24']],
    ['n 10.0.0.2 a r 10.1.0.0/24 next-hop self', ['+ 10.1.0.0/24']],
    ['neighbour 10.0.0.2 a e ipv6 unicast', ['eor ipv6-unicast']],
    ['neigbor 10.0.0.2 w r 10.9.0.0/24', ['- 10.9.0.0/24']],
    ['f a o', ['+ 10.9.0.0/24']],
    ['c a o', ['- 10.9.0.0/24']],
  ])('[C19] %s', async (line, told) => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await ask('announce route 10.9.0.0/24 next-hop self');
    await heard(them);
    expect(await ask(line)).toEqual(['done']);
    expect(await heard(them)).toEqual(told);
    await close();
  });

  it('[C19] t 4 and s n s', async () => {
    const { establish, ask, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    expect((await ask('s n s'))[0]).toBe(HEADING);
    expect((await ask('h')).length).toBeGreaterThan(20);
    expect(await ask('t 4')).toEqual(['done']);
    expect(await them.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 4 });
    await close();
  });
});

describe('MeshSpeaker.execute', () => {
  it('gives the records of a command, and throws what is wrong with it', async () => {
    const { mesh, establish, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await heard(them);
    expect(await mesh.execute('peer * announce route 10.1.0.0/24 next-hop self')).toEqual([]);
    expect(await heard(them)).toEqual(['+ 10.1.0.0/24']);
    expect(await mesh.execute('rib show out')).toMatchObject([{ neighbor: THEM, nlri: '10.1.0.0/24' }]);
    expect(await mesh.execute({ name: 'peer-list' })).toEqual([{ neighbor: THEM, name: NAME }]);
    await expect(mesh.execute('peer 10.9.9.9 delete')).rejects.toMatchObject({ code: 'MESH_NO_PEER' });
    await expect(mesh.execute('annonce')).rejects.toMatchObject({ code: 'MESH_TEXT_SYNTAX' });
    await expect(mesh.execute('daemon reload')).rejects.toMatchObject({ code: 'MESH_COMMAND_UNSUPPORTED' });
    expect(await mesh.execute('group withdraw route 10.1.0.0/24')).toEqual([
      { status: 'group processed', announced: 0, withdrawn: 1 },
    ]);
    await close();
  });
});
