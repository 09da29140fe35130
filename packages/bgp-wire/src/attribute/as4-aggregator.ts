import { type Aggregator, checkAggregator, decodeAggregator, encodeAggregator } from './aggregator.js';
import { discardFor, discardFromFourOctet, UpdateSubcode } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/**
 * AS4_AGGREGATOR, RFC 6793 §3: what AGGREGATOR could not say in two octets. A 4-octet speaker must not send it.
 *
 * ```text
 * +---------------+------------------+
 * | AS number (4) | IPv4 address (4) |
 * +---------------+------------------+
 * ```
 */
export const AS4_AGGREGATOR: AttributeRow<Aggregator> = {
  code: 18,
  name: 'AS4_AGGREGATOR',
  flags: OPTIONAL_TRANSITIVE,
  flagsOutcome: discardFromFourOctet,
  check(bytes, start, end, context) {
    if (context.asn4) {
      return discardFor('AS4_AGGREGATOR from a 4-octet speaker', 'RFC 6793 §4.1', UpdateSubcode.OPTIONAL_ATTRIBUTE);
    }
    return checkAggregator('AS4_AGGREGATOR', bytes, start, end, 4, 'RFC 6793 §6');
  },
  decode: (bytes, start) => decodeAggregator(bytes, start, 4),
  encode: (value, writer) => encodeAggregator(value, writer, 4),
  format: ({ asn, address }) => `${asn}:${address}`,
};
