import type { Log } from '@mesh-examples/lib/log';
import type { Farewell } from './ports.js';

/** What each signal means for what a node leaves behind. */
const SIGNALS = { SIGTERM: 'leave', SIGINT: 'leave', SIGUSR1: 'restart' } as const satisfies Partial<
  Record<NodeJS.Signals, Farewell>
>;

/** How long the node may take to end, before it is ended. */
const MOST_MS = 20_000;

/** Resolves to how the node is to end, at the first signal that says so; the second ends the process at once. */
export function farewell(log: Log): Promise<Farewell> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, how] of Object.entries(SIGNALS)) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        log.info('stopping', { signal, how });
        setTimeout(() => process.exit(1), MOST_MS).unref();
        resolve(how);
      });
    }
  });
}
