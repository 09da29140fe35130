import { CeaseSubcode, ErrorCode, formatNotification, isMeshError, type MeshError, notification } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type CloseReason, formatCloseReason, type Session, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, Exchange, octets, SinkLog, them, us } from '../lib.js';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as MeshError).code;
  }
  return undefined;
}

function pairOfSpeakers() {
  const clock = new VirtualClock();
  const exchange = new Exchange(clock, { latencyMs: 1 });
  const [a, b] = [exchange.add('192.0.2.1'), exchange.add('192.0.2.2')];
  return { clock, exchange, a, b };
}

describe('create', () => {
  it('reaches Established with the peer, whoever dials', () => {
    for (const [passiveA, passiveB] of [
      [false, true],
      [true, false],
      [false, false],
    ]) {
      const { clock, a, b } = pairOfSpeakers();
      a.create({ ...us, passive: passiveA });
      b.create({ ...them, passive: passiveB });
      expect(clock.runUntil(() => a.peer('192.0.2.2')?.state === 'Established', 30_000)).toBe(true);
      expect(clock.runUntil(() => b.peer('192.0.2.1')?.state === 'Established', 30_000)).toBe(true);
      clock.runFor(300_000);
      expect(a.peer('192.0.2.2')).toMatchObject({ state: 'Established', sessions: 1 });
    }
  });

  it('refuses a name that is taken, and leaves the peer that has it alone', () => {
    const { clock, a, b } = pairOfSpeakers();
    a.create(us);
    b.create(them);
    clock.runFor(1_000);
    expect(codeOf(() => a.create({ ...us, peerAs: 65009 }))).toBe('MESH_PEER_EXISTS');
    expect(a.peers()).toHaveLength(1);
    expect(a.peer('192.0.2.2')?.state).toBe('Established');
  });

  it.each([
    [{ peerAddress: '300.1.1.1' }, 'peerAddress must be an IPv4 or IPv6 address, got "300.1.1.1"'],
    [{ peerPort: 70_000 }, 'peerPort must be a port from 1 to 65535, got 70000'],
    [{ routerId: 'x' }, 'routerId must be a number or an IPv4 address, got "x"'],
    [{ holdTimeSeconds: 2 }, 'hold time must be 0 or 3–65535 seconds, got 2'],
  ])('refuses %o in words', (change, message) => {
    const clock = new VirtualClock();
    let handlers = 0;
    const speaker = new Exchange(clock).add('192.0.2.1', {
      handlerFor: () => {
        handlers++;
        return {};
      },
    });
    expect(() => speaker.create({ ...us, ...change })).toThrow(message);
    expect([speaker.peers().length, handlers, clock.pending]).toEqual([0, 0, 0]);
  });

  it('refuses a protective option that the transport cannot set, naming it', () => {
    const { a } = pairOfSpeakers();
    expect(() => a.create({ ...us, password: 'secret' })).toThrow(/^password of 192\.0\.2\.2 cannot be set/);
    expect(() => a.create({ ...us, ttlSecurity: 1, passive: true })).toThrow(/^ttlSecurity of/);
    expect(codeOf(() => a.create({ ...us, password: 'secret' }))).toBe('MESH_TCP_OPTION_UNSUPPORTED');
    expect(a.peers()).toEqual([]);
  });

  it('refuses a peer to dial where there is nothing to dial with', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    expect(codeOf(() => speaker.create(us))).toBe('MESH_NO_TRANSPORT');
    speaker.create({ ...us, passive: true });
    expect(speaker.peer('192.0.2.2')?.state).toBe('Active');
  });

  it('leaves no trace where the handler cannot be made', () => {
    const clock = new VirtualClock();
    const speaker = new Exchange(clock).add('192.0.2.1', {
      handlerFor: () => {
        throw new Error('no handler');
      },
    });
    expect(() => speaker.create(us)).toThrow('no handler');
    expect([speaker.peers().length, clock.pending]).toEqual([0, 0]);
  });
});

