import {
  AS_TRANS,
  type Capability,
  capabilityValues,
  ErrorCode,
  encodeCapabilities,
  type Fault,
  FOUR_OCTET_AS,
  formatHex,
  formatIPv4,
  MULTIPROTOCOL,
  notification,
  type OpenMessage,
  OpenSubcode,
  ROLE,
  type Role,
  standardCapabilities,
} from '@mesh/bgp-wire';
import type { FsmOptions } from './options.js';
import { statedAs } from './peer-as.js';

/** One reason to refuse an OPEN. */
type Check = (options: FsmOptions, open: OpenMessage) => Fault | undefined;

/** The checks that the octets alone do not decide, in order; the first that fails counts (RFC 4271 §6.2). */
const CHECKS: readonly Check[] = [checkAs, checkHoldTime, checkIdentifier, checkRequired, checkRole];

/** Why the peer's OPEN is refused, or undefined where it is acceptable. */
export function refusal(options: FsmOptions, open: OpenMessage): Fault | undefined {
  for (const check of CHECKS) {
    const fault = check(options, open);
    if (fault) return fault;
  }
  return undefined;
}

/** The AS number both sides can say is the configured one; 0 is none (RFC 4271 §6.2, RFC 6793 §4.1, RFC 7607 §2). */
function checkAs(options: FsmOptions, open: OpenMessage): Fault | undefined {
  const { fourOctetAs, peerAs } = options;
  const wide = capabilityValues(open.capabilities, FOUR_OCTET_AS);
  const bad = (reason: string, rfc: string) => refuse(1, OpenSubcode.BAD_PEER_AS, reason, rfc);
  if (open.myAs === 0 || wide.includes(0)) return bad('AS 0 is no peer', 'RFC 7607 §2');
  if (open.myAs === AS_TRANS && wide.length === 0) {
    return bad(`AS ${AS_TRANS} stands for a 4-octet AS number, but none is given`, 'RFC 6793 §4.2.2');
  }
  const stated = statedAs(options, open);
  if (peerAs === undefined) {
    return isAllowed(options, stated) ? undefined : bad(`AS ${stated} is none of those allowed`, 'RFC 4271 §6.2');
  }
  const expected = !fourOctetAs && peerAs > 0xffff ? AS_TRANS : peerAs;
  return stated === expected ? undefined : bad(`peer AS is ${peerAs}, got ${stated}`, 'RFC 4271 §6.2');
}

/** True where a peer of any AS number may have this one; AS_TRANS may be any that we cannot be told (RFC 6793 §4.1). */
function isAllowed({ allowedAs, fourOctetAs }: FsmOptions, stated: number): boolean {
  if (allowedAs === undefined) return true;
  return allowedAs.some((entry) => {
    const [first, last] = typeof entry === 'number' ? [entry, entry] : entry;
    return (stated >= first && stated <= last) || (!fourOctetAs && stated === AS_TRANS && last > 0xffff);
  });
}

/** One and two seconds are refused by all, and anything below our minimum by us (RFC 4271 §6.2). */
function checkHoldTime({ minHoldTimeSeconds }: FsmOptions, { holdTime }: OpenMessage): Fault | undefined {
  const least = Math.max(3, minHoldTimeSeconds);
  if (holdTime === 0 || holdTime >= least) return undefined;
  const reason = `hold time is 0 or at least ${least} seconds, got ${holdTime}`;
  return refuse(3, OpenSubcode.UNACCEPTABLE_HOLD_TIME, reason, 'RFC 4271 §6.2');
}

/** Not zero, and within an AS not ours (RFC 6286 §2.2). */
function checkIdentifier(options: FsmOptions, open: OpenMessage): Fault | undefined {
  const { routerId } = open;
  const bad = (reason: string) => refuse(5, OpenSubcode.BAD_BGP_IDENTIFIER, reason, 'RFC 6286 §2.2');
  if (routerId === 0) return bad('the BGP Identifier is not 0.0.0.0');
  if (routerId === options.routerId && isInternal(options, open)) {
    return bad(`the BGP Identifier ${formatIPv4(routerId)} is ours`);
  }
  return undefined;
}

/** Every capability we cannot do without; the data lists the missing ones (RFC 5492 §5). */
function checkRequired({ requiredCapabilities, codec }: FsmOptions, open: OpenMessage): Fault | undefined {
  if (requiredCapabilities.length === 0) return undefined;
  const tables = { capabilities: codec.capabilities ?? standardCapabilities };
  const key = (one: Capability): string =>
    one.code === MULTIPROTOCOL.code ? formatHex(encodeCapabilities([one], tables)) : `${one.code}`;
  const sent = new Set(open.capabilities.map(key));
  const missing = requiredCapabilities.filter((one) => !sent.has(key(one)));
  if (missing.length === 0) return undefined;
  const reason = `the peer lacks the required capability ${missing.map(({ code }) => code).join(', ')}`;
  const data = encodeCapabilities(missing, tables);
  return refuse(9, OpenSubcode.UNSUPPORTED_CAPABILITY, reason, 'RFC 5492 §5', data);
}

/** What the other side of each role must say (RFC 9234 §4.2). */
const COUNTERPART: ReadonlyMap<Role, Role> = new Map<Role, Role>([
  ['provider', 'customer'],
  ['customer', 'provider'],
  ['rs', 'rs-client'],
  ['rs-client', 'rs'],
  ['peer', 'peer'],
]);

/** Roles are between ASes: one value, and the counterpart of ours; absent only where we are not strict (RFC 9234 §4.2). */
function checkRole(options: FsmOptions, open: OpenMessage): Fault | undefined {
  if (isInternal(options, open)) return undefined;
  const { role, strictRole } = options;
  const bad = (reason: string) => refuse(9, OpenSubcode.ROLE_MISMATCH, reason, 'RFC 9234 §4.2');
  const roles = [...new Set(capabilityValues(open.capabilities, ROLE))];
  if (roles.length > 1) return bad(`the peer has one role, got ${roles.join(' and ')}`);
  const [theirs] = roles;
  if (role === undefined) return undefined;
  if (theirs === undefined) return strictRole ? bad('the peer does not say its role') : undefined;
  if (COUNTERPART.get(role) === theirs) return undefined;
  return bad(`the peer of a ${role} is a ${COUNTERPART.get(role)}, got ${theirs}`);
}

function isInternal(options: FsmOptions, open: OpenMessage): boolean {
  return statedAs(options, open) === options.localAs;
}

/** `at`: octets from the start of the OPEN's body. */
function refuse(at: number, subcode: number, reason: string, rfc: string, data?: Uint8Array): Fault {
  return {
    outcome: 'session-reset',
    offset: 19 + at,
    reason,
    rfc,
    notification: notification(ErrorCode.OPEN_MESSAGE, subcode, data),
  };
}
