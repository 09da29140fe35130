import type { Asn, AttributeRow, Family, PathId } from '@mesh/bgp-wire';

/** Where a route comes from, or where it is to go. */
export interface PolicyPeer {
  readonly name: string;
  readonly address?: string | undefined;
  readonly asn: Asn;
  /** `local`: the route begins here, no peer has told it. */
  readonly kind: 'external' | 'internal' | 'confederation' | 'local';
}

/** The route is not taken, or not sent; the reason is a word or two that people search for. */
export interface Rejection {
  readonly reject: string;
}

/** What becomes of a route. */
export type Verdict = 'accept' | Rejection;

/**
 * One step: it looks at a route, may change it, and says what becomes of it; undefined goes on to the next step. A
 * route that comes to the end without a verdict is accepted, with the changes made so far.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a step that only changes the route needs no `return`
export type Policy = (route: PolicyRoute) => Verdict | undefined | void;

/** A question about a route. */
export type Match = (route: PolicyRoute) => boolean;

/** Runs the parts of a policy and takes down what came of them. */
export interface PolicyTracer {
  step(policy: Policy, route: PolicyRoute): ReturnType<Policy>;
  match(match: Match, route: PolicyRoute): boolean;
}

/**
 * A route as it stands with the changes so far. It is borrowed for the call: one object serves all routes of a run.
 *
 * `locate…` reads octets without an allocation: they position `bytes[start, end)`, valid until the next of them and
 * the next change.
 */
export interface PolicyRoute {
  readonly family: Family;
  /** `10.0.0.0/24`, or the text of what else the family has for NLRI; made when asked for. */
  readonly prefix: string;
  /** Length in bits; -1 where the family's NLRI are no prefixes. */
  readonly prefixLength: number;
  readonly pathId: PathId | undefined;
  /** Whose policy this is: of an import where the route comes from, of an export where it goes to. */
  readonly peer: PolicyPeer;
  /** Where the route comes from; the same as `peer` in an import. */
  readonly source: PolicyPeer;
  /** An address or `self`. To set it drops the link-local next hop beside a global one. */
  nextHop: string;

  /** The model of an attribute, undefined where it is absent or malformed. */
  get<T>(row: AttributeRow<T>): T | undefined;
  has(row: AttributeRow<unknown>): boolean;
  /** Throws `RangeError` for a value that has no encoding. An empty list where there must be none is no attribute. */
  set<T>(row: AttributeRow<T>, value: T): void;
  /** Puts the octets `bytes[start, end)` in the place of a value. Throws `RangeError` where the row finds them malformed. */
  setOctets(row: AttributeRow<unknown>, bytes: Uint8Array, start: number, end: number): void;
  /** False where there was none. */
  delete(row: AttributeRow<unknown>): boolean;

  /** Who follows the run step by step; undefined but in a trace. Combinators of your own run their parts through it. */
  readonly tracer: PolicyTracer | undefined;

  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Positions on the value of an attribute (AS numbers have 4 octets); false where there is none. */
  locate(code: number): boolean;
  /** Positions on the octets of the prefix, as many as its length needs; false where the family has no prefixes. */
  locatePrefix(): boolean;
  /** Positions on the 4, 16 or 32 octets of the next hop; false where it is `self`. */
  locateNextHop(): boolean;

  /** Rightmost AS number of the path; undefined where it is empty or ends in a set (RFC 6811 §2). */
  readonly originAs: Asn | undefined;
  /** Leftmost AS number of the path; undefined where it is empty or begins with a set. */
  readonly neighbourAs: Asn | undefined;
  /** Hops as the decision process counts them (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3). */
  readonly pathLength: number;
}
