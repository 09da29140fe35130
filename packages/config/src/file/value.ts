import { Secret } from '@mesh/bgp-session';
import { parseFamilyName, parseIPv4, standardFamilies } from '@mesh/bgp-wire';
import { closest } from '../text/closest.js';
import { familyWords } from '../text/forms/form.js';
import { readText } from '../text/keywords/name.js';
import type { TokenCursor } from '../text/lexer.js';
import { canonicalAddress, EXPECTED_ASN, parseAsn, parseUint } from '../text/values.js';
import { word } from './lines.js';

/** How a value is written behind its keyword: one line in each table of keywords. */
export interface Value<T> {
  /** For people. */
  readonly argument: string;
  read(cursor: TokenCursor): T;
  /** The text that `read` makes the same value of. */
  write(value: T): string;
}

export function integer(low: number, high: number): Value<number> {
  return {
    argument: `<${low}-${high}>`,
    read: (cursor) =>
      cursor.value(`a number from ${low} to ${high}`, (text) => {
        const number = parseUint(text, high);
        return number === undefined || number < low ? undefined : number;
      }),
    write: String,
  };
}

/** A number, or `disable` for what stands for none. */
export function integerOr<T>(low: number, high: number, none: T): Value<number | T> {
  const number = integer(low, high);
  return {
    argument: `${number.argument} | disable`,
    read(cursor) {
      if (!OFF.has(cursor.peek().text)) return number.read(cursor);
      cursor.next();
      return none;
    },
    write: (value) => (value === none ? 'disable' : String(value)),
  };
}

const ON: ReadonlySet<string> = new Set(['true', 'enable', 'enabled']);
const OFF: ReadonlySet<string> = new Set(['false', 'disable', 'disabled']);

/** True and false in any of their words; the keyword alone says true. */
export const flag: Value<boolean> = {
  argument: '[ true | false ]',
  read(cursor) {
    if (cursor.at(';')) return true;
    return cursor.value('true or false, or enable or disable', (text) =>
      ON.has(text) ? true : OFF.has(text) ? false : undefined,
    );
  },
  write: String,
};

/** A word or a quoted string. */
export const text: Value<string> = {
  argument: '<text>',
  read: (cursor) => readText(cursor, 'a word or a quoted text'),
  write: word,
};

export const address: Value<string> = {
  argument: '<address>',
  read: (cursor) => cursor.value('an IPv4 or IPv6 address', addressWithZone),
  write: String,
};

/** The address in its canonical form, the zone of a link-local one kept; undefined for any other text. */
export function addressWithZone(text: string): string | undefined {
  const percent = text.indexOf('%');
  if (percent < 0) return canonicalAddress(text);
  const canonical = canonicalAddress(text.slice(0, percent));
  return canonical?.startsWith('fe80:') && percent < text.length - 1 ? canonical + text.slice(percent) : undefined;
}

export const addressOrAuto: Value<string> = {
  argument: '<address> | auto',
  read: (cursor) =>
    cursor.value('an IPv4 or IPv6 address, or auto', (text) => (text === 'auto' ? text : addressWithZone(text))),
  write: String,
};

/** 0, or what makes sense as a hold time. */
export const holdTime: Value<number> = {
  argument: '<0 | 3-65535>',
  read: (cursor) =>
    cursor.value('0 or a number from 3 to 65535', (text) => {
      const seconds = parseUint(text, 0xffff);
      return seconds === 1 || seconds === 2 ? undefined : seconds;
    }),
  write: String,
};

/** What is to be typed and never shown. */
export const key: Value<string | Secret> = {
  argument: '<text>',
  read(cursor) {
    const typed = readText(cursor, 'a word or a quoted text');
    return typed === '' ? '' : new Secret(typed);
  },
  write: (value) => word(typeof value === 'string' ? value : new TextDecoder().decode(value.octets())),
};

export const routerId: Value<string> = {
  argument: '<IPv4 address>',
  read: (cursor) => cursor.value('an IPv4 address other than 0.0.0.0', (text) => (parseIPv4(text) ? text : undefined)),
  write: String,
};

