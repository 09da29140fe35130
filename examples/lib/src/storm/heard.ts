import type { Session } from '@mesh/bgp-session';
import type { TopologyNode } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  AttributeCode,
  asSequence,
  attribute,
  attributeSet,
  createContext,
  decodeMessage,
  formatHex,
  isPrefixNlri,
  LOCAL_PREF,
  type Nlri,
  ORIGIN,
  OTC,
  type PathAttribute,
  RefreshSubtype,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { Route } from '@mesh/rib';
import type { Side } from '../simulation/index.js';

/** Who sends, and how it sees who receives. */
interface Sender {
  readonly node: TopologyNode;
  readonly side: Side;
}

/** What `next-hop` and attributes of a route come to, to compare what two have of it. */
type Told = string;

const WIDE = createContext();

/**
 * What one end was told in one session, kept by rules as plain as RFC 4271 has them: the last word on a prefix counts. It
 * decodes for itself, from copies, and knows nothing of any RIB.
 */
export class Heard {
  readonly session: Session;
  readonly routes = new Map<string, Told>();
  /** The peer has sent all it has. */
  complete = false;
  /** When the peer was last asked to send all again. */
  askedAt = Number.NEGATIVE_INFINITY;
  /** Between the marks of a refresh: what has not been sent again yet (RFC 7313 §4). */
  #unconfirmed: Set<string> | undefined;

  constructor(session: Session) {
    this.session = session;
  }

  /** Takes in a message; borrowed. */
  take(message: Uint8Array): void {
    const result = decodeMessage(message.slice(), this.session.rx);
    if (!result.ok) return;
    if (result.message.type === 'UPDATE') this.#update(result.message);
    if (result.message.type !== 'ROUTE-REFRESH') return;
    if (result.message.subtype === RefreshSubtype.BEGIN) this.#unconfirmed = new Set(this.routes.keys());
    if (result.message.subtype !== RefreshSubtype.END) return;
    for (const prefix of this.#unconfirmed ?? []) this.routes.delete(prefix);
    this.#unconfirmed = undefined;
  }

  #update(view: UpdateView): void {
    if (view.endOfRib !== undefined) {
      this.complete = true;
      return;
    }
    const { outcome, faults } = view.assessment;
    if (outcome === 'session-reset') return;
    for (const nlri of view.withdrawn()) this.#set(prefixOf(nlri), undefined);
    const discarded = faults.filter((fault) => fault.outcome === 'attribute-discard').map(({ attribute }) => attribute);
    const attributes = view.attributes().filter(({ code }) => !discarded.includes(code));
    const nextHop = attributes.find(({ code }) => code === AttributeCode.NEXT_HOP)?.value as string | undefined;
    const told = outcome === 'treat-as-withdraw' ? undefined : toldOf(attributes, nextHop);
    for (const nlri of view.announced()) this.#set(prefixOf(nlri), told);
  }

  #set(prefix: string, told: Told | undefined): void {
    this.#unconfirmed?.delete(prefix);
    if (told === undefined) this.routes.delete(prefix);
    else this.routes.set(prefix, told);
  }
}

/** What a route of a RIB comes to. */
export function toldOfRoute(route: Route): Told {
  return toldOf(route.attributes, route.nextHop);
}

/** A route of an Adj-RIB-Out as it has to arrive: with what RFC 4271 §5 and RFC 9234 §5 have every UPDATE carry. */
export function toldOfAdvertised({ attributes, nextHop }: Route, { node, side }: Sender): Told {
  const isInternal = side.kind === 'internal' || side.kind === 'client';
  const kept = isInternal ? attributes : attributes.filter(({ code }) => code !== AttributeCode.LOCAL_PREF);
  const mandatory = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, isInternal ? [] : asSequence(node.asn)),
    ...(isInternal ? [attribute(LOCAL_PREF, 100)] : []),
    ...(side.role === 'provider' || side.role === 'peer' ? [attribute(OTC, node.asn)] : []),
  ];
  const codes = new Set(kept.map(({ code }) => code));
  return toldOf(
    [...kept, ...mandatory.filter(({ code }) => !codes.has(code))],
    nextHop === 'self' ? node.address : nextHop,
  );
}

/** The storm speaks of IPv4 unicast alone. */
function prefixOf(nlri: Nlri): string {
  return isPrefixNlri(nlri) ? nlri.prefix : '';
}

function toldOf(attributes: readonly PathAttribute[], nextHop: string | undefined): Told {
  const kept = attributes.filter(({ code }) => code !== AttributeCode.NEXT_HOP);
  return `${nextHop} ${formatHex(attributeSet(kept, WIDE))}`;
}
