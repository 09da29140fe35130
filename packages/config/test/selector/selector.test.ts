import { Family, isMeshError } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPeerName, formatSelector, parseSelector, type SelectorPeer } from '../../src/index.js';

function peer(peerAddress: string, settings: Partial<SelectorPeer['settings']> = {}): SelectorPeer {
  return {
    peerAddress,
    settings: { localAddress: '192.0.2.254', localAs: 65001, peerAs: 65002, routerId: '192.0.2.254', ...settings },
  };
}

const peers = {
  a: peer('192.0.2.1'),
  b: peer('192.0.2.2', { peerAs: 65003, families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] }),
  c: peer('2001:db8::1', { peerAs: 65002, localAs: 65009, localAddress: undefined, routerId: 0xc0000209 }),
};

function chosen(text: string): string {
  const selector = parseSelector(text);
  return Object.entries(peers)
    .filter(([, one]) => selector(one))
    .map(([name]) => name)
    .join('');
}

describe('[A12] a selector', () => {
  it.each([
    ['*', 'abc'],
    ['neighbor *', 'abc'],
    ['peer *', 'abc'],
    ['192.0.2.1', 'a'],
    ['2001:DB8:0::1', 'c'],
    ['neighbor 192.0.2.9', ''],
    // The address is a wildcard, the rest of the term still counts.
    ['neighbor * peer-as 65002', 'ac'],
    ['peer * peer-as 65002 local-as 65001', 'a'],
    ['neighbor 192.0.2.1 peer-as 65003', ''],
    ['* local-ip 192.0.2.254', 'ab'],
    ['* local-address 192.0.2.254', 'ab'],
    ['* local-ip auto', 'c'],
    ['* router-id 192.0.2.9', 'c'],
    ['* id 192.0.2.254', 'ab'],
    ['* family-allowed in-open', 'abc'],
    ['* family-allowed ipv6-unicast/ipv4-unicast', 'b'],
    ['* family-allowed ipv4-unicast', ''],
    ['* peer-as 0', ''],
  ])('%s chooses %o', (text, names) => {
    expect(chosen(text)).toBe(names);
  });

  it.each([
    '[192.0.2.1 192.0.2.2]',
    '[192.0.2.1, 192.0.2.2]',
    '[ 192.0.2.1 , 192.0.2.2 ]',
    'peer [192.0.2.1,192.0.2.2]',
    'peer [ neighbor 192.0.2.1, neighbor 192.0.2.2 ]',
    'neighbor 192.0.2.1, neighbor 192.0.2.2',
    'neighbor 192.0.2.1 local-as 65001 , neighbor 192.0.2.2 peer-as 65003',
    '[ * local-as 65001 ]',
  ])('%s chooses both', (text) => {
    expect(chosen(text)).toBe('ab');
  });

  it('asks each term for itself', () => {
    expect(chosen('[ 192.0.2.1 peer-as 65003, * local-as 65009 ]')).toBe('c');
  });

  it('knows where the session of a peer ends', () => {
    const one = { ...peers.c, session: { localAddress: '2001:db8::254' } };
    expect(parseSelector('* local-ip 2001:db8::254')(one)).toBe(true);
  });

  it.each([
    ['', 'the address of a peer, or *'],
    ['neighbor', 'the address of a peer, or *'],
    ['neighbor nobody', 'the address of a peer, or *'],
    ['192.0.2.0/24', 'the address of a peer, or *'],
    ['* peer-as', 'missing value for peer-as'],
    ['* peer-as 65002 peer-as 65003', 'duplicate parameter: peer-as'],
    ['* local-ip 192.0.2.1 local-address 192.0.2.1', 'duplicate parameter: local-address'],
    ['* peer-sa 65002', 'unknown parameter: peer-sa'],
    ['* peer-as 4294967296', '4294967295'],
    ['* peer-as 065', 'an AS number'],
    ['* local-ip 300.0.0.1', 'an IP address or auto'],
    ['* family-allowed ipv4-bogus', 'in-open, or families'],
    ['[ 192.0.2.1', 'one of local-ip'],
    ['[ ]', 'the address of a peer, or *'],
    ['192.0.2.1 ]', 'one of local-ip'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => parseSelector(text)).toThrow(problem);
    try {
      parseSelector(text);
    } catch (error) {
      expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
    }
  });

  it('says which word was meant', () => {
    expect(() => parseSelector('* peer-sa 65002')).toThrow('did you mean peer-as?');
  });

  it('[A11] names a peer with the words that select it', () => {
    const name = formatPeerName(peers.c);
    expect(name).toBe(
      'neighbor 2001:db8::1 local-ip auto local-as 65009 peer-as 65002 router-id 192.0.2.9 family-allowed in-open',
    );
    expect(chosen(name)).toBe('c');
  });

  it('reads back what it prints', () => {
    const asn = fc.nat({ max: 0xffffffff });
    const term = fc.record(
      {
        peerAddress: fc.constantFrom('192.0.2.1', '2001:db8::1', 'fe80::1%eth0'),
        localIp: fc.constantFrom('auto', '192.0.2.254'),
        localAs: asn,
        peerAs: fc.oneof(asn, fc.constant('auto' as const)),
        routerId: fc.constantFrom('192.0.2.254', '0.0.0.1'),
        familyAllowed: fc.constantFrom('in-open' as const, [Family.IPV4_UNICAST], [Family.IPV6_UNICAST, 0x190046]),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), (terms) => {
        expect(parseSelector(formatSelector(terms)).terms).toEqual(terms);
      }),
      { seed: 7 },
    );
  });
});
