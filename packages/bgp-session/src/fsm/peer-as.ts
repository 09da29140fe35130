import { AS_TRANS, type Asn, capabilityValue, FOUR_OCTET_AS, type OpenMessage } from '@mesh/bgp-wire';
import type { FsmOptions } from './options.js';

/** The AS number an OPEN says, as far as both sides know numbers of four octets (RFC 6793 §4.1). */
export function statedAs({ fourOctetAs }: Pick<FsmOptions, 'fourOctetAs'>, { myAs, capabilities }: OpenMessage): Asn {
  return (fourOctetAs ? capabilityValue(capabilities, FOUR_OCTET_AS) : undefined) ?? myAs;
}

/** The peer's AS number, also where it had to say AS_TRANS to us and we know better. */
export function peerAsOf(options: FsmOptions, open: OpenMessage): Asn {
  const stated = statedAs(options, open);
  return stated === AS_TRANS && options.peerAs !== undefined ? options.peerAs : stated;
}
