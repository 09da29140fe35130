import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Waits until a check holds and gives what it gave. Real daemons tell nobody when something has happened inside them,
 * so they are asked again and again up to a deadline; past it, the last answer (or error) is in the message.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | false | undefined> | T | false | undefined,
  deadlineMs: number,
  explain: () => Promise<unknown> | unknown = () => '',
): Promise<T> {
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await check();
      if (answer !== false && answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) break;
    await sleep(POLL_MS);
  }
  throw new Error(`${what}: not within ${deadlineMs / 1000} s. ${String((await explain()) || '')}`, { cause: last });
}
