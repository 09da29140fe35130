import { Address4, Address6 } from 'ip-address';

/** An address in its canonical form (RFC 5952), the zone of a link-local one kept; undefined for any other text. */
export function canonicalAddress(text: string): string | undefined {
  if (text.includes('/')) return undefined;
  if (Address4.isValid(text)) return new Address4(text).correctForm();
  if (!Address6.isValid(text)) return undefined;
  const address = new Address6(text);
  return (address.is4() ? address.to4in6() : address.correctForm()) + address.zone;
}
