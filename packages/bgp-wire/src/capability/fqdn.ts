import { clampUtf8, decodeUtf8, encodeUtf8 } from '../bytes/utf8.js';
import type { CapabilityRow } from './row.js';

/** The sender's names, for people only: never an identity (draft-walton-bgp-hostname-capability). */
export interface Fqdn {
  readonly hostName: string;
  readonly domainName: string;
}

/** Longest name sent and kept, in octets. */
const MAX_NAME = 64;

/**
 * FQDN, draft-walton-bgp-hostname-capability: UTF-8 names, each behind its length. What a peer sends beyond 64 octets
 * is cut.
 *
 * ```text
 * +------------+-----------+------------+-------------+
 * | length (1) | host name | length (1) | domain name |
 * +------------+-----------+------------+-------------+
 * ```
 */
export const FQDN: CapabilityRow<Fqdn> = {
  code: 73,
  name: 'FQDN',
  decode(bytes, start, end) {
    if (end - start < 2) return undefined;
    const hostEnd = start + 1 + bytes[start]!;
    if (hostEnd >= end) return undefined;
    const domainEnd = hostEnd + 1 + bytes[hostEnd]!;
    if (domainEnd !== end) return undefined;
    return {
      hostName: clampUtf8(decodeUtf8(bytes.subarray(start + 1, hostEnd)), MAX_NAME),
      domainName: clampUtf8(decodeUtf8(bytes.subarray(hostEnd + 1, domainEnd)), MAX_NAME),
    };
  },
  encode({ hostName, domainName }, writer) {
    for (const name of [hostName, domainName]) {
      const octets = encodeUtf8(name);
      if (octets.length > MAX_NAME)
        throw new RangeError(`a name in FQDN has at most ${MAX_NAME} octets, got ${octets.length}`);
      writer.u8(octets.length);
      writer.bytes(octets);
    }
  },
  format: ({ hostName, domainName }) => (domainName === '' ? hostName : `${hostName}.${domainName}`),
};
