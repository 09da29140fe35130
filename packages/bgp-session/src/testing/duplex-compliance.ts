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
  dataAfterClose = false;

  constructor(stream: DuplexLike) {
    stream.attach({
      data: (bytes) => {
        this.pieces.push(Uint8Array.from(bytes));
        this.length += bytes.length;
        this.dataAfterClose ||= this.closed > 0;
      },
      drain: () => this.drains++,
      closed: () => this.closed++,
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
  assert(!ours.dataAfterClose && !theirs.dataAfterClose, 'no data after closed');
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
