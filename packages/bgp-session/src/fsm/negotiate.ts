import {
  ADD_PATH,
  type AddPathFamily,
  Afi,
  type Capability,
  type CapabilityRow,
  type CodecContext,
  capabilityValue,
  capabilityValues,
  createContext,
  ENHANCED_ROUTE_REFRESH,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  Family,
  type Fault,
  FOUR_OCTET_AS,
  GRACEFUL_RESTART,
  LONG_LIVED_GRACEFUL_RESTART,
  type LongLivedFamily,
  MULTIPLE_LABELS,
  MULTIPROTOCOL,
  type OpenMessage,
  type OrfFamily,
  OUTBOUND_ROUTE_FILTERING,
  ROLE,
  ROUTE_REFRESH,
} from '@mesh/bgp-wire';
import { refusal } from './acceptance.js';
import { localOpen } from './local-open.js';
import type { Negotiated, NegotiatedGracefulRestart } from './negotiated.js';
import type { FsmOptions, GracefulRestartOptions } from './options.js';
import { peerAsOf } from './peer-as.js';

/** What became of the peer's OPEN: an agreement, or why it is refused and the NOTIFICATION that says so. */
export type Negotiation =
  | { readonly ok: true; readonly negotiated: Negotiated }
  | { readonly ok: false; readonly fault: Fault };

/** SendHoldTime where it is not given: RFC 9687 §6 recommends eight minutes or twice the hold time. */
const SEND_HOLD_TIME_SECONDS = 480;

/**
 * Judges the peer's OPEN (RFC 4271 §6.2, in the order of `refusal`) and takes from both what the session is. Pure;
 * what the peer sends never throws here.
 */
export function negotiate(options: FsmOptions, peerOpen: OpenMessage): Negotiation {
  const fault = refusal(options, peerOpen);
  return fault ? { ok: false, fault } : { ok: true, negotiated: agree(options, peerOpen) };
}

function agree(options: FsmOptions, peerOpen: OpenMessage): Negotiated {
  const { capabilities } = peerOpen;
  const has = (row: CapabilityRow<true>): boolean => capabilityValue(capabilities, row) === true;
  const holdTimeSeconds = Math.min(options.holdTimeSeconds, peerOpen.holdTime);
  const families = commonFamilies(options, capabilities);
  const peerAs = peerAsOf(options, peerOpen);
  const internal = peerAs === options.localAs;
  const routeRefresh = options.routeRefresh && has(ROUTE_REFRESH);
  const terms = {
    localAs: options.localAs,
    peerAs,
    internal,
    families,
    addPath: addPathFamilies(options.addPath, capabilityValues(capabilities, ADD_PATH).flat(), families),
    asn4: options.fourOctetAs && capabilityValue(capabilities, FOUR_OCTET_AS) !== undefined,
    extendedMessage: {
      receive: options.extendedMessage,
      send: options.extendedMessage && has(EXTENDED_MESSAGE),
    },
    extendedNextHop: extendedNextHopFamilies(options, capabilities, families),
  };
  const rx = context(options, terms, 'receive');
  return Object.freeze({
    // Named one by one: objects made by a spread have a shape each, which costs more than they do.
    localAs: terms.localAs,
    peerAs: terms.peerAs,
    internal: terms.internal,
    families: terms.families,
    addPath: terms.addPath,
    asn4: terms.asn4,
    extendedMessage: terms.extendedMessage,
    extendedNextHop: terms.extendedNextHop,
    localOpen: localOpen(options),
    peerOpen,
    localRouterId: options.routerId,
    peerRouterId: peerOpen.routerId,
    holdTimeSeconds,
    keepaliveSeconds: holdTimeSeconds === 0 ? 0 : Math.max(1, holdTimeSeconds / 3),
    sendHoldTimeSeconds: sendHoldTime(options, holdTimeSeconds),
    multipleLabels: multipleLabels(options, capabilities, families),
    orf: orfTypes(options.orf, capabilityValues(capabilities, OUTBOUND_ROUTE_FILTERING).flat(), families),
    routeRefresh,
    enhancedRouteRefresh: options.enhancedRouteRefresh && has(ENHANCED_ROUTE_REFRESH),
    gracefulRestart: gracefulRestart(options, capabilities, families),
    notificationRestart: notificationRestart(options, capabilities),
    // Roles are between ASes (RFC 9234 §4).
    localRole: internal ? undefined : options.role,
    peerRole: internal ? undefined : capabilityValue(capabilities, ROLE),
    rx,
    tx: isEven(terms) ? rx : context(options, terms, 'send'),
  });
}

