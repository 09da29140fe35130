import { describe, expect, it } from 'vitest';
import { apiLab, neighborAt } from '../../support/api-lab.js';

/*
 * Every kind of statement, announced to a peer and withdrawn again: the octets are those of the RFCs' figures, or those
 * that ExaBGP sends for the same text, with MP_REACH_NLRI in front (RFC 7606 §5.1) and no NEXT_HOP beside it.
 */

const THEM = '10.0.0.2';
const SELF = '0a000001';
const A = 'c0000201';

/** A route as it should arrive. Families are AFI and SAFI; without one, the fields of RFC 4271 §4.3. */
interface Expected {
  readonly family?: string;
  readonly nextHop?: string;
  /** Attributes beside ORIGIN, AS_PATH and LOCAL_PREF, or in their place. */
  readonly attributes?: readonly string[];
  readonly nlri: string;
  /** What a withdrawal names, where that is less. */
  readonly gone?: string;
}

const octet = (length: number) => length.toString(16).padStart(2, '0');
const octets16 = (length: number) => length.toString(16).padStart(4, '0');

function update(withdrawn: string, attributes: string, nlri: string): string {
  const body = `${octets16(withdrawn.length / 2)}${withdrawn}${octets16(attributes.length / 2)}${attributes}${nlri}`;
  return `${'ff'.repeat(16)}${octets16(19 + body.length / 2)}02${body}`;
}

/** An attribute of RFC 4760: optional, its length always in two octets, for it grows while routes are packed. */
const optional = (code: string, value: string) => `90${code}${octets16(value.length / 2)}${value}`;

/** ORIGIN IGP, an empty AS_PATH and LOCAL_PREF 100, as within an AS, and what a route has of its own, by type code. */
function announced({ family, nextHop = A, attributes = [], nlri }: Expected): string {
  const all = new Map(
    ['40010100', '400200', '40050400000064', ...attributes].map((hex) => [hex.slice(2, 4), hex] as const),
  );
  if (family === undefined) all.set('03', `400304${nextHop}`);
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hex]) => hex);
  if (family === undefined) return update('', sorted.join(''), nlri);
  return update('', optional('0e', `${family}${octet(nextHop.length / 2)}${nextHop}00${nlri}`) + sorted.join(''), '');
}

function withdrawn({ family, nlri, gone = nlri }: Expected): string {
  return family === undefined ? update(gone, '', '') : update('', optional('0f', `${family}${gone}`), '');
}

/** A peer of our own AS that has taken everything a session begins with. */
async function connected({ addPath = false, nexthop = false, compat = false, fourOctetAs = true } = {}) {
  const neighbor = neighborAt(THEM, {
    families: 'all',
    capability: { addPath: addPath ? 'both' : 'disabled', nexthop, operational: true },
  });
  const lab = await apiLab([{ ...neighbor, session: { ...neighbor.session, peerAs: 65001 } }], {
    remote: {
      fourOctetAs,
      ...(addPath ? { addPath: [{ family: 0x000101, mode: 'both' as const }] } : {}),
      ...(nexthop ? { extendedNextHop: [{ family: 0x000101, nextHopAfi: 2 }] } : {}),
    },
    ...(compat ? { host: { text: { compat: 'exabgp' as const } } } : {}),
  });
  await lab.establish(THEM);
  /** The reply to a line, and what came to the peer. */
  const say = async (line: string) => {
    await lab.clock.advance(50);
    lab.octets.set(THEM, '');
    const reply = await lab.ask(line);
    await lab.clock.advance(50);
    return { reply, octets: lab.octets.get(THEM) };
  };
  return { ...lab, say };
}

async function expectRoute(text: string, expected: Expected, capabilities = {}): Promise<void> {
  const { say, close } = await connected(capabilities);
  expect(await say(`announce ${text}`)).toEqual({ reply: ['done'], octets: announced(expected) });
  expect(await say(`peer * withdraw ${text}`)).toEqual({ reply: ['done'], octets: withdrawn(expected) });
  await close();
}

const VPN4 = `0000000000000000${A}`;
const UNICAST6 = '000201';

