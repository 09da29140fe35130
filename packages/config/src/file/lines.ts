import { MeshError } from '@mesh/bgp-wire';
import { MAX_TOKEN } from '../text/lexer.js';

/** One level of a block. */
const INDENT = '  ';

/** Collects the lines of a configuration text; blocks are indented. */
export class Lines {
  readonly #lines: string[] = [];
  #indent = '';

  /** A statement, without its `;`. */
  statement(text: string): void {
    this.#lines.push(`${this.#indent}${text};\n`);
  }

  /** A remark for people. */
  comment(text: string): void {
    this.#lines.push(`${this.#indent}# ${text}\n`);
  }

  /** A block; nothing where it would be empty, unless it says something even then. */
  block(head: string, print: () => void, { always = false }: { readonly always?: boolean } = {}): void {
    const start = this.#lines.push(`${this.#indent}${head} {\n`);
    this.#indent += INDENT;
    print();
    this.#indent = this.#indent.slice(INDENT.length);
    if (this.#lines.length === start && !always) this.#lines.pop();
    else this.#lines.push(`${this.#indent}}\n`);
  }

  toString(): string {
    return this.#lines.join('');
  }
}

/**
 * The text as a word where it is one, else quoted. Throws `MESH_SETTINGS_INVALID` for a text that no configuration can
 * hold: one of several lines, or of over 4096 characters.
 */
export function word(text: string): string {
  if (/^[\w.:/@+=%*?~-]+$/.test(text) && text.length <= MAX_TOKEN) return text;
  const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`;
  if (!text.includes('\n') && quoted.length - 2 < MAX_TOKEN) return quoted;
  throw new MeshError(
    'MESH_SETTINGS_INVALID',
    // It may be a key, and is not quoted.
    `a configuration text holds texts of one line and up to ${MAX_TOKEN} characters, got ${text.length} characters in ${text.split('\n').length} lines`,
  );
}
