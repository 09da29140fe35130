import { type Asn, AttributeCode, EXTENDED_COMMUNITIES, Family } from '@mesh/bgp-wire';
import type { Match, Policy, PolicyRoute } from '../policy/policy.js';
import { originAsOfOctets } from './origin-as.js';
import { isValidityCommunity, readValidityCommunity, validityCommunity } from './state-community.js';
import type { OriginValidity } from './validity.js';
import type { VrpTable } from './vrp-table.js';

/** Our side of what is asked: the AS of routes whose path is empty (RFC 6811 §2). */
export interface OriginValidationOptions {
  readonly localAs: Asn;
}

/**
 * True for routes of this validity. Only routes of IPv4 and IPv6 unicast have one: RFC 6811 speaks of no others.
 *
 * RFC 6811 §3 leaves it to the operator what to do with which: nothing is rejected unless a policy says so.
 */
export function originValidation(table: VrpTable, validity: OriginValidity, options: OriginValidationOptions): Match {
  return (route) => validityOf(route, table, options.localAs) === validity;
}

/**
 * Marks routes with their validity for other speakers of the AS (RFC 8097), in the place of any such mark they came with.
 */
export function setOriginValidity(table: VrpTable, options: OriginValidationOptions): Policy {
  return (route) => replaceMark(route, validityOf(route, table, options.localAs));
}

/** True for routes that another speaker of the AS has marked with this validity (RFC 8097 §2). */
export function markedOriginValidity(validity: OriginValidity): Match {
  return (route) => readValidityCommunity(route.get(EXTENDED_COMMUNITIES) ?? []) === validity;
}

/** Takes away a mark of validity: what an external peer says of it counts for nothing (RFC 8097 §2). */
export function dropOriginValidity(): Policy {
  return (route) => replaceMark(route, undefined);
}

function replaceMark(route: PolicyRoute, validity: OriginValidity | undefined): void {
  const before = route.get(EXTENDED_COMMUNITIES) ?? [];
  const others = before.filter((community) => !isValidityCommunity(community));
  if (validity !== undefined) others.push(validityCommunity(validity));
  else if (others.length === before.length) return;
  if (others.length > 0) route.set(EXTENDED_COMMUNITIES, others);
  else route.delete(EXTENDED_COMMUNITIES);
}

function validityOf(route: PolicyRoute, table: VrpTable, localAs: Asn): OriginValidity | undefined {
  const { family } = route;
  if (family !== Family.IPV4_UNICAST && family !== Family.IPV6_UNICAST) return undefined;
  const origin = route.locate(AttributeCode.AS_PATH)
    ? originAsOfOctets(route.bytes, route.start, route.end, localAs)
    : localAs;
  if (!route.locatePrefix()) return undefined;
  const octets = family === Family.IPV4_UNICAST ? 4 : 16;
  return table.validateOctets(octets, route.bytes, route.start, route.prefixLength, origin);
}
