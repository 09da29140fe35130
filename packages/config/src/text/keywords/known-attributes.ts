import type { PathAttribute } from '@mesh/bgp-wire';
import type { TokenCursor } from '../lexer.js';

/** Most arguments remembered of one keyword. */
const MAX_KNOWN = 1024;

/**
 * Attributes that a text has had so far, by keyword and argument as written. Texts say the same few things about many
 * routes: each is read once, and its routes share the attribute.
 */
export class KnownAttributes {
  readonly #known = new Map<string, Map<string, PathAttribute>>();

  /** Takes the argument of a keyword: what is known of it, else what `read` makes of it. */
  take(cursor: TokenCursor, keyword: string, read: () => PathAttribute): PathAttribute {
    const end = cursor.argumentEnd();
    if (end === undefined) return read();
    const known = this.#known.get(keyword) ?? new Map<string, PathAttribute>();
    const text = cursor.source.slice(cursor.offset, end);
    const found = known.get(text);
    if (found) {
      cursor.skipTo(end);
      return found;
    }
    const made = read();
    if (cursor.offset === end && known.size < MAX_KNOWN) {
      this.#known.set(keyword, known.set(text, Object.freeze(made)));
    }
    return made;
  }
}
