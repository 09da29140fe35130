import type { CloseReason } from '@mesh/bgp-session';
import { CeaseSubcode, ErrorCode, Family } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type ExportOptions, exportChunks, formatPeerName, parseConfigurationText } from '../../../src/index.js';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const OTHER = '10.0.0.3';
const peerText = (address: string, peerAs: number) =>
  `${address} local-ip 10.0.0.1 local-as 65001 peer-as ${peerAs} router-id 10.0.0.1`;
const NO_MATCH = ['error: no neighbors match the selector', 'error'];

/** How a peer is made, and how it is ended. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  [`neighbor ${peerText(THEM, 65002)} create`, 'neighbor 10.0.0.2 delete'],
  [`create neighbor ${peerText(THEM, 65002)}`, 'delete neighbor 10.0.0.2'],
  [`peer create ${peerText(THEM, 65002)}`, 'peer delete 10.0.0.2'],
  [`peer ${peerText(THEM, 65002)} create`, 'peer 10.0.0.2 delete'],
  [`peer create ${peerText(THEM, 65002)}`, 'peer delete * peer-as 65002'],
  [`peer create ${peerText(THEM, 65002)}`, 'neighbor 10.0.0.2 local-ip 10.0.0.1 router-id 10.0.0.1 delete'],
];

/** The text of a NOTIFICATION in the form of RFC 9003 §2: an octet of length, then UTF-8. */
function textOf(data: Uint8Array): string {
  expect(data[0]).toBe(data.length - 1);
  return new TextDecoder().decode(data.subarray(1));
}