describe('delete', () => {
  it('says Cease / Peer De-configured and forgets the peer', () => {
    const { clock, a, b } = pairOfSpeakers();
    a.create(us);
    b.create(them);
    const reasons: CloseReason[] = [];
    b.on('closed', (reason) => reasons.push(reason));
    clock.runFor(1_000);
    expect(a.delete(({ name }) => name === '192.0.2.2')).toBe(1);
    expect(a.peers()).toEqual([]);
    clock.runFor(10);
    expect(reasons.map(formatCloseReason)).toEqual(['the peer ended the session: Cease / Peer De-configured (6/3)']);
  });

  it('says so also from within a handler, after what it was called from', () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const sink = new SinkLog();
    const speaker = new Speaker({
      clock,
      connect: () => ours,
      handlerFor: () => ({ onEstablished: () => ({ sink }) }),
    });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    void peer.establish();
    sink.update = () => {
      speaker.delete(() => true);
      sink.calls.push('deleted');
      return undefined;
    };
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1_001);
    expect(peer.received.at(-1)).toEqual(notification(ErrorCode.CEASE, 3));
    expect(sink.calls).toEqual(['up 192.0.2.2', 'deleted', 'down notification-sent false']);
    expect(clock.pending).toBe(0);
  });

  it('deletes only what was chosen, and says so where that is nothing', () => {
    const { a } = pairOfSpeakers();
    a.create(us);
    a.create({ ...us, peerAddress: '192.0.2.3', peerAs: 65003 });
    expect(codeOf(() => a.delete(({ settings }) => settings.peerAs === 65009))).toBe('MESH_NO_PEER');
    expect(a.delete(({ settings }) => settings.peerAs === 65003)).toBe(1);
    expect(a.peers().map(({ name }) => name)).toEqual(['192.0.2.2']);
  });
});

describe('enable and disable', () => {
  it('stops a peer for good, and starts it again', () => {
    const { clock, a, b } = pairOfSpeakers();
    a.create(us);
    b.create({ ...them, passive: true });
    clock.runFor(1_000);
    a.disable(() => true);
    clock.runFor(600_000);
    expect(a.peer('192.0.2.2')).toMatchObject({ state: 'Idle', enabled: false, sessions: 1 });
    expect(formatCloseReason(b.peer('192.0.2.1')!.lastReason!)).toBe(
      'the peer ended the session: Cease / Administrative Shutdown (6/2)',
    );
    a.enable(() => true);
    expect(clock.runUntil(() => a.peer('192.0.2.2')?.state === 'Established', 60_000)).toBe(true);
  });
});

describe('accept', () => {
  it('turns a stranger away with Cease / Connection Rejected', async () => {
    const clock = new VirtualClock();
    const speaker = new Exchange(clock).add('192.0.2.1');
    const [ours, theirs] = memoryPair(clock);
    const stranger = new ScriptedPeer(theirs, them, clock);
    expect(speaker.accept(ours, { remoteAddress: '198.51.100.7' })).toBe(false);
    expect(await stranger.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    clock.runFor(0);
    expect([stranger.closed, clock.pending]).toEqual([true, 0]);
  });

  it('cuts the strangers of a flood beyond the first 256', () => {
    const clock = new VirtualClock();
    const speaker = new Exchange(clock).add('192.0.2.1');
    const strangers = Array.from({ length: 1_000 }, () => {
      const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
      speaker.accept(ours, { remoteAddress: '198.51.100.7' });
      return new ScriptedPeer(theirs, them, clock);
    });
    clock.runFor(5);
    expect(strangers.every(({ closed }) => closed)).toBe(true);
    expect(strangers.filter(({ received }) => received.length === 1)).toHaveLength(256);
    expect(clock.pending).toBe(0);
  });

  it('finds the peer by address in any spelling', async () => {
    const clock = new VirtualClock();
    const speaker = new Exchange(clock).add('192.0.2.1');
    speaker.create({ ...us, passive: true });
    const [ours, theirs] = memoryPair(clock, { addresses: ['::ffff:192.0.2.1', '::ffff:192.0.2.2'] });
    const peer = new ScriptedPeer(theirs, them, clock);
    expect(speaker.accept(ours, { remoteAddress: '::ffff:192.0.2.2', localAddress: '::ffff:192.0.2.1' })).toBe(true);
    expect(await peer.establish()).toMatchObject({ myAs: 65001 });
    expect(speaker.peer('192.0.2.2')?.session?.localAddress).toBe('192.0.2.1');
  });

  it('gives a stream without an address to the peer without one', async () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock });
    speaker.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1', passive: true });
    const [ours, theirs] = memoryPair(clock);
    speaker.accept(ours);
    await new ScriptedPeer(theirs, them, clock).establish();
    expect(speaker.peer('AS65002')?.state).toBe('Established');
  });

  it('has a peer that is stopped turned away', async () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock });
    speaker.create({ ...us, passive: true });
    speaker.disable(() => true);
    const [ours, theirs] = memoryPair(clock);
    speaker.accept(ours, { remoteAddress: '192.0.2.2' });
    const peer = new ScriptedPeer(theirs, them, clock);
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
  });
});

