import { clampUtf8, decodeUtf8, encodeUtf8 } from '../bytes/utf8.js';
import type { CapabilityRow } from './row.js';

/** Longest version text sent and kept, in octets. */
const MAX_VERSION = 64;

/**
 * Software Version, draft-abraitis-bgp-version-capability: UTF-8 text behind its length, for people only.
 *
 * ```text
 * +------------+---------+
 * | length (1) | version |
 * +------------+---------+
 * ```
 */
export const SOFTWARE_VERSION: CapabilityRow<string> = {
  code: 75,
  name: 'SOFTWARE_VERSION',
  decode(bytes, start, end) {
    if (end - start < 1 || start + 1 + bytes[start]! !== end) return undefined;
    return clampUtf8(decodeUtf8(bytes.subarray(start + 1, end)), MAX_VERSION);
  },
  encode(version, writer) {
    const octets = encodeUtf8(version);
    if (octets.length > MAX_VERSION) {
      throw new RangeError(`a software version has at most ${MAX_VERSION} octets, got ${octets.length}`);
    }
    writer.u8(octets.length);
    writer.bytes(octets);
  },
  format: (version) => version,
};
