import {
  afiOf,
  ByteWriter,
  Family,
  formatFamily,
  formatHex,
  isPrefixNlri,
  type Nlri,
  parsePrefix,
  safiOf,
  writePrefix,
} from '@mesh/bgp-wire';

const FAMILIES: readonly Family[] = [
  Family.IPV4_UNICAST,
  Family.IPV4_MULTICAST,
  Family.IPV6_UNICAST,
  Family.IPV6_MULTICAST,
];

/**
 * The index that ExaBGP 6.0 itself gives a route, for programs that have kept some: AFI and SAFI as four hexadecimal digits
 * in ASCII, twice, then `disabled` in ASCII or the path identifier, then the prefix as in an UPDATE. It names nothing here:
 * `RouteIndex` does. Of unicast and multicast prefixes alone; throws `RangeError` for any other route.
 */
export function exabgpCompatIndex({ nlri }: { readonly nlri: Nlri }): string {
  const prefix = isPrefixNlri(nlri) && FAMILIES.includes(nlri.family) ? parsePrefix(nlri.prefix) : undefined;
  if (!prefix) {
    throw new RangeError(
      `an index of ExaBGP is given for unicast and multicast prefixes, got ${formatFamily(nlri.family)}`,
    );
  }
  const family = `${hex(afiOf(nlri.family))}${hex(safiOf(nlri.family))}`;
  const octets = new ByteWriter(32);
  octets.bytes(new TextEncoder().encode(family + family));
  if (nlri.pathId === undefined) octets.bytes(new TextEncoder().encode('disabled'));
  else octets.u32(nlri.pathId);
  writePrefix(prefix, octets);
  return formatHex(octets.view());
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
