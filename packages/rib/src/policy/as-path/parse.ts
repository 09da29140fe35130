import { MeshError } from '@mesh/bgp-wire';
import { ANY_AS, type AsPathExpression, type AsRanges, invertRanges, MAX_ASN, mergeRanges } from './expression.js';

const MAX_PATTERN_LENGTH = 4000;
const MAX_REPEAT = 255;
const MAX_DEPTH = 50;

/*
 * choice   := sequence { '|' sequence }
 * sequence := { term [ '*' | '+' | '?' | '{' n [ ',' [ m ] ] '}' ] }
 * term     := AS number | '.' | '[' [ '^' ] { n | n '-' n } ']' | '(' choice ')' | '^' | '$' | '_'
 *
 * The unit is the AS number, never the digit. So `_`, which elsewhere keeps 65000 from being found in 165000, says
 * nothing here: it may stand wherever a space may. What means digits in other software is refused, not reinterpreted.
 */

/** Reads an AS-path expression. Throws `MESH_AS_PATH_PATTERN` with `column` (from 1) in its details. */
export function parseAsPathPattern(pattern: string): AsPathExpression {
  return new Parser(pattern).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): AsPathExpression {
    if (this.#text.length > MAX_PATTERN_LENGTH) {
      throw this.#failure(`a pattern has at most ${MAX_PATTERN_LENGTH} characters, got ${this.#text.length}`);
    }
    const whole = this.#choice(0);
    if (this.#at < this.#text.length) throw this.#failure("')' closes nothing");
    return whole;
  }

  #choice(depth: number): AsPathExpression {
    const parts = [this.#sequence(depth)];
    while (this.#take('|')) parts.push(this.#sequence(depth));
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  #sequence(depth: number): AsPathExpression {
    const parts: AsPathExpression[] = [];
    for (let term = this.#term(depth); term; term = this.#term(depth)) parts.push(this.#repeats(term));
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  /** The next term; undefined where the sequence ends. */
  #term(depth: number): AsPathExpression | undefined {
    this.#skip();
    const char = this.#text[this.#at];
    if (char === undefined || char === '|' || char === ')') return undefined;
    if (isDigit(char)) return this.#number();
    this.#at++;
    if (char === '.') return { kind: 'as', ranges: ANY_AS };
    if (char === '^') return { kind: 'begin' };
    if (char === '$') return { kind: 'end' };
    if (char === '[') return { kind: 'as', ranges: this.#ranges() };
    if (char === '(') return this.#group(depth);
    this.#at--;
    if ('*+?{'.includes(char)) throw this.#failure(`'${char}' repeats nothing`);
    throw this.#failure(`'${char}' has no meaning: write AS numbers, . ^ $ _ | ( ) [ ] * + ? or {n,m}`);
  }

  #group(depth: number): AsPathExpression {
    if (depth === MAX_DEPTH) throw this.#failure(`groups lie in one another at most ${MAX_DEPTH} deep`);
    const inside = this.#choice(depth + 1);
    if (!this.#take(')')) throw this.#failure("')' is missing");
    return inside;
  }

  #number(): AsPathExpression {
    const asn = this.#asn();
    const next = this.#text[this.#at];
    if (next === '.' || next === '[') {
      throw this.#failure(`'${next}' stands for an AS number of its own: put a space or _ between it and ${asn}`);
    }
    return { kind: 'as', ranges: [asn, asn] };
  }

  #repeats(term: AsPathExpression): AsPathExpression {
    let part = term;
    for (;;) {
      if (this.#take('*')) part = { kind: 'repeat', part, min: 0, max: Number.POSITIVE_INFINITY };
      else if (this.#take('+')) part = { kind: 'repeat', part, min: 1, max: Number.POSITIVE_INFINITY };
      else if (this.#take('?')) part = { kind: 'repeat', part, min: 0, max: 1 };
      else if (this.#take('{')) part = this.#counted(part);
      else return part;
    }
  }

  /** What follows `{`. */
  #counted(part: AsPathExpression): AsPathExpression {
    const min = this.#integer('a count', MAX_REPEAT);
    let max = min;
    if (this.#take(',')) {
      max = isDigit(this.#text[this.#at]) ? this.#integer('a count', MAX_REPEAT) : Number.POSITIVE_INFINITY;
    }
    if (max < min) throw this.#failure(`a count goes up, got {${min},${max}}`);
    if (!this.#take('}')) throw this.#failure("'}' is missing");
    return { kind: 'repeat', part, min, max };
  }

  /** What follows `[`. */
  #ranges(): AsRanges {
    const start = this.#at;
    const inverted = this.#take('^');
    const pairs: [number, number][] = [];
    for (;;) {
      while (' ,_'.includes(this.#text[this.#at] ?? 'end')) this.#at++;
      if (this.#take(']')) break;
      if (!isDigit(this.#text[this.#at]))
        throw this.#failure('AS numbers, ranges such as 64512-65534 or ] belong here');
      pairs.push(this.#range());
    }
    if (pairs.length === 0) throw this.#failure('there is no AS number in [ ]');
    if (this.#text.slice(start, this.#at) === '0-9]') {
      throw this.#failure('[0-9] is a digit elsewhere, here an AS number: write . for any one');
    }
    const ranges = mergeRanges(pairs);
    return inverted ? invertRanges(ranges) : ranges;
  }

  #range(): [number, number] {
    const from = this.#asn();
    if (!this.#take('-')) return [from, from];
    const to = this.#asn();
    if (to < from) throw this.#failure(`a range goes up, got ${from}-${to}`);
    return [from, to];
  }

  #asn(): number {
    return this.#integer('an AS number', MAX_ASN);
  }

  #integer(what: string, most: number): number {
    const start = this.#at;
    while (isDigit(this.#text[this.#at])) this.#at++;
    const digits = this.#text.slice(start, this.#at);
    if (digits !== '' && digits.length <= 10 && Number(digits) <= most) return Number(digits);
    this.#at = start;
    throw this.#failure(`${what} is 0 to ${most}, got ${digits === '' ? this.#rest() : digits}`);
  }

  #skip(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '_') this.#at++;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #rest(): string {
    return this.#text[this.#at] ?? 'the end';
  }

  #failure(rule: string): MeshError {
    const column = this.#at + 1;
    const shown = this.#text.length > 80 ? `${this.#text.slice(0, 80)}…` : this.#text;
    return new MeshError('MESH_AS_PATH_PATTERN', `AS-path pattern ${shown}, column ${column}: ${rule}`, {
      details: { pattern: this.#text, column },
    });
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}
