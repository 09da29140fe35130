import type { Explanation } from './explanation.js';

/** An explanation as text, one line a path. */
export function formatExplanation(explanation: Explanation): string {
  const { candidates, rejected, usable } = explanation;
  const prefix = candidates[0]?.route.prefix ?? rejected[0]?.route.prefix ?? 'no route';
  const lines = [prefix];
  for (const [place, { peer, route, lostTo }] of candidates.entries()) {
    const from = `${place + 1}. ${peer ?? 'local'} via ${route.nextHop}`;
    if (lostTo === undefined) lines.push(`  ${from}: ${usable ? 'best' : 'cannot be used'}`);
    else {
      const { row, rfc, lost, won } = lostTo.deciding;
      lines.push(`  ${from}: lost to ${lostTo.path + 1} by ${row} (${rfc}): ${lost} against ${won}`);
    }
  }
  for (const { peer, route, rejection } of rejected) {
    const clause = rejection.rfc === undefined ? '' : ` (${rejection.rfc})`;
    lines.push(`  - ${peer} via ${route.nextHop}: ${rejection.check}${clause}: ${rejection.reason}`);
  }
  return lines.join('\n');
}
