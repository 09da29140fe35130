import { CeaseSubcode, createContext, encodeMessage, Family, formatHex, KEEPALIVE } from '@mesh/bgp-wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { Session, Speaker, SpeakerOptions } from '../../src/index.js';
import { connect, type Listener, listen } from '../../src/tcp/index.js';
import {
  diffTranscripts,
  formatDivergence,
  formatTranscript,
  memoryPair,
  parseTranscript,
  replayFsm,
  ScriptedPeer,
  type TranscriptLine,
  TranscriptRecorder,
  TranscriptReplay,
  transcriptMessages,
  VirtualClock,
} from '../../src/testing/index.js';
import { announce, ChunkSource, octets, us } from '../lib.js';

const PEER = { localAs: 65002, routerId: '192.0.2.2' };

/** What a host does with a recorded session, at 2 s and later. */
type Act = (session: Session, speaker: Speaker, peer: ScriptedPeer, clock: VirtualClock) => void;

/** A recorded session over memory, with an UPDATE of each side, a lost stream and a second session. */
function record(act: Act = () => undefined, options: SpeakerOptions = {}): TranscriptLine[] {
  const clock = new VirtualClock();
  const recorder = new TranscriptRecorder();
  const theirs: ScriptedPeer[] = [];
  let draw = 0;
  const speaker = recorder.speaker({
    clock,
    // Anything but even, so that timers of a replay only agree where its draws do.
    random: () => (draw++ * 0.37) % 1,
    connect: () => {
      const [here, there] = memoryPair(clock, { latencyMs: 7, chunk: 11 });
      theirs.push(new ScriptedPeer(there, { ...PEER, holdTimeSeconds: 30 }, clock));
      return here;
    },
    handlerFor: () => ({ onEstablished: () => ({ source: new ChunkSource(octets(announce('10.9.0.0/16')), 2) }) }),
    ...options,
  });
  speaker.create({ ...us, holdTimeSeconds: 30 });
  clock.runFor(1);
  void theirs[0]!.establish();
  clock.runFor(1_000);
  theirs[0]!.send(announce('10.0.0.0/8'));
  clock.runFor(1_000);
  act(speaker.peers()[0]!.session!, speaker, theirs[0]!, clock);
  clock.runFor(12_000);
  theirs.at(-1)!.destroy();
  clock.runFor(20_000);
  if (!theirs.at(-1)!.closed) void theirs.at(-1)!.establish();
  clock.runFor(12_000);
  void speaker.close();
  clock.runFor(1_000);
  return recorder.lines;
}

function texts(lines: readonly TranscriptLine[]): string[] {
  return transcriptMessages(lines).map(({ direction, text }) => `${direction} ${text}`);
}

describe('a recording', () => {
  it('has the octets of both directions, the timers, the draws and the calls', () => {
    const lines = record();
    const events = new Set(lines.map(({ event }) => event));
    for (const event of [
      'call',
      'dialled',
      'opened',
      'received',
      'sent',
      'ended',
      'offered',
      'timer',
      'expired',
      'random',
    ]) {
      expect(events).toContain(event);
    }
    expect(lines[0]).toMatchObject({ atMs: 0, event: 'call', call: 'create', arguments: [{ peerAs: 65002 }] });
    expect(texts(lines)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^received UPDATE announces 10\.0\.0\.0\/8;.*AS_PATH 65002/),
        expect.stringMatching(/^sent UPDATE announces 10\.9\.0\.0\/16/),
        expect.stringMatching(/^sent NOTIFICATION Cease/),
      ]),
    );
  });

  it('holds no key', () => {
    const recorder = new TranscriptRecorder();
    const never = Object.assign(() => new Promise<never>(() => undefined), { supports: ['password'] as const });
    const speaker = recorder.speaker({ clock: new VirtualClock(), connect: never });
    speaker.create({ ...us, password: 'hunter2' });
    expect(formatTranscript(recorder.lines)).not.toContain('hunter2');
    expect(formatTranscript(recorder.lines)).toContain('65002');
  });

  it('holds no key of TCP-AO, and is replayed without', () => {
    const recorder = new TranscriptRecorder();
    const never = Object.assign(() => new Promise<never>(() => undefined), { supports: ['tcpAo'] as const });
    const speaker = recorder.speaker({ clock: new VirtualClock(), connect: never });
    speaker.create({ ...us, tcpAo: { keyId: 1, algorithm: 'hmac-sha-1-96', password: 'hunter2' } });
    expect(formatTranscript(recorder.lines)).not.toContain('hunter2');
    const replay = new TranscriptReplay(recorder.lines);
    replay.run();
    expect(replay.speaker.peers()).toHaveLength(1);
  });
});