describe('peers at run time', () => {
  it.each(SPELLINGS)('[X1] [X2] [C20] are made by %s and ended by %s', async (create, remove) => {
    const { mesh, establish, ask, close } = await apiLab([]);
    expect(await ask(create)).toEqual(['done']);
    const peer = await establish(THEM);
    expect(mesh.peers().map(({ name }) => name)).toEqual([THEM]);
    expect(await ask(remove)).toEqual(['done']);
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 3 });
    expect(mesh.peers()).toEqual([]);
    await close();
  });

  it('[A13] [A5] [A7] create, announce and delete: a session, the route, the NOTIFICATION', async () => {
    const { mesh, establish, ask, heard, close } = await apiLab([]);
    expect(await ask(`neighbor ${peerText(THEM, 65002)} create`)).toEqual(['done']);
    // Answered before there is a session.
    expect(mesh.peers()[0]).toMatchObject({ session: undefined });
    const peer = await establish(THEM);
    // IPv4 unicast alone, which is what a peer of a command offers.
    expect(await heard(peer)).toEqual(['eor ipv4-unicast']);
    expect(await ask(`neighbor ${THEM} announce route 1.1.0.0/24 next-hop self`)).toEqual(['done']);
    expect(await heard(peer)).toEqual(['+ 1.1.0.0/24']);
    expect(mesh.adjRibOut(THEM).size).toBe(1);
    expect(await ask(`neighbor ${THEM} delete`)).toEqual(['done']);
    const notification = await peer.expect('NOTIFICATION');
    expect(notification).toMatchObject({ code: ErrorCode.CEASE, subcode: CeaseSubcode.PEER_DECONFIGURED });
    expect(textOf(notification.data)).toBe('deleted by the operator');
    // Forgotten everywhere: by the speaker, its RIBs and the store, and its name is free.
    expect(mesh.peers()).toEqual([]);
    expect(() => mesh.adjRibOut(THEM)).toThrow(/there is no peer/);
    expect(mesh.announcer.peers).toEqual([]);
    expect(await ask(`neighbor ${peerText(THEM, 65002)} create`)).toEqual(['done']);
    expect(mesh.adjRibOut(THEM).size).toBe(0);
    await close();
  });

  it('[A5] are made over IPv6 as well', async () => {
    const { mesh, establish, ask, heard, close } = await apiLab([]);
    const text = '2001:db8::2 local-ip 2001:db8::1 local-as 65001 peer-as 65002 router-id 10.0.0.1';
    expect(await ask(`peer create ${text} family-allowed ipv6-unicast`)).toEqual(['done']);
    const peer = await establish('2001:db8::2');
    expect(mesh.peers()[0]?.session?.families).toEqual([Family.IPV6_UNICAST]);
    expect(await ask('peer 2001:db8::2 announce route 2001:db8:1::/48 next-hop self')).toEqual(['done']);
    expect(await heard(peer)).toEqual(['eor ipv6-unicast', '+ 2001:db8:1::/48']);
    await close();
  });

  it('[A6] that exist are refused by name, those of the configuration too', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(OTHER)]);
    await ask(`peer create ${peerText(THEM, 65002)}`);
    const name = 'neighbor 10.0.0.2 local-ip 10.0.0.1 local-as 65001 peer-as 65002 router-id 10.0.0.1';
    expect(await ask(`peer create ${peerText(THEM, 65099)}`)).toEqual([
      `error: peer already exists: ${name} family-allowed in-open`,
      'error',
    ]);
    const [there] = mesh.peers();
    expect(await ask(`peer create ${peerText(OTHER, 65003)}`)).toEqual([
      `error: peer already exists: ${formatPeerName(there!)}`,
      'error',
    ]);
    expect(mesh.peers()).toHaveLength(2);
    await close();
  });

  it('[A14] are made several at once, all or none', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(OTHER)]);
    const before = mesh.store.size;
    const refused = await ask(`peer create ${peerText(THEM, 65002)}, neighbor ${peerText(OTHER, 65003)}`);
    expect(refused).toEqual([expect.stringContaining('peer already exists: neighbor 10.0.0.3 '), 'error']);
    expect(mesh.peers().map(({ name }) => name)).toEqual([OTHER]);
    expect(mesh.store.size).toBe(before);
    const two = `neighbor ${peerText(THEM, 65002)}, neighbor ${peerText('10.0.0.4', 65004)} create`;
    expect(await ask(two)).toEqual(['done']);
    expect(mesh.peers().map(({ name }) => name)).toEqual([OTHER, THEM, '10.0.0.4']);
    // One that is named twice is refused as a whole.
    const twice = `neighbor ${peerText('10.0.0.5', 65005)}, neighbor ${peerText('10.0.0.5', 65005)} create`;
    expect((await ask(twice))[0]).toContain('peer already exists: neighbor 10.0.0.5 ');
    expect(mesh.peers()).toHaveLength(3);
    await close();
  });

  it('[A15] are made from templates, and have IPv4 unicast alone unless one says otherwise', async () => {
    const templates = {
      rack: { session: { localAddress: '10.0.0.1', localAs: 65001, routerId: '10.0.0.1' }, holdTime: 30 },
      six: { families: 'ipv4 unicast ipv6 unicast', holdTime: 60 },
    };
    const { mesh, ask, close } = await apiLab([neighborAt(OTHER)], { templates });
    expect(await ask('peer create 10.0.0.2 template rack peer-as 65002')).toEqual(['done']);
    expect(await ask('neighbor 10.0.0.4 peer-as 65004 template rack template six create')).toEqual(['done']);
    expect(mesh.peers().map(({ settings }) => [settings.peerAs, settings.holdTimeSeconds, settings.families])).toEqual([
      [65003, 180, [Family.IPV4_UNICAST, Family.IPV6_UNICAST]],
      [65002, 30, [Family.IPV4_UNICAST]],
      [65004, 60, [Family.IPV4_UNICAST, Family.IPV6_UNICAST]],
    ]);
    expect(await ask('peer create 10.0.0.5 template rack')).toEqual(['error: session peer-as missing', 'error']);
    expect(await ask('peer create 10.0.0.5 template shelf peer-as 65005')).toEqual([
      'error: neighbor template "shelf" is not there, there is rack, six',
      'error',
    ]);
    await close();
  });

  it('[A10] are of the configuration no longer than the speaker, unless they persist', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(OTHER)]);
    await ask(`peer create ${peerText(THEM, 65002)}`);
    await ask(`peer create ${peerText('10.0.0.4', 65004)} persist true`);
    expect(await ask(`peer create ${peerText('10.0.0.5', 65005)} persist yes`)).toEqual([
      expect.stringMatching(/^error: persist must be true or false, got: yes/),
      'error',
    ]);
    expect(await ask('peer delete 10.0.0.4')).toEqual([
      expect.stringMatching(/^warning: 10\.0\.0\.4 is of the conf/),
      'done',
    ]);
    await ask(`peer create ${peerText('10.0.0.4', 65004)} persist true`);
    await close();
    expect(mesh.configuration.neighbors.map(({ session }) => session.peerAddress)).toEqual([OTHER, '10.0.0.4']);
  });

  it('[A10] are not stored unless they persist; those of the configuration are, deleted or not', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const stored = async (options: ExportOptions = {}) => {
      let text = '';
      for await (const chunk of exportChunks(mesh.configuration, options)) text += chunk;
      return parseConfigurationText(text).neighbors.map(({ session, routes = [] }) => [
        session.peerAddress,
        routes.length,
      ]);
    };
    await ask(`peer create ${peerText('10.0.0.4', 65004)}`);
    await ask(`peer create ${peerText('10.0.0.5', 65005)} persist true`);
    expect(mesh.peers().map(({ name }) => [name, mesh.isEphemeral(name)])).toEqual([
      [THEM, false],
      [OTHER, false],
      ['10.0.0.4', true],
      ['10.0.0.5', false],
    ]);
    expect(() => mesh.isEphemeral('10.9.9.9')).toThrow(/there is no peer/);
    await ask('routes add route 10.9.0.0/16 next-hop self');
    await ask(`peer delete ${THEM}`);
    // What is added from now on is not for who is gone.
    await ask('routes add route 10.8.0.0/16 next-hop self');
    const kept = [
      [THEM, 1],
      [OTHER, 2],
      ['10.0.0.5', 2],
    ];
    expect(await stored()).toEqual(kept);
    expect(await stored({ only: ({ session }) => session.peerAddress === THEM })).toEqual([[THEM, 1]]);
    expect((await stored({ live: true })).map(([name]) => name)).toEqual([OTHER, '10.0.0.4', '10.0.0.5']);
    // One that only lives now takes nobody's place in the file; one that persists does.
    await ask(`peer create ${peerText(THEM, 65002)}`);
    expect(await stored()).toEqual(kept);
    await ask(`peer delete ${THEM}`);
    await ask(`peer create ${peerText(THEM, 65002)} persist true`);
    expect(await stored()).toEqual([...kept.slice(1), [THEM, 0]]);
    await close();
  });

  it('[A10] made with others of which one is refused leave nothing to store', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(OTHER)]);
    const answer = await ask(`peer create ${peerText(THEM, 65002)} persist true, neighbor ${peerText(OTHER, 65003)}`);
    expect(answer.at(-1)).toBe('error');
    expect(mesh.configuration.storedNeighbors.map(({ session }) => session.peerAddress)).toEqual([OTHER]);
    await close();
  });

  it('[A8] delete that matches nobody answers so, and deletes nobody', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('neighbor 10.9.9.9 delete')).toEqual(NO_MATCH);
    expect(await ask('peer delete 10.0.0.2 peer-as 1')).toEqual(NO_MATCH);
    expect(await ask('peer * local-as 4 delete json')).toEqual([
      '{"error": "no neighbors match the selector"}',
      '{ "answer": "error", "message": "this command does not support json output" }',
    ]);
    expect(mesh.peers()).toHaveLength(1);
    await close();
  });

  it('[A9] of the configuration are deleted as well, with a warning; many by one selector', async () => {
    const { mesh, ask, establish, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    await ask(`peer create ${peerText('10.0.0.4', 65004)}, neighbor ${peerText('10.0.0.5', 65005)}`);
    const peers = [await establish(THEM), await establish('10.0.0.4')];
    expect(await ask('neighbor 10.0.0.2 delete')).toEqual([
      'warning: 10.0.0.2 is of the configuration: a reload brings it back',
      'done',
    ]);
    expect(await ask('peer delete 10.0.0.4, 10.0.0.5')).toEqual(['done']);
    for (const peer of peers) expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 3 });
    expect(mesh.peers().map(({ name }) => name)).toEqual([OTHER]);
    expect(await ask('peer delete * json')).toEqual([
      '{"warning":"10.0.0.3 is of the configuration: a reload brings it back"}',
      '{ "answer": "done", "message": "command completed" }',
    ]);
    await close();
  });

  it('[X3] are chosen by all terms of a selector together, * among them', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER), neighborAt('10.0.0.4')]);
    await ask('neighbor * peer-as 65003 delete');
    expect(mesh.peers().map(({ name }) => name)).toEqual([THEM, '10.0.0.4']);
    expect(await ask('neighbor 10.0.0.2 local-as 65001 peer-as 65004 delete')).toEqual(NO_MATCH);
    await close();
  });

  it('[A16] are counted and told of when they come and go', async () => {
    const { mesh, ask, close } = await apiLab([neighborAt(OTHER)]);
    const seen: string[] = [];
    mesh.events.on('created', ({ name }) => seen.push(`created ${name}`));
    mesh.events.on('deleted', ({ name }) => seen.push(`deleted ${name}`));
    await ask(`peer create ${peerText(THEM, 65002)}`);
    await ask('peer delete *');
    expect(seen).toEqual([`created ${THEM}`, `deleted ${OTHER}`, `deleted ${THEM}`]);
    expect(await ask('daemon status json')).toEqual([
      expect.stringContaining('"peers":0,"established":0,"created":2,"deleted":2'),
      expect.any(String),
    ]);
    await close();
  });
});

describe('teardown', () => {
  it('[C12] ends the sessions chosen with its subcode of Cease, and no other', async () => {
    const { mesh, ask, establish, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    const reasons: CloseReason[] = [];
    mesh.events.on('closed', (reason) => reasons.push(reason));
    expect(await ask('peer 10.0.0.2 teardown 4')).toEqual(['done']);
    expect(await them.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 4 });
    expect(mesh.peers().map(({ session }) => session !== undefined)).toEqual([false, true]);
    expect(await ask('teardown 2')).toEqual(['done']);
    expect(await other.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 2 });
    expect(reasons).toHaveLength(2);
    // The peers stay, and are tried again.
    expect(mesh.peers().map(({ enabled }) => enabled)).toEqual([true, true]);
    expect(await ask('peer 10.9.9.9 teardown 4')).toEqual(NO_MATCH);
    await close();
  });
});
