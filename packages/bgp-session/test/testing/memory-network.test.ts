import { describe, expect, it } from 'vitest';
import { type DuplexLike, Speaker } from '../../src/index.js';
import {
  duplexComplianceSuite,
  MemoryNetwork,
  type MemoryNetworkOptions,
  VirtualClock,
} from '../../src/testing/index.js';
import { us } from '../lib.js';

const A = '192.0.2.1';
const B = '192.0.2.2';
const C = '192.0.2.3';

const target = (peerAddress: string) => ({ name: 'x', peerAddress, peerPort: 179, localAddress: undefined });

/** One end of a stream, and what it was told. */
class End {
  readonly came: { at: number; text: string }[] = [];
  over: Error | 'in good order' | undefined;
  constructor(
    readonly stream: DuplexLike,
    clock: VirtualClock,
  ) {
    stream.attach({
      data: (octets) => this.came.push({ at: clock.now(), text: new TextDecoder().decode(octets) }),
      drain: () => undefined,
      closed: (error) => {
        this.over = error ?? 'in good order';
      },
    });
  }
  say(text: string): void {
    this.stream.write(new TextEncoder().encode(text), () => undefined);
  }
  get text(): string {
    return this.came.map(({ text }) => text).join('');
  }
}

/** Two hosts and a connection from A to B. */
function connected(options: MemoryNetworkOptions = {}) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock, options);
  const theirs: End[] = [];
  network.host(B).listen((stream) => theirs.push(new End(stream, clock)));
  const dial = () => {
    const result: { stream?: End; error?: unknown; at?: number } = {};
    const attempt = network.host(A).connect(target(B), new AbortController().signal) as PromiseLike<DuplexLike>;
    attempt.then(
      (stream) => Object.assign(result, { stream: new End(stream, clock), at: clock.now() }),
      (error) => Object.assign(result, { error, at: clock.now() }),
    );
    return result;
  };
  const first = dial();
  clock.runFor(100);
  return { clock, network, dial, ours: first.stream!, theirs: theirs[0]!, all: theirs, connectedAt: first.at };
}

describe('a connection of a network', () => {
  const pair = (options: MemoryNetworkOptions) => () => {
    const { clock, network } = connected({ ...options });
    let theirs: DuplexLike | undefined;
    network.host(C).listen((stream) => {
      theirs = stream;
    });
    let ours: DuplexLike | undefined;
    const attempt = network.host(A).connect(target(C), new AbortController().signal) as PromiseLike<DuplexLike>;
    attempt.then((stream) => {
      ours = stream;
    });
    clock.runFor(100);
    return { ours: ours!, theirs: theirs!, until: async (done: () => boolean) => clock.runUntil(done, 60_000) };
  };
  const kinds: [string, MemoryNetworkOptions][] = [
    ['at once', {}],
    ['with latency and jitter, in chunks', { latencyMs: 3, jitterMs: 10, chunk: [1, 50] }],
    ['narrow', { bandwidth: 1_000_000 }],
  ];
  for (const [name, options] of kinds) {
    it.each(duplexComplianceSuite(pair(options)).map((one) => [one.name, one.run] as const))(`${name}: %s`, (_, run) =>
      run(),
    );
  }

  it('comes to be after a round trip, and carries octets after one way', () => {
    const { clock, ours, theirs, connectedAt } = connected({ latencyMs: 20 });
    expect(connectedAt).toBe(40);
    ours.say('hello');
    clock.runFor(50);
    expect(theirs.came).toEqual([{ at: 120, text: 'hello' }]);
  });

  it('has the ports that were asked for and one of its own, the other way round at the other end', () => {
    const { ours, theirs } = connected();
    const { localPort, remotePort } = ours.stream;
    expect(remotePort).toBe(179);
    // The dynamic ports of RFC 6335 §6.
    expect(localPort).toBeGreaterThanOrEqual(49_152);
    expect([theirs.stream.localPort, theirs.stream.remotePort]).toEqual([remotePort, localPort]);
  });

  it('keeps octets in order whatever the jitter', () => {
    const { clock, ours, theirs } = connected({ latencyMs: 5, jitterMs: 50, chunk: 1 });
    for (let i = 0; i < 10; i++) {
      ours.say(String(i));
      clock.runFor(3);
    }
    clock.runFor(100);
    expect(theirs.text).toBe('0123456789');
    expect(new Set(theirs.came.map(({ at }) => at)).size).toBeGreaterThan(1);
  });

  it('takes the time that its bandwidth demands', () => {
    const { clock, ours, theirs } = connected({ bandwidth: 1000 });
    ours.say('x'.repeat(2000));
    clock.runFor(1000);
    expect(theirs.text.length).toBeGreaterThanOrEqual(1000);
    expect(theirs.text.length).toBeLessThan(1020);
    clock.runFor(1000);
    expect(theirs.text).toHaveLength(2000);
  });

  it('is refused where nobody listens, and unanswered where the host is off', () => {
    const { clock, network, dial } = connected({ latencyMs: 5 });
    network.kill(B);
    const unanswered = dial();
    clock.runFor(10_000);
    expect(unanswered).toEqual({});
    network.restart(B);
    const refused = dial();
    clock.runFor(100);
    expect(String(refused.error)).toContain('ECONNREFUSED');
  });

  it('breaks by chance where there is loss', () => {
    const { clock, ours, theirs } = connected({ loss: 1 });
    ours.say('x');
    clock.runFor(1);
    expect([String(ours.over), String(theirs.over)]).toEqual(['Error: read ECONNRESET', 'Error: read ECONNRESET']);
  });

  it('refuses conditions that are none', () => {
    const clock = new VirtualClock();
    for (const options of [{ latencyMs: -1 }, { jitterMs: Number.NaN }, { bandwidth: 0 }, { chunk: 0 }, { loss: 2 }]) {
      const network = new MemoryNetwork(clock, options);
      expect(() => network.partition(A, B)).toThrow(RangeError);
    }
  });
});

