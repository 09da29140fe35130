/** Where values stand in a text: by the object or list they are in, the place of each member. */
export class Positions {
  readonly #members = new Map<object, Map<PropertyKey, number>>();

  set(owner: object, member: PropertyKey, at: number): void {
    const known = this.#members.get(owner);
    if (known) known.set(member, at);
    else this.#members.set(owner, new Map([[member, at]]));
  }

  /** Where the value of a path stands, or the last on the way to it that is there. */
  find(root: unknown, path: readonly PropertyKey[]): number {
    let at = 0;
    let value = root;
    for (const step of path) {
      const place = typeof value === 'object' && value !== null ? this.#members.get(value)?.get(step) : undefined;
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
