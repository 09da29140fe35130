import type { DuplexLike } from '../duplex.js';

/** Two ends of a new stream, and how to wait on its host. */
export interface DuplexPair {
  readonly ours: DuplexLike;
  readonly theirs: DuplexLike;
  /** Lets the host work until the condition holds; false where it gave up. */
  until(condition: () => boolean): Promise<boolean>;
}

/** One promise of the port, as a check any test framework can run; it throws where the promise is broken. */
export interface ComplianceCheck {
  readonly name: string;
  run(): Promise<void>;
}

type Check = (pair: DuplexPair) => Promise<void>;

/** What every `DuplexLike` promises, as checks over pairs that `makePair` makes. Bring your own stream and run them all. */
export function duplexComplianceSuite(makePair: () => DuplexPair | Promise<DuplexPair>): readonly ComplianceCheck[] {
  return Object.entries(CHECKS).map(([name, check]) => ({ name, run: async () => check(await makePair()) }));
}

const CHECKS: Readonly<Record<string, Check>> = {
  'delivers octets whole and in order': async (pair) => {
    const [, theirs] = attachBoth(pair);
    for (let i = 0; i < 100; i++) pair.ours.write(pattern(i, 1 + (i % 50)), nothing);
    const expected = join(Array.from({ length: 100 }, (_, i) => pattern(i, 1 + (i % 50))));
    await reach(pair, 'all octets', () => theirs.length >= expected.length);
    assert(same(theirs.octets(), expected), 'the octets are those written');
    close(pair);
  },
  'delivers what came before it was attached': async (pair) => {
    new Log(pair.ours);
    pair.ours.write(pattern(7, 40), nothing);
    await pair.until(() => false);
    const theirs = new Log(pair.theirs);
    await reach(pair, '40 octets', () => theirs.length === 40);
    close(pair);
  },
  'accepts every write once, in order': async (pair) => {
    attachBoth(pair);
    const order: number[] = [];
    for (let i = 0; i < 20; i++) pair.ours.write(pattern(i, 100), () => order.push(i));
    await reach(pair, 'all writes accepted', () => order.length >= 20);
    assert(
      order.every((value, i) => value === i),
      'in the order of the writes',
    );
    await reach(pair, 'nothing unaccepted', () => pair.ours.unaccepted === 0);
    assert(order.length === 20, 'each once');
    close(pair);
  },
  'pushes back while the reader pauses, and drains': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.theirs.pause();
    const piece = pattern(3, 16_384);
    let written = 0;
    for (let room = true; room; ) {
      room = pair.ours.write(piece, nothing);
      written += piece.length;
      assert(written < 64 << 20, 'a write into a stream nobody reads returns false some time');
    }
    const before = ours.drains;
    assert(pair.ours.unaccepted > 0, 'octets are unaccepted');
    pair.theirs.resume();
    await reach(pair, 'drain', () => ours.drains > before);
    await reach(pair, 'all octets', () => theirs.length === written);
    await reach(pair, 'nothing unaccepted', () => pair.ours.unaccepted === 0);
    close(pair);
  },
  'brings no data while paused': async (pair) => {
    const [, theirs] = attachBoth(pair);
    pair.theirs.pause();
    await pair.until(() => false);
    pair.ours.write(pattern(1, 10), nothing);
    await pair.until(() => false);
    assert(theirs.length === 0, 'nothing came');
    pair.theirs.resume();
    await reach(pair, '10 octets', () => theirs.length === 10);
    close(pair);
  },
  'brings no more data after a pause from within data': async (pair) => {
    new Log(pair.ours);
    const theirs = new Log(pair.theirs, () => pair.theirs.pause());
    for (let i = 0; i < 5; i++) pair.ours.write(pattern(i, 20), nothing);
    const expected = join(Array.from({ length: 5 }, (_, i) => pattern(i, 20)));
    for (let pieces = 1; ; pieces++) {
      await reach(pair, 'a piece', () => theirs.pieces.length >= pieces);
      await pair.until(() => false);
      assert(theirs.pieces.length === pieces, 'a pause holds back the next piece');
      if (theirs.length >= expected.length) break;
      pair.theirs.resume();
    }
    assert(same(theirs.octets(), expected), 'the octets are those written');
    close(pair);
  },
  'brings no data to a user who paused before it was attached': async (pair) => {
    new Log(pair.ours);
    pair.theirs.pause();
    const theirs = new Log(pair.theirs);
    pair.ours.write(pattern(6, 30), nothing);
    await pair.until(() => false);
    assert(theirs.length === 0, 'nothing came');
    pair.theirs.resume();
    await reach(pair, '30 octets', () => theirs.length === 30);
    close(pair);
  },
  'loses nothing to a resume before it was attached': async (pair) => {
    new Log(pair.ours);
    pair.theirs.pause();
    pair.theirs.resume();
    pair.ours.write(pattern(6, 30), nothing);
    await pair.until(() => false);
    const theirs = new Log(pair.theirs);
    await reach(pair, '30 octets', () => theirs.length === 30);
    close(pair);
  },
  'reads a write as it was, whatever becomes of it once accepted': async (pair) => {
    const [, theirs] = attachBoth(pair);
    for (let i = 0; i < 10; i++) {
      const bytes = pattern(i, 1_000);
      pair.ours.write(bytes, () => bytes.fill(0xdb));
    }
    const expected = join(Array.from({ length: 10 }, (_, i) => pattern(i, 1_000)));
    await reach(pair, 'all octets', () => theirs.length >= expected.length);
    assert(same(theirs.octets(), expected), 'the octets are those written');
    await reach(pair, 'nothing unaccepted', () => pair.ours.unaccepted === 0);
    close(pair);
  },
  'leaves what was written to its owner': async (pair) => {
    const [, theirs] = attachBoth(pair);
    const whole = pattern(9, 1_000);
    let accepted = 0;
    for (let at = 0; at < 1_000; at += 100) pair.ours.write(whole.subarray(at, at + 100), () => accepted++);
    await reach(pair, 'all writes accepted', () => accepted === 10);
    await reach(pair, 'all octets', () => theirs.length === 1_000);
    assert(same(whole, pattern(9, 1_000)) && same(theirs.octets(), whole), 'the octets are as they were');
    close(pair);
  },
  'takes a large write in one piece': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    const bytes = pattern(5, 300_000);
    let accepted = 0;
    const room = pair.ours.write(bytes, () => accepted++);
    assert(pair.ours.unaccepted === bytes.length, 'all of it is unaccepted');
    await reach(pair, 'all octets', () => theirs.length >= bytes.length);
    assert(same(theirs.octets(), bytes), 'the octets are those written');
    await reach(pair, 'accepted and drain', () => accepted > 0 && (room || ours.drains > 0));
    await pair.until(() => false);
    assert(accepted === 1 && pair.ours.unaccepted === 0, 'accepted once, and nothing is left');
    close(pair);
  },
  'takes many small writes': async (pair) => {
    const [, theirs] = attachBoth(pair);
    let accepted = 0;
    for (let i = 0; i < 5_000; i++) pair.ours.write(pattern(i, 1), () => accepted++);
    await reach(pair, 'all octets', () => theirs.length >= 5_000);
    await reach(pair, 'all writes accepted', () => accepted === 5_000 && pair.ours.unaccepted === 0);
    assert(
      theirs.octets().every((octet, i) => octet === pattern(i, 1)[0]),
      'in the order of the writes',
    );
    close(pair);
  },
  'accepts an empty write in its turn': async (pair) => {
    const [, theirs] = attachBoth(pair);
    const order: number[] = [];
    for (const [i, length] of [10, 0, 20, 0].entries()) pair.ours.write(pattern(i, length), () => order.push(i));
    await reach(pair, 'all writes accepted', () => order.length === 4);
    assert(order.join() === '0,1,2,3', `in the order of the writes, got ${order.join()}`);
    await reach(pair, '30 octets', () => theirs.length === 30);
    close(pair);
  },
  'takes a write from within accepted and data': async (pair) => {
    const ours = new Log(pair.ours);
    const theirs = new Log(pair.theirs, (bytes) => pair.theirs.write(Uint8Array.from(bytes), nothing));
    pair.ours.write(pattern(1, 60), () => pair.ours.write(pattern(2, 60), nothing));
    const expected = join([pattern(1, 60), pattern(2, 60)]);
    await reach(pair, 'the echo', () => ours.length === expected.length);
    assert(same(ours.octets(), expected) && same(theirs.octets(), expected), 'the octets are those written');
    close(pair);
  },
  'drains once for a write that returned false, and else never': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    for (const length of [10, 200_000, 10]) {
      const [drains, came] = [ours.drains, theirs.length];
      const due = pair.ours.write(pattern(1, length), nothing) ? 0 : 1;
      await reach(pair, 'all octets', () => theirs.length === came + length && ours.drains >= drains + due);
      await pair.until(() => false);
      assert(ours.drains === drains + due, `${due} drains, got ${ours.drains - drains}`);
    }
    close(pair);
  },
  'end delivers what was written, then closes both ends once': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    for (let i = 0; i < 8; i++) pair.ours.write(pattern(i, 20_000), nothing);
    pair.ours.end();
    pair.ours.end();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    assert(theirs.length === 160_000, `all octets came before the end, got ${theirs.length}`);
    await closedOnce(pair, ours, theirs);
  },
  'destroy closes both ends once, and accepts nothing after': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.theirs.pause();
    let late = false;
    pair.ours.write(pattern(1, 100_000), () => {
      late = ours.closed > 0;
    });
    pair.ours.destroy(new Error('enough'));
    pair.ours.destroy();
    pair.theirs.resume();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
    assert(!late, 'nothing is accepted after closed');
  },
  'takes no write after end': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.ours.write(pattern(1, 50), nothing);
    pair.ours.end();
    let accepted = false;
    const room = pair.ours.write(pattern(2, 50), () => {
      accepted = true;
    });
    assert(!room, 'a write after end returns false');
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
    assert(same(theirs.octets(), pattern(1, 50)) && !accepted, 'what was written after end did not go');
    assert(ours.error === undefined && theirs.error === undefined, 'nor is it an error');
  },
  'end waits for a reader that pauses': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.theirs.pause();
    pair.ours.write(pattern(4, 3_000), nothing);
    pair.ours.end();
    await pair.until(() => false);
    assert(theirs.length === 0, 'nothing came');
    pair.theirs.resume();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    assert(same(theirs.octets(), pattern(4, 3_000)), 'all octets came before the end');
    await closedOnce(pair, ours, theirs);
  },
  'the end of one end is the end of both directions': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.theirs.end();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    assert(ours.error === undefined && theirs.error === undefined, 'without an error');
    assert(!pair.ours.write(pattern(1, 10), nothing), 'nothing is written after it');
    await closedOnce(pair, ours, theirs);
  },
  'tells the error it was destroyed with, at that end': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    const error = new Error('enough');
    pair.ours.destroy(error);
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    assert(ours.error === error, 'closed has the error of destroy');
    await closedOnce(pair, ours, theirs);
  },
  'tells a late user the error': async (pair) => {
    const error = new Error('enough');
    pair.ours.destroy(error);
    const ours = new Log(pair.ours);
    assert(ours.closed === 1 && ours.error === error, 'closed comes with attach, with the error');
    const theirs = new Log(pair.theirs);
    await reach(pair, 'their end closed', () => theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
  },
  'has nothing unaccepted once it closed': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.theirs.pause();
    for (let i = 0; i < 40; i++) pair.ours.write(pattern(i, 16_384), nothing);
    pair.ours.destroy();
    pair.theirs.resume();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
    assert(pair.ours.unaccepted === 0, `0 octets are unaccepted, got ${pair.ours.unaccepted}`);
  },
  'closes once when both ends are destroyed at the same time': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.ours.write(pattern(1, 10), nothing);
    pair.theirs.write(pattern(2, 10), nothing);
    pair.ours.destroy();
    pair.theirs.destroy(new Error('enough'));
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
  },
  'brings nothing after a destroy from within data': async (pair) => {
    const ours = new Log(pair.ours);
    const theirs = new Log(pair.theirs, () => pair.theirs.destroy());
    for (let i = 0; i < 10; i++) pair.ours.write(pattern(i, 100), nothing);
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
    assert(theirs.pieces.length === 1, `one piece came, got ${theirs.pieces.length}`);
  },
  'is silent after it closed': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.theirs.destroy();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    let accepted = false;
    const room = pair.ours.write(pattern(1, 10), () => {
      accepted = true;
    });
    pair.ours.pause();
    pair.ours.resume();
    pair.ours.end();
    pair.ours.destroy(new Error('again'));
    await closedOnce(pair, ours, theirs);
    assert(!room && !accepted, 'a write after the end is not taken');
  },
  'tells a late user that it is over': async (pair) => {
    const theirs = new Log(pair.theirs);
    pair.theirs.destroy();
    await reach(pair, 'their end closed', () => theirs.closed === 1);
    await pair.until(() => false);
    const ours = new Log(pair.ours);
    await reach(pair, 'our end closed', () => ours.closed > 0);
    await closedOnce(pair, ours, theirs);
  },
  'closes once when both ends let go at the same time': async (pair) => {
    const [ours, theirs] = attachBoth(pair);
    pair.ours.write(pattern(1, 10), nothing);
    pair.theirs.write(pattern(2, 10), nothing);
    pair.ours.end();
    pair.theirs.end();
    await reach(pair, 'both ends closed', () => ours.closed > 0 && theirs.closed > 0);
    await closedOnce(pair, ours, theirs);
  },
};

