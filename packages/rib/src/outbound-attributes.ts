import {
  AS_PATH,
  AttributeCode,
  AttributeFlag,
  asSequence,
  attribute,
  attributeSet,
  ByteWriter,
  type CodecContext,
  createContext,
  forEachAttribute,
  LOCAL_PREF,
  ORIGIN,
  type PathAttribute,
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
const AS_SEQUENCE = 2;
const MAX_SEGMENT = 255;

export interface OutboundRules {
  readonly internal: boolean;
  readonly localAs: number;
  /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2 b). */
  readonly prependLocalAs: boolean;
}

/**
 * Turns the canonical sets of a store into what one session sends: mandatory attributes added where they are missing,
 * those that stay within the AS left out of external sessions, AS numbers in the session's width. An AS_PATH that is
 * given is sent as given unless the rules say otherwise: an injector's path is its own affair.
 */
export class OutboundAttributes {
  readonly #context: CodecContext;
  readonly #rules: OutboundRules;
  readonly #missing: readonly { readonly code: number; readonly octets: Uint8Array }[];
  readonly #wide = new ByteWriter(512);
  /** Two in turn: the packer reads one set until it has closed the message of the set before. */
  readonly #outputs = [new ByteWriter(512), new ByteWriter(512)] as const;
  #turn = 0;

  constructor(context: CodecContext, rules: OutboundRules) {
    this.#context = context;
    this.#rules = rules;
    const defaults: PathAttribute[] = [
      attribute(ORIGIN, 'igp'),
      attribute(AS_PATH, rules.internal ? [] : asSequence(rules.localAs)),
      ...(rules.internal ? [attribute(LOCAL_PREF, DEFAULT_LOCAL_PREF)] : []),
    ];
    const wide = createContext();
    this.#missing = defaults.map((one) => ({ code: one.code, octets: attributeSet([one], wide) }));
  }

  /** The octets of a set as the session sends it, unchanged until the second call after this one. */
  encode(set: Uint8Array): Uint8Array {
    this.#turn ^= 1;
    const output = this.#outputs[this.#turn]!;
    output.truncate(0);
    const wide = this.#context.asn4 ? output : this.#wide;
    wide.truncate(0);
    this.#complete(set, wide);
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
      if (code === AttributeCode.AS_PATH && this.#rules.prependLocalAs && !this.#rules.internal) {
        this.#prepend(bytes, start, end, writer);
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
