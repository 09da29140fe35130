import { expect, test } from 'vitest';
import { identityOf } from '../src/identity.js';
import { parseSettings } from '../src/settings/load.js';
import { addressIn, isPrefix, numberIn } from '../src/settings/prefix.js';

const LEAST = `
node: { name: node7 }
etcd: { endpoints: ['http://127.0.0.1:2379'] }
tinc: { endpoint: 'tinc7:655' }
`;

test('a node of which nothing is said is as BGP4mesh has it', () => {
  const settings = parseSettings(LEAST);
  expect(identityOf(settings)).toEqual({
    name: 'node7',
    number: 7,
    address: '10.0.0.7',
    address6: 'fd00:6d65:7368::7',
    routerId: '192.0.2.7',
  });
  expect(settings).toMatchObject({
    etcd: { prefix: '/peers/' },
    bgp: { asn: 65_000, port: 179, hold_time: 180, keepalive: 60 },
    tinc: { mode: 'switch', port: 655 },
    discovery: { mdns: true, interval: 30 },
    timers: { calm_window: 2, max_wait: 10 },
    metrics: { port: 2112 },
    routing: 'speaker',
  });
});

test('a number that is given goes before that of the name', () => {
  expect(identityOf(parseSettings(LEAST.replace('node7', 'node7, number: 12'))).address).toBe('10.0.0.12');
});

test.each([
  ['a name without a number', LEAST.replace('node7', 'left'), 'node.number'],
  ['a number that the overlay does not have', LEAST.replace('node7', 'node7, number: 255'), 'node.number'],
])('%s is refused', (_title, text, named) => {
  expect(() => identityOf(parseSettings(text))).toThrow(
    expect.objectContaining({ code: 'MESH_NODE_SETTINGS', message: expect.stringContaining(named) }),
  );
});

test.each([
  ['a setting that there is none of', `${LEAST}colour: red\n`, 'colour'],
  ['a name that tinc does not take', LEAST.replace('node7', 'node-7'), 'node.name'],
  ['host bits in a network', `${LEAST}bgp: { networks: [10.1.2.3/8] }\n`, 'bgp.networks.0'],
  ['an endpoint without port', LEAST.replace('tinc7:655', 'tinc7'), 'tinc.endpoint'],
  ['an overlay in IPv6', `${LEAST}mesh: { prefix: 'fd00::/64' }\n`, 'mesh.prefix'],
])('%s is refused, and named', (_title, text, named) => {
  expect(() => parseSettings(text)).toThrow(
    expect.objectContaining({ code: 'MESH_NODE_SETTINGS', message: expect.stringContaining(named) }),
  );
});

test('router ids go on behind those of 254 nodes', () => {
  const mesh = { prefix: '10.0.0.0/16', prefix6: 'fd00:6d65:7368::/64' };
  expect(identityOf({ node: { name: 'node500' }, mesh })).toMatchObject({
    address: '10.0.1.244',
    address6: 'fd00:6d65:7368::1f4',
    routerId: '192.0.3.244',
  });
});

test('addresses of a prefix, and their numbers', () => {
  expect(addressIn('10.0.0.0/24', 254)).toBe('10.0.0.254');
  expect(() => addressIn('10.0.0.0/24', 255)).toThrow(RangeError);
  expect(() => addressIn('10.0.0.0/24', 0)).toThrow(RangeError);
  expect(numberIn('10.0.0.0/24', '10.0.0.254')).toBe(254);
  expect(numberIn('10.0.0.0/24', '10.0.1.1')).toBeUndefined();
  expect(numberIn('10.0.0.0/24', 'fd00::1')).toBeUndefined();
  expect(numberIn('fd00::/64', 'fd00::1:0')).toBe(65_536);
});

test.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1/8', false],
  ['0.0.0.0/0', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0', false],
  ['fd00::/64', true],
  ['fd00::1/64', false],
  ['2001:db8::1/128', true],
])('%s is a prefix: %s', (text, is) => {
  expect(isPrefix(text)).toBe(is);
});
