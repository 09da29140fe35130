import { MeshError } from '@mesh/bgp-wire';

/** What a setting may be: in words, for the one who wrote it, and as a test. */
export interface Rule {
  readonly words: string;
  accepts(value: unknown): boolean;
}

/** A setting as messages call it, and what it may be. */
export interface RuleRow {
  /** Default: the name of the setting. */
  readonly label?: string;
  readonly rule: Rule;
  /** The value must not stand in a message. */
  readonly secret?: true;
}

export const rule = (words: string, accepts: (value: unknown) => boolean): Rule => ({ words, accepts });

/** A whole number of a range; `zero`: 0 stands beside it for "none". */
export function integer(low: number, high: number, unit: string = '', zero: boolean = false): Rule {
  const inside = (value: number) => (value >= low && value <= high) || (zero && value === 0);
  return rule(
    `${zero ? '0 or ' : ''}${low}–${high}${unit}`,
    (value) => typeof value === 'number' && Number.isInteger(value) && inside(value),
  );
}

export const flag: Rule = rule('true or false', (value) => typeof value === 'boolean');

export const text: Rule = rule('a text', (value) => typeof value === 'string');

export function oneOf(...values: readonly string[]): Rule {
  const words = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return rule(words, (value) => values.some((one) => one === value));
}

export function listOf(one: Rule): Rule {
  return rule(`a list, each of it ${one.words}`, (value) => Array.isArray(value) && value.every(one.accepts));
}

/** An object with these members and no others; one that is left out is fine unless it is needed. */
export function record(members: Readonly<Record<string, Rule>>, needed: readonly string[] = []): Rule {
  const names = Object.keys(members);
  const words = `an object of ${names.map((name) => `${name} (${members[name]?.words})`).join(', ')}`;
  return rule(words, (value) => {
    if (!isObject(value)) return false;
    const isKnown = ([name, member]: [string, unknown]) =>
      member === undefined ? names.includes(name) : names.includes(name) && members[name]!.accepts(member);
    return Object.entries(value).every(isKnown) && needed.every((name) => value[name] !== undefined);
  });
}

export const anyObject: Rule = rule('an object', isObject);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws `MeshError` of a code where a setting breaks its rule, with field, value and rule as details. */
export function checkRule(code: string, field: string, value: unknown, { label, rule, secret }: RuleRow): void {
  if (rule.accepts(value)) return;
  throw ruleError(code, field, secret ? undefined : value, rule.words, {
    ...(label === undefined ? {} : { label }),
    ...(secret ? { shown: 'something else' } : {}),
  });
}

/** The error of a setting that breaks a rule: `hold time must be 0 or 3–65535 seconds, got 2`. */
export function ruleError(
  code: string,
  field: string,
  value: unknown,
  rule: string,
  { label = field, shown = show(value) }: { readonly label?: string; readonly shown?: string } = {},
): MeshError {
  return new MeshError(code, `${label} must be ${rule}, got ${shown}`, { details: { field, value, rule } });
}

/** Throws `MeshError` of a code where a setting is none of those known, with the one that may have been meant. */
export function checkKnown(code: string, settings: object, known: readonly string[]): void {
  for (const field of Object.keys(settings)) {
    if (known.includes(field)) continue;
    const meant = nearest(field, known);
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    const details = { field, value: undefined, rule: 'a known setting', meant };
    throw new MeshError(code, `there is no setting ${JSON.stringify(field)}${hint}`, { details });
  }
}

const MOST_SHOWN = 80;

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'string' && !isObject(value) && !Array.isArray(value)) return String(value);
  let shown: string;
  try {
    shown = JSON.stringify(value);
  } catch {
    return 'an object';
  }
  return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
}

/** The known name that begins like this one, or else is spelled most like it. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const small = name.toLowerCase();
  const start = known.find((one) => one.toLowerCase().startsWith(small) || small.startsWith(one.toLowerCase()));
  if (start !== undefined && small.length >= 3) return start;
  const near = known.map((one) => ({ one, cost: distance(small, one.toLowerCase()) }));
  const best = near.reduce((least, next) => (next.cost < least.cost ? next : least));
  return best.cost <= Math.max(2, name.length / 3) ? best.one : undefined;
}

/** Letters to insert, delete or replace to make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
