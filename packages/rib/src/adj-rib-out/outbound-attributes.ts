import {
  AS_PATH,
  AttributeCode,
  AttributeFlag,
  asSequence,
  attribute,
  attributeSet,
  ByteWriter,
  COMMUNITIES,
  type CodecContext,
  createContext,
  Family,
  forEachAttribute,
  LOCAL_PREF,
  ORIGIN,
  OTC,
  type PathAttribute,
  readU32,
  WellKnownCommunity,
  writeAttribute,
  writeSessionAttributes,
} from '@mesh/bgp-wire';
import type { OtcEgress } from './otc-egress.js';
import type { SkipReason } from './skip-reason.js';

const DEFAULT_LOCAL_PREF = 100;
/** What stays within the AS (RFC 4271 §5.1.5, RFC 4456 §8). */
const INTERNAL_ONLY: ReadonlySet<number> = new Set([
  AttributeCode.LOCAL_PREF,
  AttributeCode.ORIGINATOR_ID,
  AttributeCode.CLUSTER_LIST,
]);
const GRACEFUL_SHUTDOWN = WellKnownCommunity['graceful-shutdown'];
const LLGR_STALE = WellKnownCommunity['llgr-stale'];
const NO_PREFERENCE = new Uint8Array(4);
const AS_SEQUENCE = 2;
const MAX_SEGMENT = 255;
/** Octets of unknown attributes that are passed on with a route. */
const MAX_UNKNOWN = 4096;
/** Families whose routes OTC is about (RFC 9234 §5). */
const OTC_FAMILIES: ReadonlySet<number> = new Set([Family.IPV4_UNICAST, Family.IPV6_UNICAST]);

/** What one session, or all of its kind, are sent. Sessions whose rules are equal field by field are sent the same. */
export interface OutboundRules {
  readonly internal: boolean;
  readonly localAs: number;
  /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2 b). */
  readonly prependLocalAs: boolean;
  /** The peer knows what LLGR_STALE means. */
  readonly takesLongLivedStale: boolean;
  /** `self`: our address takes the place of every next hop, `given`: of `self` alone (RFC 4271 §5.1.3, RFC 7947 §2.2.2). */
  readonly nextHop: 'given' | 'self';
  readonly otc: OtcEgress;
  /** Routes with a source came from a peer: what nobody here knows is passed on as RFC 4271 §5 says. */
  readonly readvertised: boolean;
  /** Routes with this AS in their path are not sent; undefined: all are. */
  readonly loopAs: number | undefined;
  /** Routes are sent as about to go: with GRACEFUL_SHUTDOWN, and least preferred within the AS (RFC 8326 §4.1). */
  readonly leaving: boolean;
}

/**
 * Turns the canonical sets of a store into what one session sends: mandatory attributes added where they are missing,
 * those that stay within the AS left out of external sessions, AS numbers in the session's width. An AS_PATH that is
 * given is sent as given unless the rules say otherwise: an injector's path is its own affair.
 */
export class OutboundAttributes {
  readonly #context: CodecContext;
  readonly #rules: OutboundRules;
  readonly #missing: readonly Missing[];
  /** As `#missing`, with OTC. */
  readonly #missingWithOtc: readonly Missing[];
  /** Why the set that is being written is not for the peer. */
  #withheld: SkipReason | undefined;
  readonly #wide = new ByteWriter(512);
  /** Two in turn: the packer reads one set until it has closed the message of the set before. */
  readonly #outputs = [new ByteWriter(512), new ByteWriter(512)] as const;
  #turn = 0;

  constructor(context: CodecContext, rules: OutboundRules) {
    this.#context = context;
    this.#rules = rules;
    this.#missing = this.#defaults(false);
    this.#missingWithOtc = this.#defaults(rules.otc.added);
  }

