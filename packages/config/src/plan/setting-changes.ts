import { Secret } from '@mesh/bgp-session';
import { type Family, formatFamily } from '@mesh/bgp-wire';
import type { Neighbor } from '../settings/neighbor.js';

/** One setting of a neighbour that differs. Keys say `[redacted]`. */
export interface SettingChange {
  /** As `holdTime`, `session.localAddress`, `capability.addPath`. */
  readonly setting: string;
  /** Absent where the setting is. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** `live`: it counts at once; `session`: the session has to begin anew. */
  readonly effect: 'live' | 'session';
}

/** Settings that nothing depends on that a session has agreed on. Every other one has the session begin anew. */
const LIVE: ReadonlySet<string> = new Set([
  'description',
  'api',
  'capability.linkLocalPrefer',
  'session.listen',
  'session.md5Ip',
  'session.passive',
]);

/** Members that are compared one by one. */
const GROUPS: ReadonlySet<string> = new Set(['session', 'capability']);

/** What differs between two neighbours, the routes aside, in the order of the names. */
export function settingChanges(before: Neighbor, after: Neighbor): SettingChange[] {
  const [old, now] = [flat(before), flat(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names
    .filter((name) => keyOf(old.get(name)) !== keyOf(now.get(name)))
    .map((setting) => ({
      setting,
      ...(old.has(setting) ? { before: shown(old.get(setting)) } : {}),
      ...(now.has(setting) ? { after: shown(now.get(setting)) } : {}),
      effect: LIVE.has(setting) ? 'live' : 'session',
    }));
}

function flat({ routes: _routes, families, ...neighbor }: Neighbor): Map<string, unknown> {
  const members: Readonly<Record<string, unknown>> = { ...neighbor, families: families.map(formatFamily) };
  const found = new Map<string, unknown>();
  for (const [name, value] of Object.entries(members)) {
    if (!GROUPS.has(name)) found.set(name, value);
    else for (const [inner, one] of Object.entries(value as object)) found.set(`${name}.${inner}`, one);
  }
  return found;
}

/** Equal for values that mean the same, keys included; it is compared and goes nowhere. */
function keyOf(value: unknown): string {
  return JSON.stringify(walk(value, (key) => ({ key: [...key.octets()] }))) ?? '';
}

/** As plain data, without keys. */
function shown(value: unknown): unknown {
  return walk(value, String);
}

function walk(value: unknown, secret: (key: Secret) => unknown): unknown {
  if (value instanceof Secret) return secret(value);
  if (Array.isArray(value)) return value.map((one) => walk(one, secret));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, one]) => {
    return [name, name === 'family' ? formatFamily(one as Family) : walk(one, secret)] as const;
  });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