describe('faults', () => {
  it('a partition stops octets and news both ways; what waited comes when it is healed', () => {
    const { clock, network, ours, theirs, dial } = connected({ latencyMs: 5 });
    network.partition(A, B);
    ours.say('late');
    const attempt = dial();
    clock.runFor(60_000);
    expect(theirs.text).toBe('');
    expect(attempt).toEqual({});
    theirs.stream.destroy();
    clock.runFor(1_000);
    expect(ours.over).toBeUndefined();
    network.heal();
    clock.runFor(20);
    expect(ours.over).toBe('in good order');
    expect(attempt.stream).toBeDefined();
  });

  it('a partition of sets leaves the ways within each side', () => {
    const { network } = connected();
    network.host(C);
    network.partition([A, B], [C]);
    expect([network.isCut(A, B), network.isCut(A, C), network.isCut(B, C)]).toEqual([false, true, true]);
    network.heal(B);
    expect([network.isCut(A, C), network.isCut(B, C)]).toEqual([true, false]);
    network.partition(A);
    expect([network.isCut(A, B), network.isCut(A, C)]).toEqual([true, true]);
  });

  it('half a connection: one side knows that it is over, the other waits for good', () => {
    const { clock, network, ours, theirs } = connected();
    network.halfOpen(B, A);
    ours.say('into the void');
    clock.runFor(3_600_000);
    expect(theirs.over).toBeInstanceOf(Error);
    expect(ours.over).toBeUndefined();
    expect(ours.stream.unaccepted).toBe(13);
  });

  it('a slow reader reads so many octets a second, and then all at once', () => {
    const { clock, network, ours, theirs } = connected();
    network.slow(B, 0);
    ours.say('x'.repeat(1000));
    clock.runFor(10_000);
    expect(theirs.text).toBe('');
    network.slow(B, 100);
    clock.runFor(1_000);
    expect(theirs.text.length).toBeGreaterThanOrEqual(100);
    expect(theirs.text.length).toBeLessThan(110);
    network.slow(B, Number.POSITIVE_INFINITY);
    clock.runFor(0);
    expect(theirs.text).toHaveLength(1000);
  });

  it('a host that falls over leaves a part of what it wrote', () => {
    const parts = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const { clock, network, ours, theirs } = connected({ seed, latencyMs: 1 });
      ours.say('x'.repeat(10));
      network.kill(A);
      expect(ours.over).toBeInstanceOf(Error);
      clock.runFor(5);
      expect(String(theirs.over)).toContain('ECONNRESET');
      parts.add(theirs.text.length);
      expect(network.open).toBe(0);
    }
    expect(parts.size).toBeGreaterThan(5);
  });

  it('a host without power says nothing until it is on again', () => {
    const { clock, network, ours, theirs } = connected({ latencyMs: 1 });
    theirs.say('gone');
    network.kill(B, { silent: true });
    clock.runFor(100_000);
    expect([ours.text, ours.over]).toEqual(['', undefined]);
    network.restart(B);
    clock.runFor(1);
    expect(String(ours.over)).toContain('ECONNRESET');
  });

  it('a reset ends both ends, and only between the two', () => {
    const { clock, network, ours, theirs, dial } = connected();
    network.reset(A, C);
    expect(ours.over).toBeUndefined();
    network.reset(B, A);
    expect([ours.over, theirs.over].map(String)).toEqual(['Error: read ECONNRESET', 'Error: read ECONNRESET']);
    const again = dial();
    clock.runFor(1);
    expect(again.stream).toBeDefined();
  });
});

describe('speakers on a network', () => {
  /** Two speakers that dial each other for a while; what the network says of it. */
  function run(seed: number): { hash: string; sessions: number } {
    const clock = new VirtualClock();
    const network = new MemoryNetwork(clock, { seed, latencyMs: 3, jitterMs: 5, chunk: [1, 30] });
    const speakers = [A, B].map((address, i) => {
      const host = network.host(address);
      const speaker = new Speaker({ clock, random: network.random, connect: host.connect, poison: true });
      host.listen((stream, addresses) => speaker.accept(stream, addresses));
      const [localAs, peerAs] = i === 0 ? [65001, 65002] : [65002, 65001];
      speaker.create({
        ...us,
        localAs,
        peerAs,
        routerId: address,
        localAddress: address,
        peerAddress: i === 0 ? B : A,
      });
      return speaker;
    });
    clock.runFor(300_000);
    network.partition(A, B);
    clock.runFor(200_000);
    network.heal();
    clock.runFor(300_000);
    const [peer] = speakers[0]!.peers();
    expect(peer?.state).toBe('Established');
    for (const speaker of speakers) void speaker.close();
    clock.runFor(2_000);
    expect(network.open).toBe(0);
    return { hash: network.hash, sessions: peer!.sessions };
  }

  it('find each other, lose each other and come back; a seed decides the run to the octet', () => {
    expect(run(7)).toEqual(run(7));
    expect(run(7).sessions).toBe(2);
    expect(run(8).hash).not.toBe(run(7).hash);
  });
});
