import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import { AS_PATH, asSequence, attribute, Family, NEXT_HOP, ORIGIN, type PrefixNlri } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const OTHER = '10.0.0.3';
const DONE_JSON = '{ "answer": "done", "message": "command completed" }';

/** The peer announces a prefix of IPv4 unicast. */
function announceFrom(peer: ScriptedPeer, prefix: string, asn = 65002): void {
  const nlri: PrefixNlri = { family: Family.IPV4_UNICAST, prefix };
  peer.send({
    type: 'UPDATE',
    withdrawn: [],
    attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(asn)), attribute(NEXT_HOP, '10.0.0.2')],
    nlri: [nlri],
  });
}

describe('rib show', () => {
  it.each(['in', 'out'])('[C8] %s goes on to its end where the peer is deleted while it is read', async (direction) => {
    const routes = Array.from({ length: 50 }, (_, i) => `route 10.0.${i}.0/24 next-hop self`).join('; ');
    const waiting: (() => void)[] = [];
    const written: string[] = [];
    const { mesh, session, clock, establish, close } = await apiLab([neighborAt(THEM, { routes })], {
      write: (line) => {
        written.push(line);
        return new Promise<void>((resolve) => waiting.push(resolve));
      },
    });
    const peer = await establish(THEM);
    for (let i = 0; i < 50; i++) announceFrom(peer, `192.168.${i}.0/24`);
    await clock.advance(100);
    let done = false;
    void session.feed(`rib show ${direction} extensive`).then(() => (done = true));
    await clock.advance(() => waiting.length > 0, 1000);
    mesh.delete(({ name }) => name === THEM);
    await clock.advance(1000);
    while (!done) {
      waiting.shift()?.();
      await clock.advance(1);
    }
    expect(written.length).toBeGreaterThan(1);
    expect(written.at(-1)).toBe('done');
    await close();
    // The deleted neighbour is of the configuration, which keeps its routes for the next reload, and nothing else.
    expect(mesh.store.size).toBe(50);
  });

  it('[C8] shows what peers announced and what they are to have, as text', async () => {
    const { clock, establish, ask, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const peer = await establish(THEM);
    announceFrom(peer, '192.168.1.0/24');
    await clock.advance(50);
    await ask('peer 10.0.0.2 announce route 10.1.0.0/24 next-hop self med 5');
    await ask('peer 10.0.0.3 announce route 2001:db8:1::/48 next-hop 2001:db8::1');
    expect(await ask('rib show in')).toEqual(['neighbor 10.0.0.2 ipv4 unicast 192.168.1.0/24', 'done']);
    expect(await ask('show adj-rib out')).toEqual([
      'neighbor 10.0.0.2 ipv4 unicast 10.1.0.0/24',
      'neighbor 10.0.0.3 ipv6 unicast 2001:db8:1::/48',
      'done',
    ]);
    expect(await ask('rib show out extensive 10.0.0.2')).toEqual([
      'neighbor 10.0.0.2 local-ip 10.0.0.1 local-as 65001 peer-as 65002 router-id 10.0.0.1 family-allowed in-open ' +
        'ipv4 unicast route 10.1.0.0/24 next-hop self med 5',
      'done',
    ]);
    // As in ExaBGP, an address is that of a neighbour, whatever stands before it.
    for (const words of ['show adj-rib in 10.0.0.2', 'rib show in inet 10.0.0.2', 'rib show in * peer-as 65002']) {
      expect(await ask(words)).toEqual(['neighbor 10.0.0.2 ipv4 unicast 192.168.1.0/24', 'done']);
    }
    expect(await ask('rib show in 10.9.9.9')).toEqual(['error: no neighbors match the selector', 'error']);
    await close();
  });

  it('[X17] [C8] shows one object a route as JSON, each once', async () => {
    const { establish, ask, close } = await apiLab([neighborAt(THEM)]);
    await establish(THEM);
    const prefixes = Array.from({ length: 300 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    await ask(`announce attributes next-hop self nlri ${prefixes.join(' ')}`);
    const lines = await ask('rib show out json');
    expect(lines.pop()).toBe(DONE_JSON);
    expect(lines.map((line) => JSON.parse(line).nlri)).toEqual(prefixes);
    expect(JSON.parse(lines[0]!)).toEqual({
      neighbor: '10.0.0.2',
      family: 'ipv4 unicast',
      nlri: '10.0.0.0/24',
      route: 'route 10.0.0.0/24 next-hop self',
    });
    const [extensive] = await ask('rib show out extensive json');
    expect(JSON.parse(extensive!)).toMatchObject({ index: '0101180a000000' });
    await close();
  });

  it('[C8] shows prefixes, flows or layer 2 alone', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM, { families: 'all' })]);
    await ask('announce route 10.1.0.0/24 next-hop self');
    await ask('announce route 10.2.0.0/24 rd 65000:1 label 5 next-hop self');
    await ask('announce flow route { match { destination 10.3.0.0/24; } then { discard; } }');
    await ask('announce vpls endpoint 5 base 10702 offset 1 size 8 rd 65000:1 next-hop 192.0.2.1');
    const families = async (word: string) =>
      (await ask(`rib show out ${word} json`)).slice(0, -1).map((line) => JSON.parse(line).family);
    expect(await families('inet')).toEqual(['ipv4 unicast', 'ipv4 mpls-vpn']);
    expect(await families('flow')).toEqual(['ipv4 flow']);
    expect(await families('l2vpn')).toEqual(['l2vpn vpls']);
    expect(await families('')).toHaveLength(4);
    await close();
  });

  it('[C8] shows nothing of a peer whose routes are not kept', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM, { adjRibIn: false })]);
    expect(await ask('rib show in')).toEqual(['done']);
    expect(await ask('rib clear in')).toEqual(['done']);
    await close();
  });
});

describe('rib flush and clear', () => {
  it('[C9] flush sends everything again, to the peers chosen', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    await ask('announce route 10.1.0.0/24 next-hop self');
    await ask('announce route 2001:db8:1::/48 next-hop 2001:db8::1');
    await heard(them);
    await heard(other);
    expect(await ask('rib flush out 10.0.0.2')).toEqual(['done']);
    expect((await heard(them)).sort()).toEqual(['+ 10.1.0.0/24', '+ 2001:db8:1::/48']);
    expect(await heard(other)).toEqual([]);
    expect(await ask('flush adj-rib out')).toEqual(['done']);
    expect([(await heard(them)).length, (await heard(other)).length]).toEqual([2, 2]);
    await close();
  });

  it('[C10] clear out withdraws everything, clear in forgets what peers said', async () => {
    const { clock, mesh, establish, ask, heard, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    await ask('announce route 10.1.0.0/24 next-hop self');
    announceFrom(them, '192.168.1.0/24');
    announceFrom(other, '192.168.2.0/24', 65003);
    await heard(them);
    await heard(other);
    expect(await ask('rib clear out 10.0.0.2')).toEqual(['done']);
    expect([await heard(them), await heard(other)]).toEqual([['- 10.1.0.0/24'], []]);
    expect(await ask('clear adj-rib in 10.0.0.3')).toEqual(['done']);
    await clock.advance(50);
    expect([mesh.adjRibIn(THEM).size(), mesh.adjRibIn(OTHER).size()]).toEqual([1, 0]);
    await close();
  });
});
