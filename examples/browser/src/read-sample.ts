import { isPrefixNlri, type Json } from '@mesh/bgp-wire';
import { readMrtUpdates } from '@mesh/bgp-wire/mrt';

/** The announcements of an MRT file, decompressed by the host's `DecompressionStream`. */
export async function readSample(file: Uint8Array): Promise<Json> {
  const found: Json[] = [];
  for await (const { timestamp, peer, view } of readMrtUpdates(file)) {
    const prefixes = view.announced().filter(isPrefixNlri);
    found.push({ timestamp, peerAs: peer.asn, prefixes: prefixes.map(({ prefix }) => prefix) });
  }
  return found;
}
