import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import type { OpenMessage } from '@mesh/bgp-wire';
import { Family, formatFamily, formatHex, GRACEFUL_RESTART, type GracefulRestart, MULTIPROTOCOL } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Configuration, formatPeerName, parsePeer, parseSelector } from '../../../src/index.js';
import { apiLab, neighborAt } from '../../support/api-lab.js';

/* What create makes of its parameters, by the OPEN that the peer gets; and each mistake by its message, word for word. */

const THEM = '10.0.0.2';
const required = 'local-ip 10.0.0.1 local-as 65001 peer-as 65002 router-id 192.0.2.254';

function openAt(peer: ScriptedPeer): OpenMessage {
  const [open] = peer.received;
  if (open?.type !== 'OPEN') throw new Error('no OPEN');
  return open;
}

/** The families that an OPEN offers (RFC 4760 §8). */
function offered({ capabilities }: OpenMessage): string[] {
  return capabilities
    .filter(({ code }) => code === MULTIPROTOCOL.code)
    .map(({ value }) => formatFamily(value as Family))
    .sort();
}

/** A peer made by a command, and the OPEN it got. */
async function made(address: string, parameters: string) {
  const lab = await apiLab([]);
  expect(await lab.ask(`peer create ${address} ${parameters}`)).toEqual(['done']);
  return { ...lab, open: openAt(await lab.establish(address)) };
}

/** The reply to a line; nothing may have come of it. */
async function refused(line: string): Promise<string[]> {
  const { ask, mesh, peers, close } = await apiLab([]);
  const reply = await ask(line);
  expect([mesh.peers().length, peers.size]).toEqual([0, 0]);
  await close();
  return reply;
}

