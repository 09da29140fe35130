// The least of the codec that is of use: messages out of a stream, and the few rows that are wanted.

import {
  AS_PATH,
  attributeTable,
  capabilityTable,
  createContextFrom,
  decodeFrame,
  FOUR_OCTET_AS,
  Framer,
  familyTable,
  IPV4_UNICAST,
  isPrefixNlri,
  NEXT_HOP,
  ORIGIN,
} from '@mesh/bgp-wire';

const context = createContextFrom({
  attributes: attributeTable([ORIGIN, AS_PATH, NEXT_HOP]),
  capabilities: capabilityTable([FOUR_OCTET_AS]),
  familyTable: familyTable([IPV4_UNICAST]),
});

/** The prefixes that a peer's octets announce. */
export function announcedIn(octets: Uint8Array): string[] {
  const prefixes: string[] = [];
  new Framer(context).push(octets, (frame) => {
    const result = decodeFrame(frame, context);
    if (!result.ok || result.message.type !== 'UPDATE') return result.ok;
    prefixes.push(
      ...result.message
        .announced()
        .filter(isPrefixNlri)
        .map(({ prefix }) => prefix),
    );
    return true;
  });
  return prefixes;
}
