import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatPeer, isValid, type Peer, parsePeer, splitEndpoint } from '../src/peer.js';

const { publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const PEER: Peer = { IP: '10.0.0.1', Key: publicKey, Endpoint: 'tinc1:655' };

test('a peer of the registry comes back as it was put', () => {
  expect(parsePeer(Buffer.from(formatPeer(PEER)))).toEqual(PEER);
  expect(JSON.parse(formatPeer(PEER))).toEqual({ IP: '10.0.0.1', Key: publicKey, Endpoint: 'tinc1:655' });
});

test.each([
  ['an address that is none', { IP: '10.0.0' }],
  ['an IPv6 address', { IP: '2001:db8::1' }],
  ['a line of its own in an address', { IP: '10.0.0.1\nConnectTo = evil' }],
  ['no key', { Key: '' }],
  ['a setting in place of a key', { Key: 'Subnet = 0.0.0.0/0' }],
  ['a setting behind a key', { Key: `${publicKey}Subnet = 0.0.0.0/0\n` }],
  ['no port', { Endpoint: 'tinc1' }],
  ['port 0', { Endpoint: 'tinc1:0' }],
  ['port 65536', { Endpoint: 'tinc1:65536' }],
  ['a line of its own in an endpoint', { Endpoint: 'tinc1\nProxy = exec:655' }],
])('%s makes a peer invalid', (_title, wrong) => {
  const peer = { ...PEER, ...wrong };
  expect(isValid(peer)).toBe(false);
  expect(parsePeer(Buffer.from(JSON.stringify(peer)))).toBeUndefined();
});

test.each(['', '{', '[]', 'null', '7', '{"IP":1,"Key":2,"Endpoint":3}', '{"IP":"10.0.0.1"}'])(
  'the value %j is no peer',
  (text) => {
    expect(parsePeer(Buffer.from(text))).toBeUndefined();
  },
);

test('octets that are no UTF-8 are no peer', () => {
  expect(parsePeer(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
});

test('endpoints are a name or an address, and a port', () => {
  expect(splitEndpoint('tinc1:655')).toEqual({ host: 'tinc1', port: 655 });
  expect(splitEndpoint('172.30.0.1:655')).toEqual({ host: '172.30.0.1', port: 655 });
  expect(splitEndpoint('[2001:db8::1]:655')).toEqual({ host: '2001:db8::1', port: 655 });
  expect(splitEndpoint('2001:db8::1:655')).toBeUndefined();
});
