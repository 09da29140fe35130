import net from 'node:net';
import { notification } from '@mesh/bgp-wire';
import { afterEach, describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../../src/index.js';
import * as tcp from '../../src/tcp/index.js';
import { ScriptedPeer } from '../../src/testing/index.js';
import { dropped, established, otherEnd, peerAt, until } from './lib.js';

const opened: AsyncDisposable[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()));
});

function open<T extends AsyncDisposable>(one: T): T {
  opened.push(one);
  return one;
}

/** A speaker that listens, and how its peers are known. */
async function listener(host: string, ...peers: readonly PeerSettings[]) {
  const speaker = open(new Speaker({ connect: tcp.connect }));
  for (const peer of peers) speaker.create({ passive: true, ...peer });
  const server = open(await tcp.listen({ host, port: 0 }, speaker));
  return { speaker, port: server.port };
}

function dialler(...peers: readonly PeerSettings[]): Speaker {
  const speaker = open(new Speaker({ connect: tcp.connect }));
  for (const peer of peers) speaker.create(peer);
  return speaker;
}

const states = (speaker: Speaker) => Object.fromEntries(speaker.peers().map(({ name, sessions }) => [name, sessions]));

describe('TCP MD5 (RFC 2385)', () => {
  it.each([
    ['IPv4', '127.9.1.1', '127.9.1.1', '127.9.1.2'],
    ['IPv6', '::1', '::1', '::1'],
    ['IPv4 to a socket of both versions', '::', '127.9.1.1', '127.9.1.2'],
    ['IPv6 to a socket of both versions', '::', '::1', '::1'],
  ])('carries a session where both have the key: %s', async (_, host, to, from) => {
    const { speaker, port } = await listener(host, peerAt(from, { password: 'tiger', name: 'x' }));
    dialler(otherEnd(to, { localAddress: from, peerPort: port, password: 'tiger' }));
    await established(speaker, 'x');
  });

  it.each([
    ['80 octets', 'k'.repeat(80)],
    ['one octet', 'k'],
    ['not ASCII', 'Größe'],
  ])('takes a key of %s', async (_, password) => {
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { password, name: 'x' }));
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port, password }));
    await established(speaker, 'x');
  });

  it.each([
    ['another key', { password: 'lion' }, 'TCPMD5Failure'],
    ['no key', {}, 'TCPMD5NotFound'],
  ])('lets no segment in with %s, while the right key gets in', async (_, wrong, counter) => {
    const { speaker, port } = await listener('127.9.1.1');
    speaker.create(peerAt('127.9.1.2', { password: 'tiger', passive: true, name: 'wrong' }));
    speaker.create(peerAt('127.9.1.3', { password: 'tiger', passive: true, name: 'right' }));
    const before = dropped(counter);
    const other = dialler(
      otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port, name: 'wrong', ...wrong }),
      otherEnd('127.9.1.1', { localAddress: '127.9.1.3', peerPort: port, name: 'right', password: 'tiger' }),
    );
    await established(speaker, 'right');
    await until('SYNs are dropped', () => dropped(counter) > before);
    expect(states(speaker)).toEqual({ wrong: 0, right: 1 });
    expect(other.peer('wrong')).toMatchObject({ state: 'Connect', sessions: 0 });
    expect(speaker.peer('wrong')).toMatchObject({ state: 'Active', lastReason: undefined });
  });

  it('is off again once the peer is deleted', async () => {
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { password: 'tiger' }));
    speaker.delete(() => true);
    const socket = net.connect({ host: '127.9.1.1', port, localAddress: '127.9.1.2' });
    const stranger = new ScriptedPeer(socket, { localAs: 65002, routerId: '192.0.2.2' });
    expect(await stranger.expect('NOTIFICATION')).toEqual(notification(6, 5));
    stranger.destroy();
  });

  it('keeps the key while another peer at the address has it', async () => {
    const { speaker, port } = await listener(
      '127.9.1.1',
      peerAt('127.9.1.2', { password: 'tiger', name: 'a' }),
      peerAt('127.9.1.2', { password: 'tiger', name: 'b', peerPort: 1790 }),
    );
    speaker.delete(({ name }) => name === 'a');
    const before = dropped('TCPMD5NotFound');
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port }));
    await until('SYNs are dropped', () => dropped('TCPMD5NotFound') > before);
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port, password: 'tiger' }));
    await established(speaker, 'b');
  });

  it('takes one key for an address, and says so', async () => {
    const { speaker } = await listener('127.9.1.1', peerAt('127.9.1.2', { password: 'tiger', name: 'a' }));
    for (const password of ['lion', undefined]) {
      const create = () => speaker.create(peerAt('127.9.1.2', { password, passive: true, name: 'b', peerPort: 1790 }));
      expect(create).toThrow(/^password of b cannot be set: a is at the same address with another one or none/);
      expect(create).toThrow(expect.objectContaining({ code: 'MESH_TCP_OPTION' }));
    }
    expect(Object.keys(states(speaker))).toEqual(['a']);
    // One that cannot come here is not asked.
    speaker.create(peerAt('127.9.1.2', { password: 'lion', passive: true, name: 'b', localAddress: '127.9.1.9' }));
  });

  it('is set for a prefix where the peer has no address: for whoever connects', async () => {
    const speaker = open(new Speaker());
    const accept: Speaker['accept'] = (stream, { protect } = {}) => speaker.accept(stream, { protect });
    const guardWith: Speaker['guardWith'] = (guard) => speaker.guardWith(guard);
    const server = open(await tcp.listen({ host: '::', port: 0 }, { accept, guardWith }));
    speaker.create({ ...peerAt(''), peerAddress: undefined, passive: true, password: 'tiger', name: 'anyone' });
    const before = dropped('TCPMD5NotFound');
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.3', peerPort: server.port }));
    await until('SYNs are dropped', () => dropped('TCPMD5NotFound') > before);
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: server.port, password: 'tiger' }));
    await established(speaker, 'anyone');
  });

  it('is set for all of a range of dynamic peers', async () => {
    const { speaker, port } = await listener('127.9.1.1');
    const { name: _name, peerAddress: _address, ...template } = peerAt('127.9.2.0', { password: 'tiger' });
    speaker.acceptFrom({ prefix: '127.9.2.0/24', template });
    const before = dropped('TCPMD5NotFound');
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.2.3', peerPort: port }));
    await until('SYNs are dropped', () => dropped('TCPMD5NotFound') > before);
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.2.4', peerPort: port, password: 'tiger' }));
    await established(speaker, '127.9.2.4');
    speaker.removeRange('127.9.2.0/24');
    const socket = net.connect({ host: '127.9.1.1', port, localAddress: '127.9.2.5' });
    const stranger = new ScriptedPeer(socket, { localAs: 65002, routerId: '192.0.2.2' });
    expect(await stranger.expect('NOTIFICATION')).toEqual(notification(6, 5));
    stranger.destroy();
  });

  it('closes a connection that was made without the key: never a session', async () => {
    const speaker = open(new Speaker({ connect: tcp.connect }));
    // A host that keeps the speaker from telling of its peers: no key stands on the socket.
    const accept: Speaker['accept'] = (stream, addresses) => speaker.accept(stream, addresses);
    const server = open(await tcp.listen({ host: '127.9.1.1', port: 0 }, { accept }));
    speaker.create(peerAt('127.9.1.2', { password: 'tiger', passive: true }));
    const error = new Promise<Error>((resolve) => speaker.once('error', resolve));
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: server.port }));
    expect(await error).toMatchObject({
      code: 'MESH_TCP_OPTION',
      message: expect.stringMatching(/^password of 127\.9\.1\.2 .* it is not signed/),
    });
    expect(speaker.peers()).toMatchObject([{ state: 'Active', sessions: 0 }]);
  });
});