describe('a replay', () => {
  it('has a fresh speaker say the same at the same times', () => {
    const lines = record();
    const replay = new TranscriptReplay(parseTranscript(formatTranscript(lines)));
    replay.run();
    expect(replay.divergence({ withinMs: 0 })).toBeUndefined();
    expect(texts(replay.lines)).toEqual(texts(lines));
  });

  it.each<[string, Act]>([
    ['a teardown', (session) => session.teardown(CeaseSubcode.ADMINISTRATIVE_RESET, 'again')],
    [
      'a NOTIFICATION of the host',
      (session) => session.notify({ type: 'NOTIFICATION', code: 6, subcode: 4, data: new Uint8Array([1]) }),
    ],
    ['octets of the host', (session) => void session.send(announce('10.77.0.0/16'))],
    ['a refresh', (session) => session.requestRefresh(Family.IPV4_UNICAST)],
    ['a peer that is disabled', (_, speaker) => void speaker.disable(() => true)],
    ['settings that change', (_, speaker) => void speaker.update('192.0.2.2', { holdTimeSeconds: 60 })],
    ['a peer that goes', (_, speaker) => void speaker.delete(({ name }) => name === '192.0.2.2')],
    [
      'a pause',
      (session, _speaker, peer, clock) => {
        session.pause();
        peer.send(announce('10.1.0.0/16'));
        clock.runFor(1_000);
        session.resume();
      },
    ],
    ['a malformed header', (_s, _speaker, peer) => peer.send(new Uint8Array(19))],
    [
      'a refresh of the peer',
      (_s, _speaker, peer) =>
        peer.send({ type: 'ROUTE-REFRESH', family: Family.IPV4_UNICAST, subtype: 0, rest: new Uint8Array() }),
    ],
    ['a silent peer', (_s, _speaker, _peer, clock) => clock.runFor(40_000)],
  ])('has it say the same after %s', (_, act) => {
    const lines = record(act);
    const replay = new TranscriptReplay(lines);
    replay.run();
    const divergence = replay.divergence({ withinMs: 0 });
    expect(divergence && formatDivergence(divergence)).toBeUndefined();
    expect(texts(replay.lines)).toEqual(texts(lines));
    expect(texts(lines)).not.toEqual(texts(record()));
  });

  it('has a source send again between the same marks when the peer asks (RFC 7313)', () => {
    /** Sends a route, and again whenever it is asked. */
    class Again extends ChunkSource {
      #done: (() => void) | undefined;
      constructor() {
        super(octets(announce('10.9.0.0/16')), 1);
      }
      override next(): Uint8Array | undefined {
        const chunk = super.next();
        if (chunk !== undefined) this.#done?.();
        return chunk;
      }
      refresh(_family: Family, done: () => void): void {
        this.#done = done;
        this.more(1);
      }
    }
    const ask: Act = (_s, _speaker, peer) =>
      peer.send({ type: 'ROUTE-REFRESH', family: Family.IPV4_UNICAST, subtype: 0, rest: new Uint8Array() });
    const lines = record(ask, { handlerFor: () => ({ onEstablished: () => ({ source: new Again() }) }) });
    expect(
      texts(lines)
        .filter((text) => /^sent (ROUTE|UPDATE)/.test(text))
        .slice(0, 4),
    ).toEqual([
      expect.stringContaining('10.9.0.0/16'),
      'sent ROUTE-REFRESH of ipv4-unicast; begin',
      expect.stringContaining('10.9.0.0/16'),
      'sent ROUTE-REFRESH of ipv4-unicast; end',
    ]);
    const replay = new TranscriptReplay(lines);
    replay.run();
    const divergence = replay.divergence({ withinMs: 0 });
    expect(divergence && formatDivergence(divergence)).toBeUndefined();
  });

  it('stops at any time, with all that had happened by then', () => {
    const lines = record();
    const replay = new TranscriptReplay(lines);
    replay.runTo(7.5);
    expect(replay.clock.now()).toBe(7.5);
    expect(replay.speaker.peers()[0]!.state).toBe('OpenSent');
    replay.runTo(1_500);
    expect(replay.speaker.peers()[0]).toMatchObject({ state: 'Established', traffic: { received: { updates: 1 } } });
    expect(replay.done).toBe(false);
    expect(replay.divergence({ withinMs: 0 })).toBeUndefined();
    replay.run();
    expect(replay.done).toBe(true);
    expect(replay.speaker.peers()).toEqual([]);
  });

  it('goes from one thing that happened to the next', () => {
    const replay = new TranscriptReplay(record());
    expect(replay.step()).toMatchObject({ event: 'call', call: 'create' });
    expect(replay.speaker.peers()).toHaveLength(1);
    expect(replay.step()).toMatchObject({ event: 'opened' });
    expect(replay.step()).toMatchObject({ event: 'accepted' });
    expect(replay.step()).toMatchObject({ event: 'received' });
  });

  it('says where another host makes it go another way', () => {
    const replay = new TranscriptReplay(record(), {
      handlerFor: () => ({ onEstablished: () => ({ source: new ChunkSource(octets(announce('10.8.0.0/16')), 2) }) }),
    });
    replay.run();
    const divergence = replay.divergence();
    expect(divergence).toMatchObject({ stream: 1, direction: 'sent', position: 3 });
    expect(formatDivergence(divergence!, ['recorded', 'now'])).toMatch(
      /^message 3 that was sent on stream 1 is the first that differs:\n {2}recorded {2}at 0\.\d+ s {2}UPDATE announces 10\.9\.0\.0\/16.*\n {2}now {7}at 0\.\d+ s {2}UPDATE announces 10\.8\.0\.0\/16/,
    );
  });
});

