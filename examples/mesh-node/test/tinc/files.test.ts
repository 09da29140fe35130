import { expect, test } from 'vitest';
import { identityOf } from '../../src/identity.js';
import { hostFileOf, publicKeyIn } from '../../src/tinc/host-file.js';
import { renderTincDown, renderTincUp } from '../../src/tinc/scripts.js';
import { connectToIn, renderTincConf, withConnectTo } from '../../src/tinc/tinc-conf.js';
import { settingsOf } from '../lib.js';

const KEY = '-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEA\n-----END RSA PUBLIC KEY-----\n';

test('the host file of a peer is address, port, its address in the mesh, and its key', () => {
  expect(hostFileOf({ IP: '10.0.0.2', Key: KEY, Endpoint: 'tinc2:655' })).toBe(
    `Address = tinc2\nPort = 655\nSubnet = 10.0.0.2/32\n${KEY}`,
  );
});

test('the address of an endpoint in brackets stands without them: tinc takes what is before a space', () => {
  const text = hostFileOf({ IP: '10.0.0.2', Key: KEY, Endpoint: '[2001:db8::2]:1655' });
  expect(text).toContain('Address = 2001:db8::2\nPort = 1655\n');
});

test('a key that does not end its line is a line of its own', () => {
  expect(hostFileOf({ IP: '10.0.0.2', Key: KEY.trimEnd(), Endpoint: 'tinc2:655' }).endsWith(`\n${KEY}`)).toBe(true);
});

test.each([
  ['a host file', `Address = tinc2\n${KEY}`, KEY],
  ['one of Windows', `Address = tinc2\r\n${KEY.replaceAll('\n', '\r\n')}`, KEY],
  ['one that tincd -K has appended its key to', `Subnet = 10.0.0.2/32\n\n${KEY}\n`, KEY],
  ['a SubjectPublicKeyInfo', KEY.replaceAll('RSA PUBLIC', 'PUBLIC'), KEY.replaceAll('RSA PUBLIC', 'PUBLIC')],
  ['one without key', 'Address = tinc2\n', undefined],
  ['one with half a key', KEY.slice(0, 40), undefined],
])('the key of %s', (_title, text, key) => {
  expect(publicKeyIn(text)).toBe(key);
});

test('tinc.conf has name, device, interface, mode, port, timers, and who to connect to', () => {
  expect(renderTincConf(settingsOf(1, '/etc/tinc/mesh'), ['node2', 'node3'])).toBe(
    [
      'Name = node1',
      'Device = /dev/net/tun',
      'Interface = mesh0',
      'Mode = switch',
      'Port = 655',
      'PingInterval = 5',
      'PingTimeout = 3',
      'MaxTimeout = 5',
      'ConnectTo = node2',
      'ConnectTo = node3',
      '',
    ].join('\n'),
  );
});

test('router mode, another interface and port are as the settings have them', () => {
  const tinc = { endpoint: 'tinc1:655', mode: 'router', interface: 'vpn', port: 1655 } as const;
  expect(renderTincConf(settingsOf(1, '/etc/tinc/mesh', { tinc }))).toMatch(
    /Interface = vpn\nMode = router\nPort = 1655\n/,
  );
});

test.each([
  ['as tinc.conf(5) has it', 'Name = a\nConnectTo = b\nConnectTo = c\n', ['b', 'c']],
  ['in any case, without the equals sign', 'connectto b\nCONNECTTO=c\n\tConnectTo\t=\td \r\n', ['b', 'c', 'd']],
  ['in a comment it is none', '#ConnectTo = b\n# ConnectTo = c\n', []],
  ['as the end of a file', 'Name = a\nConnectTo = b', ['b']],
  ['as the begin of another name', 'ConnectToo = b\nReConnectTo = c\n', []],
])('ConnectTo %s', (_title, text, names) => {
  expect(connectToIn(text)).toEqual(names);
});

test('other ConnectTo lines take the place of all there are, and what an operator wrote stays', () => {
  const text = '# ours\nName = a\nConnectTo = b\nProxy = http 10.9.9.9 3128\nconnectto c\n\n# end\n';
  const changed = withConnectTo(text, ['d', 'e', 'f']);
  expect(changed).toBe(
    '# ours\nName = a\nConnectTo = d\nConnectTo = e\nConnectTo = f\nProxy = http 10.9.9.9 3128\n\n# end\n',
  );
  expect(withConnectTo(changed, ['d', 'e', 'f'])).toBe(changed);
  expect(withConnectTo(changed, [])).toBe('# ours\nName = a\nProxy = http 10.9.9.9 3128\n\n# end\n');
});

test.each(['Name = a', 'Name = a\n'])('where there are none they come last: %j', (text) => {
  expect(withConnectTo(text, ['b'])).toBe('Name = a\nConnectTo = b\n');
});

const UP = `ip link set "$INTERFACE" up mtu 1400
ip addr add 10.0.0.30/24 dev "$INTERFACE"
ip -6 addr add fd00:6d65:7368::1e/64 dev "$INTERFACE" nodad
`;

test('tinc-up gives the link a MAC address of its own, sets it up with MTU 1400, and adds both addresses', () => {
  const settings = settingsOf(30, '/etc/tinc/mesh');
  expect(renderTincUp(identityOf(settings), settings)).toBe(
    `#!/bin/sh\nip link set "$INTERFACE" address 02:00:0a:00:00:1e\n${UP}`,
  );
});

test('in router mode there are no MAC addresses', () => {
  const settings = settingsOf(30, '/etc/tinc/mesh', { tinc: { endpoint: 'tinc30:655', mode: 'router' } });
  expect(renderTincUp(identityOf(settings), settings)).toBe(`#!/bin/sh\n${UP}`);
});

test('tinc-down sets the link down', () => {
  expect(renderTincDown()).toBe('#!/bin/sh\nip link set "$INTERFACE" down\n');
});
