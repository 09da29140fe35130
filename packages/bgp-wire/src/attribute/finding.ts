import type { CodecContext } from '../context.js';
import type { Outcome } from '../fault.js';
import { AttributeCode } from '../iana.js';
import type { AttributeFinding } from './row.js';

/** Subcodes of the UPDATE Message Error (RFC 4271 §6.3). */
export const UpdateSubcode = {
  MALFORMED_ATTRIBUTE_LIST: 1,
  UNRECOGNIZED_WELL_KNOWN: 2,
  MISSING_WELL_KNOWN: 3,
  ATTRIBUTE_FLAGS: 4,
  ATTRIBUTE_LENGTH: 5,
  INVALID_ORIGIN: 6,
  INVALID_NEXT_HOP: 8,
  OPTIONAL_ATTRIBUTE: 9,
  INVALID_NETWORK_FIELD: 10,
  MALFORMED_AS_PATH: 11,
} as const;

const NAMES = new Map<number, string>(Object.entries(AttributeCode).map(([name, code]) => [code, name]));

/** `AS_PATH`, or `attribute 99`. */
export function attributeName(code: number): string {
  return NAMES.get(code) ?? `attribute ${code}`;
}

/** Treat-as-withdraw with the reason built from the value. */
export function withdrawFor(reason: string, rfc: string, subcode: number): AttributeFinding {
  return { outcome: 'treat-as-withdraw', reason, rfc, subcode };
}

/** Attribute discard with the reason built from the value. */
export function discardFor(reason: string, rfc: string, subcode: number): AttributeFinding {
  return { outcome: 'attribute-discard', reason, rfc, subcode };
}

/** For attributes that only internal peers may send: from an external one nothing about them is worse than discard. */
export function discardFromExternal({ peering }: CodecContext): Outcome {
  return peering === 'external' ? 'attribute-discard' : 'treat-as-withdraw';
}

/** For attributes that only 2-octet speakers may send: from a 4-octet one nothing about them is worse than discard. */
export function discardFromFourOctet({ asn4 }: CodecContext): Outcome {
  return asn4 ? 'attribute-discard' : 'treat-as-withdraw';
}
