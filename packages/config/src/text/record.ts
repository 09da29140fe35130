import { printText } from './keywords/name.js';
import type { TokenCursor } from './lexer.js';
import { printOctets, readOctets, requireRoom } from './values.js';

/*
 * Plain data as text, for what has many members and no keywords of its own: `{ member value … }` is an object, whose
 * members are written with dashes, `[ value … ]` a list, `0x00ff` octets, digits a number, and a word or a quoted string
 * a text. Long octets stand in parentheses, in several words.
 */

/** Digits that are a number, and no text. */
const NUMBER = /^(?:0|[1-9]\d{0,15})$/;
/** Text that needs quotes, for it would be read as something else. */
const NO_TEXT = /^(?:\d*|true|false|0x.*)$/i;

/** Takes a value of any kind. */
export function readRecord(cursor: TokenCursor): unknown {
  const token = cursor.peek();
  if (token.kind === 'string') return cursor.next().text;
  if (cursor.accept('{')) return readMembers(cursor);
  if (cursor.accept('[')) return readItems(cursor);
  if (cursor.accept('(')) {
    const octets = readOctets(cursor, 'octets in hexadecimal');
    cursor.expect(')');
    return octets;
  }
  if (/^0x/i.test(token.text)) return readOctets(cursor, 'octets in hexadecimal, as 0x00ff');
  return cursor.value('a value: a word, a number, 0x and octets, [ … ] or { … }', readScalar);
}

function readScalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (!/^\d+$/.test(text)) return text;
  return NUMBER.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER ? Number(text) : undefined;
}

function readMembers(cursor: TokenCursor): object {
  const members: Record<string, unknown> = {};
  while (!cursor.accept('}')) {
    const token = cursor.peek();
    const name = cursor.value('the name of a member', (text) => (NAME.test(text) ? memberOf(text) : undefined));
    if (Object.hasOwn(members, name)) {
      throw cursor.error(token, { problem: `${token.text} stands twice`, expected: 'every member once' });
    }
    members[name] = readRecord(cursor);
    cursor.accept(';');
  }
  return members;
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

function readItems(cursor: TokenCursor): unknown[] {
  const items: unknown[] = [];
  while (!cursor.accept(']')) {
    requireRoom(cursor, items);
    items.push(readRecord(cursor));
    cursor.accept(',');
  }
  return items;
}

/** The text that `readRecord` makes the same value of. */
export function printRecord(value: unknown): string {
  if (value instanceof Uint8Array) {
    const text = printOctets(value);
    return text.includes(' ') ? `( ${text} )` : text;
  }
  if (Array.isArray(value)) return value.length === 0 ? '[ ]' : `[ ${value.map(separated).join(' ')} ]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return ['{', ...members.map(([name, member]) => `${wordOf(name)} ${printRecord(member)}`), '}'].join(' ');
  }
  if (typeof value === 'string') return NO_TEXT.test(value) ? `"${value}"` : printText(value);
  return String(value);
}

/** Octets beside octets in a list would be read as one value. */
function separated(value: unknown): string {
  const text = printRecord(value);
  return value instanceof Uint8Array && !text.startsWith('(') ? `( ${text} )` : text;
}

/** `ipv4-interface-addresses` as the model has it, `ipv4InterfaceAddresses`. */
export function memberOf(word: string): string {
  return word.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
}

/** The word of a member's name. */
export function wordOf(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