describe('a statement reaches the peer, and its withdrawal', () => {
  it.each<[string, Expected]>([
    ['route 10.1.0.0/24 next-hop 192.0.2.1', { nlri: '180a0100' }],
    ['route 10.1.0.1 next-hop 192.0.2.1', { nlri: '200a010001' }],
    ['route 0.0.0.0/0 next-hop self', { nextHop: SELF, nlri: '00' }],
    ['route 10.1.0.0/24 { next-hop 192.0.2.1; med 5; }', { attributes: ['80040400000005'], nlri: '180a0100' }],
    [
      'attributes next-hop 10.11.12.13 origin igp local-preference 16 community [14:15] nlri 16.17.18.19/32 20.21.22.23/32',
      {
        nextHop: '0a0b0c0d',
        attributes: ['40050400000010', 'c00804000e000f'],
        nlri: '20101112132014151617',
      },
    ],
    ['attribute next-hop 192.0.2.1 nlri 10.1.0.0/24', { nlri: '180a0100' }],
    ['route 10.0.0.0/24 next-hop 192.0.2.1 split /25', { nlri: '190a000000190a000080' }],
    [
      'route 2001:db8::/32 next-hop 2001:db8::1',
      { family: UNICAST6, nextHop: '20010db8000000000000000000000001', nlri: '2020010db8' },
    ],
  ])('[G1] %s', expectRoute);

  // Formats of the values: the RFC of each attribute, or ExaBGP.
  it.each<[string, readonly string[]]>([
    ['origin igp', ['40010100']],
    ['origin EGP', ['40010101']],
    ['origin incomplete', ['40010102']],
    ['as-path 65010', ['40020602010000fdf2']],
    ['as-path [ 1 2 ] ( 3 4 )', ['4002140202000000010000000201020000000300000004']],
    ['as-path [ ]', ['400200']],
    ['med 4294967295', ['800404ffffffff']],
    ['local-preference 0', ['40050400000000']],
    ['atomic-aggregate', ['400600']],
    ['aggregator ( 18144:219.118.225.189 )', ['c00708000046e0db76e1bd']],
    ['originator-id 10.0.99.12', ['8009040a00630c']],
    ['cluster-list [ 3.3.3.3 192.168.201.1 ]', ['800a0803030303c0a8c901']],
    ['community [ 30740:0 0x78147814 131073 no-export ]', ['c00810781400007814781400020001ffffff01']],
    [
      'large-community [ 2914:0:666 2914:3320:123 2914:0:666 ]',
      ['c0201800000b62000000000000029a00000b6200000cf80000007b'],
    ],
    ['extended-community [ target:54591:6 l2info:19:0:1500:111 ]', ['c010100002d53f00000006800a130005dc006f']],
    ['extended-community origin:192.0.2.1:5', ['c010080103c00002010005']],
    ['extended-community 0x0002fde800000001', ['c010080002fde800000001']],
    ['extended-community 65000:1', ['c010080002fde800000001']],
    ['extended-community bandwidth:65000:0', ['c010084004fde800000000']],
    ['extended-community mup:10:10', ['c010080c00000a0000000a']],
    // RFC 8669 §3.1: the label index; §3.2: and the originator's block of labels.
    ['bgp-prefix-sid [ 300 ]', ['c0280a0100070000000000012c']],
    ['bgp-prefix-sid [ 300, [ ( 800000,4096 ) ] ]', ['c028150100070000000000012c03000800000c3500001000']],
    ['attribute [ 0x63 0xc0 0x0102 ]', ['c063020102']],
    ['name "what it is" watchdog dog', []],
  ])('[G2] route with %s', async (keyword, attributes) => {
    await expectRoute(`route 10.1.0.0/24 next-hop 192.0.2.1 ${keyword}`, { attributes, nlri: '180a0100' });
  });

  it('[G2] path-information, to a peer that takes several paths', async () => {
    for (const [text, id] of [
      ['1.2.3.4', '01020304'],
      ['4294967295', 'ffffffff'],
    ]) {
      const route = `route 10.1.0.0/24 next-hop 192.0.2.1 path-information ${text}`;
      await expectRoute(route, { nlri: `${id}180a0100` }, { addPath: true });
    }
  });

  it('[G2] an IPv6 next hop of an IPv4 route, to a peer that takes it (RFC 8950)', async () => {
    const { say, close } = await connected({ nexthop: true });
    const route = 'route 153.153.153.153/32 next-hop bad:cafe:bad:cafe:bad:cafe:bad:cafe';
    const expected = { family: '000101', nextHop: '0badcafe0badcafe0badcafe0badcafe', nlri: '2099999999' };
    expect(await say(`announce ${route}`)).toEqual({ reply: ['done'], octets: announced(expected) });
    // A withdrawal has no next hop, so the field of RFC 4271 does.
    expect(await say(`withdraw ${route}`)).toEqual({ reply: ['done'], octets: withdrawn({ nlri: '2099999999' }) });
    await close();
  });

  it('[G2] withdraw has a route start withdrawn', async () => {
    const { say, mesh, close } = await connected();
    const { reply, octets } = await say('announce route 10.1.0.0/24 next-hop self watchdog dog withdraw');
    expect([reply, octets, mesh.adjRibOut(THEM).size]).toEqual([['done'], '', 0]);
    await close();
  });

  it.each<[string, Expected]>([
    ['route 10.0.0.0/24 next-hop 192.0.2.1', { nlri: '180a0000' }],
    ['route 224.0.0.0/4 next-hop 192.0.2.1', { family: '000102', nlri: '04e0' }],
    [
      'route ff00::/8 next-hop 2001:db8::1',
      { family: '000202', nextHop: '20010db8000000000000000000000001', nlri: '08ff' },
    ],
    [
      'route 10.0.0.0/24 label 100 next-hop 192.0.2.1',
      { family: '000104', nlri: '300006410a0000', gone: '308000000a0000' },
    ],
    [
      'route 128.0.64.0/18 next-hop 10.0.99.12 rd 63333:100 label 110 as-path [100 500] extended-community [target:0:0] originator-id 10.0.99.12',
      {
        family: '000180',
        nextHop: '00000000000000000a00630c',
        attributes: ['40020a020200000064000001f4', '8009040a00630c', 'c010080002000000000000'],
        nlri: '6a0006e10000f76500000064800040',
        gone: '6a8000000000f76500000064800040',
      },
    ],
    [
      'route 10.0.0.0/24 next-hop 192.0.2.1 rd 192.0.2.1:7 label 3',
      {
        family: '000180',
        nextHop: VPN4,
        nlri: '700000310001c000020100070a0000',
        gone: '708000000001c000020100070a0000',
      },
    ],
    [
      'route 10.0.0.0/24 next-hop 192.0.2.1 route-distinguisher 70000:7 label 1048575',
      {
        family: '000180',
        nextHop: VPN4,
        nlri: '70fffff100020001117000070a0000',
        gone: '7080000000020001117000070a0000',
      },
    ],
  ])('[G3] %s', expectRoute);

  it.each<[string, Expected]>([
    ['ipv4 unicast 10.0.0.0/24 next-hop 192.0.2.1', { nlri: '180a0000' }],
    [
      'ipv4 nlri-mpls 10.0.0.0/24 label 100 next-hop 192.0.2.1',
      { family: '000104', nlri: '300006410a0000', gone: '308000000a0000' },
    ],
    [
      'ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 3 next-hop 192.0.2.1',
      {
        family: '000180',
        nextHop: VPN4,
        nlri: '700000310000fde8000000010a0000',
        gone: '708000000000fde8000000010a0000',
      },
    ],
    [
      'ipv6 unicast 2a02:b80:0:1::1/128 next-hop 2a02:b80:0:2::1 local-preference 200 community [30740:0 30740:30740]',
      {
        family: UNICAST6,
        nextHop: '2a020b80000000020000000000000001',
        attributes: ['400504000000c8', 'c008087814000078147814'],
        nlri: '802a020b80000000010000000000000001',
      },
    ],
    [
      'ipv6 nlri-mpls 2001:db8::/32 label 100 next-hop 2001:db8::1',
      {
        family: '000204',
        nextHop: '20010db8000000000000000000000001',
        nlri: '3800064120010db8',
        gone: '3880000020010db8',
      },
    ],
    [
      'ipv6 mpls-vpn 2001:4b50:20c0::/48 next-hop ::ffff:81.52.17.146 rd 3215:583457597 label 926 as-path [25186 65000 64512] community [65000:33] extended-community [target:10283:83451000] originator-id 57.35.2.240',
      {
        family: '000280',
        nextHop: '000000000000000000000000000000000000ffff51341192',
        attributes: [
          '40020e0203000062620000fde80000fc00',
          'c00804fde80021',
          '800904392302f0',
          'c010080002282b04f95c78',
        ],
        nlri: '880039e100000c8f22c6db3d20014b5020c0',
        gone: '8880000000000c8f22c6db3d20014b5020c0',
      },
    ],
  ])('[G4] %s', expectRoute);

  const JOIN = ['c010080102c0a85e0c0005'];
  const SOURCE = ['c010080002fde80001869f'];
  it.each<[string, Expected]>([
    [
      'ipv4 mcast-vpn shared-join rp 10.99.199.1 group 239.251.255.228 rd 65000:99999 source-as 65000 next-hop 10.10.6.3 extended-community [target:192.168.94.12:5]',
      {
        family: '000105',
        nextHop: '0a0a0603',
        attributes: JOIN,
        nlri: '06160000fde80001869f0000fde8200a63c70120effbffe4',
      },
    ],
    [
      'ipv4 mcast-vpn source-join source 10.99.12.2 group 239.251.255.228 rd 65000:99999 source-as 65000 next-hop 10.10.6.3 extended-community [target:192.168.94.12:5]',
      {
        family: '000105',
        nextHop: '0a0a0603',
        attributes: JOIN,
        nlri: '07160000fde80001869f0000fde8200a630c0220effbffe4',
      },
    ],
    [
      'ipv4 mcast-vpn source-ad source 10.99.12.4 group 239.251.255.228 rd 65000:99999 next-hop 10.10.6.4 extended-community [target:65000:99999]',
      {
        family: '000105',
        nextHop: '0a0a0604',
        attributes: SOURCE,
        nlri: '05120000fde80001869f200a630c0420effbffe4',
      },
    ],
    [
      'ipv6 mcast-vpn shared-join rp fd00::1 group ff0e::1 rd 65000:99999 source-as 65000 next-hop 10.10.6.3 extended-community [target:192.168.94.12:5]',
      {
        family: '000205',
        nextHop: '0a0a0603',
        attributes: JOIN,
        nlri: '062e0000fde80001869f0000fde880fd00000000000000000000000000000180ff0e0000000000000000000000000001',
      },
    ],
    [
      'ipv6 mcast-vpn source-join source fd12::2 group ff0e::1 rd 65000:99999 source-as 65000 next-hop 10.10.6.3 extended-community [target:192.168.94.12:5]',
      {
        family: '000205',
        nextHop: '0a0a0603',
        attributes: JOIN,
        nlri: '072e0000fde80001869f0000fde880fd12000000000000000000000000000280ff0e0000000000000000000000000001',
      },
    ],
    [
      'ipv6 mcast-vpn source-ad source fd12::4 group ff0e::1 rd 65000:99999 next-hop 10.10.6.4 extended-community [target:65000:99999]',
      {
        family: '000205',
        nextHop: '0a0a0604',
        attributes: SOURCE,
        nlri: '052a0000fde80001869f80fd12000000000000000000000000000480ff0e0000000000000000000000000001',
      },
    ],
  ])('[G5] %s', expectRoute);

  const TARGET = 'c010080002000a0000000a';
  const TARGET_MUP = 'c010100002000a0000000a0c00000a0000000a';
  const srv6 = (locator: string, behavior: string) =>
    `c028250500220001001e00${locator}00${behavior}00010006401810000000`;
  it.each<[string, Expected]>([
    [
      'ipv4 mup mup-isd 10.0.1.0/24 rd 100:100 next-hop 2001::1 extended-community [target:10:10] bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x48 [64,24,16,0,0,0] )',
      {
        family: '000155',
        nextHop: '20010000000000000000000000000001',
        attributes: [TARGET, srv6('20010db8000100010000000000000000', '0048')],
        nlri: '0100010c0000006400000064180a0001',
      },
    ],
    [
      'ipv4 mup mup-dsd 10.0.0.1 rd 100:100 next-hop 2001::2 extended-community [target:10:10 mup:10:10] bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x13 [64,24,16,0,0,0] )',
      {
        family: '000155',
        nextHop: '20010000000000000000000000000002',
        attributes: [TARGET_MUP, srv6('20010db8000100010000000000000000', '0013')],
        nlri: '0100020c00000064000000640a000001',
      },
    ],
    [
      'ipv4 mup mup-t1st 192.168.0.1/32 rd 100:100 teid 12345 qfi 9 endpoint 10.0.0.1 next-hop 10.0.0.2 extended-community [target:10:10]',
      {
        family: '000155',
        nextHop: '0a000002',
        attributes: [TARGET],
        nlri: '01000317000000640000006420c0a800010000303909200a000001',
      },
    ],
    [
      'ipv4 mup mup-t2st 10.0.0.1 rd 100:100 teid 12345/23 next-hop 10.0.0.2 extended-community [target:10:10 mup:10:10]',
      {
        family: '000155',
        nextHop: '0a000002',
        attributes: [TARGET_MUP],
        nlri: '010004100000006400000064370a000001003039',
      },
    ],
    [
      'ipv4 mup mup-t2st 10.0.0.1 rd 100:100 teid 0/0 next-hop 10.0.0.2 extended-community [target:10:10 mup:10:10]',
      { family: '000155', nextHop: '0a000002', attributes: [TARGET_MUP], nlri: '0100040d0000006400000064200a000001' },
    ],
    [
      'ipv6 mup mup-isd 2001::/64 rd 100:100 next-hop 2001::2 extended-community [target:10:10] bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x47 [64,24,16,0,0,0] )',
      {
        family: '000255',
        nextHop: '20010000000000000000000000000002',
        attributes: [TARGET, srv6('20010db8000100010000000000000000', '0047')],
        nlri: '010001110000006400000064402001000000000000',
      },
    ],
    [
      'ipv6 mup mup-dsd 2001::1 rd 100:100 next-hop 2001::2 extended-community [target:10:10 mup:10:10] bgp-prefix-sid-srv6 ( l3-service 2001:db8:2:2:: 0x18 [64,24,16,0,0,0] )',
      {
        family: '000255',
        nextHop: '20010000000000000000000000000002',
        attributes: [TARGET_MUP, srv6('20010db8000200020000000000000000', '0018')],
        nlri: '01000218000000640000006420010000000000000000000000000001',
      },
    ],
    [
      'ipv6 mup mup-t2st 2001::1 rd 100:100 teid 12345/32 next-hop ::ffff:10.0.0.2 extended-community [target:10:10 mup:10:10]',
      {
        family: '000255',
        nextHop: '00000000000000000000ffff0a000002',
        attributes: [TARGET_MUP],
        nlri: '0100041d0000006400000064a02001000000000000000000000000000100003039',
      },
    ],
  ])('[G6] %s', expectRoute);

  // RFC 9830 §2.4.2, §2.4.4.2.1: the flags and what stands behind a label are 0; ExaBGP sets a flag and the S bit.
  it.each<[string, Expected]>([
    [
      'ipv4 sr-policy distinguisher 0 color 100 endpoint 10.0.0.1 next-hop 192.0.2.1 preference 100 binding-sid mpls 24000 segment-list weight 1 segment type-a mpls 16001',
      {
        family: '000149',
        attributes: ['c01728000f00240c060000000000640d06000005dc00008000110009060000000000010106000003e81000'],
        nlri: '6000000000000000640a000001',
      },
    ],
    [
      'sr-policy distinguisher 0 color 300 endpoint 10.0.0.3 next-hop 192.0.2.1 preference 300 segment-list weight 1 segment type-a mpls 16001 segment-list weight 2 segment type-a mpls 16002',
      {
        family: '000149',
        attributes: [
          'c01734000f00300c0600000000012c8000110009060000000000010106000003e810008000110009060000000000020106000003e82000',
        ],
        nlri: '60000000000000012c0a000003',
      },
    ],
    [
      'ipv4 sr-policy distinguisher 1 color 200 endpoint 10.0.0.2 next-hop 192.0.2.1 preference 200 srv6-binding-sid fc00::1 segment-list weight 2 segment type-b srv6 fc00::1 endpoint-behavior 65 32 0 16 0 policy-name "my-policy" candidate-path-name "primary"',
      {
        family: '000149',
        attributes: [
          'c01760000f005c0c060000000000c814120000fc0000000000000000000000000000018000250009060000000000020d1a1000fc000000000000000000000000000001004100002000100082000a006d792d706f6c696379810008007072696d617279',
        ],
        nlri: '6000000001000000c80a000002',
      },
    ],
    [
      'ipv6 sr-policy distinguisher 0 color 100 endpoint 2001:db8::1 next-hop 2001:db8::2 preference 100 segment-list weight 1 segment type-b srv6 2001:db8:1::1',
      {
        family: '000249',
        nextHop: '20010db8000000000000000000000002',
        attributes: ['c0172c000f00280c0600000000006480001d0009060000000000010d12000020010db8000100000000000000000001'],
        nlri: 'c0000000000000006420010db8000000000000000000000001',
      },
    ],
  ])('[G7] %s', expectRoute);

  const DROP = 'c010088006000000000000';
  const flow = (nlri: string, ...attributes: string[]): Expected => ({
    family: '000185',
    nextHop: '',
    attributes,
    nlri,
  });
  it.each<[string, Expected]>([
    [
      'flow route { match { source 10.0.0.1/32; destination 10.0.0.2/32; protocol tcp; destination-port =3128; } then { discard; } }',
      flow('1301200a00000202200a00000103810605910c38', DROP),
    ],
    [
      'flow route a-name { match { fragment last-fragment; } then { action sample-terminal; } }',
      flow('030c8008', 'c010088007000000000003'),
    ],
    ['ipv4 flow source-ipv4 4.4.4.4/32 extended-community [rate-limit:0]', flow('06022004040404', DROP)],
    [
      'ipv4 flow source-ipv4 10.0.0.0/24 protocol =tcp destination-port =3128 rate-limit 9600',
      flow('0c02180a000003810605910c38', 'c010088006000046160000'),
    ],
    [
      'ipv4 flow source-ipv4 10.0.1.0/24 protocol =tcp destination-port =3128 rate-limit 1000 packets',
      flow('0c02180a000103810605910c38', 'c01008800c0000447a0000'),
    ],
    [
      'ipv4 flow packet-length [ >200&<300 >400&<500 ] mark 10',
      flow('0c0a02c854012c120190d401f4', 'c01008800900000000000a'),
    ],
    [
      'ipv4 flow destination-ipv4 192.168.0.1/32 source-ipv4 10.0.0.2/32 protocol [ =udp =tcp ] port [ =80 =8080 ] destination-port [ >8080&<8088 =3128 ] source-port >1024 redirect 65500:12345',
      flow('250120c0a8000102200a0000020301118106040150911f9005121f90541f98910c3806920400', 'c010088008ffdc00003039'),
    ],
    [
      'ipv4 flow destination-ipv4 192.168.0.1/32 source-ipv4 10.0.0.10/32 protocol !=tcp port !=0 destination-port !=443 source-port [ !=80 !=8080 ] discard',
      flow('1c0120c0a8000102200a00000a038606048600059601bb060650961f90', DROP),
    ],
    [
      'ipv4 flow destination-ipv4 10.0.0.2/32 source-ipv4 10.0.0.1/32 protocol =tcp destination-port =3128 tcp-flags [ syn rst&fin&!=push ] discard',
      flow('1c01200a00000202200a00000103810605910c3809000200044001c308', DROP),
    ],
    [
      'flow route { match { source 202.255.238.1/32; } scope { interface-set [ transitive:output:254:254 non-transitive:input:3405770241:1 ]; } then { discard; } }',
      flow('060220caffee01', 'c010180702000000fe80fe4702caffee0140018006000000000000'),
    ],
    [
      'flow route { match { source 10.0.0.2/32; } then { copy 1.2.3.4; } }',
      { family: '000185', nextHop: '01020304', attributes: ['c010080800000000000001'], nlri: '0602200a000002' },
    ],
    [
      'flow route { next-hop 1.2.3.4; match { destination 192.168.0.1/32; } then { redirect-to-nexthop; } }',
      { family: '000185', nextHop: '01020304', attributes: ['c010080800000000000000'], nlri: '060120c0a80001' },
    ],
    [
      'flow route { rd 65535:65536; match { source 10.0.0.1/32; } then { discard; } }',
      { family: '000186', nextHop: '', attributes: [DROP], nlri: '0e0000ffff0001000002200a000001' },
    ],
    // RFC 8955 §4.2.2.7, §4.2.2.11: ICMP echo request; DSCP 10; community beside the action.
    [
      'ipv4 flow icmp-type echo-request icmp-code =0 dscp =10 discard community 65000:1',
      flow('090781080881000b810a', 'c00804fde80001', DROP),
    ],
    [
      'ipv6 flow destination-ipv6 2a02:b80:15:0:7aca:39ff:feae:a87a/128/0 source-ipv6 ::1/128/120 next-header =udp traffic-class =101 flow-label =2013 discard',
      {
        family: '000285',
        nextHop: '',
        attributes: [DROP],
        // RFC 8956 §3.1: of the source, the one octet behind the offset; ExaBGP sends all sixteen.
        nlri: '210180002a020b80001500007aca39fffeaea87a028078010381110b81650d9107dd',
      },
    ],
  ])('[G8] %s', expectRoute);

  const VPLS = [
    `40021e0207${'00007814'.repeat(7)}`,
    '800404000007d0',
    'c00804d53f007b',
    '800904c0a81601',
    '800a0803030303c0a8c901',
    'c010100002d53f00000006800a130005dc006f',
  ];
  it.each<[string, Expected]>([
    [
      'vpls rd 192.168.201.1:123 endpoint 5 base 10702 offset 1 size 8 next-hop 192.168.201.1 as-path [30740 30740 30740 30740 30740 30740 30740] med 2000 community [54591:123] extended-community [target:54591:6 l2info:19:0:1500:111] originator-id 192.168.22.1 cluster-list [3.3.3.3 192.168.201.1]',
      { family: '001941', nextHop: 'c0a8c901', attributes: VPLS, nlri: '00110001c0a8c901007b000500010008029ce1' },
    ],
    [
      'l2vpn vpls site5 { endpoint 5; base 10732; offset 1; size 8; rd 192.168.201.1:124; next-hop 192.168.201.1; }',
      { family: '001941', nextHop: 'c0a8c901', nlri: '00110001c0a8c901007c000500010008029ec1' },
    ],
  ])('[G9] %s', expectRoute);

  it.each<[string, Expected]>([
    // RFC 7432 §7.2, §7.3; RFC 9136 §3.1
    [
      'l2vpn evpn mac-ip rd 65000:1 mac 00:11:22:33:44:55 ip 10.0.0.1 label 100 next-hop 192.0.2.1',
      {
        family: '001946',
        nlri: '02250000fde800000001000000000000000000000000000030001122334455200a000001000064',
      },
    ],
    [
      'l2vpn evpn inclusive-multicast rd 65000:1 ip 192.0.2.1 next-hop 192.0.2.1',
      { family: '001946', nlri: '03110000fde8000000010000000020c0000201' },
    ],
    [
      'l2vpn evpn ip-prefix rd 65000:1 prefix 10.0.0.0/24 label 100 next-hop 192.0.2.1',
      {
        family: '001946',
        nlri: '05220000fde8000000010000000000000000000000000000180a00000000000000000064',
      },
    ],
    // RFC 4684 §4
    [
      'ipv4 rtc origin-as 65000 route-target target:65000:1 next-hop 192.0.2.1',
      { family: '000184', nlri: '600000fde80002fde800000001' },
    ],
    ['ipv4 rtc default next-hop 192.0.2.1', { family: '000184', nlri: '00' }],
  ])('[G10] %s', expectRoute);

  it('[G11] eor, of a family or of IPv4 unicast', async () => {
    const { say, close } = await connected();
    // RFC 4724 §2: an empty UPDATE, or an MP_UNREACH_NLRI without routes.
    expect(await say('announce eor')).toEqual({ reply: ['done'], octets: update('', '', '') });
    expect(await say('announce eor ipv6 unicast')).toEqual({ reply: ['done'], octets: update('', '800f03000201', '') });
    expect(await say('peer * announce eor l2vpn vpls')).toEqual({
      reply: ['done'],
      octets: update('', '800f03001941', ''),
    });
    await close();
  });

  it('[G11] route-refresh and operational', async () => {
    const { say, close } = await connected();
    // RFC 2918 §3
    expect(await say('announce route-refresh ipv6 unicast')).toEqual({
      reply: ['done'],
      octets: `${'ff'.repeat(16)}00170500020001`,
    });
    // draft-ietf-idr-operational-message §3.1.2: Advisory Demand Message
    expect(await say('announce operational adm afi ipv4 safi unicast advisory "hi"')).toEqual({
      reply: ['done'],
      octets: `${'ff'.repeat(16)}001c06000100050001016869`,
    });
    await close();
  });

  // RFC 9552 §5.2: a node, by its AS number and its IS-IS system identifier.
  it('[G10] a node of BGP-LS', async () => {
    await expectRoute(
      'bgp-ls bgp-ls node protocol 2 identifier 0 local-node { autonomous-system 65000 igp-router-id 1921.6825.2240 } next-hop 192.0.2.1',
      { family: '400447', nlri: '0001001f02000000000000000001000012020000040000fde802030006192168252240' },
    );
  });
});

