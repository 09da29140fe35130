import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  capability as capabilityOf,
  Family,
  formatHex,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  OPERATIONAL,
  type UpdateView,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { apiLab, neighborAt, told } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const OTHER = '10.0.0.3';
const everything = (address: string) => neighborAt(address, { families: 'all' });

/** UPDATEs but End-of-RIB. */
const updates = (peer: ScriptedPeer): UpdateView[] =>
  peer.received.flatMap((message) => (message.type === 'UPDATE' && message.endOfRib === undefined ? [message] : []));

/** The value of an attribute; undefined where it is absent. */
const attributeOf = (update: UpdateView, { code }: { readonly code: number }): unknown =>
  update.attributes().find((one) => one.code === code)?.value;

describe('announce and withdraw', () => {
  // Each line: what is announced, what withdraws it, and the route as the peer reads it.
  it.each([
    ['route 10.1.0.0/24 next-hop 192.0.2.1 med 5', 'route 10.1.0.0/24', ['10.1.0.0/24']],
    ['route 10.1.0.0/24 { next-hop 192.0.2.1; med 5; }', 'route 10.1.0.0/24', ['10.1.0.0/24']],
    [
      'attributes next-hop 192.0.2.1 med 5 nlri 10.1.0.0/24 10.2.0.0/24',
      'attributes nlri 10.1.0.0/24 10.2.0.0/24',
      ['10.1.0.0/24', '10.2.0.0/24'],
    ],
    ['attribute next-hop 192.0.2.1 nlri 10.1.0.0/24', 'attribute nlri 10.1.0.0/24', ['10.1.0.0/24']],
    ['ipv4 unicast 10.1.0.0/24 next-hop 192.0.2.1', 'ipv4 unicast 10.1.0.0/24', ['10.1.0.0/24']],
    ['ipv6 unicast 2001:db8:1::/48 next-hop 2001:db8::1', 'ipv6 unicast 2001:db8:1::/48', ['2001:db8:1::/48']],
    ['route 10.1.0.0/24 split /25 next-hop 192.0.2.1', 'route 10.1.0.0/24 split /25', ['10.1.0.0/25', '10.1.0.128/25']],
    [
      'ipv4 nlri-mpls 10.1.0.0/24 next-hop 192.0.2.1 label 100',
      'ipv4 nlri-mpls 10.1.0.0/24 label 100',
      ['10.1.0.0/24'],
    ],
    [
      'ipv4 mpls-vpn 10.1.0.0/24 next-hop 192.0.2.1 label 100 rd 65000:1',
      'ipv4 mpls-vpn 10.1.0.0/24 label 100 rd 65000:1',
      ['10.1.0.0/24'],
    ],
  ])('[C13] reaches the peer: %s', async (announced, withdrawn, prefixes) => {
    const { establish, ask, heard, close } = await apiLab([everything(THEM)]);
    const peer = await establish(THEM);
    await heard(peer);
    expect(await ask(`peer * announce ${announced}`)).toEqual(['done']);
    expect((await heard(peer)).sort()).toEqual(prefixes.map((prefix) => `+ ${prefix}`));
    expect(await ask(`withdraw ${withdrawn}`)).toEqual(['done']);
    expect((await heard(peer)).sort()).toEqual(prefixes.map((prefix) => `- ${prefix}`));
    await close();
  });

  // Routes that are no prefix, by their family.
  it.each([
    [
      'flow route { match { destination 10.1.0.0/24; } then { discard; } }',
      'flow route { match { destination 10.1.0.0/24; } }',
      Family.IPV4_FLOW,
    ],
    ['ipv4 flow destination 10.1.0.0/24 rate-limit 0', 'ipv4 flow destination 10.1.0.0/24', Family.IPV4_FLOW],
    [
      'vpls endpoint 5 base 10702 offset 1 size 8 rd 65000:1 next-hop 192.0.2.1',
      'vpls endpoint 5 base 10702 offset 1 size 8 rd 65000:1',
      Family.L2VPN_VPLS,
    ],
    [
      'l2vpn vpls endpoint 5 base 10702 offset 1 size 8 rd 65000:1 next-hop 192.0.2.1',
      'l2vpn vpls endpoint 5 base 10702 offset 1 size 8 rd 65000:1',
      Family.L2VPN_VPLS,
    ],
    [
      'sr-policy distinguisher 1 color 100 endpoint 192.0.2.7 next-hop 192.0.2.1 preference 100',
      'sr-policy distinguisher 1 color 100 endpoint 192.0.2.7',
      Family.IPV4_SR_POLICY,
    ],
    [
      'ipv4 mcast-vpn shared-join rp 10.99.199.1 group 239.251.255.228 rd 65000:99999 source-as 65000 next-hop 10.10.6.3',
      'ipv4 mcast-vpn shared-join rp 10.99.199.1 group 239.251.255.228 rd 65000:99999 source-as 65000',
      Family.IPV4_MCAST_VPN,
    ],
    ['ipv4 mup mup-dsd 10.0.0.1 rd 100:100 next-hop 2001::1', 'ipv4 mup mup-dsd 10.0.0.1 rd 100:100', Family.IPV4_MUP],
  ])('[C13] reaches the peer: %s', async (announced, withdrawn, family) => {
    const { establish, ask, heard, close } = await apiLab([everything(THEM)]);
    const peer = await establish(THEM);
    await heard(peer);
    expect(await ask(`announce ${announced}`)).toEqual(['done']);
    await heard(peer);
    const [update, ...rest] = updates(peer);
    expect(rest).toEqual([]);
    expect([...update!.announced()].map((nlri) => nlri.family)).toEqual([family]);
    expect(await ask(`withdraw ${withdrawn}`)).toEqual(['done']);
    await heard(peer);
    expect([...updates(peer).at(-1)!.withdrawn()]).toEqual([...update!.announced()]);
    await close();
  });

  it('[C13] announces with next-hop self, the AS path and the attributes of each session', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const peer = await establish(THEM);
    await heard(peer);
    await ask('announce route 10.1.0.0/24 next-hop self med 7');
    await heard(peer);
    const [update] = updates(peer);
    expect(attributeOf(update!, AS_PATH)).toEqual(asSequence(65001));
    expect(attributeOf(update!, MULTI_EXIT_DISC)).toBe(7);
    expect(attributeOf(update!, NEXT_HOP)).toBe('10.0.0.1');
    await close();
  });

  it('[X4] [X5] speaks to the peers chosen and to no other, however the list is written', async () => {
    const { establish, ask, heard, close } = await apiLab([
      neighborAt(THEM),
      neighborAt(OTHER),
      neighborAt('10.0.0.4'),
    ]);
    const [them, other, third] = [await establish(THEM), await establish(OTHER), await establish('10.0.0.4')];
    for (const peer of [them, other, third]) await heard(peer);
    await ask('peer [10.0.0.2,10.0.0.3] announce route 10.1.0.0/24 next-hop self');
    await ask('neighbor [ 10.0.0.2 , 10.0.0.3 ] announce route 10.2.0.0/24 next-hop self');
    await ask('neighbor 10.0.0.2 , neighbor 10.0.0.3 announce route 10.3.0.0/24 next-hop self');
    expect(await ask('peer 10.9.9.9 announce route 10.4.0.0/24 next-hop self')).toContain('error');
    expect(await ask('peer [ 10.9.9.9, 10.9.9.8 ] announce route 10.4.0.0/24 next-hop self')).toContain('error');
    const all = ['+ 10.1.0.0/24', '+ 10.2.0.0/24', '+ 10.3.0.0/24'];
    expect([await heard(them), await heard(other), await heard(third)]).toEqual([all, all, []]);
    await close();
  });

  it('[C13] reaches those that have the family, and is refused where nobody has', async () => {
    const { establish, ask, heard, close } = await apiLab([
      neighborAt(THEM),
      neighborAt(OTHER, { families: 'ipv6 unicast' }),
    ]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    await heard(them);
    await heard(other);
    expect(await ask('announce route 10.1.0.0/24 next-hop self')).toEqual(['done']);
    expect([await heard(them), await heard(other)]).toEqual([['+ 10.1.0.0/24'], []]);
    expect(await ask('peer 10.0.0.3 announce route 10.1.0.0/24 next-hop self')).toEqual([
      'error: no peer chosen has the family ipv4-unicast of route 10.1.0.0/24',
      'error',
    ]);
    // All or nothing: the first route is not announced either.
    const mixed = 'announce route 10.2.0.0/24 next-hop self ; route 10.3.0.0/24 rd 65000:1 label 5 next-hop self';
    expect((await ask(mixed))[0]).toContain('has the family ipv4-mpls-vpn');
    expect(await heard(them)).toEqual([]);
    await close();
  });

  it('[C13] sends attributes alone, where no nlri follows them', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const peer = await establish(THEM);
    await heard(peer);
    expect(await ask('announce attributes med 5')).toEqual(['done']);
    await heard(peer);
    const [update] = updates(peer);
    expect(told(update!)).toEqual([]);
    expect(attributeOf(update!, MULTI_EXIT_DISC)).toBe(5);
    await close();
  });
});

