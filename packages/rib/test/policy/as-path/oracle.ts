import type { AsPathExpression } from '../../../src/policy/as-path/expression.js';

/** The elements of a path: members of a set, or one AS number. */
export type Elements = readonly (readonly number[])[];

/** True where a pattern is found in a path: from every place, every way to match is tried. */
export function isFound(expression: AsPathExpression, path: Elements): boolean {
  return (
    path.some((_, start) => ends(expression, path, start).size > 0) || ends(expression, path, path.length).size > 0
  );
}

/** Every place at which a match that begins at `start` may end. */
function ends(expression: AsPathExpression, path: Elements, start: number): Set<number> {
  switch (expression.kind) {
    case 'as': {
      const { ranges } = expression;
      const isIn = (asn: number): boolean =>
        ranges.some((from, i) => i % 2 === 0 && asn >= from && asn <= ranges[i + 1]!);
      return new Set(path[start]?.some(isIn) ? [start + 1] : []);
    }
    case 'begin':
      return new Set(start === 0 ? [start] : []);
    case 'end':
      return new Set(start === path.length ? [start] : []);
    case 'choice':
      return union(expression.parts.map((part) => ends(part, path, start)));
    case 'sequence':
      return expression.parts.reduce((places, part) => after(places, part, path), new Set([start]));
    case 'repeat': {
      let places = new Set([start]);
      for (let i = 0; i < expression.min; i++) places = after(places, expression.part, path);
      // Beyond as many turns as there are places, nothing new comes.
      const turns = Math.min(expression.max - expression.min, path.length + 1);
      for (let i = 0; i < turns; i++) places = union([places, after(places, expression.part, path)]);
      return places;
    }
  }
}

function after(places: Set<number>, part: AsPathExpression, path: Elements): Set<number> {
  return union([...places].map((place) => ends(part, path, place)));
}

function union(sets: readonly Set<number>[]): Set<number> {
  return new Set(sets.flatMap((set) => [...set]));
}
