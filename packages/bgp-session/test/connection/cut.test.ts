import { Family, notification, routeRefresh } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type DuplexEvents, type DuplexLike, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, endOfRib, octets, SinkLog, us } from '../lib.js';

/** What becomes of a stream at the cut: the peer ends it, it is reset, or nothing passes any more and nobody says so. */
const CUTS = ['end', 'reset', 'silence'] as const;
type Cut = (typeof CUTS)[number];

/** A stream that is cut once a number of octets has come over it. */
class CutDuplex implements DuplexLike {
  readonly #stream: DuplexLike;
  readonly #cut: Cut;
  #left: number;
  #events: DuplexEvents | undefined;
  #over = false;
  passed = 0;

  constructor(stream: DuplexLike, left: number, cut: Cut) {
    this.#stream = stream;
    this.#left = left;
    this.#cut = cut;
  }

  get unaccepted(): number {
    return this.#stream.unaccepted;
  }
  get remoteAddress(): string | undefined {
    return this.#stream.remoteAddress;
  }
  write(bytes: Uint8Array, accepted: () => void): boolean {
    return this.#over ? false : this.#stream.write(bytes, accepted);
  }
  end(): void {
    if (!this.#over) this.#stream.end();
    else if (this.#cut === 'silence') this.#closed();
  }
  destroy(error?: Error): void {
    this.#stream.destroy(error);
    this.#closed();
  }
  pause(): void {
    this.#stream.pause();
  }
  resume(): void {
    this.#stream.resume();
  }
  attach(events: DuplexEvents): void {
    this.#events = events;
    this.#stream.attach({
      data: (bytes) => this.#data(bytes),
      drain: () => events.drain(),
      closed: () => this.#closed(),
    });
  }

  #data(bytes: Uint8Array): void {
    if (this.#over) return;
    const octets = bytes.subarray(0, this.#left);
    this.#left -= octets.length;
    this.passed += octets.length;
    if (octets.length > 0) this.#events?.data(octets);
    if (this.#left > 0 || this.#over) return;
    this.#over = true;
    if (this.#cut === 'silence') return;
    this.#stream.destroy();
    this.#closed(this.#cut === 'reset' ? new Error('read ECONNRESET') : undefined);
  }

  #closed(error?: Error): void {
    const events = this.#events;
    this.#events = undefined;
    events?.closed(error);
  }
}

/** A session in which every message type comes, cut after a number of octets; how it ended. */
function run(after: number, cut: Cut) {
  const clock = new VirtualClock();
  const sink = new SinkLog();
  const closed: string[] = [];
  const errors: unknown[] = [];
  const speaker = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
  speaker.on('closed', ({ kind }) => closed.push(kind));
  speaker.on('error', (error) => errors.push(error));
  speaker.create({ ...us, passive: true, holdTimeSeconds: 9, openHoldTimeSeconds: 9 });
  const [ours, theirs] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
  const stream = new CutDuplex(ours, after, cut);
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  speaker.accept(stream, { remoteAddress: '192.0.2.2' });
  peer.send(peer.open);
  peer.send({ type: 'KEEPALIVE' });
  for (let i = 0; i < 35; i++) peer.send(announce(`10.${i}.0.0/16`, `10.${i}.128.0/17`));
  peer.send(endOfRib);
  peer.send(routeRefresh(Family.IPV4_UNICAST));
  peer.send(octets(notification(6, 4)));
  clock.runFor(60_000);
  const result = {
    passed: stream.passed,
    closed: [...closed],
    errors,
    ups: sink.calls.filter((call) => call.startsWith('up')).length,
    downs: sink.calls.filter((call) => call.startsWith('down')).length,
    state: speaker.peer('192.0.2.2')?.state,
  };
  void speaker.close();
  clock.runFor(2_000);
  return { ...result, pending: clock.pending };
}

describe('a session that is cut', () => {
  const whole = run(Number.POSITIVE_INFINITY, 'end').passed;

  it('has 5,000 places to be cut at', () => {
    expect(whole * CUTS.length).toBeGreaterThan(5_000);
  });

  it.each(CUTS)(
    'by %s after any octet ends once, and leaves nothing',
    (cut) => {
      const wrong: unknown[] = [];
      for (let after = 1; after < whole; after++) {
        const { closed, errors, ups, downs, pending } = run(after, cut);
        const fine = closed.length === 1 && errors.length === 0 && downs === ups && ups <= 1 && pending === 0;
        if (!fine) wrong.push({ after, closed, errors, ups, downs, pending });
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});
