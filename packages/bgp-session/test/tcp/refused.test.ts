import { afterEach, describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../../src/index.js';
import * as tcp from '../../src/tcp/index.js';
import { type Koffi, loadLibc } from '../../src/tcp/libc.js';
import { ListenerGuard } from '../../src/tcp/listener-guard.js';
import { VirtualClock } from '../../src/testing/index.js';
import { descriptors, otherEnd, peerAt, until } from './lib.js';

const koffi: Koffi = {
  load: () => ({ func: () => () => 0 }),
  errno: () => 0,
};

afterEach(() => new Promise((resolve) => setImmediate(resolve)));

/** A target as the speaker gives it. */
function target(more: Partial<PeerSettings>) {
  const seen: Parameters<typeof tcp.connect>[0][] = [];
  const speaker = new Speaker({
    clock: new VirtualClock(),
    connect: Object.assign(() => new Promise<never>(() => undefined), {
      supports: tcp.connect.supports ?? [],
      check: (one: (typeof seen)[number]) => void seen.push(one),
    }),
  });
  speaker.create(peerAt('127.9.2.1', more));
  void speaker.close();
  return seen[0]!;
}

const never = new AbortController().signal;

describe('an option that cannot be set', () => {
  it.each([
    ['another system', { platform: 'darwin', endianness: 'LE' }, /known for little-endian Linux only, this is darwin/],
    ['another order of octets', { platform: 'linux', endianness: 'BE' }, /known for little-endian Linux only/],
  ])('says why: %s', (_, host, message) => {
    expect(() => loadLibc({ ...host, load: () => koffi })).toThrow(message);
  });

  it('says that koffi is missing, and what to do', () => {
    const load = () => {
      throw new Error("Cannot find module 'koffi'");
    };
    expect(() => loadLibc({ platform: 'linux', endianness: 'LE', load })).toThrow(/npm install koffi/);
  });

  it('refuses the peer at create, naming option and peer, and leaves no trace', async () => {
    await using speaker = new Speaker();
    await using server = await tcp.listen({ host: '127.9.2.1', port: 0 }, speaker);
    await server.close(); // The descriptor is gone, and with it the guard.
    for (const [option, value] of [
      ['password', 'tiger'],
      ['ttlSecurity', 1],
      ['ttl', 5],
      ['interface', 'lo'],
      ['localPort', 9],
    ] as const) {
      const create = () => speaker.create(peerAt('127.9.2.2', { passive: true, [option]: value }));
      expect(create).toThrow(new RegExp(`^${option} of 127\\.9\\.2\\.2 cannot be set by this transport`));
      expect(create).toThrow(expect.objectContaining({ code: 'MESH_TCP_OPTION_UNSUPPORTED' }));
    }
    expect(speaker.peers()).toEqual([]);
  });

  it('refuses the peer where the kernel refuses, and leaves no trace', async () => {
    await using speaker = new Speaker();
    speaker.guardWith(new ListenerGuard({ fd: -1, host: '127.9.2.1' }));
    for (const option of [{ password: 'tiger' }, { ttlSecurity: 1 }]) {
      const create = () => speaker.create(peerAt('127.9.2.2', { passive: true, ...option }));
      expect(create).toThrow(/of 127\.9\.2\.2 cannot be set: setsockopt EBADF: bad file descriptor/);
      expect(create).toThrow(expect.objectContaining({ code: 'MESH_TCP_OPTION' }));
    }
    expect(speaker.peers()).toEqual([]);
  });

  it('takes nothing where the handler cannot be made', async () => {
    let isFailing = true;
    await using speaker = new Speaker({
      handlerFor: () => {
        if (isFailing) throw new Error('no');
        return {};
      },
    });
    await using _server = await tcp.listen({ host: '127.9.2.1', port: 0 }, speaker);
    expect(() => speaker.create(peerAt('127.9.2.2', { passive: true, password: 'tiger' }))).toThrow('no');
    isFailing = false;
    // The key of before would be in its way.
    speaker.create(peerAt('127.9.2.2', { passive: true, password: 'lion' }));
  });

  it('keeps listen from listening, and holds nothing then', async () => {
    const before = descriptors();
    const refusing = {
      accept: () => false,
      guardWith: () => {
        throw new Error('cannot be protected');
      },
    };
    await expect(tcp.listen({ host: '127.9.2.1', port: 0 }, refusing)).rejects.toThrow('cannot be protected');
    await until('the socket is closed', () => descriptors() === before);
  });

  it.each([
    ['an address that is not ours', { localAddress: '203.0.113.1' }, /^bind EADDRNOTAVAIL 203\.0\.113\.1:0/],
    ['no such interface', { interface: 'nowhere' }, /^interface of 127\.9\.2\.1 cannot be set: setsockopt ENODEV/],
  ])('leaks no descriptor where a socket cannot be prepared: %s', async (_, more, message) => {
    const settings = target({ password: 'tiger', ...more });
    await expect(tcp.connect(settings, never)).rejects.toThrow(message);
    const before = descriptors();
    for (let i = 0; i < 20; i++) await expect(tcp.connect(settings, never)).rejects.toThrow(message);
    await until('every socket is closed', () => descriptors() === before);
  });

  it.each([
    ['by itself', {}],
    ['with a key', { password: 'tiger' }],
  ])('leaks no descriptor where an attempt is given up or refused, %s', async (_, more) => {
    const settings = { ...target(more), peerPort: 9 };
    const before = descriptors();
    for (let i = 0; i < 20; i++) {
      const abort = new AbortController();
      const attempt = tcp.connect(settings, abort.signal);
      abort.abort();
      await expect(attempt).rejects.toThrow();
      await expect(tcp.connect(settings, abort.signal)).rejects.toThrow();
    }
    await until('every socket is closed', () => descriptors() === before);
  });
});

describe('a closed port, with a key', () => {
  it('answers nothing: the ConnectRetryTimer ends the attempt and its socket', async () => {
    const clock = new VirtualClock();
    const attempts: AbortSignal[] = [];
    const connect = Object.assign(
      (one: Parameters<typeof tcp.connect>[0], signal: AbortSignal) => {
        attempts.push(signal);
        return tcp.connect(one, signal);
      },
      { supports: tcp.connect.supports ?? [] },
    );
    const before = descriptors();
    const speaker = new Speaker({ clock, connect });
    speaker.create(otherEnd('127.9.2.1', { password: 'tiger', peerPort: 9, connectRetrySeconds: 120 }));
    await until('a socket is there', () => descriptors() === before + 1);
    clock.runFor(121_000);
    expect(attempts.map(({ aborted }) => aborted)).toEqual([true, false]);
    await until('the first socket is gone', () => descriptors() === before + 1);
    expect(speaker.peers()).toMatchObject([{ state: 'Connect' }]);
    const closed = speaker.close();
    clock.runFor(1_000);
    await closed;
    await until('no socket is left', () => descriptors() === before);
  });
});