describe('create', () => {
  it.each([
    [THEM, required, 65001, 'c00002fe'],
    ['2001:db8::2', `${required.replace('10.0.0.1', '2001:db8::1')}`, 65001, 'c00002fe'],
    // The 2-octet field has AS_TRANS (RFC 6793 §4.1).
    [THEM, required.replace('65001', '4294967295'), 23456, 'c00002fe'],
    [THEM, required.replace('65001', '1').replace('192.0.2.254', '255.255.255.254'), 1, 'fffffffe'],
    [THEM, required.replace('local-ip', 'local-address'), 65001, 'c00002fe'],
  ])('[A1] [X19] has %s open with AS and router id: %s', async (address, parameters, myAs, routerId) => {
    const { open, mesh, close } = await made(address, parameters);
    expect([open.myAs, open.routerId.toString(16), open.holdTime]).toEqual([myAs, routerId, 180]);
    expect(mesh.peers()[0]).toMatchObject({ peerAddress: address, settings: { peerAs: 65002 } });
    await close();
  });

  it.each<[string, string[]]>([
    ['', ['ipv4-unicast']],
    ['family-allowed ipv6-unicast', ['ipv6-unicast']],
    ['family-allowed ipv4-unicast/ipv6-unicast', ['ipv4-unicast', 'ipv6-unicast']],
    ['family-allowed ipv4-mpls-vpn/ipv4-nlri-mpls', ['ipv4-mpls-vpn', 'ipv4-nlri-mpls']],
    ['family-allowed vpnv4/vpnv6', ['ipv4-mpls-vpn', 'ipv6-mpls-vpn']],
    ['family-allowed evpn/vpls', ['l2vpn-evpn', 'l2vpn-vpls']],
    ['family-allowed flow4/flow6/ipv4', ['ipv4-flow', 'ipv4-unicast', 'ipv6-flow']],
    ['family-allowed ipv4-flow-vpn/ipv4-flow', ['ipv4-flow', 'ipv4-flow-vpn']],
  ])('[A2] [X8] offers the families of %j', async (parameters, families) => {
    const { open, mesh, close } = await made(THEM, `${required} ${parameters}`);
    expect(offered(open)).toEqual(families);
    expect(mesh.peers()[0]?.session?.families.map(formatFamily).sort()).toEqual(families);
    await close();
  });

  it('[A2] offers every family there is with in-open, as a neighbour of a configuration does', async () => {
    const { open, close } = await made(THEM, `${required} family-allowed in-open`);
    const { families: _all, ...session } = neighborAt(THEM);
    const lab = await apiLab([session]);
    expect(offered(open)).toEqual(offered(openAt(await lab.establish(THEM))));
    expect(offered(open)).toEqual(Object.values(Family).map(formatFamily).sort());
    await lab.close();
    await close();
  });

  it.each(['vpnv5', 'ipv4-bogus', 'bogus-unicast', 'ipv4-unicast/'])(
    '[X8] refuses family-allowed %s, and makes no peer',
    async (text) => {
      const [detail, end] = await refused(`peer create ${THEM} ${required} family-allowed ${text}`);
      const bad = text.split('/').at(-1)!;
      expect(detail).toBe(
        `error: invalid family format ${bad}: write it as ipv4-unicast or vpnv4, at line 1, column ${`peer create ${THEM} ${required} family-allowed `.length + 1}`,
      );
      expect(end).toBe('error');
    },
  );

  it('[A3] offers graceful restart where it is asked for', async () => {
    for (const [parameters, value] of [
      ['', undefined],
      ['graceful-restart 0', undefined],
      ['graceful-restart 4095', 4095],
    ] as const) {
      const { open, close } = await made(THEM, `${required} ${parameters}`);
      const found = open.capabilities.find(({ code }) => code === GRACEFUL_RESTART.code);
      expect((found?.value as GracefulRestart | undefined)?.restartTimeSeconds).toBe(value);
      await close();
    }
  });

  it.each([
    ['', 1],
    ['group-updates true', 1],
    ['group-updates false', 2],
  ])('[A3] packs routes of equal attributes into one UPDATE unless told otherwise: %j', async (parameters, updates) => {
    const { ask, peers, clock, close } = await made(THEM, `${required} ${parameters}`);
    const before = peers.get(THEM)!.received.length;
    await ask('announce attributes next-hop self med 5 nlri 10.0.0.0/24 10.0.1.0/24');
    await clock.advance(50);
    expect(
      peers
        .get(THEM)!
        .received.slice(before)
        .map(({ type }) => type),
    ).toEqual(Array(updates).fill('UPDATE'));
    await close();
  });

  it('[A3] has its programs, and refuses those that nobody knows', async () => {
    expect(await refused(`peer create ${THEM} ${required} api nobody`)).toEqual([
      "error: api processes has 'nobody', which is no process",
      'error',
    ]);
    const processes = ['one', 'two'].map((name) => ({ name, run: ['/bin/true'] }));
    const { ask, mesh, close } = await apiLab(Configuration.fromSettings({ neighbors: [], processes }));
    expect(await ask(`peer create ${THEM} ${required} api one api two persist true`)).toEqual(['done']);
    expect(await ask(`neighbor 10.0.0.3 ${required} persist true create api two`)).toEqual(['done']);
    expect(await ask(`peer create 10.0.0.4 ${required} persist true`)).toEqual(['done']);
    const { neighbors } = mesh.configuration;
    expect(neighbors.map(({ api }) => api.flatMap((one) => one.processes))).toEqual([['one', 'two'], ['two'], []]);
    await close();
  });

  it('[A4] takes its parameters in any order', () => {
    const words = ['local-ip 10.0.0.1', 'local-as 65001', 'peer-as 65002', 'router-id 192.0.2.254'];
    const more = ['family-allowed ipv6-unicast', 'graceful-restart 60', 'group-updates false', 'persist true'];
    const expected = parsePeer(`neighbor ${THEM} ${[...words, ...more].join(' ')}`);
    fc.assert(
      fc.property(fc.shuffledSubarray([...words, ...more], { minLength: 8 }), (order) => {
        expect(parsePeer(`neighbor ${THEM} ${order.join(' ')}`)).toEqual(expected);
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  // Each line: what is wrong, the words before the place of it, and what is answered.
  it.each([
    [`peer create ${THEM} local-ip 10.0.0.1 local-as 65001`, 'missing required parameters: peer-as, router-id'],
    [`peer create ${THEM} peer-as 1`, 'missing required parameters: local-as, local-ip, router-id'],
    [`peer create ${THEM} ${required} peer-as 1`, 'duplicate parameter: peer-as'],
    [`peer create ${THEM} ${required} local-address 10.0.0.1`, 'duplicate parameter: local-address'],
    [`peer create ${THEM} local-as`, 'missing value for local-as'],
    [`peer create ${THEM} ${required} hold-time 90`, 'unknown parameter: hold-time'],
    [
      'peer create 10.0.0.256 local-as 1',
      'invalid IP address 10.0.0.256: command must start with "neighbor <ip>" or "peer <ip>"',
    ],
    [`peer create ${THEM} local-ip here`, 'invalid IP address here: must be an IPv4 or IPv6 address'],
    [
      `peer create ${THEM} router-id 2001:db8::1`,
      'invalid IP address 2001:db8::1: a router id is an IPv4 address other than 0.0.0.0',
    ],
    [`peer create ${THEM} local-as 4294967296`, 'invalid ASN 4294967296: must be a number from 1 to 4294967295'],
    [`peer create ${THEM} peer-as ten`, 'invalid ASN ten: must be a number from 1 to 4294967295'],
    [`peer create ${THEM} peer-as 0`, 'invalid ASN 0: AS 0 is reserved (RFC 7607)'],
    [`peer create ${THEM} ${required} group-updates yes`, 'group-updates must be true or false, got: yes'],
    [
      `peer create ${THEM} ${required} graceful-restart 4096`,
      'invalid graceful-restart 4096: must be 0 to 4095 seconds',
    ],
    ['neighbor create', 'no neighbor selector'],
    [
      'neighbor * local-as 1 create',
      'command must start with "neighbor <ip>" or "peer <ip>": a peer is created one at a time, not by *',
    ],
    [`create neighbor ${THEM} local-as 65001 delete`, 'expected "create" command'],
  ])('[A4] [X20] %s is answered: %s', async (line, problem) => {
    const [detail, end, ...more] = await refused(line);
    expect(detail).toMatch(/, at line 1, column \d+$/);
    expect(detail?.replace(/, at line 1, column \d+$/, '')).toBe(`error: ${problem}`);
    expect([end, more]).toEqual(['error', []]);
  });

  const loose = `peer create ${THEM} local-as 65001 peer-as 65002 router-id 192.0.2.254`;
  it('[X9] names local-ip where it is missing, and auto leaves it to the connection', async () => {
    expect((await refused(loose))[0]).toMatch(/^error: missing required parameters: local-ip, at line 1/);
    const { open, mesh, ask, heard, peers, close } = await made(
      THEM,
      `${loose.slice(`peer create ${THEM} `.length)} local-ip auto`,
    );
    expect(formatHex(Uint8Array.of(open.routerId >>> 24))).toBe('c0');
    await heard(peers.get(THEM)!);
    // The name says what was asked for; the next hop is the address that the connection got.
    expect(formatPeerName(mesh.peers()[0]!)).toContain(' local-ip auto ');
    await ask('announce route 10.1.0.0/24 next-hop self');
    expect(await heard(peers.get(THEM)!)).toEqual(['+ 10.1.0.0/24']);
    expect(mesh.peers()[0]?.session?.localAddress).toBe('10.0.0.1');
    await close();
  });

  it('[X9] needs no local-ip where the host says so', async () => {
    const { ask, establish, mesh, close } = await apiLab([], { host: { localIp: 'auto' } });
    expect(await ask(loose)).toEqual(['done']);
    await establish(THEM);
    expect(mesh.peers()[0]?.session?.localAddress).toBe('10.0.0.1');
    // The router id is not inferred from an address that nobody has given.
    expect((await ask('peer create 10.0.0.3 local-as 65001 peer-as 65003'))[0]).toMatch(
      /^error: missing required parameters: router-id, at/,
    );
    await close();
  });
});

describe('the name of a peer', () => {
  it('[A11] is canonical, is what peer list shows, and is a selector of this peer alone', async () => {
    const { ask, mesh, close } = await apiLab([neighborAt('10.0.0.3')]);
    await ask(
      `create neighbor 2001:DB8:0::2 router-id 192.0.2.254 peer-as 65002 local-as 65001 local-address 2001:db8:0:0::1`,
    );
    await ask('peer create 10.0.0.4 local-ip auto local-as 65001 peer-as 65004 router-id 192.0.2.254');
    const names = [
      'neighbor 10.0.0.3 local-ip 10.0.0.1 local-as 65001 peer-as 65003 router-id 10.0.0.1 family-allowed in-open',
      'neighbor 2001:db8::2 local-ip 2001:db8::1 local-as 65001 peer-as 65002 router-id 192.0.2.254 family-allowed in-open',
      'neighbor 10.0.0.4 local-ip auto local-as 65001 peer-as 65004 router-id 192.0.2.254 family-allowed in-open',
    ];
    expect(await ask('peer list')).toEqual([...names, 'done']);
    expect(names.map((name) => mesh.peers().filter(parseSelector(name)).map(formatPeerName))).toEqual(
      names.map((name) => [name]),
    );
    // As it is, before a verb.
    expect(await ask(`${names[1]} delete`)).toEqual(['done']);
    expect(await ask('peer list')).toEqual([names[0], names[2], 'done']);
    await close();
  });

  it.each([
    ['local-ip 10.0.0.1', [THEM, '10.0.0.3']],
    ['local-address 10.0.0.1', [THEM, '10.0.0.3']],
    ['local-ip auto', ['10.0.0.4']],
    ['local-as 65009', ['10.0.0.4']],
    ['peer-as 65003', ['10.0.0.3']],
    ['router-id 192.0.2.7', ['10.0.0.3']],
    ['id 192.0.2.7', ['10.0.0.3']],
    ['family-allowed ipv6-unicast', ['10.0.0.3']],
    ['family-allowed in-open', [THEM, '10.0.0.3', '10.0.0.4']],
    ['local-address 10.0.0.1 peer-as 65002 id 192.0.2.254', [THEM]],
  ])('[A12] is asked for by %s', async (terms, chosen) => {
    const { ask, mesh, close } = await apiLab([]);
    await ask(`peer create ${THEM} ${required}`);
    await ask(
      'peer create 10.0.0.3 local-ip 10.0.0.1 local-as 65001 peer-as 65003 router-id 192.0.2.7 family-allowed ipv6-unicast',
    );
    await ask('peer create 10.0.0.4 local-ip auto local-as 65009 peer-as 65004 router-id 192.0.2.254');
    expect(await ask(`neighbor * ${terms} delete`)).toEqual(['done']);
    const left = [THEM, '10.0.0.3', '10.0.0.4'].filter((address) => !chosen.includes(address));
    expect(mesh.peers().map(({ name }) => name)).toEqual(left);
    await close();
  });

  it.each(['hold-time 90', 'address 10.0.0.2', 'local_ip 10.0.0.1'])('[A12] knows no %s', async (term) => {
    const { ask, mesh, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask(`peer delete * ${term}`)).toEqual([
      expect.stringContaining(`error: unknown parameter: ${term.split(' ')[0]}`),
      'error',
    ]);
    expect(mesh.peers()).toHaveLength(1);
    await close();
  });
});
