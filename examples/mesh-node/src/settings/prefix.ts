import { formatAddress, parseAddress } from '@mesh/bgp-wire';

/** `10.0.0.0/24`: an address without host bits, and its length. */
export function isPrefix(text: string): boolean {
  const [address = '', digits = '', rest] = text.split('/');
  const octets = parseAddress(address);
  if (octets === undefined || rest !== undefined || !/^\d{1,3}$/.test(digits)) return false;
  const length = Number(digits);
  if (length > octets.length * 8) return false;
  return octets.every((octet, i) => (octet & (0xff >> Math.min(8, Math.max(0, length - i * 8)))) === 0);
}

/** Address number `n` of a prefix. Throws `RangeError` for one that it does not have. */
export function addressIn(prefix: string, n: number): string {
  const [address = '', digits = ''] = prefix.split('/');
  const octets = parseAddress(address)!.slice();
  const hostBits = octets.length * 8 - Number(digits);
  if (n < 1 || (hostBits < 32 && n >= 2 ** hostBits - (octets.length === 4 ? 1 : 0))) {
    throw new RangeError(`${prefix} has no address ${n}`);
  }
  for (let i = octets.length - 1, left = n; left > 0; i--, left = Math.floor(left / 256)) octets[i]! += left % 256;
  return formatAddress(octets);
}

/** Number of an address in a prefix: the inverse of `addressIn`; undefined for an address outside. */
export function numberIn(prefix: string, address: string): number | undefined {
  const [first = '', digits = ''] = prefix.split('/');
  const [base, octets] = [parseAddress(first)!, parseAddress(address)];
  if (octets === undefined || octets.length !== base.length) return undefined;
  let n = 0;
  for (const [i, octet] of octets.entries()) n = n * 256 + (octet - base[i]!);
  const last = 2 ** (base.length * 8 - Number(digits)) - (base.length === 4 ? 2 : 1);
  return n >= 1 && n <= last && Number.isSafeInteger(n) ? n : undefined;
}