describe('what no route can have is refused, and nothing is sent', () => {
  // Each line: the statement, what is answered, and the column of what is wrong.
  it.each<[string, string, string]>([
    ['route 10.1.0.0/33 next-hop self', "'10.1.0.0/33' is not a valid network", '10.1.0.0/33'],
    ['route 10.1.0.1/24 next-hop self', "'10.1.0.1/24' is not a valid network", '10.1.0.1/24'],
    [
      'route 10.1.0.0/24 next-hop 10.0.0.256',
      "expected an IPv4 or IPv6 address, or self, got '10.0.0.256'",
      '10.0.0.256',
    ],
    [
      'route 10.1.0.0/24 next-hop self med 4294967296',
      "expected a number from 0 to 4294967295, got '4294967296'",
      '4294967296',
    ],
    ['route 10.1.0.0/24 next-hop self local-preference -1', "expected a number from 0 to 4294967295, got '-1'", '-1'],
    ['route 10.1.0.0/24 next-hop self origin none', "expected igp, egp or incomplete, got 'none'", 'none'],
    [
      'route 10.1.0.0/24 next-hop self as-path 4294967296',
      "expected an AS number from 1 to 4294967295, [ or (, got '4294967296'",
      '4294967296',
    ],
    [
      'route 10.1.0.0/24 next-hop self community 65536:1',
      "expected a community such as 65000:1 (two numbers up to 65535), 0xfde80001 or no-export, got '65536:1'",
      '65536:1',
    ],
    [
      'route 10.1.0.0/24 next-hop self path-information 4294967296',
      "expected a number from 0 to 4294967295 or a dotted quad, got '4294967296'",
      '4294967296',
    ],
    ['route 10.1.0.0/24 next-hop self split /16', 'a prefix of length 24 cannot be split into /16', '/16'],
    [
      'ipv4 nlri-mpls 10.1.0.0/24 label 1048576 next-hop self',
      "expected a label from 0 to 1048575, got '1048576'",
      '1048576',
    ],
    [
      'route 10.1.0.0/24 rd 70000:70000 label 5 next-hop self',
      "expected a route distinguisher such as 65000:1, 192.0.2.1:1 or 70000:1, got '70000:70000'",
      '70000:70000',
    ],
    ['route 10.1.0.0/24 next-hop self med 1 med 2', 'med stands twice', 'med 2'],
    ['route 10.1.0.0/24 next-hop self next-hop 10.0.0.9', 'next-hop stands twice', 'next-hop 10.0.0.9'],
    [
      'route 10.1.0.0/24 next-hop self community [ 1:1 ] community [ 2:2 ]',
      'community stands twice',
      'community [ 2:2 ]',
    ],
    [
      'route 10.1.0.0/24 next-hop self large-community 1:1:1 large-community 2:2:2',
      'large-community stands twice',
      'large-community 2',
    ],
    ['ipv4 flow source 10.0.0.0/24 mark 64', "expected a DSCP from 0 to 63, got '64'", '64'],
    ['ipv4 flow source 10.0.0.0/24 source 10.0.1.0/24 discard', 'source stands twice', 'source 10.0.1.0/24'],
  ])('[G2] [X13] [X20] %s', async (text, problem, place) => {
    const { say, mesh, close } = await connected();
    const line = `peer * announce ${text}`;
    const at = `, at line 1, column ${line.lastIndexOf(place) + 1}`;
    expect(await say(line)).toEqual({ reply: [`error: ${problem}${at}`, 'error'], octets: '' });
    expect(await say(`${line} json`)).toEqual({
      reply: [
        JSON.stringify({ error: `${problem}${at}` }).replace('":', '": '),
        '{ "answer": "error", "message": "this command does not support json output" }',
      ],
      octets: '',
    });
    expect(mesh.adjRibOut(THEM).size).toBe(0);
    await close();
  });

  it.each([
    ['peer * announce route 10.1.0.0/24 next-hop self med ten', 'MESH_TEXT_SYNTAX', 'ten', 'a number', undefined],
    [
      'peer * announce route 10.1.0.0/24 nexthop self',
      'MESH_TEXT_SYNTAX',
      'nexthop',
      'a keyword',
      'did you mean next-hop?',
    ],
    ['peer * anounce eor', 'MESH_TEXT_SYNTAX', 'anounce', 'one of', 'did you mean announce?'],
    ['peer * routes add 10.1.0.0/24 next-hop nowhere', 'MESH_TEXT_SYNTAX', 'nowhere', 'an IPv4 or', undefined],
    ['rib shoe in', 'MESH_TEXT_SYNTAX', 'shoe', 'one of', 'did you mean show?'],
    ['peer delete * peer-sa 1', 'MESH_TEXT_SYNTAX', 'peer-sa', 'one of', 'did you mean peer-as?'],
    [
      'peer create 10.0.0.3 local-as 1',
      'MESH_TEXT_SYNTAX',
      '',
      'router-id',
      'local-ip auto: speak from whatever address the connection has',
    ],
  ])(
    '[X20] %s is thrown with code, place, token, what was expected and a hint',
    async (line, code, token, expected, hint) => {
      const { mesh, close } = await connected();
      const error = await mesh.execute(line).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({
        code,
        details: {
          line: 1,
          token,
          expected: expect.stringContaining(expected),
          ...(hint === undefined ? {} : { hint }),
        },
      });
      if (token !== '') expect(error).toMatchObject({ details: { column: line.indexOf(token) + 1 } });
      await close();
    },
  );
});

