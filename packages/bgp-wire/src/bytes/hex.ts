const OCTETS: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Octets as lower-case hexadecimal, two digits each. */
export function formatHex(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string {
  let text = '';
  for (let i = start; i < end; i++) text += OCTETS[bytes[i]!];
  return text;
}

/** 0–15 of a digit, `SEPARATOR` of what may stand between digits, by character code below 128; -1 else. */
const DIGITS: Int8Array = new Int8Array(128).fill(-1);
const SEPARATOR = -2;
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  DIGITS[text.charCodeAt(0)] = digit;
  DIGITS[text.toUpperCase().charCodeAt(0)] = digit;
}
for (const separator of ' \t\r\n\v\f:') DIGITS[separator.charCodeAt(0)] = SEPARATOR;

/** The octets that hexadecimal text names (`0x` before it and white space in it are allowed); undefined for anything else. */
export function parseHex(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length >> 1);
  let digits = 0;
  for (let i = /^\s*(?:0x)?/i.exec(text)![0].length; i < text.length; i++) {
    const digit = DIGITS[text.charCodeAt(i)] ?? -1;
    if (digit === SEPARATOR) continue;
    if (digit < 0) return undefined;
    bytes[digits >> 1] = (bytes[digits >> 1]! << 4) | digit;
    digits += 1;
  }
  return digits % 2 === 0 ? bytes.subarray(0, digits >> 1) : undefined;
}
