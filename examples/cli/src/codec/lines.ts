import { Failure } from '../failure.js';

/** A line of the input and where it stands. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a byte stream of UTF-8 text, with any of the usual line ends. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = '';
  for await (const chunk of source) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop()!;
    for (const text of parts) yield { number: ++number, text: text.replace(/\r$/, '') };
  }
  rest += decoder.decode();
  if (rest !== '') yield { number: number + 1, text: rest };
}

/** The lines of a text that is there already. */
export async function* textLines(text: string): AsyncGenerator<Line> {
  let number = 0;
  for (const line of text.split('\n')) yield { number: ++number, text: line };
}

/**
 * The octets of a line of hexadecimal digits; white space and colons may stand between octets, `0x` before them.
 * Throws `Failure` that names line and column.
 */
export function parseHexLine({ number, text }: Line): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  let length = 0;
  let half = -1;
  let column = /^\s*(?:0x)?/i.exec(text)![0].length;
  for (; column < text.length; column++) {
    const digit = digitOf(text.charCodeAt(column));
    if (digit === SEPARATOR && half < 0) continue;
    if (digit < 0) {
      const found =
        digit === SEPARATOR
          ? 'an octet has two digits, got one'
          : `${JSON.stringify(text[column])} is no hexadecimal digit`;
      throw new Failure(`line ${number}, column ${column + 1}: ${found}`);
    }
    if (half < 0) half = digit;
    else {
      bytes[length++] = (half << 4) | digit;
      half = -1;
    }
  }
  if (half >= 0) throw new Failure(`line ${number}, column ${text.length}: an octet has two digits, got one`);
  return bytes.subarray(0, length);
}

const SEPARATOR = -2;

/** 0–15, `SEPARATOR`, or -1 for anything else. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  if (lower >= 0x61 && lower <= 0x66) return lower - 0x57;
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x3a ? SEPARATOR : -1;
}