describe('AS numbers above 65535', () => {
  const text = 'route 10.1.0.0/24 next-hop 192.0.2.1 extended-community [ target:70000:1 origin:70000:2 ]';

  it('[X14] are of the type for four octets in extended communities (RFC 5668 §2)', async () => {
    await expectRoute(text, { attributes: ['c0101002020001117000010203000111700002'], nlri: '180a0100' });
  });

  it('[X14] have the octets of ExaBGP where the host asks for them', async () => {
    const capabilities = { compat: true };
    await expectRoute(text, { attributes: ['c0101001020001117000010103000111700002'], nlri: '180a0100' }, capabilities);
  });

  it('[X19] stand in AS_PATH as they are, to a peer that has the capability', async () => {
    await expectRoute('route 10.1.0.0/24 next-hop 192.0.2.1 as-path [ 70000 65010 ] aggregator 70000:10.0.0.1', {
      attributes: ['40020a0202000111700000fdf2', 'c00708000111700a000001'],
      nlri: '180a0100',
    });
  });

  // RFC 6793 §4.2.2, §6: AS_TRANS is 23456, and what it stands for goes along in AS4_PATH and AS4_AGGREGATOR.
  it('[X19] are AS_TRANS to a peer that has it not, and what is meant goes along', async () => {
    const { say, octets, close } = await connected({ fourOctetAs: false });
    expect(octets.get(THEM)).toBeDefined();
    expect(
      await say('announce route 10.1.0.0/24 next-hop 192.0.2.1 as-path [ 70000 65010 ] aggregator 70000:10.0.0.1'),
    ).toEqual({
      reply: ['done'],
      octets: announced({
        attributes: [
          '40020602025ba0fdf2',
          'c007065ba00a000001',
          'c0110a0202000111700000fdf2',
          'c01208000111700a000001',
        ],
        nlri: '180a0100',
      }),
    });
    await close();
  });
});
