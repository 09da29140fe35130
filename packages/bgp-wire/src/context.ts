import type { AttributeTable } from './attribute/table-type.js';
import type { Asn, Family } from './brand.js';
import type { CapabilityTable } from './capability/table-type.js';
import type { MessageRow } from './message/row.js';
import type { FamilyTable } from './nlri/table-type.js';

/** The rows that a codec knows; anything else stays octets. */
export interface ContextTables {
  readonly attributes: AttributeTable;
  readonly capabilities: CapabilityTable;
  readonly familyTable: FamilyTable;
}

/**
 * Everything a message cannot tell about itself: what both OPENs agreed on, for one direction. Immutable; built once
 * a session. Decoding with the wrong context is silent corruption (RFC 7911, RFC 6793), so there is no default for
 * a session: `negotiate` of `@mesh/bgp-session` makes both.
 */
export interface CodecContext extends ContextTables {
  /** AS numbers in AS_PATH and AGGREGATOR have four octets (RFC 6793 §4.1). */
  readonly asn4: boolean;
  /** Messages may be longer than 4096 octets (RFC 8654). */
  readonly extendedMessage: boolean;
  /** Families whose NLRI carry a path identifier in this direction (RFC 7911 §4). */
  readonly addPath: ReadonlySet<Family>;
  /** IPv4 families whose next hop may be an IPv6 address (RFC 8950). */
  readonly extendedNextHop: ReadonlySet<Family>;
  /** Families both sides speak; undefined: every family the tables know. */
  readonly families: ReadonlySet<Family> | undefined;
  /** `any` where it is not known (a file, a capture): the rules that need it are not applied. */
  readonly peering: 'internal' | 'external' | 'any';
  /** The peer is a member of our confederation, so that AS_CONFED segments are legal (RFC 5065 §5). */
  readonly confederation: boolean;
  /** Treat a path with AS_SET or AS_CONFED_SET as withdrawn (RFC 9774). */
  readonly rejectAsSets: boolean;
  /** Require this AS at the left of AS_PATH (RFC 4271 §6.3, option). */
  readonly firstAs: Asn | undefined;
  /** Withdraw instead of resetting the session for an attribute that claims to be well-known and is not (RFC 4271 §6.3). */
  readonly tolerateUnknownWellKnown: boolean;
  /** Take AIGP from an external peer (RFC 7311 §3.4); from an internal one it is always taken. */
  readonly aigp: boolean;
  /** Take PREFIX_SID from an external peer: it is in our SR domain (RFC 8669 §4). */
  readonly prefixSid: boolean;
  /** Take 127/8 as NEXT_HOP: the session runs over loopback (RFC 4271 §6.3 has no use for it elsewhere). */
  readonly loopbackNextHop: boolean;
  /** Disable the family instead of resetting the session where RFC 4760 §7 allows it. */
  readonly afiSafiDisable: boolean;
  /** Message types beside those of every session; none unless both sides agreed on them. */
  readonly messageTypes: readonly MessageRow<object>[];
}

/** A context that decodes and encodes messages of further types, `M`. */
export interface ExtendedContext<M extends { readonly type: string }> extends CodecContext {
  readonly messageTypes: readonly MessageRow<M>[];
}

/** What to set; everything left out has the value of a modern session between speakers that know 4-octet AS numbers. */
export interface ContextOptions extends Partial<Omit<CodecContext, 'addPath' | 'extendedNextHop' | 'families'>> {
  readonly addPath?: Iterable<Family>;
  readonly extendedNextHop?: Iterable<Family>;
  readonly families?: Iterable<Family> | undefined;
}

const NO_FAMILIES: ReadonlySet<Family> = new Set();
const NO_MESSAGES: readonly MessageRow<object>[] = [];

/** Most sessions have most sets empty: those share one. */
function setOf(families: Iterable<Family> | undefined): ReadonlySet<Family> {
  if (families === undefined || (families instanceof Set && families.size === 0)) return NO_FAMILIES;
  return new Set(families);
}

/** A frozen context of exactly these tables. A program that bundles it carries no row beyond them. */
export function createContextFrom(
  tables: ContextTables,
  options: Omit<ContextOptions, keyof ContextTables> = {},
): CodecContext {
  return Object.freeze({
    asn4: options.asn4 ?? true,
    extendedMessage: options.extendedMessage ?? false,
    addPath: setOf(options.addPath),
    extendedNextHop: setOf(options.extendedNextHop),
    families: options.families === undefined ? undefined : setOf(options.families),
    peering: options.peering ?? 'any',
    confederation: options.confederation ?? false,
    rejectAsSets: options.rejectAsSets ?? false,
    firstAs: options.firstAs,
    tolerateUnknownWellKnown: options.tolerateUnknownWellKnown ?? false,
    aigp: options.aigp ?? false,
    prefixSid: options.prefixSid ?? false,
    loopbackNextHop: options.loopbackNextHop ?? false,
    afiSafiDisable: options.afiSafiDisable ?? false,
    attributes: tables.attributes,
    capabilities: tables.capabilities,
    familyTable: tables.familyTable,
    messageTypes: options.messageTypes ?? NO_MESSAGES,
  });
}
