import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formatCloseReason, Speaker } from '@mesh/bgp-session';
import { connect } from '@mesh/bgp-session/tcp';
import { attributeSet, ByteWriter, createContext, encodeNlri, NO_PATH_ID } from '@mesh/bgp-wire';
import { AdjRibOut, RouteStore } from '@mesh/rib';
import { internetTable, paletteFor } from '@mesh-examples/lib';
import { ExpectedTable } from './expected.js';
import { COLLECTOR, type CollectorMessage, INJECTOR } from './messages.js';
import { isVerified, type Outcome, report } from './report.js';

const ROUTES = 100_000;
const SEED = 2026;
const SELF = new Uint8Array(0);

/** The main job: makes a table, sends it over a real session to a process of its own, and compares what is held there. */
export async function main(): Promise<number> {
  const start = performance.now();
  const child = fork(fileURLToPath(import.meta.resolve('@mesh-examples/demo/collector')), { execArgv: [] });
  try {
    const outcome = await transfer(child, start);
    process.stdout.write(report(outcome, paletteFor(process.stdout)));
    return isVerified(outcome) ? 0 : 1;
  } finally {
    if (child.connected) child.disconnect();
  }
}

async function transfer(child: ChildProcess, start: number): Promise<Outcome> {
  const messages = new Messages(child);
  const rib = new AdjRibOut(new RouteStore(), { prependLocalAs: true });
  const expected = fill(rib);
  const { port } = await messages.next('listening');
  const speaker = new Speaker({
    connect,
    handlerFor: () => ({
      onEstablished: (session) => ({ source: rib.open(session) }),
      onClose: (reason) => messages.fail(new Error(`the session ended: ${formatCloseReason(reason)}`)),
    }),
  });
  try {
    speaker.create({
      peerAddress: COLLECTOR.address,
      peerPort: port,
      localAs: INJECTOR.as,
      peerAs: COLLECTOR.as,
      routerId: INJECTOR.routerId,
      localAddress: INJECTOR.address,
    });
    const session = await Promise.race([speaker.whenEstablished(() => true), messages.failed]);
    const established = performance.now();
    const received = await messages.next('complete');
    const transferMs = performance.now() - established;
    const table = await messages.next('table');
    return { session, port, expected, received, table, transferMs, totalMs: performance.now() - start };
  } finally {
    messages.finish();
    await speaker.close();
  }
}

/** Announces the whole table, and works out beside it what must arrive. */
function fill(rib: AdjRibOut): ExpectedTable {
  const expected = new ExpectedTable();
  const context = createContext();
  const writer = new ByteWriter();
  for (const group of internetTable({ count: ROUTES, seed: SEED })) {
    const set = attributeSet(group.attributes, context);
    for (const nlri of group.nlri) {
      writer.truncate(0);
      encodeNlri([nlri], nlri.family, writer, context);
      rib.announceEncoded(nlri.family, writer.view(), 0, writer.length, NO_PATH_ID, set, SELF);
    }
    expected.add(group);
  }
  return expected;
}

/** What the collector says, in the order it says it; an end of the process or the session is a failure. */
class Messages {
  readonly failed: Promise<never>;
  readonly #waiting = new Map<string, (message: CollectorMessage) => void>();
  readonly #early = new Map<string, CollectorMessage>();
  #reject: (error: Error) => void = () => undefined;

  constructor(child: ChildProcess) {
    this.failed = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    this.failed.catch(() => undefined);
    child.on('message', (message) => this.#take(message as CollectorMessage));
    child.on('exit', (code) => this.fail(new Error(`the collector ended with exit code ${code}`)));
  }

  next<T extends CollectorMessage['type']>(type: T): Promise<Extract<CollectorMessage, { type: T }>> {
    const message = new Promise<CollectorMessage>((resolve) => {
      const early = this.#early.get(type);
      if (early) resolve(early);
      else this.#waiting.set(type, resolve);
    });
    return Promise.race([message, this.failed]) as Promise<Extract<CollectorMessage, { type: T }>>;
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  /** What comes from now on is no failure any more. */
  finish(): void {
    this.#reject = () => undefined;
  }

  #take(message: CollectorMessage): void {
    const resolve = this.#waiting.get(message.type);
    if (resolve) resolve(message);
    else this.#early.set(message.type, message);
  }
}
