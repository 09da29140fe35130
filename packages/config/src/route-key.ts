import { ByteWriter, formatHex, isPrefixNlri, type Nlri, standardFamilies } from '@mesh/bgp-wire';

/** What two routes share when one replaces the other: family, path identifier, and what the family's RFC calls the key. */
export function routeKey(nlri: Nlri): string {
  const head = `${nlri.family} ${nlri.pathId ?? ''}`;
  if (isPrefixNlri(nlri)) return `${head} ${nlri.prefix}`;
  const row = standardFamilies.get(nlri.family);
  if (!row) return `${head} ${JSON.stringify(nlri)}`;
  const octets = new ByteWriter();
  row.encode(nlri, octets);
  if (!row.writeKey) return `${head} ${formatHex(octets.view())}`;
  const key = new ByteWriter();
  row.writeKey(octets.view(), 0, octets.length, true, key);
  return `${head} ${formatHex(key.view())}`;
}
