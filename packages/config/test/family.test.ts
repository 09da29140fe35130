import { Family, isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { parseFamily } from '../src/index.js';

describe('parseFamily', () => {
  const all: unknown = expect.toSatisfy((families: number[]) => {
    return [...families].sort().join() === Object.values(Family).sort().join();
  });

  it.each([
    ['ipv4 unicast', [Family.IPV4_UNICAST]],
    ['ipv4 unicast ipv6 multicast', [Family.IPV4_UNICAST, Family.IPV6_MULTICAST]],
    ['  IPv6   Unicast\nipv4 unicast ', [Family.IPV6_UNICAST, Family.IPV4_UNICAST]],
    ['ipv4-unicast, ipv6/unicast', [Family.IPV4_UNICAST, Family.IPV6_UNICAST]],
    ['ipv4 unicast ipv4-unicast', [Family.IPV4_UNICAST]],
    // Each is the longest name that fits.
    ['ipv4 flow ipv4 flow-vpn ipv4-flow-vpn', [Family.IPV4_FLOW, Family.IPV4_FLOW_VPN]],
    ['ipv4 mpls-vpn ipv4 mcast-mpls-vpn', [Family.IPV4_VPN, 0x000181]],
    ['l2vpn evpn ipv4 flow', [Family.L2VPN_EVPN, Family.IPV4_FLOW]],
    ['all', all],
    ['ALL', all],
  ])('[B1] [X8] reads %j', (text, families) => {
    expect(parseFamily(text)).toEqual(families);
  });

  it.each([
    ['', 'Invalid family format: '],
    ['ipv4', 'Invalid family format: ipv4'],
    ['ipv4 unicast ipv6', 'Invalid family format: ipv4 unicast ipv6'],
    ['ipv4 bogus', 'Unknown family: ipv4 bogus'],
    ['bogus-unicast ipv4', 'Unknown family: bogus-unicast ipv4'],
    ['afi-9-safi-7', 'Unknown family: afi-9-safi-7'],
    ['all ipv4', 'Unknown family: all ipv4'],
  ])('[B1] [X8] refuses %j', (text, message) => {
    expect(() => parseFamily(text)).toThrow(message);
    expect(() => parseFamily(text)).toThrow(expect.toSatisfy((error) => isMeshError(error, 'MESH_FAMILY_INVALID')));
  });
});
