/** The divisor that splits 64 bits into two numbers JavaScript holds exactly: its nine digits, and at most eleven more. */
const BILLION = 1e9;
/** From here on in the upper half, 64 bits no longer fit into a number exactly. */
const EXACT = 0x200000;

/** The decimal digits of an unsigned 64-bit number given as two halves of 32 bits: exact, and without BigInt. */
export function formatUint64(high: number, low: number): string {
  if (high < EXACT) return String(high * 0x100000000 + low);
  // Long division by a billion, 16 bits at a time, so that no step exceeds 2^53.
  let rest = 0;
  let quotient = 0;
  for (const digit of [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff]) {
    const part = rest * 0x10000 + digit;
    const whole = Math.floor(part / BILLION);
    quotient = quotient * 0x10000 + whole;
    rest = part - whole * BILLION;
  }
  return `${quotient}${String(rest).padStart(9, '0')}`;
}

/** The decimal digits of what the codec gives for 64 bits: a number, or up to sixteen hexadecimal digits. */
export function decimalOf(value: number | string): string {
  if (typeof value === 'number') return String(value);
  const digits = value.padStart(16, '0');
  return formatUint64(Number.parseInt(digits.slice(0, 8), 16), Number.parseInt(digits.slice(8), 16));
}
