import type { Log } from '@mesh-examples/lib/log';
import type { Farewell } from './ports.js';

/** What each signal means for what a node leaves behind. */
const SIGNALS: Partial<Record<NodeJS.Signals, Farewell>> = { SIGTERM: 'leave', SIGINT: 'leave', SIGUSR1: 'restart' };

/** How long the node may take to end, before it is ended. */
const MOST_MS = 20_000;

/** Signals that end a node, until `release`. */
export interface FarewellSignals {
  /** Resolves to how the node is to end, at the first signal that says so; the second ends the process at once. */
  readonly asked: Promise<Farewell>;
  release(): void;
}

export function farewellSignals(log: Log): FarewellSignals {
  let resolve: (how: Farewell) => void;
  const asked = new Promise<Farewell>((done) => {
    resolve = done;
  });
  let isAsked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isAsked) process.exit(1);
    isAsked = true;
    log.info('stopping', { signal, how: SIGNALS[signal] });
    setTimeout(() => process.exit(1), MOST_MS).unref();
    resolve(SIGNALS[signal]!);
  };
  const signals = Object.keys(SIGNALS);
  for (const signal of signals) process.on(signal, onSignal);
  return {
    asked,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
