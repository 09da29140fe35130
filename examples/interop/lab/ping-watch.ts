import { type ChildProcess, spawn } from 'node:child_process';
import type { LabNode } from '@mesh-examples/mesh-node/lab';

const INTERVAL_SECONDS = 0.2;
/** How long an answer may take before the next request but one is on its way. */
const LATE = 2;

interface Watched {
  readonly pair: string;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  text: string;
}

/** Pings from each node to the network behind each other, five a second, until it is stopped. */
export class PingWatch {
  readonly #pings: readonly Watched[];

  constructor(nodes: readonly LabNode[]) {
    this.#pings = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => watch(from, to)));
  }

  /** Ends it. Gives what was lost, a line a pair; nothing where everything was answered. */
  async stop(): Promise<readonly string[]> {
    for (const { child } of this.#pings) child.kill('SIGINT');
    await Promise.all(this.#pings.map(({ ended }) => ended));
    return this.#pings.flatMap(({ pair, text }) => {
      const answered = new Set([...text.matchAll(/icmp_seq=(\d+) ttl=/g)].map(([, sequence]) => Number(sequence)));
      const sent = Number(/(\d+) packets transmitted/.exec(text)?.[1] ?? 0);
      // The answer to the last one may be on its way.
      const lost = Array.from({ length: Math.max(1, sent - LATE) }, (_, i) => i + 1).filter((n) => !answered.has(n));
      return lost.length === 0 ? [] : [`${pair}: ${lost.join(' ')} of ${sent}`];
    });
  }
}

function watch(from: LabNode, to: LabNode): Watched {
  const [program = '', ...before] = from.namespace.within;
  const args = [...before, 'ping', '-n', '-i', String(INTERVAL_SECONDS), to.gateway];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const watched: Watched = { pair: `${from.name} → ${to.name}`, child, ended, text: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    watched.text += text;
  });
  return watched;
}
