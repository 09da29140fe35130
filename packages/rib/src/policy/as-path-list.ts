import { AttributeCode, MeshError } from '@mesh/bgp-wire';
import { AsPathAutomaton } from './as-path/automaton.js';
import { parseAsPathPattern } from './as-path/parse.js';
import { compilePatterns } from './as-path/program.js';
import { named } from './named.js';
import type { Match, PolicyRoute } from './policy.js';

/**
 * True for routes whose AS path has the pattern. The unit of a pattern is the AS number, not the digit: `65000` is
 * never found in 165000. `^65000_` is told by 65000, `_65001$` begins in 65001, `65000 65001` has both in a row, `.` is
 * any AS number, `[64512-65534 65540]` one of these and `[^ …]` none of them; `( | )`, `*`, `+`, `?` and `{n,m}` are as
 * usual, `^$` is the empty path. A set is one element and is what any of its members is; confederation segments count
 * as others do. Without `^` and `$` a pattern is found anywhere.
 *
 * A path costs time linear in its length, whatever the pattern. Throws `MESH_AS_PATH_PATTERN` for a pattern that is
 * none, or too large.
 */
export function asPathMatches(pattern: string): Match {
  return matchOf([pattern], `AS path ${pattern}`, () => true);
}

/**
 * True for routes whose AS path the list has: the first pattern that a path has decides, `deny` in front of it takes
 * the path out. All patterns are matched at once.
 */
export function asPathList(entries: readonly string[], name = ''): Match {
  const parsed = entries.map((entry) => {
    const [, action, pattern = ''] = /^(?:(permit|deny) +)?(.*)$/s.exec(entry) ?? [];
    return { isPermitted: action !== 'deny', pattern };
  });
  return matchOf(
    parsed.map(({ pattern }) => pattern),
    name === '' ? 'AS path list' : `AS path list ${name}`,
    (entry) => parsed[entry]!.isPermitted,
  );
}

function matchOf(patterns: readonly string[], name: string, isPermitted: (entry: number) => boolean): Match {
  if (patterns.length > MAX_PATTERNS) {
    throw new MeshError('MESH_AS_PATH_PATTERN', `a list has at most ${MAX_PATTERNS} patterns, got ${patterns.length}`);
  }
  const automaton = new AsPathAutomaton(compilePatterns(patterns.map(parseAsPathPattern)));
  return named(name, (route: PolicyRoute) => {
    const found = route.locate(AttributeCode.AS_PATH)
      ? automaton.first(route.bytes, route.start, route.end)
      : automaton.first(route.bytes, 0, 0);
    return found >= 0 && isPermitted(found);
  });
}

const MAX_PATTERNS = 10_000;