/** RFC 9687 §4.3: no hold time, no send hold time. */
function sendHoldTime({ sendHoldTimeSeconds }: FsmOptions, holdTimeSeconds: number): number {
  if (holdTimeSeconds === 0) return 0;
  return sendHoldTimeSeconds ?? Math.max(SEND_HOLD_TIME_SECONDS, 2 * holdTimeSeconds);
}

/* What most sessions have nothing of is made once. */
const NO_FAMILIES: ReadonlySet<Family> = new Set();
const NO_LABELS: ReadonlyMap<Family, number> = new Map();
const NO_FILTERS: Negotiated['orf'] = { receive: new Map(), send: new Map() };

function setOf(families: readonly Family[]): ReadonlySet<Family> {
  return families.length === 0 ? NO_FAMILIES : new Set(families);
}

/** A peer that does not name families speaks IPv4 unicast (RFC 4760 §8). */
function commonFamilies(options: FsmOptions, capabilities: readonly Capability[]): Family[] {
  const named = capabilityValues(capabilities, MULTIPROTOCOL);
  const theirs = new Set<Family>(named.length === 0 ? [Family.IPV4_UNICAST] : named);
  return [...new Set(options.families)].filter((family) => theirs.has(family));
}

/** A direction has path identifiers where one side sends and the other receives them (RFC 7911 §4). */
function addPathFamilies(
  ours: readonly AddPathFamily[],
  theirs: readonly AddPathFamily[],
  families: readonly Family[],
): Negotiated['addPath'] {
  const modes = (list: readonly AddPathFamily[]) => new Map(list.map(({ family, mode }) => [family, mode]));
  const [our, their] = [modes(ours), modes(theirs)];
  const can = (mode: AddPathFamily['mode'] | undefined, what: 'receive' | 'send') => mode === what || mode === 'both';
  return {
    receive: setOf(families.filter((one) => can(our.get(one), 'receive') && can(their.get(one), 'send'))),
    send: setOf(families.filter((one) => can(our.get(one), 'send') && can(their.get(one), 'receive'))),
  };
}

/** Families that both sides named with an IPv6 next hop (RFC 8950 §4). */
function extendedNextHopFamilies(
  { extendedNextHop }: FsmOptions,
  capabilities: readonly Capability[],
  families: readonly Family[],
): ReadonlySet<Family> {
  const overIPv6 = (list: FsmOptions['extendedNextHop']) =>
    new Set(list.filter(({ nextHopAfi }) => nextHopAfi === Afi.IPV6).map(({ family }) => family));
  const ours = overIPv6(extendedNextHop);
  const theirs = overIPv6(capabilityValues(capabilities, EXTENDED_NEXT_HOP).flat());
  return setOf(families.filter((family) => ours.has(family) && theirs.has(family)));
}

/** Families that both sides named, with what the peer takes; a count below 2 says nothing (RFC 8277 §2.1). */
function multipleLabels(
  { multipleLabels: ours }: FsmOptions,
  capabilities: readonly Capability[],
  families: readonly Family[],
): ReadonlyMap<Family, number> {
  if (ours.length === 0) return NO_LABELS;
  const named = new Set(ours.map(({ family }) => family).filter((family) => families.includes(family)));
  const theirs = capabilityValues(capabilities, MULTIPLE_LABELS).flat();
  return new Map(
    theirs.filter(({ family, count }) => named.has(family) && count >= 2).map(({ family, count }) => [family, count]),
  );
}

