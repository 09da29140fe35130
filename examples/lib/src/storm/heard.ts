import type { Session } from '@mesh/bgp-session';
import {
  attributeSet,
  createContext,
  decodeMessage,
  formatHex,
  isPrefixNlri,
  type Nlri,
  type PathAttribute,
  RefreshSubtype,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { Route } from '@mesh/rib';

/** What `next-hop` and attributes of a route come to, to compare what two have of it. */
type Told = string;

const WIDE = createContext();
const NEXT_HOP_CODE = 3;

/**
 * What one end was told in one session, kept by rules as plain as RFC 4271 has them: the last word on a prefix counts. It
 * decodes for itself, from copies, and knows nothing of any RIB.
 */
export class Heard {
  readonly session: Session;
  readonly routes = new Map<string, Told>();
  /** The peer has sent all it has. */
  complete = false;
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
    const nextHop = attributes.find(({ code }) => code === NEXT_HOP_CODE)?.value as string | undefined;
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

/** The storm speaks of IPv4 unicast alone. */
function prefixOf(nlri: Nlri): string {
  return isPrefixNlri(nlri) ? nlri.prefix : '';
}

function toldOf(attributes: readonly PathAttribute[], nextHop: string | undefined): Told {
  const kept = attributes.filter(({ code }) => code !== NEXT_HOP_CODE);
  return `${nextHop} ${formatHex(attributeSet(kept, WIDE))}`;
}
