import { describe, expect, it } from 'vitest';
import { type ConnectTarget, type PeerSettings, Speaker, type StreamGuard } from '../../src/index.js';
import { memoryPair, VirtualClock } from '../../src/testing/index.js';

const ours = { localAs: 65001, routerId: '192.0.2.1', passive: true };

/** A guard that has one key for an address, as the kernel does; its keys as text. */
function kernel() {
  const keys = new Map<string | undefined, string[]>();
  const key = ({ password }: ConnectTarget) => String(password?.reveal() ?? 'none');
  const guard: StreamGuard = {
    add(peer) {
      const there = keys.get(peer.peerAddress) ?? [];
      if (there.some((one) => one !== key(peer))) throw new Error(`another key at ${peer.peerAddress}`);
      keys.set(peer.peerAddress, [...there, key(peer)]);
    },
    remove(peer) {
      const there = keys.get(peer.peerAddress) ?? [];
      expect(there).toContain(key(peer));
      keys.set(peer.peerAddress, there.slice(1));
    },
  };
  return { guard, keysAt: (address: string) => keys.get(address) ?? [] };
}

function bench(...peers: readonly Partial<PeerSettings>[]) {
  const { guard, keysAt } = kernel();
  const speaker = new Speaker({ clock: new VirtualClock() });
  speaker.guardWith(guard);
  for (const peer of peers) speaker.create({ ...ours, ...peer });
  return { speaker, keysAt };
}

describe('a guard of streams', () => {
  const two = [
    { name: 'a', peerAddress: '10.0.0.1', localAddress: '192.0.2.1', password: 'tiger' },
    { name: 'b', peerAddress: '10.0.0.1', localAddress: '192.0.2.2', password: 'tiger' },
  ];

  it('takes another key from all peers at an address together', () => {
    const { speaker, keysAt } = bench(...two);
    expect(speaker.update(() => true, { password: 'lion' })).toBe(2);
    expect(keysAt('10.0.0.1')).toEqual(['lion', 'lion']);
  });

  it('has what it had where one of them cannot have another key', () => {
    const { speaker, keysAt } = bench(...two, {
      name: 'c',
      peerAddress: '10.0.0.1',
      peerPort: 1790,
      password: 'tiger',
    });
    expect(() => speaker.update(({ name }) => name !== 'c', { password: 'lion' })).toThrow('another key at 10.0.0.1');
    expect(keysAt('10.0.0.1')).toEqual(['tiger', 'tiger', 'tiger']);
    expect(speaker.peers().map(({ settings }) => String(settings.password))).toEqual(Array(3).fill('[redacted]'));
  });

  it('goes with a peer to another address', () => {
    const { speaker, keysAt } = bench(
      { name: 'a', peerAddress: '10.0.0.1', password: 'tiger' },
      { name: 'b', peerAddress: '10.0.0.2', password: 'lion' },
    );
    speaker.update('a', { peerAddress: '10.0.0.3' });
    expect([keysAt('10.0.0.1'), keysAt('10.0.0.3')]).toEqual([[], ['tiger']]);
    speaker.delete(() => true);
    expect([keysAt('10.0.0.2'), keysAt('10.0.0.3')]).toEqual([[], []]);
  });

  const range = { prefix: '10.0.0.0/8', template: { localAs: 65001, routerId: '192.0.2.1', password: 'tiger' } };

  it('keeps a range that somebody would add again', () => {
    const { speaker, keysAt } = bench();
    speaker.acceptFrom(range);
    expect(() => speaker.acceptFrom(range)).toThrow('there is a range 10.0.0.0/8 already');
    expect(keysAt('10.0.0.0/8')).toEqual(['tiger']);
  });

  it('knows a peer that is created in the place of a dynamic one', () => {
    const clock = new VirtualClock();
    const { speaker, keysAt } = bench();
    speaker.acceptFrom(range);
    const [stream] = memoryPair(clock);
    speaker.accept(stream, { remoteAddress: '10.0.0.1', protect: () => undefined });
    speaker.create({ ...ours, peerAddress: '10.0.0.1', password: 'lion' });
    expect([speaker.peer('10.0.0.1')?.range, keysAt('10.0.0.1')]).toEqual([undefined, ['lion']]);
  });

  it('forgets a peer that takes no connections any more', () => {
    const { guard, keysAt } = kernel();
    const connect = Object.assign(() => new Promise<never>(() => undefined), { supports: ['password'] as const });
    const speaker = new Speaker({ clock: new VirtualClock(), connect });
    speaker.guardWith(guard);
    speaker.create({ ...ours, passive: false, peerAddress: '10.0.0.1', password: 'tiger' });
    speaker.update('10.0.0.1', { accept: false });
    expect(keysAt('10.0.0.1')).toEqual([]);
    speaker.update('10.0.0.1', { accept: true });
    expect(keysAt('10.0.0.1')).toEqual(['tiger']);
  });
});
