import {
  AttributeCode,
  AttributeFlag,
  ByteWriter,
  Family,
  parseAddress,
  type Role,
  type RouterId,
  WellKnownCommunity,
  writeU32,
} from '@mesh/bgp-wire';
import type { Policy, PolicyPeer } from '../policy/policy.js';
import { PolicyRunner } from '../policy/policy-runner.js';
import type { RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { AttributeOctets } from './attribute-octets.js';
import { type AttributeEdit, writeEdited } from './edit-set.js';
import {
  type ImportCheck,
  type ImportContext,
  importChecks,
  isInside,
  marksOtc,
  type PeerKind,
} from './import-check.js';

/** How the routes of a peer become candidates. */
export interface ImportOptions {
  /** The peer's name for policies. Default `peer`. */
  readonly name?: string;
  /** What the peer is to us. Default: what the session says, `internal` or `external`. */
  readonly kind?: PeerKind;
  /** Our AS within the confederation, of which the AS of the sessions to the outside is the identifier (RFC 5065). */
  readonly memberAs?: number;
  /** Default: that of the session. */
  readonly routerId?: RouterId;
  /** Default: the router id (RFC 4456 §7). */
  readonly clusterId?: RouterId;
  /** How often our own AS may stand in a path that is taken. Default 0 (RFC 4271 §9.1.2). */
  readonly allowOwnAs?: number;
  /**
   * A path of an external peer begins with its AS (RFC 4271 §6.3). Default true, but for a peer that is a route server:
   * its paths do not (RFC 7947 §2.2.2.1).
   */
  readonly enforceFirstAs?: boolean;
  /** Most AS numbers in a path that is taken. Default: no limit. */
  readonly maxAsPath?: number;
  /** Addresses of ours beside that of the session: a route whose next hop is one of them is not taken. */
  readonly ownAddresses?: readonly string[];
  /** What we are to the peer. Default: what the session says (RFC 9234 §4). */
  readonly role?: Role;
  /** Nothing is taken from an external peer without policy (RFC 8212 §2.1). Default false. */
  readonly requirePolicy?: boolean;
  /** GRACEFUL_SHUTDOWN of an external peer sets LOCAL_PREF to 0 (RFC 8326 §4.2). Default true. */
  readonly gracefulShutdown?: boolean;
  readonly policy?: Policy | undefined;
  /** A policy threw; the route is rejected. */
  readonly onPolicyError?: (error: unknown) => void;
}

/** Why a received route is no candidate. */
export interface ImportRejection {
  /** The name of the check, `policy`, or `no-path` where nothing of the key has been received. */
  readonly check: string;
  readonly rfc: string | undefined;
  readonly reason: string;
}

const OPTIONAL_TRANSITIVE = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE;
const NO_PREFERENCE = new Uint8Array(4);

/**
 * What becomes of a received route: first the checks, whose result depends on the attributes only, then the policy,
 * then what no policy may undo: LOCAL_PREF 0 of routes about to go, and OTC (RFC 9234 §5: operators must not be able
 * to change it).
 */
export class ImportRules {
  readonly #core: StoreCore;
  readonly #options: ImportOptions;
  readonly #octets = new AttributeOctets();
  readonly #output = new ByteWriter(512);
  readonly #runner: PolicyRunner;
  context: ImportContext;
  peer: PolicyPeer;
  policy: Policy | undefined;
  /** The attributes checked last, with what the checks said: routes that come together mostly share them. */
  #checked: AttributeId = 0;
  #checkedUnicast = false;
  #refusal: ImportCheck | undefined;
  /** The attributes finished last, held meanwhile with what they became. */
  #finished: AttributeId = 0;
  #finishedUnicast = false;
  #result: AttributeId = 0;

  constructor(core: StoreCore, options: ImportOptions) {
    this.#core = core;
    this.#options = options;
    this.policy = options.policy;
    this.#runner = new PolicyRunner(core, (error) => options.onPolicyError?.(error));
    this.context = contextOf(options, undefined, options.policy);
    this.peer = peerOf(options, this.context, undefined);
  }

  /** A session has come up: its AS numbers, identifiers, addresses and role count from here on. */
  up(session: RibSession): void {
    this.forget();
    this.context = contextOf(this.#options, session, this.policy);
    this.peer = peerOf(this.#options, this.context, session);
  }

  setPolicy(policy: Policy | undefined): void {
    this.forget();
    this.policy = policy;
    this.context = { ...this.context, hasPolicy: policy !== undefined };
  }

  /** The attributes to take a received route with, one reference for the caller; 0 where it is not taken. */
  run(id: RouteId): AttributeId {
    const { routes, attributes } = this.#core;
    const unicast = isUnicast(routes.space(id).family);
    const own = routes.attributes(id);
    if (this.#refused(own, unicast)) return 0;
    if (this.policy === undefined) return this.#finish(own, unicast);
    const changed = this.#runner.run(this.policy, id, this.peer);
    if (changed === 0) return 0;
    const finished = this.#finish(changed, unicast);
    attributes.release(changed);
    return finished;
  }

  /** Why `run` would not take a received route; undefined where it would. */
  rejection(id: RouteId): ImportRejection | undefined {
    const refused = this.#refused(this.#core.routes.attributes(id), isUnicast(this.#core.routes.space(id).family));
    if (refused) return { check: refused.name, rfc: refused.rfc, reason: refused.reason };
    if (this.policy === undefined) return undefined;
    const changed = this.#runner.run(this.policy, id, this.peer);
    if (changed === 0) return { check: 'policy', rfc: undefined, reason: this.#runner.reason };
    this.#core.attributes.release(changed);
    return undefined;
  }

  /** Lets go what is only remembered. */
  forget(): void {
    const { attributes } = this.#core;
    if (this.#checked !== 0) attributes.release(this.#checked);
    this.#checked = 0;
    if (this.#finished === 0) return;
    attributes.release(this.#finished);
    attributes.release(this.#result);
    this.#finished = 0;
  }

  #refused(id: AttributeId, unicast: boolean): ImportCheck | undefined {
    if (id === this.#checked && unicast === this.#checkedUnicast) return this.#refusal;
    const { attributes } = this.#core;
    if (this.#checked !== 0) attributes.release(this.#checked);
    attributes.retain(id);
    this.#checked = id;
    this.#checkedUnicast = unicast;
    this.#octets.load(attributes.set(id), attributes.nextHop(id));
    this.#refusal = importChecks.find((check) => check.refuses(this.#octets, this.context, unicast));
    return this.#refusal;
  }

  /** The attributes with what is done to every route of the peer; one reference for the caller. */
  #finish(id: AttributeId, unicast: boolean): AttributeId {
    const { attributes } = this.#core;
    if (id !== this.#finished || unicast !== this.#finishedUnicast) {
      const result = this.#marked(id, unicast);
      attributes.retain(id);
      if (this.#finished !== 0) {
        attributes.release(this.#finished);
        attributes.release(this.#result);
      }
      this.#finished = id;
      this.#finishedUnicast = unicast;
      this.#result = result;
    }
    attributes.retain(this.#result);
    return this.#result;
  }

  #marked(id: AttributeId, unicast: boolean): AttributeId {
    const { attributes } = this.#core;
    const octets = this.#octets;
    octets.load(attributes.set(id), attributes.nextHop(id));
    const edits: AttributeEdit[] = [];
    if (this.#leaves(octets)) {
      edits.push({ code: AttributeCode.LOCAL_PREF, flags: AttributeFlag.TRANSITIVE, value: NO_PREFERENCE });
    }
    if (unicast && marksOtc(this.context) && !octets.has(AttributeCode.OTC)) {
      const value = new Uint8Array(4);
      writeU32(value, 0, this.context.peerAs);
      edits.push({ code: AttributeCode.OTC, flags: OPTIONAL_TRANSITIVE, value });
    }
    if (edits.length === 0) {
      attributes.retain(id);
      return id;
    }
    this.#output.truncate(0);
    writeEdited(octets.bytes, edits, this.#output);
    const hop = octets.nextHop.slice();
    return attributes.intern(hop, 0, hop.length, this.#output.view());
  }

  /** RFC 8326 §4.2: the peer says that the route is about to go. */
  #leaves(octets: AttributeOctets): boolean {
    return (
      (this.#options.gracefulShutdown ?? true) &&
      !isInside(this.context.kind) &&
      octets.lists(AttributeCode.COMMUNITIES, WellKnownCommunity['graceful-shutdown'])
    );
  }
}

/** Families that RFC 9234 §5 speaks of. */
export function isUnicast(family: Family): boolean {
  return family === Family.IPV4_UNICAST || family === Family.IPV6_UNICAST;
}

function contextOf(options: ImportOptions, session: RibSession | undefined, policy: Policy | undefined): ImportContext {
  const kind = options.kind ?? (session?.internal ? 'internal' : 'external');
  const role = options.role ?? session?.localRole;
  const routerId = options.routerId ?? session?.localRouterId ?? 0;
  return {
    kind,
    role,
    routerId,
    localAs: session?.localAs ?? 0,
    peerAs: session?.peerAs ?? 0,
    memberAs: options.memberAs ?? 0,
    clusterId: options.clusterId ?? routerId,
    allowOwnAs: options.allowOwnAs ?? 0,
    enforceFirstAs: options.enforceFirstAs ?? role !== 'rs-client',
    maxAsPath: options.maxAsPath ?? Number.POSITIVE_INFINITY,
    ownAddresses: [...(options.ownAddresses ?? []), session?.localAddress ?? ''].flatMap(octetsOf),
    requirePolicy: options.requirePolicy ?? false,
    hasPolicy: policy !== undefined,
  };
}

function peerOf(options: ImportOptions, context: ImportContext, session: RibSession | undefined): PolicyPeer {
  const { kind } = context;
  return {
    name: options.name ?? 'peer',
    address: session?.peerAddress,
    asn: context.peerAs,
    kind: kind === 'route-server-client' ? 'external' : kind === 'client' ? 'internal' : kind,
  };
}

/** An address in octets, without its zone; none for text that is no address. */
function octetsOf(text: string): Uint8Array[] {
  const octets = parseAddress(text.replace(/%.*$/, ''));
  return octets ? [octets] : [];
}
