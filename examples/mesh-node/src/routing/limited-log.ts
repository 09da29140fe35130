import type { Clock } from '@mesh/bgp-session';
import type { Log, LogFields } from '@mesh-examples/lib/log';

const WINDOW_MS = 60_000;
const LINES_PER_WINDOW = 10;

/**
 * A log that others can make us write to: ten lines a minute of each event, and the number of those left out with the first
 * that is written again (`suppressed`).
 */
export function limitedLog(log: Log, clock: Pick<Clock, 'now'>): Log {
  const windows = new Map<string, { since: number; lines: number }>();
  const limited =
    (write: Log['info']) =>
    (event: string, fields: LogFields = {}) => {
      const now = clock.now();
      const window = windows.get(event);
      if (window !== undefined && now - window.since < WINDOW_MS) {
        if (++window.lines <= LINES_PER_WINDOW) write(event, fields);
        return;
      }
      const suppressed = Math.max(0, (window?.lines ?? 0) - LINES_PER_WINDOW);
      windows.set(event, { since: now, lines: 1 });
      write(event, suppressed === 0 ? fields : { ...fields, suppressed });
    };
  return { info: limited(log.info), error: limited(log.error) };
}
