import { AGGREGATOR, type Aggregator, parseIPv4 } from '@mesh/bgp-wire';
import { parseAsn } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const aggregator: RouteKeyword = attributeKeyword({
  keyword: 'aggregator',
  argument: '<asn>:<IPv4 address>',
  attribute: AGGREGATOR,
  read(cursor) {
    const bracketed = cursor.accept('(');
    const value = cursor.value('an AS number and an IPv4 address, as 65000:192.0.2.1', parseAggregator);
    if (bracketed) cursor.expect(')');
    return value;
  },
  write: ({ asn, address }) => `${asn}:${address}`,
});

function parseAggregator(text: string): Aggregator | undefined {
  const colon = text.indexOf(':');
  const asn = parseAsn(text.slice(0, Math.max(0, colon)));
  const address = text.slice(colon + 1);
  return asn === undefined || parseIPv4(address) === undefined ? undefined : { asn, address };
}
