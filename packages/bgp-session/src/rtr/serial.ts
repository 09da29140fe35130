/** True where serial number `a` comes after `b` (RFC 1982 §3.2); half a circle apart they have no order. */
export function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}
