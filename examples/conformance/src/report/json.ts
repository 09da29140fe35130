import type { Result } from '../check.js';
import { count } from './count.js';

/** For programs: the sums, and a member a check. */
export function jsonReport(results: readonly Result[]): string {
  const checks = results.map(({ check: { id, clause, level, kind, title }, verdict, reason, seconds }) => ({
    id,
    clause,
    level,
    kind,
    title,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    seconds,
  }));
  return `${JSON.stringify({ summary: count(results), checks }, undefined, 2)}\n`;
}
