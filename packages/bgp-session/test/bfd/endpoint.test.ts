import type { MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  BFD_PORT,
  BfdEndpoint,
  type BfdSettings,
  type BfdStateName,
  type BfdStatus,
  type DatagramEvents,
  type DatagramPort,
  decodeBfdPacket,
  encodeBfdPacket,
} from '../../src/bfd/index.js';
import { type Datagram, DatagramNetwork, type DatagramNetworkOptions, VirtualClock } from '../../src/testing/index.js';

const A = '192.0.2.1';
const B = '192.0.2.2';
const FAST: BfdSettings = { desiredMinTxMs: 100, requiredMinRxMs: 100, detectMultiplier: 3 };

/** A small generator of numbers in [0, 1), the same each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

class Log {
  readonly states: BfdStateName[] = [];
  readonly statuses: BfdStatus[] = [];
  readonly times: number[] = [];
  readonly errors: string[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }
  changed(status: BfdStatus): void {
    this.states.push(status.state);
    this.statuses.push(status);
    this.times.push(this.#clock.now());
  }
  failed(error: Error): void {
    this.errors.push(error.message);
  }
}

function lab(options: DatagramNetworkOptions = {}, settings: readonly [BfdSettings, BfdSettings] = [FAST, FAST]) {
  const clock = new VirtualClock();
  const network = new DatagramNetwork(clock, { latencyMs: 1, ...options });
  const [a, b] = [A, B].map(
    (address, i) => new BfdEndpoint({ port: network.host(address), clock, random: randomOf(i + 1) }),
  ) as [BfdEndpoint, BfdEndpoint];
  const [logA, logB] = [new Log(clock), new Log(clock)];
  const watchA = () => a.watch({ localAddress: A, peerAddress: B }, settings[0], logA);
  const watchB = () => b.watch({ localAddress: B, peerAddress: A }, settings[1], logB);
  return { clock, network, a, b, logA, logB, watchA, watchB };
}

/** Both ends, Up and polled out. */
function established(options?: DatagramNetworkOptions, settings?: readonly [BfdSettings, BfdSettings]) {
  const made = lab(options, settings);
  const [onA, onB] = [made.watchA(), made.watchB()];
  const both = () => onA.status.state === 'Up' && onB.status.state === 'Up';
  expect(made.clock.runUntil(both, 10_000)).toBe(true);
  made.clock.runFor(5_000);
  expect(both()).toBe(true);
  return { ...made, onA, onB };
}