describe('the FSM alone', () => {
  it.each<[string, Act]>([
    ['a session that is lost and comes back', () => undefined],
    ['a teardown', (session) => session.teardown(CeaseSubcode.ADMINISTRATIVE_RESET)],
    ['a peer that is disabled', (_, speaker) => void speaker.disable(() => true)],
    ['a malformed header', (_s, _speaker, peer) => peer.send(new Uint8Array(19))],
    [
      'a NOTIFICATION of the peer',
      (_s, _speaker, peer) => peer.send({ type: 'NOTIFICATION', code: 6, subcode: 4, data: new Uint8Array() }),
    ],
    ['a silent peer', (_s, _speaker, _peer, clock) => clock.runFor(40_000)],
  ])('goes through the states that the speaker went through: %s', (_, act) => {
    const live: string[] = [];
    const lines = record((session, speaker, peer, clock) => {
      speaker.on('state', ({ state }, from) => live.push(`${from} ${state}`));
      act(session, speaker, peer, clock);
    });
    const states = replayFsm(lines, '192.0.2.2')
      .filter(({ from, to }) => from !== to)
      .map(({ from, to }) => `${from} ${to}`);
    // The listener came with the first session.
    expect(states.slice(0, 3)).toEqual(['Idle Connect', 'Connect OpenSent', 'OpenSent OpenConfirm']);
    expect(states.slice(4, 4 + live.length)).toEqual(live);
    expect(live.length).toBeGreaterThan(0);
  });

  it('sends what the speaker sent', () => {
    const lines = record();
    const said = replayFsm(lines, '192.0.2.2').flatMap(({ actions }) =>
      actions.flatMap((action) =>
        action.type === 'send' && action.message.type !== 'KEEPALIVE' ? [action.message.type] : [],
      ),
    );
    const sent = transcriptMessages(lines).filter(({ direction }) => direction === 'sent');
    expect(said).toEqual(
      sent.flatMap(({ message }) =>
        message?.type === 'OPEN' || message?.type === 'NOTIFICATION' ? [message.type] : [],
      ),
    );
    expect(() => replayFsm(lines, '192.0.2.9')).toThrow('creates no peer 192.0.2.9');
  });
});

