import type { BitmaskMatch, FlowMatch, NumericMatch } from '@mesh/bgp-wire';
import type { TokenCursor } from '../../lexer.js';
import { MAX_UINT32, parseUint } from '../../values.js';

/*
 * Operators of a flow component (RFC 8955 §4.2.1): `=80`, `>8080&<8088`, `[ =80 =443 ]`. `&` binds to the one before, a
 * space in a list means "or". A number has as few octets as it needs: `=80/2` has two. Eight octets are sixteen
 * hexadecimal digits.
 */

export interface Vocabulary {
  readonly bitmask: boolean;
  /** Words for values. */
  readonly names?: Readonly<Record<string, number>>;
  /** Words that are read only, for they mean other values elsewhere. */
  readonly spoken?: Readonly<Record<string, number>>;
}

const NUMERIC_SIGNS: readonly NumericMatch[] = ['!=', '>=', '<=', '=', '>', '<', 'true', 'false'];
const BITMASK_SIGNS: readonly (readonly [sign: string, match: BitmaskMatch])[] = [
  ['!=', 'not-all'],
  ['=', 'all'],
  ['!', 'not-any'],
  ['', 'any'],
];

/** Takes one term, or a list of them in brackets. */
export function readMatches(cursor: TokenCursor, vocabulary: Vocabulary): FlowMatch[] {
  const expected = vocabulary.bitmask
    ? `bits such as ${exampleOf(vocabulary)}, with = ! or != before them`
    : `a comparison such as =80 or >1024&<2048${vocabulary.names ? `, or ${exampleOf(vocabulary)}` : ''}`;
  const term = () => cursor.value(expected, (text) => parseTerm(text, vocabulary));
  if (!cursor.accept('[')) return term();
  const list = term();
  while (!cursor.accept(']')) {
    cursor.accept(',');
    for (const one of term()) list.push(one);
  }
  return list;
}

function exampleOf({ names = {} }: Vocabulary): string {
  return Object.keys(names).slice(0, 3).join(', ');
}

/** `>8080&<8088`: operators joined by `&`; undefined for other text. One `&` may stand first. */
function parseTerm(text: string, vocabulary: Vocabulary): FlowMatch[] | undefined {
  const joined = text.startsWith('&');
  const list: FlowMatch[] = [];
  for (const part of (joined ? text.slice(1) : text).split('&')) {
    const one = parseOperator(part, vocabulary);
    if (!one) return undefined;
    list.push({ ...one, and: joined || list.length > 0 });
  }
  return list;
}

function parseOperator(text: string, vocabulary: Vocabulary): Omit<FlowMatch, 'and'> | undefined {
  const [body = '', digits, ...more] = text.split('/');
  const octets = digits === undefined ? undefined : [1, 2, 4].find((size) => String(size) === digits);
  if (more.length > 0 || (digits !== undefined && octets === undefined)) return undefined;
  const [match, word] = vocabulary.bitmask ? bitmaskSign(body) : numericSign(body);
  const value = word === '' && (match === 'true' || match === 'false') ? 0 : parseValue(word, vocabulary);
  if (value === undefined) return undefined;
  const shortest = typeof value === 'string' ? 8 : value <= 0xff ? 1 : value <= 0xffff ? 2 : 4;
  if (octets !== undefined && octets < shortest) return undefined;
  return octets === undefined || octets === shortest ? { match, value } : { match, value, octets };
}

function numericSign(text: string): readonly [NumericMatch, string] {
  const lower = text.toLowerCase();
  const sign = NUMERIC_SIGNS.find((one) => lower.startsWith(one));
  return sign === undefined ? ['=', text] : [sign, text.slice(sign.length)];
}

function bitmaskSign(text: string): readonly [BitmaskMatch, string] {
  const [sign, match] = BITMASK_SIGNS.find(([one]) => text.startsWith(one))!;
  return [match, text.slice(sign.length)];
}

function parseValue(text: string, { bitmask, names = {}, spoken = {} }: Vocabulary): number | string | undefined {
  if (/^0x[0-9a-f]{16}$/i.test(text)) return text.slice(2).toLowerCase();
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number(text);
  const number = parseUint(text, MAX_UINT32);
  if (number !== undefined) return number;
  let sum = 0;
  for (const word of bitmask ? text.toLowerCase().split('+') : [text.toLowerCase()]) {
    const value = Object.hasOwn(names, word) ? names[word] : Object.hasOwn(spoken, word) ? spoken[word] : undefined;
    if (value === undefined) return undefined;
    sum |= value;
  }
  return sum;
}

/** The text that `readMatches` makes the same list of. */
export function printMatches(list: readonly FlowMatch[], vocabulary: Vocabulary): string {
  const terms: string[] = [];
  for (const one of list) {
    const text = printOperator(one, vocabulary);
    if (!one.and) terms.push(text);
    else if (terms.length === 0) terms.push(`&${text}`);
    else terms.push(`${terms.pop()}&${text}`);
  }
  return terms.length === 1 ? terms[0]! : `[ ${terms.join(' ')} ]`;
}

function printOperator({ match, value, octets }: FlowMatch, vocabulary: Vocabulary): string {
  const sign = BITMASK_SIGNS.find(([, one]) => one === match)?.[0] ?? match;
  const silent = value === 0 && (match === 'true' || match === 'false');
  const word = silent ? '' : typeof value === 'string' ? `0x${value}` : printValue(value, vocabulary);
  return `${sign}${word}${octets === undefined || octets === 8 ? '' : `/${octets}`}`;
}

function printValue(value: number, { bitmask, names = {} }: Vocabulary): string {
  const whole = Object.keys(names).find((name) => names[name] === value);
  if (whole !== undefined || !bitmask) return whole ?? String(value);
  const words = Object.keys(names).filter((name) => (value & names[name]!) !== 0);
  const sum = words.reduce((bits, name) => bits | names[name]!, 0);
  return words.length > 0 && sum >>> 0 === value ? words.join('+') : String(value);
}
