import { Family } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Configuration, parseFamily, parsePeer } from '../../src/index.js';

/* The cases that ExaBGP's own unit tests of create have, with what we answer. */

const required = 'local-ip 127.0.0.1 local-as 65000 peer-as 65001 router-id 1.2.3.4';
const minimal = `neighbor 127.0.0.1 ${required} create`;

/** The peer of a text, as a configuration has it. */
function built(text: string) {
  return Configuration.fromSettings({
    neighbors: [parsePeer(text)],
    processes: ['one', 'two', 'three'].map((name) => ({ name, run: ['/bin/true'] })),
  }).neighbors[0]!;
}

const withAs = (asn: string) =>
  parsePeer(`neighbor 127.0.0.1 peer-as ${asn} ${required.replace('peer-as 65001 ', '')}`);
const withFamilies = (text: string) => parseFamily(parsePeer(`${minimal} family-allowed ${text}`).families as string);
const without = (parameter: RegExp) => () => parsePeer(minimal.replace(parameter, ''));

describe('[A1] addresses', () => {
  it('of IPv4', () => {
    expect(parsePeer(`neighbor 192.168.1.1 ${required}`).session.peerAddress).toBe('192.168.1.1');
  });
  it('of IPv6', () => {
    expect(parsePeer(`neighbor 2001:db8::1 ${required}`).session.peerAddress).toBe('2001:db8::1');
  });
  it('that are none', () => {
    expect(() => parsePeer(`neighbor not-an-ip ${required}`)).toThrow('invalid IP address not-an-ip: ');
  });
  it('that are empty', () => {
    expect(() => parsePeer(`neighbor "" ${required}`)).toThrow('expected the address of the peer');
  });
});

describe('[A1] AS numbers', () => {
  it.each([
    ['of two octets', '65000', 65000],
    ['of four octets', '4200000000', 4200000000],
    ['up to the greatest', '4294967295', 4294967295],
  ])('%s', (_what, text, asn) => {
    expect(withAs(text).session.peerAs).toBe(asn);
  });
  it.each([
    // ExaBGP takes it; nobody has this number (RFC 7607 §2).
    ['0', '0', 'invalid ASN 0: AS 0 is reserved (RFC 7607)'],
    ['below 0', '-1', 'invalid ASN -1: must be a number from 1 to 4294967295'],
    ['above the greatest', '4294967296', 'invalid ASN 4294967296: must be a number from 1 to 4294967295'],
    ['that are no number', 'not-a-number', 'invalid ASN not-a-number: must be a number from 1 to 4294967295'],
  ])('%s are refused', (_what, text, message) => {
    expect(() => withAs(text)).toThrow(message);
  });
});

describe('[A2] families', () => {
  it('one', () => {
    expect(withFamilies('ipv4-unicast')).toEqual([Family.IPV4_UNICAST]);
  });
  it('several', () => {
    expect(withFamilies('ipv4-unicast/ipv6-unicast')).toEqual([Family.IPV4_UNICAST, Family.IPV6_UNICAST]);
  });
  it('in-open: every family there is', () => {
    expect(withFamilies('in-open')).toEqual(parseFamily('all'));
  });
  it('that are none', () => {
    expect(() => withFamilies('ipv9')).toThrow('invalid family format ipv9: ');
  });
  it('of which one half is none', () => {
    expect(() => withFamilies('ipv4-unicast/ipv4-bogus')).toThrow('invalid family format ipv4-bogus: ');
  });
});

describe('[A4] parameters', () => {
  it('as few as can be', () => {
    expect(parsePeer(minimal).session).toEqual({
      peerAddress: '127.0.0.1',
      localAddress: '127.0.0.1',
      localAs: 65000,
      peerAs: 65001,
      routerId: '1.2.3.4',
    });
  });
  it('all of them', () => {
    const text = `${minimal.replace(' create', '')} family-allowed ipv4-unicast/ipv6-unicast graceful-restart 60 group-updates false create`;
    expect(parsePeer(text)).toMatchObject({
      families: 'ipv4-unicast ipv6-unicast',
      capability: { gracefulRestart: 60 },
      groupUpdates: false,
    });
  });
  it('a program, and several, behind create', () => {
    expect(parsePeer(`${minimal} api one`).api).toEqual({ processes: ['one'] });
    expect(parsePeer(`${minimal} api one api two api three`).api).toEqual({ processes: ['one', 'two', 'three'] });
  });
  it('of another command', () => {
    expect(() => parsePeer('neighbor 127.0.0.1 local-as 65000 delete')).toThrow('expected "create" command');
  });
  it('without a peer', () => {
    expect(() => parsePeer('create')).toThrow('no neighbor selector');
  });
});

describe('[A3] [A4] a peer', () => {
  it('of what is required has IPv4 unicast, no program, no restart', () => {
    const { session, families, api, capability, groupUpdates } = built(minimal);
    expect(session).toMatchObject({ peerAddress: '127.0.0.1', localAs: 65000, peerAs: 65001, routerId: '1.2.3.4' });
    expect({ families, api: api.flatMap(({ processes }) => processes), groupUpdates }).toEqual({
      families: [Family.IPV4_UNICAST],
      api: [],
      groupUpdates: true,
    });
    expect(capability.gracefulRestart).toBe(false);
  });
  it('speaks from another address than its own', () => {
    expect(built('neighbor 10.0.0.2 local-ip 10.0.0.1 local-as 1 peer-as 2 router-id 1.2.3.4').session).toMatchObject({
      peerAddress: '10.0.0.2',
      localAddress: '10.0.0.1',
    });
  });
  it('has its programs', () => {
    expect(built(`${minimal} api one api two`).api[0]?.processes).toEqual(['one', 'two']);
  });
  it('has its families', () => {
    const { families } = built(`${minimal} family-allowed ipv4-unicast/ipv6-unicast`);
    expect(families).toEqual([Family.IPV4_UNICAST, Family.IPV6_UNICAST]);
  });
  it('needs an address', () => {
    expect(() => parsePeer('neighbor')).toThrow(/^expected the address of the peer|^invalid IP address/);
  });
  it.each([
    [/local-ip \S+ /, 'local-ip'],
    [/local-as \S+ /, 'local-as'],
    [/peer-as \S+ /, 'peer-as'],
    [/router-id \S+ /, 'router-id'],
  ])('needs %s', (parameter, name) => {
    expect(without(parameter)).toThrow(`missing required parameters: ${name}`);
  });
});

describe('[A4] from the text to the peer', () => {
  it('of IPv4', () => {
    const peer = built(
      'neighbor 10.0.0.2 local-ip 10.0.0.1 local-as 65000 peer-as 65001 router-id 1.2.3.4 family-allowed ipv4-unicast create',
    );
    expect([peer.session.peerAddress, peer.families]).toEqual(['10.0.0.2', [Family.IPV4_UNICAST]]);
  });
  it('of IPv6', () => {
    const peer = built(
      'neighbor 2001:db8::2 local-ip 2001:db8::1 local-as 65000 peer-as 65001 router-id 1.2.3.4 family-allowed ipv6-unicast create',
    );
    expect([peer.session.peerAddress, peer.session.localAddress, peer.families]).toEqual([
      '2001:db8::2',
      '2001:db8::1',
      [Family.IPV6_UNICAST],
    ]);
  });
});