describe('GTSM (RFC 5082) and TTL', () => {
  it.each([
    ['IPv4', '127.9.1.1', '127.9.1.1', '127.9.1.2'],
    ['IPv6', '::1', '::1', '::1'],
    ['IPv4 to a socket of both versions', '::', '127.9.1.1', '127.9.1.2'],
  ])('carries a session where both have it: %s', async (_, host, to, from) => {
    const { speaker, port } = await listener(host, peerAt(from, { ttlSecurity: 1, name: 'x' }));
    dialler(otherEnd(to, { localAddress: from, peerPort: port, ttlSecurity: 1 }));
    await established(speaker, 'x');
  });

  it.each([
    ['IPv4', '127.9.1.1', '127.9.1.1', '127.9.1.2'],
    ['IPv6', '::1', '::1', '::1'],
    ['IPv4 to a socket of both versions', '::', '127.9.1.1', '127.9.1.2'],
  ])('drops what has an ordinary TTL, from the first SYN on: %s', async (_, host, to, from) => {
    const { speaker, port } = await listener(host, peerAt(from, { ttlSecurity: 1, name: 'x' }));
    const before = dropped('TCPMinTTLDrop');
    const other = dialler(otherEnd(to, { localAddress: from, peerPort: port, name: 'x' }));
    await until('segments are dropped', () => dropped('TCPMinTTLDrop') > before);
    expect(speaker.peer('x')).toMatchObject({ state: 'Active', sessions: 0 });
    expect(other.peer('x')).toMatchObject({ state: 'Connect', sessions: 0 });
  });

  it('drops it on the accepted socket where another peer does not ask for it', async () => {
    const { speaker, port } = await listener(
      '127.9.1.1',
      peerAt('127.9.1.2', { ttlSecurity: 1, name: 'near' }),
      peerAt('127.9.1.3', { name: 'any' }),
    );
    const near = new ScriptedPeer(net.connect({ host: '127.9.1.1', port, localAddress: '127.9.1.2' }), {
      ...peerAt('127.9.1.1'),
      localAs: 65002,
    });
    // Our OPEN says that its stream has been accepted; only then it speaks.
    await near.expect('OPEN');
    const before = dropped('TCPMinTTLDrop');
    near.send(near.open);
    await until('segments are dropped', () => dropped('TCPMinTTLDrop') > before);
    expect(speaker.peer('near')).toMatchObject({ state: 'OpenSent', traffic: { received: { octets: 0 } } });
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.3', peerPort: port }));
    await established(speaker, 'any');
    near.destroy();
  });

  it.each([
    ['as near as allowed', 200, true],
    ['one hop too far', 199, false],
  ])('takes ttl as sent and 256 − hops as the least: %s', async (_, ttl, comesUp) => {
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { ttlSecurity: 56, name: 'x' }));
    const before = dropped('TCPMinTTLDrop');
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port, ttl }));
    if (comesUp) await established(speaker, 'x');
    else await until('segments are dropped', () => dropped('TCPMinTTLDrop') > before);
    expect(states(speaker)).toEqual({ x: comesUp ? 1 : 0 });
  });

  it('stands beside a key', async () => {
    const both = { ttlSecurity: 1, password: 'tiger' };
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { ...both, name: 'x' }));
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port, ...both }));
    await established(speaker, 'x');
  });

  it('leaves nothing on the sockets of a peer that does not ask for it', async () => {
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { ttlSecurity: 1, name: 'near' }));
    speaker.create(peerAt('127.9.1.3', { name: 'any', passive: true }));
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.3', peerPort: port }));
    await established(speaker, 'any');
    speaker.delete(({ name }) => name === 'any');
    const before = dropped('TCPMinTTLDrop');
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.3', peerPort: port }));
    await until('the socket listens to near peers only again', () => dropped('TCPMinTTLDrop') > before);
  });
});

describe('where a session comes from', () => {
  it('goes over the interface asked for, on both sides', async () => {
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { interface: 'lo', name: 'x' }));
    dialler(otherEnd('127.9.1.1', { localAddress: '127.9.1.2', peerPort: port, interface: 'lo' }));
    await established(speaker, 'x');
  });

  it.each([
    ['by itself', {}],
    ['with a key', { password: 'tiger' }],
  ])('comes from the port asked for, %s', async (_, more) => {
    const free = net.createServer().listen(0, '127.9.1.2');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port: localPort } = free.address() as net.AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { speaker, port } = await listener('127.9.1.1', peerAt('127.9.1.2', { ...more, name: 'x' }));
    const at = { localAddress: '127.9.1.2', localPort, peerPort: port };
    dialler(otherEnd('127.9.1.1', { ...at, ...more }));
    await established(speaker, 'x');
    const second = new AbortController();
    const taken = { name: 'x', peerAddress: '127.9.1.1', ...at };
    await expect(tcp.connect(taken, second.signal)).rejects.toThrow('EADDR');
  });
});