describe('a replay of a session over TCP', () => {
  const open: Listener[] = [];
  afterEach(async () => {
    for (const listener of open.splice(0)) await listener.close();
  });

  it('has a fresh speaker say the same in virtual time', async () => {
    const { Speaker } = await import('../../src/index.js');
    const other = new Speaker({
      handlerFor: () => ({ onEstablished: () => ({ source: new ChunkSource(octets(announce('10.0.0.0/8')), 3) }) }),
    });
    const local = '127.0.0.1';
    other.create({ ...PEER, peerAs: 65001, peerAddress: local, passive: true });
    const listener = await listen({ host: local, port: 0 }, other);
    open.push(listener);
    const recorder = new TranscriptRecorder();
    const sources: ChunkSource[] = [];
    const source = () => {
      sources.push(new ChunkSource(octets(announce('10.9.0.0/16')), 2));
      return { source: sources.at(-1)! };
    };
    const speaker = recorder.speaker({ connect, handlerFor: () => ({ onEstablished: source }) });
    speaker.create({ ...us, name: 'other', localAddress: local, peerAddress: local, peerPort: listener.port });
    const session = await speaker.whenEstablished('other');
    await other.whenEstablished(() => true);
    while (speaker.peer('other')!.traffic.received.updates < 3 || sources[0]!.taken < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const ended = new Promise((resolve) => other.once('closed', resolve));
    session.teardown(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, 'done');
    await ended;
    await Promise.all([speaker.close(), other.close()]);
    const replay = new TranscriptReplay(parseTranscript(formatTranscript(recorder.lines)));
    replay.run();
    const divergence = replay.divergence();
    expect(divergence && formatDivergence(divergence)).toBeUndefined();
    expect(texts(replay.lines)).toHaveLength(texts(recorder.lines).length);
    expect(texts(replay.lines).at(-1)).toMatch(/^sent NOTIFICATION .*done/);
  });
});

describe('two runs', () => {
  const hex = (bytes: Uint8Array) => formatHex(bytes);
  const line = (atMs: number, event: 'sent' | 'received', ...frames: Uint8Array[]): TranscriptLine => ({
    ...{ atMs, event, stream: 1 },
    hex: frames.map(hex).join(''),
  });
  const keepalive = encodeMessage(KEEPALIVE, createContext());
  const route = (prefix: string) => octets(announce(prefix));

  it('are the same however their octets came in pieces', () => {
    const whole = hex(route('10.0.0.0/8'));
    const pieces: TranscriptLine[] = [
      { atMs: 1, event: 'received', stream: 1, hex: whole.slice(0, 30) },
      { atMs: 2, event: 'received', stream: 1, hex: whole.slice(30) },
    ];
    expect(diffTranscripts([line(1, 'received', route('10.0.0.0/8'))], pieces)).toBeUndefined();
    expect(diffTranscripts([line(1, 'received', route('10.0.0.0/8'))], pieces, { withinMs: 0.5 })).toBeDefined();
  });

  it('part at the earliest message that one has and the other has not', () => {
    const left = [
      line(0, 'sent', keepalive),
      line(10, 'sent', route('10.0.0.0/8')),
      line(5, 'received', route('10.1.0.0/16')),
    ];
    const right = [line(0, 'sent', keepalive), line(10, 'sent', route('10.0.0.0/9')), line(5, 'received', keepalive)];
    expect(diffTranscripts(left, right)).toMatchObject({
      direction: 'received',
      position: 1,
      left: { text: expect.stringMatching(/^UPDATE announces 10\.1\.0\.0\/16/) },
      right: { text: 'KEEPALIVE' },
    });
    expect(diffTranscripts(left.slice(0, 2), right.slice(0, 1))).toMatchObject({ position: 2, right: undefined });
  });

  it('are compared by what counts', () => {
    const facts = ({ text }: { text: string }) => (text === 'KEEPALIVE' ? [] : [{ about: '', says: text }]);
    const left = [line(0, 'sent', keepalive, route('10.0.0.0/8'))];
    expect(diffTranscripts(left, [line(0, 'sent', route('10.0.0.0/8'), keepalive)], { facts })).toBeUndefined();
  });

  it('keep the order of what is about one thing, and may say it again', () => {
    const facts = ({ text }: { text: string }) => [{ about: /\S+\/\d+/.exec(text)?.[0] ?? '', says: text }];
    const [a, b] = [route('10.0.0.0/8'), route('11.0.0.0/8')];
    const gone = octets({ type: 'UPDATE', withdrawn: announce('10.0.0.0/8').nlri! });
    const left = [line(0, 'sent', a, b, gone)];
    expect(diffTranscripts(left, [line(0, 'sent', b, a, gone)], { facts })).toBeUndefined();
    expect(diffTranscripts(left, [line(0, 'sent', b, gone, a)], { facts })).toMatchObject({ position: 1 });
    const again = [line(0, 'sent', a, a, b, gone)];
    expect(diffTranscripts(left, again, { facts })).toBeDefined();
    const withoutRepetition = true;
    expect(diffTranscripts(left, again, { facts, withoutRepetition })).toBeUndefined();
    const { text } = transcriptMessages([line(0, 'sent', gone)])[0]!;
    const early = [line(0, 'sent', gone, a, b, gone)];
    expect(diffTranscripts(left, early, { facts, withoutRepetition })).toBeDefined();
    expect(diffTranscripts(left, early, { facts, withoutRepetition, initially: text })).toBeUndefined();
  });

  it('are decoded as both OPENs agreed: with path identifiers (RFC 7911)', () => {
    const addPath = [{ family: Family.IPV4_UNICAST, mode: 'both' as const }];
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const recorder = new TranscriptRecorder();
    const speaker = recorder.speaker({ clock, connect: () => ours });
    speaker.create({ ...us, addPath });
    const peer = new ScriptedPeer(theirs, { ...PEER, addPath }, clock);
    void peer.establish();
    const [nlri] = announce('10.0.0.0/8').nlri!;
    peer.send({ ...announce(), nlri: [{ ...nlri!, pathId: 7 }] });
    clock.runFor(10);
    expect(texts(recorder.lines).at(-1)).toMatch(/^received UPDATE announces 10\.0\.0\.0\/8 path 7/);
  });
});

describe('a file', () => {
  const head = '{"format":"mesh-transcript","version":1}\n';

  it('has one line of JSON for each line, and reads as what it was', () => {
    const lines = record();
    const text = formatTranscript(lines);
    expect(text.startsWith(head)).toBe(true);
    expect(text.trimEnd().split('\n')).toHaveLength(lines.length + 1);
    expect(parseTranscript(text)).toEqual(lines);
  });

  it.each([
    ['', 1, /"format"|JSON/],
    ['{"version":1}\n', 1, /"format" must be "mesh-transcript", got nothing/],
    ['{"format":"mesh-transcript","version":2}\n', 1, /"version" must be 1, got 2/],
    [`${head}nonsense\n`, 2, /must be JSON, got "nonsense"/],
    [`${head}[1]\n`, 2, /must be an object/],
    [`${head}\n{"atMs":0,"event":"toString"}\n`, 3, /"event" must be one of call, dialled/],
    [`${head}{"atMs":-1,"event":"expired","timer":1}\n`, 2, /"atMs" must be milliseconds, 0 to 1000000000000, got -1/],
    [
      `${head}{"atMs":1e999,"event":"expired","timer":1}\n`,
      2,
      /"atMs" must be milliseconds, 0 to 1000000000000, got null/,
    ],
    [
      `${head}{"atMs":0,"event":"expired","timer":1e300}\n`,
      2,
      /"timer" of "expired" must be a whole number, 1 or more/,
    ],
    [
      `${head}{"atMs":0,"event":"expired","timer":0}\n`,
      2,
      /"timer" of "expired" must be a whole number, 1 or more, got 0/,
    ],
    [`${head}{"atMs":0,"event":"received","stream":1,"hex":"abc"}\n`, 2, /"hex" of "received" must be octets/],
    [`${head}{"atMs":0,"event":"expired","timer":1,"hex":""}\n`, 2, /"expired" has no "hex"/],
    [
      `${head}{"atMs":0,"event":"call","call":"create","arguments":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`,
      2,
      /must have at most 64 levels/,
    ],
    [
      `${head}{"atMs":5,"event":"expired","timer":1}\n{"atMs":4,"event":"expired","timer":2}\n`,
      3,
      /"atMs" must be 5 or more: time does not go back, got 4/,
    ],
  ])('is refused with the number of its line: %.200s', (text, line, words) => {
    let error: unknown;
    try {
      parseTranscript(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'MESH_TRANSCRIPT', details: { line }, message: expect.stringMatching(words) });
    expect((error as Error).message).toContain(`line ${line} of the transcript: `);
  });
});
