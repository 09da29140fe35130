import { isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Configuration, parsePeer } from '../../src/index.js';

const whole = 'neighbor 192.0.2.1 local-ip 192.0.2.254 local-as 65001 peer-as 65002 router-id 192.0.2.254';

describe('[A1] [A2] [A3] [A4] parsePeer', () => {
  it('reads every parameter', () => {
    expect(
      parsePeer(
        `${whole} family-allowed ipv4-unicast/ipv6-unicast graceful-restart 120 group-updates false api one api two`,
      ),
    ).toEqual({
      session: {
        peerAddress: '192.0.2.1',
        localAddress: '192.0.2.254',
        localAs: 65001,
        peerAs: 65002,
        routerId: '192.0.2.254',
      },
      families: 'ipv4-unicast ipv6-unicast',
      capability: { gracefulRestart: 120 },
      groupUpdates: false,
      api: { processes: ['one', 'two'] },
    });
  });

  it('offers IPv4 unicast alone unless told otherwise', () => {
    const { families, capability, groupUpdates, api } = parsePeer(`${whole} create`);
    expect({ families, capability, groupUpdates, api }).toEqual({
      families: 'ipv4 unicast',
      capability: { gracefulRestart: false },
      groupUpdates: true,
      api: { processes: [] },
    });
  });

  it('takes parameters in any order, of IPv6 as well', () => {
    const { session } = parsePeer(
      'peer 2001:db8::1 router-id 192.0.2.254 peer-as 4294967295 local-as 1 local-address 2001:DB8:0::fe',
    );
    expect(session).toEqual({
      peerAddress: '2001:db8::1',
      localAddress: '2001:db8::fe',
      localAs: 1,
      peerAs: 4294967295,
      routerId: '192.0.2.254',
    });
  });

  it('takes programs behind create as well, where ExaBGP has them', () => {
    expect(parsePeer(`${whole} create api one api two`).api).toEqual({ processes: ['one', 'two'] });
    expect(() => parsePeer(`${whole} create create`)).toThrow('unknown parameter: create');
  });

  it('makes what a configuration takes', () => {
    const [neighbor] = Configuration.fromSettings({
      neighbors: [parsePeer(`${whole} group-updates false api one`)],
      processes: [{ name: 'one', run: ['/bin/true'] }],
    }).neighbors;
    expect([neighbor!.groupUpdates, neighbor!.api[0]?.processes]).toEqual([false, ['one']]);
  });

  it.each([
    ['ipv4-unicast/ipv4-mpls-vpn', 'ipv4-unicast ipv4-mpls-vpn'],
    ['vpnv4/vpnv6', 'ipv4-mpls-vpn ipv6-mpls-vpn'],
    ['evpn', 'l2vpn-evpn'],
    ['ipv4-nlri-mpls', 'ipv4-nlri-mpls'],
    ['IPv4-Unicast', 'ipv4-unicast'],
    ['ipv4-unicast/ipv4-unicast', 'ipv4-unicast'],
    ['in-open', 'all'],
  ])('reads family-allowed %s', (text, families) => {
    expect(parsePeer(`${whole} family-allowed ${text}`).families).toBe(families);
  });

  it('may speak from whatever address there is, where the host allows it or the text says so', () => {
    const text = 'neighbor 192.0.2.1 local-as 65001 peer-as 65002 router-id 192.0.2.254';
    expect(() => parsePeer(text)).toThrow('missing required parameters: local-ip');
    expect(() => parsePeer(text)).toThrow('local-ip auto');
    expect(parsePeer(text, { localIp: 'auto' }).session.localAddress).toBe('auto');
    expect(parsePeer(`${text} local-ip auto`).session.localAddress).toBe('auto');
  });

  it.each([
    ['', 'no neighbor selector'],
    ['create', 'no neighbor selector'],
    ['neighbor 192.0.2.1 local-as 65000 delete', 'expected "create" command'],
    ['192.0.2.1 local-as 1', 'command must start with "neighbor <ip>" or "peer <ip>"'],
    ['neighbor * local-as 1', 'command must start with "neighbor <ip>" or "peer <ip>"'],
    ['neighbor 192.0.2.256', 'invalid IP address 192.0.2.256'],
    ['neighbor 192.0.2.1', 'missing required parameters: local-as, local-ip, peer-as, router-id'],
    ['neighbor 192.0.2.1 local-as 1 local-ip 192.0.2.2', 'missing required parameters: peer-as, router-id'],
    [`${whole} local-as 1`, 'duplicate parameter: local-as'],
    [`${whole} local-address 192.0.2.2`, 'duplicate parameter: local-address'],
    ['neighbor 192.0.2.1 local-as', 'missing value for local-as'],
    [`${whole} hold-time 9`, 'unknown parameter: hold-time'],
    ['neighbor 192.0.2.1 local-ip nowhere', 'invalid IP address nowhere'],
    ['neighbor 192.0.2.1 local-as -1', 'invalid ASN -1'],
    ['neighbor 192.0.2.1 local-as 4294967296', 'invalid ASN 4294967296'],
    ['neighbor 192.0.2.1 local-as 65001abc', 'invalid ASN 65001abc'],
    ['neighbor 192.0.2.1 local-as 0', 'invalid ASN 0: AS 0 is reserved (RFC 7607)'],
    ['neighbor 192.0.2.1 router-id 2001:db8::1', 'invalid IP address 2001:db8::1'],
    ['neighbor 192.0.2.1 router-id 0.0.0.0', 'invalid IP address 0.0.0.0'],
    [`${whole} family-allowed bogus-unicast`, 'invalid family format bogus-unicast'],
    [`${whole} family-allowed ipv4-bogus`, 'invalid family format ipv4-bogus'],
    [`${whole} graceful-restart 4096`, 'invalid graceful-restart 4096'],
    [`${whole} group-updates maybe`, 'group-updates must be true or false, got: maybe'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => parsePeer(text)).toThrow(problem);
    try {
      parsePeer(text);
    } catch (error) {
      expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
    }
  });

  it('says which parameter was meant', () => {
    expect(() => parsePeer('neighbor 192.0.2.1 loacl-as 1')).toThrow('missing required parameters');
    expect(() => parsePeer(`${whole} famly-allowed ipv4-unicast`)).toThrow('did you mean family-allowed?');
  });
});
