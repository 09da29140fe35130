import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_POLL_MS = 20;
const LAST_POLL_MS = 1_000;
const POLL_GROWTH = 1.3;

/**
 * Waits until a check holds and gives what it gave. Real daemons tell nobody when something has happened inside them,
 * so they are asked again and again up to a deadline: soon at first, then more rarely, for being asked keeps them from
 * their work. Past the deadline `explain` and the last error say what was.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | false | undefined> | T | false | undefined,
  deadlineMs: number,
  explain: () => Promise<unknown> | unknown = () => '',
): Promise<T> {
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LAST_POLL_MS, pollMs * POLL_GROWTH)) {
    try {
      const answer = await check();
      if (answer !== false && answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) break;
    await sleep(pollMs);
  }
  throw new Error(`${what}: not within ${deadlineMs / 1000} s. ${String((await explain()) || '')}`, { cause: last });
}