const nothing = (): void => undefined;

/** Everything one end was told. */
class Log {
  readonly pieces: Uint8Array[] = [];
  length = 0;
  drains = 0;
  closed = 0;
  error: Error | undefined;
  calledAfterClose = false;

  constructor(stream: DuplexLike, onData: (bytes: Uint8Array) => void = nothing) {
    stream.attach({
      data: (bytes) => {
        this.calledAfterClose ||= this.closed > 0;
        this.pieces.push(Uint8Array.from(bytes));
        this.length += bytes.length;
        onData(bytes);
      },
      drain: () => {
        this.calledAfterClose ||= this.closed > 0;
        this.drains++;
      },
      closed: (error) => {
        this.error = error;
        this.closed++;
      },
    });
  }

  octets(): Uint8Array {
    return join(this.pieces);
  }
}

function attachBoth({ ours, theirs }: DuplexPair): [Log, Log] {
  return [new Log(ours), new Log(theirs)];
}

function close({ ours, theirs }: DuplexPair): void {
  ours.destroy();
  theirs.destroy();
}

async function closedOnce(pair: DuplexPair, ours: Log, theirs: Log): Promise<void> {
  await pair.until(() => false);
  assert(ours.closed === 1 && theirs.closed === 1, `closed once each, got ${ours.closed} and ${theirs.closed}`);
  assert(!ours.calledAfterClose && !theirs.calledAfterClose, 'no data and no drain after closed');
}

async function reach(pair: DuplexPair, what: string, condition: () => boolean): Promise<void> {
  assert(await pair.until(condition), `waited in vain for ${what}`);
}

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the stream breaks its promise: ${what}`);
}

function pattern(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (seed * 31 + i) & 0xff);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
