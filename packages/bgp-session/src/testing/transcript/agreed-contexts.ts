import {
  ADD_PATH,
  type CodecContext,
  capabilityValue,
  capabilityValues,
  createContext,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  FOUR_OCTET_AS,
  isMeshError,
  MULTIPROTOCOL,
  type OpenMessage,
} from '@mesh/bgp-wire';
import { createFsmOptions } from '../../fsm/create-options.js';
import { negotiate } from '../../fsm/negotiate.js';

/** How messages are read after two OPENs, both of which are only seen: as one side would have agreed with the other. */
export function agreedContexts(
  sent: OpenMessage,
  received: OpenMessage,
): { received: CodecContext; sent: CodecContext } {
  const plain = createContext();
  try {
    const result = negotiate(optionsBehind(sent), received);
    if (result.ok) return { received: result.negotiated.rx, sent: result.negotiated.tx };
  } catch (error) {
    // An OPEN that no settings make: a test sent it on purpose.
    if (!isMeshError(error)) throw error;
  }
  return { received: plain, sent: plain };
}

/** Settings that make the members of an OPEN on which the codec depends. */
function optionsBehind({ myAs, routerId, capabilities }: OpenMessage) {
  const families = capabilityValues(capabilities, MULTIPROTOCOL);
  const asn = capabilityValue(capabilities, FOUR_OCTET_AS);
  return createFsmOptions({
    localAs: asn ?? myAs,
    routerId,
    minHoldTimeSeconds: 3,
    ...(families.length > 0 ? { families } : {}),
    fourOctetAs: asn !== undefined,
    extendedMessage: capabilityValue(capabilities, EXTENDED_MESSAGE) === true,
    addPath: capabilityValues(capabilities, ADD_PATH).flat(),
    extendedNextHop: capabilityValues(capabilities, EXTENDED_NEXT_HOP).flat(),
  });
}
