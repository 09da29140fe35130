import { parseIPv4 } from '@mesh/bgp-wire';
import { Address4, Address6 } from 'ip-address';

/** What begins as an address does and goes on like one, up to its zone. */
const LIKE_ADDRESS = /^[\da-fA-F:.]+(?:%|$)/;

/** An address in its canonical form (RFC 5952), the zone of a link-local one kept; undefined for any other text. */
export function canonicalAddress(text: string): string | undefined {
  // The package makes an error for every text that is none: most words of a command are settled before.
  if (parseIPv4(text) !== undefined) return text;
  if (!LIKE_ADDRESS.test(text) || text.includes('/')) return undefined;
  if (Address4.isValid(text)) return new Address4(text).correctForm();
  if (!Address6.isValid(text)) return undefined;
  const address = new Address6(text);
  return (address.is4() ? address.to4in6() : address.correctForm()) + address.zone;
}