describe('what is said once', () => {
  const said = 'error: no neighbor chosen has a session that is up';

  it('[C14] eor, behind the routes that were announced before it', async () => {
    const { clock, establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('announce eor')).toEqual([said, 'error']);
    const peer = await establish(THEM);
    await heard(peer);
    await ask('announce route 10.1.0.0/24 next-hop self');
    expect(await ask('announce eor')).toEqual(['done']);
    expect(await ask('peer 10.0.0.2 announce eor ipv6 unicast')).toEqual(['done']);
    expect(await heard(peer)).toEqual(['+ 10.1.0.0/24', 'eor ipv4-unicast', 'eor ipv6-unicast']);
    // Also where the stream does not take the routes at once.
    peer.pause();
    const prefixes = Array.from({ length: 30_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    await ask(`announce attributes next-hop self nlri ${prefixes.join(' ')}`);
    await ask('announce eor');
    peer.resume();
    await clock.advance(1_000);
    const lines = await heard(peer);
    expect(lines.at(-1)).toBe('eor ipv4-unicast');
    expect(lines.filter((line) => line.startsWith('eor'))).toHaveLength(1);
    expect(await ask('peer 10.9.9.9 announce eor')).toEqual(['error: no neighbors match the selector', 'error']);
    await close();
  });

  it('[C14] route-refresh, to peers that can be asked', async () => {
    const { establish, ask, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('announce route-refresh ipv4 unicast')).toEqual([said, 'error']);
    const peer = await establish(THEM);
    expect(await ask('announce route-refresh ipv6 unicast')).toEqual(['done']);
    expect(await peer.expect('ROUTE-REFRESH')).toMatchObject({ family: Family.IPV6_UNICAST, subtype: 0 });
    expect(await ask('announce route-refresh l2vpn evpn')).toEqual([
      'error: no neighbor chosen can be asked for its routes of the family',
      'error',
    ]);
    await close();
  });

  // draft-ietf-idr-operational-message §3: kind, length, AFI, SAFI, and a text or router id, sequence and counter.
  it.each([
    [
      'asm afi ipv4 safi unicast advisory "sunset"',
      `0002 0009 0001 01 ${formatHex(new TextEncoder().encode('sunset'))}`,
    ],
    ['rpcq afi ipv6 safi unicast sequence 7', '0003 000b 0002 01 0a000001 00000007'],
    [
      'rpcp afi ipv4 safi unicast router-id 192.0.2.7 sequence 7 counter 259',
      '0004 000f 0001 01 c0000207 00000007 00000103',
    ],
  ])('[G13] [C14] operational %s of the configuration, whenever a session comes up', async (text, body) => {
    const operational = ['adm afi l2vpn safi vpls advisory "not of the session"', text];
    const capability = { operational: true };
    const { mesh, establish, octets, clock, close } = await apiLab(
      [neighborAt(THEM, { operational, capability }), neighborAt(OTHER, { operational, capability })],
      { capabilities: (peer) => (peer === THEM ? [capabilityOf(OPERATIONAL, true)] : []) },
    );
    const hex = body.replaceAll(' ', '');
    const length = (19 + hex.length / 2).toString(16).padStart(4, '0');
    const whole = `${'ff'.repeat(16)}${length}06${hex}`;
    const said = (peer: string) => octets.get(peer)!.split(whole).length - 1;
    await establish(THEM);
    await establish(OTHER);
    await clock.advance(50);
    expect([said(THEM), said(OTHER)]).toEqual([1, 0]);
    expect(octets.get(THEM)).not.toContain(formatHex(new TextEncoder().encode('not of the session')));
    mesh.peers()[0]?.session?.teardown(4);
    await clock.advance(60_000);
    await establish(THEM);
    await clock.advance(50);
    expect(said(THEM)).toBe(2);
    await close();
  });

  it.each([
    [
      'asm afi ipv4 safi unicast advisory "sunset"',
      `0002 0009 0001 01 ${formatHex(new TextEncoder().encode('sunset'))}`,
    ],
    ['rpcq afi ipv6 safi unicast sequence 7', '0003 000b 0002 01 0a000001 00000007'],
    [
      'rpcp afi ipv4 safi unicast router-id 192.0.2.7 sequence 7 counter 259',
      '0004 000f 0001 01 c0000207 00000007 00000103',
    ],
  ])('[C14] operational %s', async (text, body) => {
    const { establish, ask, octets, clock, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask(`announce operational ${text}`)).toEqual([said, 'error']);
    await establish(THEM);
    octets.set(THEM, '');
    expect(await ask(`announce operational ${text}`)).toEqual(['done']);
    await clock.advance(50);
    const hex = body.replaceAll(' ', '');
    const length = (19 + hex.length / 2).toString(16).padStart(4, '0');
    expect(octets.get(THEM)).toBe(`${'ff'.repeat(16)}${length}06${hex}`);
    await close();
  });
});