/** Filters of a type pass in a direction where one side sends and the other receives them (RFC 5291 §5). */
function orfTypes(
  ours: readonly OrfFamily[],
  theirs: readonly OrfFamily[],
  families: readonly Family[],
): Negotiated['orf'] {
  if (ours.length === 0) return NO_FILTERS;
  const typesOf = (list: readonly OrfFamily[], family: Family, what: 'receive' | 'send') =>
    new Set(
      list
        .filter((one) => one.family === family)
        .flatMap(({ types }) => types)
        .filter(({ mode }) => mode === what || mode === 'both')
        .map(({ type }) => type),
    );
  const common = (what: 'receive' | 'send', other: 'receive' | 'send') =>
    new Map(
      families.flatMap((family) => {
        const can = typesOf(theirs, family, other);
        const types = [...typesOf(ours, family, what)].filter((type) => can.has(type));
        return types.length === 0 ? [] : [[family, new Set(types)] as const];
      }),
    );
  return { receive: common('receive', 'send'), send: common('send', 'receive') };
}

/** RFC 4724 §5: what counts is that the peer named a family; the last of several capabilities stands (§3). */
function gracefulRestart(
  options: FsmOptions,
  capabilities: readonly Capability[],
  families: readonly Family[],
): NegotiatedGracefulRestart | undefined {
  const peer = capabilityValue(capabilities, GRACEFUL_RESTART);
  if (!options.gracefulRestart || !peer) return undefined;
  const named = new Set(peer.families.map(({ family }) => family));
  const kept = families.filter((family) => named.has(family));
  const longLived = longLivedFamilies(options.gracefulRestart, capabilities, families);
  if (kept.length === 0 && longLived.size === 0) return undefined;
  return { peer, families: kept, longLived };
}

/** Only beside the capability that it goes on from (RFC 9494 §4.1), and only for families that were asked for (§5). */
function longLivedFamilies(
  { longLived: ours = [], longLivedLimitSeconds: limit = Number.POSITIVE_INFINITY }: GracefulRestartOptions,
  capabilities: readonly Capability[],
  families: readonly Family[],
): ReadonlyMap<Family, LongLivedFamily> {
  const theirs = capabilityValue(capabilities, LONG_LIVED_GRACEFUL_RESTART) ?? [];
  const wanted = new Set(ours.map(({ family }) => family).filter((family) => families.includes(family)));
  return new Map(
    theirs
      .filter(({ family }) => wanted.has(family))
      .map((one) => [one.family, { ...one, staleTimeSeconds: Math.min(one.staleTimeSeconds, limit) }]),
  );
}

function notificationRestart({ gracefulRestart: ours }: FsmOptions, capabilities: readonly Capability[]): boolean {
  if (!ours || ours.notification === false) return false;
  return capabilityValue(capabilities, GRACEFUL_RESTART)?.notification ?? false;
}

type Terms = Pick<
  Negotiated,
  'peerAs' | 'internal' | 'families' | 'addPath' | 'asn4' | 'extendedMessage' | 'extendedNextHop'
>;

/** What comes and what goes is written the same way, so that one context does for both. */
function isEven({ addPath, extendedMessage }: Terms): boolean {
  return extendedMessage.receive === extendedMessage.send && addPath.receive.size + addPath.send.size === 0;
}

function context({ codec }: FsmOptions, terms: Terms, direction: 'receive' | 'send'): CodecContext {
  const { enforceFirstAs, ...rest } = codec;
  return createContext({
    ...rest,
    asn4: terms.asn4,
    extendedMessage: terms.extendedMessage[direction],
    addPath: terms.addPath[direction],
    extendedNextHop: terms.extendedNextHop,
    families: terms.families,
    peering: terms.internal ? 'internal' : 'external',
    firstAs: enforceFirstAs && !terms.internal ? terms.peerAs : undefined,
  });
}
