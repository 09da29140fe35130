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
  forEachAttribute,
  LOCAL_PREF,
  ORIGIN,
  type PathAttribute,
  readU32,
  WellKnownCommunity,
  writeAttribute,
  writeSessionAttributes,
} from '@mesh/bgp-wire';

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

export interface OutboundRules {
  readonly internal: boolean;
  readonly localAs: number;
  /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2 b). */
  readonly prependLocalAs: boolean;
  /** The peer knows what LLGR_STALE means. */
  readonly takesLongLivedStale: boolean;
}

/**
 * Turns the canonical sets of a store into what one session sends: mandatory attributes added where they are missing,
 * those that stay within the AS left out of external sessions, AS numbers in the session's width. An AS_PATH that is
 * given is sent as given unless the rules say otherwise: an injector's path is its own affair.
 */
export class OutboundAttributes {
  readonly #context: CodecContext;
  readonly #rules: OutboundRules;
  #missing: readonly { readonly code: number; readonly octets: Uint8Array }[];
  #leaving = false;
  /** The set that is being written is not for the peer. */
  #withheld = false;
  readonly #wide = new ByteWriter(512);
  /** Two in turn: the packer reads one set until it has closed the message of the set before. */
  readonly #outputs = [new ByteWriter(512), new ByteWriter(512)] as const;
  #turn = 0;

  constructor(context: CodecContext, rules: OutboundRules) {
    this.#context = context;
    this.#rules = rules;
    this.#missing = this.#defaults();
  }

  /** Routes are sent as about to go. */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** From here on routes are sent as about to go: with GRACEFUL_SHUTDOWN, and least preferred within the AS (RFC 8326 §4.1). */
  gracefulShutdown(): void {
    this.#leaving = true;
    this.#missing = this.#defaults();
  }

  /** What every set has to have, in the order of the codes. */
  #defaults(): { readonly code: number; readonly octets: Uint8Array }[] {
    const { internal, localAs } = this.#rules;
    const defaults: PathAttribute[] = [
      attribute(ORIGIN, 'igp'),
      attribute(AS_PATH, internal ? [] : asSequence(localAs)),
      ...(internal ? [attribute(LOCAL_PREF, this.#leaving ? 0 : DEFAULT_LOCAL_PREF)] : []),
      ...(this.#leaving ? [attribute(COMMUNITIES, [GRACEFUL_SHUTDOWN])] : []),
    ];
    const wide = createContext();
    return defaults.map((one) => ({ code: one.code, octets: attributeSet([one], wide) }));
  }

  /**
   * The octets of a set as the session sends it, unchanged until the second one after it. Undefined for routes that
   * are long-lived stale where the peer does not know of that: it would choose them as if they were fresh (RFC 9494 §4.3).
   * Those that §4.6 would have internal peers get all the same, it does not get either.
   */
  encode(set: Uint8Array): Uint8Array | undefined {
    this.#turn ^= 1;
    const output = this.#outputs[this.#turn]!;
    output.truncate(0);
    const wide = this.#context.asn4 ? output : this.#wide;
    wide.truncate(0);
    this.#withheld = false;
    this.#complete(set, wide);
    if (this.#withheld) {
      this.#turn ^= 1; // The packer may still read the set before.
      return undefined;
    }
    if (wide !== output) writeSessionAttributes(wide.view(), output, this.#context);
    return output.view();
  }

  /** Writes the set with what is missing in its place and without what stays here. */
  #complete(set: Uint8Array, writer: ByteWriter): void {
    let next = 0;
    const addBelow = (code: number): void => {
      for (; next < this.#missing.length && this.#missing[next]!.code <= code; next++) {
        if (this.#missing[next]!.code < code) writer.bytes(this.#missing[next]!.octets);
      }
    };
    forEachAttribute(set, (code, flags, bytes, start, end) => {
      addBelow(code);
      if (!this.#rules.internal && INTERNAL_ONLY.has(code)) return;
      if (code === AttributeCode.COMMUNITIES && !this.#rules.takesLongLivedStale) {
        this.#withheld = hasCommunity(bytes, start, end, LLGR_STALE);
      }
      if (code === AttributeCode.AS_PATH && this.#rules.prependLocalAs && !this.#rules.internal) {
        this.#prepend(bytes, start, end, writer);
      } else if (code === AttributeCode.COMMUNITIES && this.#leaving) {
        writeGracefulShutdown(flags, bytes, start, end, writer);
      } else if (code === AttributeCode.LOCAL_PREF && this.#leaving) {
        writeAttribute(code, flags, NO_PREFERENCE, 0, NO_PREFERENCE.length, writer);
      } else writeAttribute(code, flags, bytes, start, end, writer);
    });
    addBelow(256);
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