export const asnOrAuto: Value<number | 'auto'> = {
  argument: '<AS number> | auto',
  read: (cursor) => cursor.value(`${EXPECTED_ASN}, or auto`, (text) => (text === 'auto' ? text : parseAsn(text))),
  write: String,
};

/** One word of a few; the words may stand for values of another name. */
export function oneOf<T extends string>(words: Readonly<Record<string, T>>): Value<T> {
  const names = Object.keys(words);
  return {
    argument: names.join(' | '),
    read(cursor) {
      const token = cursor.peek();
      const likely = closest(token.text, names);
      if (token.kind !== 'word' || !Object.hasOwn(words, token.text)) {
        throw cursor.error(token, {
          expected: names.join(', '),
          ...(likely === undefined ? {} : { hint: `did you mean ${likely}?` }),
        });
      }
      return words[cursor.next().text]!;
    },
    write: (value) => names.find((name) => words[name] === value)!,
  };
}

/** Most names of a list, and words of a command. */
const MAX_WORDS = 1024;

function checkLength(cursor: TokenCursor, list: readonly string[]): void {
  if (list.length < MAX_WORDS) return;
  throw cursor.error(cursor.peek(), { problem: `over ${MAX_WORDS} words`, expected: `at most ${MAX_WORDS} words` });
}

/** One word, or several in brackets. */
export const words: Value<string[]> = {
  argument: '<name> | [ <name> … ]',
  read(cursor) {
    if (!cursor.accept('[')) return [text.read(cursor)];
    const list: string[] = [];
    while (!cursor.accept(']')) {
      checkLength(cursor, list);
      list.push(text.read(cursor));
      cursor.accept(',');
    }
    return list;
  },
  write: (list) => `[ ${list.map(word).join(' ')} ]`,
};

/** A family, in two words or one: `ipv4 unicast`, `ipv4-unicast`. */
export const family: Value<string> = {
  argument: '<afi> <safi>',
  read(cursor) {
    const afi = cursor.peek();
    if (afi.kind !== 'word') throw cursor.error(afi, { expected: 'an address family such as ipv4' });
    cursor.next();
    const whole = canonicalFamily(afi.text);
    if (whole !== undefined) return whole;
    return cursor.value(
      'what is in the family, such as unicast',
      (safi) => canonicalFamily(`${afi.text} ${safi}`),
      (safi) => `there is no family ${afi.text} ${safi}`,
    );
  },
  write: (name) => canonicalFamily(name) ?? name,
};

/** A family in its two words; undefined for text that names none. */
function canonicalFamily(text: string): string | undefined {
  const found = parseFamilyName(text);
  return found !== undefined && standardFamilies.get(found) ? familyWords(found) : undefined;
}

/** A program and its arguments, up to the end of the statement. */
export const command: Value<readonly string[]> = {
  argument: '<program> [ <argument> … ]',
  read(cursor) {
    const list: string[] = [];
    let end = -1;
    while (!cursor.at(';')) {
      const token = cursor.peek();
      if (token.kind === 'end' || cursor.at('{') || cursor.at('}')) break;
      checkLength(cursor, list);
      cursor.next();
      // What stands without space between is one argument: `--ports=[1,2]`.
      if (token.start === end) list.push(list.pop()! + token.text);
      else list.push(token.text);
      end = token.end;
    }
    if (list.length === 0) throw cursor.error(cursor.peek(), { expected: 'a program and its arguments' });
    return list;
  },
  write: (list) => list.map(word).join(' '),
};

/** A name of a program, of a template, of a block: no word that means something to objects. */
export const name: Value<string> = {
  argument: '<name>',
  read: (cursor) =>
    cursor.value('a name: up to 64 of A-Z a-z 0-9 . _ -', (text) =>
      /^[A-Za-z0-9._-]{1,64}$/.test(text) && !(text in {}) ? text : undefined,
    ),
  write: word,
};