describe('whenEstablished', () => {
  it('resolves now or later, and rejects on abort and on close', async () => {
    const { clock, a, b } = pairOfSpeakers();
    const abort = new AbortController();
    const aborted = a.whenEstablished('nobody', { signal: abort.signal });
    const later = a.whenEstablished('192.0.2.2');
    const never = a.whenEstablished(({ name }) => name === 'never');
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    a.create(us);
    b.create(them);
    clock.runFor(1_000);
    const session = await later;
    expect(session).toMatchObject({ peer: '192.0.2.2', peerAs: 65002, internal: false, localAddress: '192.0.2.1' });
    expect(await a.whenEstablished(() => true)).toBe(session);
    void a.close();
    await expect(never).rejects.toSatisfy((error) => isMeshError(error, 'MESH_SPEAKER_CLOSED'));
    expect(a.listenerCount('established')).toBe(0);
  });
});

describe('close', () => {
  it('tells every peer, and leaves no timer, stream or listener', async () => {
    const { clock, a, b } = pairOfSpeakers();
    a.create(us);
    b.create(them);
    clock.runFor(1_000);
    const closing = a.close();
    clock.runFor(100);
    await closing;
    expect(formatCloseReason(b.peer('192.0.2.1')!.lastReason!)).toContain('(6/2)');
    const other = b.close();
    clock.runFor(100);
    await other;
    expect(clock.pending).toBe(0);
    expect(codeOf(() => a.create(us))).toBe('MESH_SPEAKER_CLOSED');
  });

  it('takes a second at most, however stuck the peer is', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({ clock, connect: () => ours });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.establish();
    peer.pause();
    const start = clock.now();
    let done = false;
    void speaker.close().then(() => {
      done = true;
    });
    await clock.advance(() => done);
    expect(clock.now() - start).toBe(1_000);
    clock.runFor(0);
    expect(clock.pending).toBe(0);
  });

  it('closes in every state a peer may be in', async () => {
    for (let ms = 0; ms < 12; ms++) {
      const { clock, a, b } = pairOfSpeakers();
      a.create(us);
      b.create(them);
      clock.runFor(ms);
      void a.close();
      void b.close();
      clock.runFor(1_001);
      expect([ms, clock.pending]).toEqual([ms, 0]);
    }
  });
});