const read = (datagram: Datagram) => {
  const decoded = decodeBfdPacket(datagram.bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.packet;
};
const from = (sent: readonly Datagram[], address: string) => sent.filter((one) => one.from.address === address);

describe('the way up (RFC 5880 §6.2)', () => {
  it('is a three-way handshake: Down, Init, Up', () => {
    const { clock, network, watchA, watchB, logA, logB } = lab();
    watchA();
    clock.runFor(10); // A's first packet finds nobody
    watchB();
    clock.runFor(10);
    // B says Down; A hears it and says Init; B hears Init and is Up; A hears Up and is Up.
    expect(logA.states).toEqual(['Init', 'Up']);
    expect(logB.states).toEqual(['Up']);
    expect(network.sent.slice(1, 4).map((one) => [one.from.address, read(one).state])).toEqual([
      [B, 'Down'],
      [A, 'Init'],
      [B, 'Up'],
    ]);
    expect([read(network.sent[1]!).yourDiscriminator, read(network.sent[2]!).yourDiscriminator !== 0]).toEqual([
      0,
      true,
    ]);
  });

  it('goes to port 3784 from a port of 49152–65535, the same for all packets of a session (RFC 5881 §4)', () => {
    const { network } = established();
    expect(new Set(network.sent.map(({ to }) => to.port))).toEqual(new Set([3784]));
    for (const address of [A, B]) {
      const ports = new Set(from(network.sent, address).map((one) => one.from.port));
      expect(ports.size).toBe(1);
      expect([...ports][0]).toBeGreaterThanOrEqual(49152);
    }
  });

  it('goes to port 4784 where the peer is far (RFC 5883 §5)', () => {
    const far = { ...FAST, multihop: true };
    const { network } = established({}, [far, far]);
    expect(new Set(network.sent.map(({ to }) => to.port))).toEqual(new Set([4784]));
  });

  it('does not come up where only one side is far', () => {
    const { clock, watchA, watchB, a } = lab({}, [FAST, { ...FAST, multihop: true }]);
    const [onA, onB] = [watchA(), watchB()];
    clock.runFor(10_000);
    expect([onA.status.state, onB.status.state]).toEqual(['Down', 'Down']);
    expect(a.discards['no-session']).toBe(0);
  });

  it('sends at most once a second until then, and 75–100 % of the interval apart (§6.8.3, §6.8.7)', () => {
    const { clock, network, watchA } = lab();
    watchA();
    clock.runFor(60_000);
    const gaps = network.sent.slice(1).map((one, i) => one.at - network.sent[i]!.at);
    expect(gaps.length).toBeGreaterThan(59);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(750);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1000);
    expect(new Set(gaps).size).toBeGreaterThan(50);
  });

  it('sends in Up as the slower of both wants it, with jitter', () => {
    const { clock, network } = established({}, [FAST, { ...FAST, requiredMinRxMs: 250 }]);
    const since = clock.now();
    clock.runFor(20_000);
    const times = from(network.sent, A)
      .map(({ at }) => at)
      .filter((at) => at > since);
    const gaps = times.slice(1).map((at, i) => at - times[i]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250 * 0.75);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(250);
  });

  it('sends at most 90 % of the interval apart with multiplier 1', () => {
    const { clock, network } = established({}, [{ ...FAST, detectMultiplier: 1 }, FAST]);
    const since = clock.now();
    clock.runFor(20_000);
    const times = from(network.sent, A)
      .map(({ at }) => at)
      .filter((at) => at > since);
    const gaps = times.slice(1).map((at, i) => at - times[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(90);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(75);
  });

  it('stays up for ten minutes', () => {
    const { clock, logA, logB } = established();
    clock.runFor(600_000);
    expect([logA.states.at(-1), logB.states.at(-1)]).toEqual(['Up', 'Up']);
    expect(logA.states.length + logB.states.length).toBeLessThanOrEqual(4);
  });
});

describe('the way down', () => {
  it('takes exactly the Detection Time from the last packet that came (§6.8.4)', () => {
    const { clock, network, onA, logA } = established({}, [
      FAST,
      { ...FAST, desiredMinTxMs: 150, detectMultiplier: 4 },
    ]);
    expect(onA.status.detectionTimeMs).toBe(4 * 150);
    network.cut(B, A);
    const last = from(network.sent, B).at(-1)!.at + 1;
    expect(clock.runUntil(() => onA.status.state === 'Down', 10_000)).toBe(true);
    expect(logA.times.at(-1)).toBeCloseTo(last + 600, 6);
    expect(onA.status).toMatchObject({ diagnostic: 1, remoteDiscriminator: 0, transmitIntervalMs: 1000 });
  });

  it('tells the other side, which goes down with diagnostic 3', () => {
    const { clock, network, onB, logB } = established();
    network.cut(B, A);
    expect(clock.runUntil(() => onB.status.state === 'Down', 10_000)).toBe(true);
    expect(logB.statuses.at(-1)).toMatchObject({ diagnostic: 3, remoteState: 'Down' });
  });

  it('is followed by a way up once the path is whole', () => {
    const { clock, network, onA, onB } = established();
    network.cut(B, A);
    network.cut(A, B);
    clock.runFor(5_000);
    expect([onA.status.state, onB.status.state]).toEqual(['Down', 'Down']);
    network.mend(B, A);
    network.mend(A, B);
    expect(clock.runUntil(() => onA.status.state === 'Up' && onB.status.state === 'Up', 5_000)).toBe(true);
  });

  it('is not seen where packets waited in the host while the event loop stood still', () => {
    for (const waits of [true, false]) {
      const clock = new VirtualClock();
      const network = new DatagramNetwork(clock, { latencyMs: 1 });
      let input: DatagramEvents | undefined;
      const port: DatagramPort = {
        ...network.host(A),
        listen: (at, events) => {
          input = events;
          return network.host(A).listen(at, events);
        },
      };
      const a = new BfdEndpoint({ port, clock, random: randomOf(1) });
      const b = new BfdEndpoint({ port: network.host(B), clock, random: randomOf(2) });
      const onA = a.watch({ localAddress: A, peerAddress: B }, FAST, new Log(clock));
      b.watch({ localAddress: B, peerAddress: A }, FAST, new Log(clock));
      clock.runFor(5_000);
      network.cut(B, A);
      const { bytes } = from(network.sent, B).at(-1)!;
      if (waits) clock.defer(() => input?.received(bytes, B));
      clock.stall(5_000);
      clock.runFor(0);
      expect(onA.status.state).toBe(waits ? 'Up' : 'Down');
    }
  });

  it('is AdminDown where a watch ends: the other side hears it (§6.8.16)', () => {
    const { clock, onA, onB, logB, network } = established();
    onA.close();
    expect(read(network.sent.at(-1)!)).toMatchObject({ state: 'AdminDown', diagnostic: 7 });
    clock.runFor(1);
    expect(logB.statuses.at(-1)).toMatchObject({ state: 'Down', diagnostic: 3, remoteState: 'AdminDown' });
    onA.close();
    clock.runFor(10_000);
    expect(onB.status.state).toBe('Down');
  });
});

describe('a change of pace (§6.5, §6.8.3)', () => {
  it('is polled, and neither side goes down meanwhile', () => {
    const { clock, network, onA, onB, logA, logB } = established();
    const [seenA, seenB, sent] = [logA.states.length, logB.states.length, network.sent.length];
    onA.retime({ desiredMinTxMs: 2_000, requiredMinRxMs: 40, detectMultiplier: 2 });
    clock.runFor(30_000);
    const polls = from(network.sent.slice(sent), A).map(read);
    expect(polls.findIndex(({ poll }) => poll)).toBe(0);
    expect(polls.filter(({ poll }) => poll).length).toBe(1);
    expect(
      from(network.sent.slice(sent), B)
        .map(read)
        .filter(({ final }) => final).length,
    ).toBe(1);
    expect(onA.status).toMatchObject({ transmitIntervalMs: 2_000, detectionTimeMs: 3 * 100 });
    expect(onB.status).toMatchObject({ transmitIntervalMs: 100, detectionTimeMs: 2 * 2_000 });
    expect([logA.states.length, logB.states.length]).toEqual([seenA, seenB]);
  });

  it('is repeated until the Final comes', () => {
    let lossy = false;
    const { clock, network, onA, logA } = established({
      fate: ({ bytes }) => (lossy && ((bytes[1] ?? 0) & 0x10) !== 0 ? [] : [{ delayMs: 0 }]),
    });
    const [seen, sent] = [logA.states.length, network.sent.length];
    lossy = true;
    onA.retime({ ...FAST, desiredMinTxMs: 500 });
    clock.runFor(1_000);
    expect(onA.status.transmitIntervalMs).toBe(100);
    expect(
      from(network.sent.slice(sent), A)
        .map(read)
        .filter(({ poll }) => poll).length,
    ).toBeGreaterThan(8);
    lossy = false;
    clock.runFor(1_000);
    expect(onA.status.transmitIntervalMs).toBe(500);
    expect(logA.states.length).toBe(seen);
  });
});

describe('bad networks', () => {
  it('may lose, repeat and reorder: with a quarter lost and multiplier 8 the session stays up', () => {
    const random = randomOf(99);
    const settings = { ...FAST, detectMultiplier: 8 };
    const { clock, logA, logB } = established(
      {
        fate: () => {
          const draw = random();
          if (draw < 0.25) return [];
          if (draw < 0.5) return [{ delayMs: 0 }, { delayMs: 30 }];
          return [{ delayMs: draw < 0.75 ? 250 : 0 }];
        },
      },
      [settings, settings],
    );
    const seen = [logA.states.length, logB.states.length];
    clock.runFor(60_000);
    expect([logA.states.length, logB.states.length]).toEqual(seen);
  });

  it('may bring rubbish: every truncation and every flipped bit of a packet is counted or heard, and nothing throws', () => {
    const { clock, network, a, onA } = established();
    const good = from(network.sent, B).at(-1)!;
    const { length } = good.bytes;
    for (let cut = 0; cut < length; cut++) network.inject({ ...good, bytes: good.bytes.slice(0, cut) });
    clock.runFor(2);
    expect(a.discards.truncated).toBe(length);
    for (let bit = 0; bit < 8 * length; bit++) {
      const bytes = good.bytes.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      network.inject({ ...good, bytes });
    }
    clock.runFor(2);
    // Three bits of version, M, and 32 bits of our discriminator, each of which is another session's.
    expect(a.discards).toMatchObject({ version: 3, multipoint: 1, 'no-session': 32 });
    // The A bit without a section, and any length that is less than 24 or more than the datagram.
    expect(a.discards.length).toBe(1 + 8);
    expect(clock.runUntil(() => onA.status.state === 'Up', 60_000)).toBe(true);
  });

  it('may bring a section of authentication, which nobody asked for', () => {
    const { clock, network, a } = established();
    const good = from(network.sent, B).at(-1)!;
    const bytes = Uint8Array.from([...good.bytes, 1, 2]);
    bytes[1]! |= 0x04;
    bytes[3] = 26;
    network.inject({ ...good, bytes });
    clock.runFor(2);
    expect(a.discards.authentication).toBe(1);
  });

  it('may bring packets of strangers, and makes no session for them', () => {
    const { clock, network, a } = established();
    const stranger = { address: '192.0.2.9', port: 50_000 };
    const hello = { ...read(from(network.sent, B)[0]!), yourDiscriminator: 0, state: 'Down' as const };
    network.inject({ from: stranger, to: { address: A, port: BFD_PORT }, bytes: encodeBfdPacket(hello) });
    clock.runFor(2);
    expect(a.discards['no-session']).toBe(1);
  });
});

describe('a peer that restarts', () => {
  it('comes back with another discriminator and is Up again', () => {
    const { clock, network, b, onA, logA } = established();
    const old = onA.status.remoteDiscriminator;
    network.cut(B, A); // it dies without a word
    b.close();
    network.mend(B, A);
    const reborn = new BfdEndpoint({ port: network.host(B), clock, random: randomOf(77) });
    const again = reborn.watch({ localAddress: B, peerAddress: A }, FAST, new Log(clock));
    expect(clock.runUntil(() => again.status.state === 'Up' && onA.status.state === 'Up', 20_000)).toBe(true);
    expect(logA.states).toContain('Down');
    expect(onA.status.remoteDiscriminator).toBe(again.status.localDiscriminator);
    expect(onA.status.remoteDiscriminator).not.toBe(old);
  });
});

describe('an endpoint', () => {
  it('leaves nothing behind when it is closed', async () => {
    const { clock, network, a, b } = established();
    a.close();
    await b[Symbol.asyncDispose]();
    clock.runFor(1);
    expect([clock.pending, network.open]).toEqual([0, 0]);
    expect(() => a.watch({ localAddress: A, peerAddress: B }, FAST, new Log(clock))).toThrow(/has been closed/);
  });

  it('has many sessions on one socket, each with a discriminator of its own', () => {
    const { clock, network, a } = lab();
    const peers = Array.from({ length: 50 }, (_, i) => `198.51.100.${i + 1}`);
    const watches = peers.map((peerAddress) => a.watch({ localAddress: A, peerAddress }, FAST, new Log(clock)));
    for (const [i, address] of peers.entries()) {
      const endpoint = new BfdEndpoint({ port: network.host(address), clock, random: randomOf(i) });
      endpoint.watch({ localAddress: address, peerAddress: A }, FAST, new Log(clock));
    }
    expect(clock.runUntil(() => watches.every(({ status }) => status.state === 'Up'), 20_000)).toBe(true);
    expect(new Set(watches.map(({ status }) => status.localDiscriminator)).size).toBe(50);
    for (const watch of watches) expect(watch.status.localDiscriminator).toBeGreaterThan(0);
    // One listener of ours; 50 elsewhere; a sender each.
    expect(network.open).toBe(1 + 50 + 100);
  });

  it('draws unique discriminators from numbers that repeat', () => {
    const clock = new VirtualClock();
    const endpoint = new BfdEndpoint({
      port: new DatagramNetwork(clock).host(A),
      clock,
      random: () => 0.999_999_999_9,
    });
    const drawn = ['192.0.2.7', '192.0.2.8', '192.0.2.9'].map(
      (peerAddress) => endpoint.watch({ localAddress: A, peerAddress }, FAST, new Log(clock)).status.localDiscriminator,
    );
    expect([new Set(drawn).size, drawn.every((one) => one > 0 && one <= 0xffffffff)]).toEqual([3, true]);
  });

  it('has one session for all who watch a path, at the pace of the most demanding (RFC 5882 §2)', () => {
    const { clock, network, a, onA, logB } = established();
    const log = new Log(clock);
    const second = a.watch({ localAddress: A, peerAddress: B }, { ...FAST, desiredMinTxMs: 50 }, log);
    clock.runFor(2_000);
    expect(second.status).toEqual(onA.status);
    expect(second.status.transmitIntervalMs).toBe(100); // B wants no more
    expect(read(from(network.sent, A).at(-1)!).desiredMinTxMs).toBe(50);
    onA.close();
    clock.runFor(2_000);
    expect([second.status.state, logB.states.at(-1)]).toEqual(['Up', 'Up']);
    network.cut(B, A);
    clock.runFor(2_000);
    expect(log.states).toEqual(['Down']);
    second.close();
    clock.runFor(1);
    expect(network.open).toBe(2); // B's
  });

  it('tells nothing to a watch that another one has closed meanwhile', () => {
    const { clock, network, a, onA, logA } = established();
    const log = new Log(clock);
    const second = a.watch({ localAddress: A, peerAddress: B }, FAST, log);
    logA.changed = () => second.close();
    network.cut(B, A);
    clock.runFor(2_000);
    expect([onA.status.state, log.states]).toEqual(['Down', []]);
  });

  it('opens a socket again that failed, and complains once', () => {
    const { clock, network, watchA, watchB, logA } = lab();
    const squatter = network
      .host(A)
      .listen({ address: A, family: 4, port: BFD_PORT }, { received: () => undefined, failed: () => undefined });
    const [onA] = [watchA(), watchB()];
    clock.runFor(20_000);
    expect(onA.status.state).toBe('Down');
    expect(logA.errors).toEqual([`BFD at ${A} port 3784: bind EADDRINUSE ${A} 3784`]);
    squatter.close();
    expect(clock.runUntil(() => onA.status.state === 'Up', 20_000)).toBe(true);
  });

  it.each([
    [{ desiredMinTxMs: 0 }, 'bfd.desiredMinTxMs must be 1–4294967 milliseconds, got 0'],
    [{ requiredMinRxMs: 1.5 }, 'bfd.requiredMinRxMs must be 1–4294967 milliseconds, got 1.5'],
    [{ detectMultiplier: 256 }, 'bfd.detectMultiplier must be 1–255 packets, got 256'],
  ])('refuses %o', (change, message) => {
    const { a, clock, network } = lab();
    const watch = () => a.watch({ localAddress: A, peerAddress: B }, { ...FAST, ...change }, new Log(clock));
    expect(watch).toThrow(message);
    try {
      watch();
    } catch (error) {
      expect((error as MeshError).code).toBe('MESH_PEER_SETTING');
    }
    expect([network.open, clock.pending]).toEqual([0, 0]);
  });

  it('compares addresses, not their spelling', () => {
    const clock = new VirtualClock();
    const network = new DatagramNetwork(clock);
    const [one, two] = ['2001:db8::1', '2001:db8::2'].map(
      (host) => new BfdEndpoint({ port: network.host(host), clock }),
    );
    const up = one!.watch({ localAddress: undefined, peerAddress: '2001:DB8:0::2' }, FAST, new Log(clock));
    two!.watch({ localAddress: '2001:db8::2', peerAddress: '2001:db8:0:0::1' }, FAST, new Log(clock));
    expect(clock.runUntil(() => up.status.state === 'Up', 5_000)).toBe(true);
  });
});
