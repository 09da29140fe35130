const OCTETS: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Octets as lower-case hexadecimal, two digits each. */
export function formatHex(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string {
  let text = '';
  for (let i = start; i < end; i++) text += OCTETS[bytes[i]!];
  return text;
}

/** The octets that hexadecimal text names (`0x` before it and white space in it are allowed); undefined for anything else. */
export function parseHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/^\s*0x/i, '').replace(/[\s:]+/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