  /** What every set has to have, in the order of the codes. */
  #defaults(otc: boolean): Missing[] {
    const { internal, localAs, leaving } = this.#rules;
    const defaults: PathAttribute[] = [
      attribute(ORIGIN, 'igp'),
      attribute(AS_PATH, internal ? [] : asSequence(localAs)),
      ...(internal ? [attribute(LOCAL_PREF, leaving ? 0 : DEFAULT_LOCAL_PREF)] : []),
      ...(leaving ? [attribute(COMMUNITIES, [GRACEFUL_SHUTDOWN])] : []),
      ...(otc ? [attribute(OTC, localAs)] : []),
    ];
    const wide = createContext();
    return defaults.map((one) => ({ code: one.code, octets: attributeSet([one], wide) }));
  }

  /**
   * The octets of a set as the session sends it, unchanged until the second one after it; the reason where it is not sent.
   * Routes that are long-lived stale are not where the peer does not know of that: it would choose them as if they were
   * fresh (RFC 9494 §4.3). Those that §4.6 would have internal peers get all the same, it does not get either.
   * `source` is 0 for routes of our own making.
   */
  encode(set: Uint8Array, family: Family, source: number): Uint8Array | SkipReason {
    this.#turn ^= 1;
    const output = this.#outputs[this.#turn]!;
    output.truncate(0);
    const wide = this.#context.asn4 ? output : this.#wide;
    wide.truncate(0);
    this.#withheld = undefined;
    this.#complete(set, wide, OTC_FAMILIES.has(family), this.#rules.readvertised && source !== 0);
    if (this.#withheld !== undefined) {
      this.#turn ^= 1; // The packer may still read the set before.
      return this.#withheld;
    }
    if (wide !== output) writeSessionAttributes(wide.view(), output, this.#context);
    return output.view();
  }

  /** Writes the set with what is missing in its place and without what stays here. */
  #complete(set: Uint8Array, writer: ByteWriter, hasOtc: boolean, fromPeer: boolean): void {
    const missing = hasOtc ? this.#missingWithOtc : this.#missing;
    let next = 0;
    let unknown = 0;
    const addBelow = (code: number): void => {
      for (; next < missing.length && missing[next]!.code <= code; next++) {
        if (missing[next]!.code < code) writer.bytes(missing[next]!.octets);
      }
    };
    forEachAttribute(set, (code, flags, bytes, start, end) => {
      addBelow(code);
      if (fromPeer && this.#context.attributes.judges[code] === undefined) {
        unknown += end - start;
        if (unknown <= MAX_UNKNOWN) writeUnknown(code, flags, bytes, start, end, writer);
      } else this.#write(code, flags, bytes, start, end, writer, hasOtc);
    });
    addBelow(256);
  }

  #write(
    code: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    writer: ByteWriter,
    hasOtc: boolean,
  ): void {
    const { internal, prependLocalAs, leaving } = this.#rules;
    if (!internal && INTERNAL_ONLY.has(code)) return;
    this.#withheld ??= this.#refusal(code, bytes, start, end, hasOtc);
    if (code === AttributeCode.AS_PATH && prependLocalAs && !internal) {
      this.#prepend(bytes, start, end, writer);
    } else if (code === AttributeCode.COMMUNITIES && leaving) {
      writeGracefulShutdown(flags, bytes, start, end, writer);
    } else if (code === AttributeCode.LOCAL_PREF && leaving) {
      writeAttribute(code, flags, NO_PREFERENCE, 0, NO_PREFERENCE.length, writer);
    } else writeAttribute(code, flags, bytes, start, end, writer);
  }

  /** Why a route with this attribute is not sent. */
  #refusal(code: number, bytes: Uint8Array, start: number, end: number, hasOtc: boolean): SkipReason | undefined {
    const { takesLongLivedStale, otc, loopAs } = this.#rules;
    if (code === AttributeCode.OTC) return hasOtc && otc.held ? 'otc' : undefined;
    if (code === AttributeCode.COMMUNITIES && !takesLongLivedStale) {
      return hasCommunity(bytes, start, end, LLGR_STALE) ? 'long-lived-stale' : undefined;
    }
    if (code === AttributeCode.AS_PATH && loopAs !== undefined) {
      return hasAs(bytes, start, end, loopAs) ? 'loop' : undefined;
    }
    return undefined;
  }

  /** The path with the local AS at its left: in the first sequence where there is room, else in one of its own. */
  #prepend(bytes: Uint8Array, start: number, end: number, writer: ByteWriter): void {
    const joins = end > start && bytes[start] === AS_SEQUENCE && bytes[start + 1]! < MAX_SEGMENT;
    const value = new ByteWriter(end - start + 6);
    value.u8(AS_SEQUENCE);
    value.u8(joins ? bytes[start + 1]! + 1 : 1);
    value.u32(this.#rules.localAs);
    value.bytes(bytes, joins ? start + 2 : start, end);
    writeAttribute(AttributeCode.AS_PATH, AttributeFlag.TRANSITIVE, value.view(), 0, value.length, writer);
  }
}

/** An attribute that a set gets where it has none of its code. */
interface Missing {
  readonly code: number;
  readonly octets: Uint8Array;
}

/** Passes on what nobody here knows: with Partial where it is transitive, not at all where it is not (RFC 4271 §5). */
function writeUnknown(
  code: number,
  flags: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  writer: ByteWriter,
): void {
  if ((flags & AttributeFlag.TRANSITIVE) === 0) return;
  writeAttribute(code, flags | AttributeFlag.PARTIAL, bytes, start, end, writer);
}

/** True where a path of 4-octet AS numbers has this one in any of its segments. */
function hasAs(bytes: Uint8Array, start: number, end: number, asn: number): boolean {
  for (let at = start; at < end; ) {
    const next = at + 2 + 4 * bytes[at + 1]!;
    for (at += 2; at < next; at += 4) if (readU32(bytes, at) === asn) return true;
  }
  return false;
}

/** Writes COMMUNITIES with GRACEFUL_SHUTDOWN among them. */
function writeGracefulShutdown(flags: number, bytes: Uint8Array, start: number, end: number, writer: ByteWriter): void {
  const value = new ByteWriter(end - start + 4);
  value.bytes(bytes, start, end);
  if (!hasCommunity(bytes, start, end, GRACEFUL_SHUTDOWN)) value.u32(GRACEFUL_SHUTDOWN);
  writeAttribute(AttributeCode.COMMUNITIES, flags, value.view(), 0, value.length, writer);
}

/** True where COMMUNITIES have this one among them. */
function hasCommunity(bytes: Uint8Array, start: number, end: number, community: number): boolean {
  for (let at = start; at < end; at += 4) if (readU32(bytes, at) === community) return true;
  return false;
}
