import { formatIPv4, parseIPv4 } from '../../bytes/address.js';
import { formatHex, parseHex } from '../../bytes/hex.js';
import { readU32 } from '../../bytes/reader.js';
import { writeU32 } from '../../bytes/writer.js';
import { readUint } from '../../tlv/value.js';

/*
 * The text of an extended community is `name:words`, for its type and the six octets behind it. A row need not know
 * whether its words say all of the octets: text is only ever used where it reads back as the same octets
 * (`extended-communities.ts`), so that a reserved bit somebody set turns the whole into hexadecimal digits.
 */

/** Octets after type and sub-type. */
export const VALUE_LENGTH = 6;

/** One type of extended community, or one of the names of a type: one line in the table. */
export interface ExtendedCommunityRow {
  /** Type and sub-type in one number, with the transitive bit it usually has: `0x0002` for a route target. */
  readonly type: number;
  readonly name: string;
  /** What stands behind the name and its colon, for six octets; undefined where the words cannot say it. */
  format(value: Uint8Array): string | undefined;
  /** The six octets of what stands behind the name; undefined for any other text. */
  parse(text: string): Uint8Array | undefined;
}

/** A row whose words, between colons, are the parts of the value in order. */
export function wordsRow(type: number, name: string, ...parts: readonly Part[]): ExtendedCommunityRow {
  const spoken = parts.filter(({ isSilent }) => !isSilent).length;
  return {
    type,
    name,
    format(value) {
      const words: string[] = [];
      let at = 0;
      for (const part of parts) {
        const word = part.format(value, at);
        if (word === undefined) return undefined;
        if (!part.isSilent) words.push(word);
        at += part.length;
      }
      return words.join(':');
    },
    parse(text) {
      const words = text === '' ? [] : text.split(':');
      if (words.length !== spoken) return undefined;
      const value = new Uint8Array(VALUE_LENGTH);
      let at = 0;
      for (const part of parts) {
        if (!part.parse(part.isSilent ? '' : words.shift()!, value, at)) return undefined;
        at += part.length;
      }
      return value;
    },
  };
}

/** Some octets of a value, and the word for them. */
export interface Part {
  readonly length: number;
  /** It has no word: the row implies its octets. */
  readonly isSilent?: true;
  format(value: Uint8Array, at: number): string | undefined;
  /** Writes the octets that the word means; false for a word that means none. */
  parse(word: string, value: Uint8Array, at: number): boolean;
}

/** The number of decimal digits, or undefined for other text and for numbers above `max`. */
export function parseNumber(word: string, max: number): number | undefined {
  return /^\d{1,10}$/.test(word) && Number(word) <= max ? Number(word) : undefined;
}

function write(value: Uint8Array, at: number, length: number, number: number): void {
  for (let i = 0; i < length; i++) value[at + i] = number >>> (8 * (length - 1 - i));
}

/** An unsigned number of 1 to 4 octets. */
export function number(length: 1 | 2 | 3 | 4): Part {
  return {
    length,
    format: (value, at) => String(readUint(value, at, length)),
    parse(word, value, at) {
      const one = parseNumber(word, 2 ** (8 * length) - 1);
      if (one !== undefined) write(value, at, length, one);
      return one !== undefined;
    },
  };
}

/** A number in the last octets that has names; numbers without one have no text. */
export function named(length: 1 | 2, names: Readonly<Record<string, number>>): Part {
  return {
    length,
    format: (value, at) => Object.keys(names).find((name) => names[name] === readUint(value, at, length)),
    parse(word, value, at) {
      if (!Object.hasOwn(names, word)) return false;
      write(value, at, length, names[word]!);
      return true;
    },
  };
}

/** A 4-octet AS number, which the letter tells from a 2-octet one: `65000L`. */
export const asn4: Part = {
  length: 4,
  format: (value, at) => `${readU32(value, at)}L`,
  parse(word, value, at) {
    const [, digits, letter] = /^(\d{1,10})(L?)$/.exec(word) ?? [];
    const asn = parseNumber(digits ?? '', 0xffffffff);
    if (asn === undefined || (letter === '' && asn <= 0xffff)) return false;
    writeU32(value, at, asn);
    return true;
  },
};

/** An IPv4 address. */
export const ipv4: Part = {
  length: 4,
  format: (value, at) => formatIPv4(readU32(value, at)),
  parse(word, value, at) {
    const address = parseIPv4(word);
    if (address !== undefined) writeU32(value, at, address);
    return address !== undefined;
  },
};

/** Octets without a word: zero, but for the number given, which stands in the last. */
export function silent(length: number, last: number = 0): Part {
  return {
    length,
    isSilent: true,
    format: () => '',
    parse(_word, value, at) {
      value[at + length - 1] = last;
      return true;
    },
  };
}

/** An IEEE 754 number of single precision, as a rate is: `1250000`, `0.5`, `1e+21`. */
export function formatFloat(value: Uint8Array, at: number): string {
  return String(new DataView(value.buffer, value.byteOffset).getFloat32(at));
}

/** Writes the number that a decimal text means; false for other text, and for what single precision does not hold. */
export function parseFloat32(word: string, value: Uint8Array, at: number): boolean {
  const one = /^\d+(\.\d+)?(e[+-]?\d+)?$/.test(word) ? Math.fround(Number(word)) : Number.POSITIVE_INFINITY;
  if (!Number.isFinite(one)) return false;
  new DataView(value.buffer).setFloat32(at, one);
  return true;
}

export const float: Part = { length: 4, format: formatFloat, parse: parseFloat32 };

/** A row of a MAC address, whose colons are its own. */
export function macRow(type: number, name: string): ExtendedCommunityRow {
  return {
    type,
    name,
    format: (value) => formatHex(value).replace(/(..)(?=.)/g, '$1:'),
    parse: (text) => (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ? parseHex(text) : undefined),
  };
}

/** A row of a number in the last octets, with a word for a bit of the first: `mac-mobility:5:sticky`. */
export function optionRow(type: number, name: string, length: 3 | 4, option: string): ExtendedCommunityRow {
  const plain = wordsRow(type, name, silent(VALUE_LENGTH - length), number(length));
  return {
    ...plain,
    format: (value) => `${plain.format(value)}${value[0] === 1 ? `:${option}` : ''}`,
    parse(text) {
      const value = plain.parse(text.endsWith(`:${option}`) ? text.slice(0, -option.length - 1) : text);
      if (value && text.endsWith(`:${option}`)) value[0] = 1;
      return value;
    },
  };
}
