/** Where values stand in a text: by the object or list they are in, the place of each member. */
export class Positions {
  readonly #members = new Map<object, Map<PropertyKey, number> | readonly number[]>();

  /** The members of an object, for who reads it to fill in. */
  object(owner: object): Map<PropertyKey, number> {
    const members = new Map<PropertyKey, number>();
    this.#members.set(owner, members);
    return members;
  }

  /** The items of a list, for who reads it to append to. */
  list(owner: object): number[] {
    const items: number[] = [];
    this.#members.set(owner, items);
    return items;
  }

  /** Where the value of a path stands, or the last on the way to it that is there. */
  find(root: unknown, path: readonly PropertyKey[]): number {
    let at = 0;
    let value = root;
    for (const step of path) {
      const members = typeof value === 'object' && value !== null ? this.#members.get(value) : undefined;
      const place = members instanceof Map ? members.get(step) : members?.[step as number];
      if (place === undefined) return at;
      at = place;
      value = (value as Record<PropertyKey, unknown>)[step];
    }
    return at;
  }
}

/** Line and column, from 1. */
export function lineAndColumn(text: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: at - start + 1 };
}
