import type { Family, PathId } from '../brand.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { SpanCursor } from '../dissect/cursor.js';

/** What every NLRI has; each family adds its own members. */
export interface Nlri {
  readonly family: Family;
  /** Path identifier, where the session has ADD-PATH for the family (RFC 7911 §3). */
  readonly pathId?: PathId;
}

/** NLRI of a family without a row: all octets of the field, as they came. */
export interface OpaqueNlri extends Nlri {
  readonly bytes: Uint8Array;
}

/** The path identifier of an NLRI that carries none, wherever a number is needed. */
export const NO_PATH_ID = -1;

/** Everything known about one family: one file, one row, one line in the table. */
export interface FamilyRow<N extends Nlri> {
  readonly family: Family;
  readonly name: string;
  /** Next-hop lengths MP_REACH_NLRI may carry, in octets. */
  readonly nextHopLengths: readonly number[];
  /** Next-hop lengths that are legal besides once Extended Next Hop is negotiated (RFC 8950). */
  readonly extendedNextHopLengths: readonly number[];
  /** For families of plain prefixes: the largest prefix length. The generic walks then need no call a prefix. */
  readonly prefixBits?: number;
  /**
   * Octets of the NLRI at `offset`, path identifier not counted; -1 where it is malformed or overruns `end`.
   * `withdrawn`: it stands in a field of withdrawn routes, where a label may mean none.
   */
  measure(bytes: Uint8Array, offset: number, end: number, withdrawn: boolean): number;
  /**
   * True for an NLRI that `measure` passed, but that its RFC tells to discard, and it alone: it is no route, though it
   * can be decoded. Left out where there is none such.
   */
  discards?(bytes: Uint8Array, offset: number, end: number): boolean;
  /** The model of the NLRI in `bytes[offset, end)`, which `measure` passed. `pathId` is `NO_PATH_ID` where there is none. */
  decode(bytes: Uint8Array, offset: number, end: number, pathId: number, withdrawn: boolean): N;
  /**
   * Writes what the family's RFC calls the key of the NLRI: two NLRI with the same key are the same route. Left out
   * where all octets are the key.
   */
  writeKey?(bytes: Uint8Array, offset: number, end: number, withdrawn: boolean, writer: ByteWriter): void;
  /**
   * Writes the NLRI in `bytes[offset, end)`, announced before, as it stands among withdrawn routes. Left out where it
   * stands there as it is.
   */
  writeWithdrawn?(bytes: Uint8Array, offset: number, end: number, writer: ByteWriter): void;
  /** Writes the NLRI without path identifier. Throws `RangeError` for a model that has no encoding. */
  encode(nlri: N, writer: ByteWriter): void;
  /** Names the octets of an NLRI that `measure` passed, path identifier not included; left out where it is one field. */
  dissect?(cursor: SpanCursor, withdrawn: boolean): void;
  /** The NLRI as a person writes it, path identifier not included. */
  format(nlri: N): string;
}