describe('a session', () => {
  async function established(handler: Parameters<typeof Object.assign>[0] = {}) {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const sink = new SinkLog();
    const speaker = new Speaker({
      clock,
      poison: true,
      connect: () => ours,
      handlerFor: () => ({ onEstablished: () => ({ sink }), ...handler }),
    });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.establish();
    return { clock, speaker, peer, sink, session: speaker.peer('192.0.2.2')?.session as Session };
  }

  it('ends with any NOTIFICATION the host wants, and with a text for the operator', async () => {
    const { peer, session } = await established();
    session.teardown(CeaseSubcode.ADMINISTRATIVE_RESET, 'maintenance');
    expect(formatNotification(await peer.expect('NOTIFICATION'))).toBe(
      'Cease / Administrative Reset (6/4): "maintenance"',
    );
    expect(session.up).toBe(false);
    expect(session.send(announce('10.0.0.0/8'))).toBe(false);
    const second = await established();
    second.session.notify(notification(ErrorCode.FSM, 0));
    expect(await second.peer.expect('NOTIFICATION')).toMatchObject({ code: 5, subcode: 0 });
  });

  it('ends also where the NOTIFICATION the host wants has no encoding', async () => {
    const { clock, peer, session, speaker } = await established();
    const errors: MeshError[] = [];
    speaker.on('error', (error) => errors.push(error));
    session.notify({ type: 'NOTIFICATION', code: 6, subcode: 0, data: undefined as never });
    clock.runFor(1);
    expect([peer.closed, errors.map(({ code }) => code)]).toEqual([true, ['MESH_HANDLER']]);
  });

  it('sends messages and octets as they are', async () => {
    const { peer, session } = await established();
    expect(session.send(announce('10.0.0.0/8'))).toBe(true);
    session.send(octets(announce('10.1.0.0/16')));
    const [first, second] = [await peer.expect('UPDATE'), await peer.expect('UPDATE')];
    expect([first.announced(), second.announced()].flat()).toHaveLength(2);
  });

  it('asks for a refresh only where it may', async () => {
    const { peer, session } = await established();
    session.requestRefresh(0x000101);
    expect(await peer.expect('ROUTE-REFRESH')).toMatchObject({ family: 0x000101, subtype: 0 });
    expect(codeOf(() => session.requestRefresh(0x000201))).toBe('MESH_NO_ROUTE_REFRESH');
  });

  it('delivers what comes to the sink, and ends with what the sink says', async () => {
    const { peer, sink, clock } = await established();
    peer.send(announce('10.0.0.0/8'));
    peer.send({ type: 'UPDATE' });
    clock.runFor(1);
    expect([sink.updates, sink.calls]).toEqual([1, ['up 192.0.2.2', 'endOfRib 257']]);
    sink.update = (() => notification(ErrorCode.CEASE, 1)) as never;
    peer.send(announce('10.0.0.0/8'));
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 1 });
    expect(sink.calls.at(-1)).toBe('down notification-sent false');
  });

  it('counts messages and octets in both directions', async () => {
    const { peer, session, speaker, clock } = await established();
    session.send(announce('10.0.0.0/8'));
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    const { traffic, uptimeMs } = speaker.peer('192.0.2.2')!;
    expect(traffic.sent).toMatchObject({ messages: 3, updates: 1, notifications: 0 });
    expect(traffic.received).toMatchObject({ messages: 3, updates: 1, notifications: 0 });
    expect(traffic.received.octets).toBe(
      peer.received.length > 0 ? 19 + octets(peer.open).length + octets(announce('10.0.0.0/8')).length : 0,
    );
    expect(uptimeMs).toBe(1);
  });

  it.each(['onOpen', 'onEstablished', 'onClose'])('outlives a handler whose %s throws', async (name) => {
    const errors: MeshError[] = [];
    const thrown = new Error('the host is broken');
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({
      clock,
      connect: () => ours,
      handlerFor: () => ({
        [name]: () => {
          throw thrown;
        },
      }),
    });
    speaker.on('error', (error) => errors.push(error));
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.establish();
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
    peer.end();
    clock.runFor(1);
    expect(errors).toMatchObject([{ code: 'MESH_HANDLER', cause: thrown }]);
  });

  it('outlives a sink that throws, a listener that throws and a handler that rejects', async () => {
    const errors: MeshError[] = [];
    const { peer, sink, clock, speaker } = await established({
      onOpen: async () => Promise.reject(new Error('later')),
    });
    speaker.on('error', (error) => {
      errors.push(error);
      throw new Error('even this');
    });
    sink.update = () => {
      throw new Error('sink');
    };
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    await clock.advance(1);
    expect(errors.length).toBeGreaterThan(0);
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
  });

  it('refuses an OPEN that the handler objects to', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({
      clock,
      connect: () => ours,
      handlerFor: () => ({ onOpen: () => notification(ErrorCode.OPEN_MESSAGE, 7) }),
    });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    peer.send(peer.open);
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 2, subcode: 7 });
  });

  it('says in words that the peer refused', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({ clock, connect: () => ours });
    const reasons: string[] = [];
    speaker.on('closed', (reason) => reasons.push(formatCloseReason(reason)));
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.expect('OPEN');
    peer.send(notification(ErrorCode.OPEN_MESSAGE, 2, new Uint8Array([0xfd, 0xf1])));
    clock.runFor(1);
    expect(reasons).toEqual(['the peer refused: OPEN Message Error / Bad Peer AS (2/2): AS 65009']);
  });
});
