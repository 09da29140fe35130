import type { AttributeId } from '../store/attribute-table.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { DraftRoute } from './draft-route.js';
import type { Policy, PolicyPeer } from './policy.js';

/** The reason of routes whose policy threw. */
export const POLICY_ERROR = 'policy-error';

/** Hears of a policy that threw; the route is rejected, as it came. */
export type PolicyErrorHandler = (error: unknown, route: RouteId, peer: PolicyPeer) => void;

/**
 * Runs policies over routes of a store. One runner has one draft: a policy that starts another run of the same runner
 * throws.
 */
export class PolicyRunner {
  /** Why the last route was rejected; empty after one that was accepted. */
  reason = '';
  readonly #core: StoreCore;
  readonly #draft: DraftRoute;
  readonly #onError: PolicyErrorHandler;
  #running = false;

  constructor(core: StoreCore, onError: PolicyErrorHandler) {
    this.#core = core;
    this.#draft = new DraftRoute(core);
    this.#onError = onError;
  }

  /**
   * The attributes to hold a route with, with one reference for the caller: the route's own where nothing changed. 0
   * where the route is rejected, `reason` says why. `source` is where the route of an export comes from.
   */
  run(policy: Policy, id: RouteId, peer: PolicyPeer, source: PolicyPeer = peer): AttributeId {
    if (this.#running) throw new RangeError('a policy must not start another run of its own runner');
    const draft = this.#draft;
    this.#running = true;
    try {
      draft.begin(id, peer, source);
      this.reason = reasonOf(policy(draft));
      if (this.reason !== '') return 0;
      if (draft.changed) return draft.intern();
    } catch (error) {
      this.reason = POLICY_ERROR;
      this.#onError(error, id, peer);
      return 0;
    } finally {
      this.#running = false;
    }
    const { routes, attributes } = this.#core;
    const own = routes.attributes(id);
    attributes.retain(own);
    return own;
  }
}

/** The reason of a verdict, empty for an acceptance. Throws for what is no verdict. */
export function reasonOf(verdict: ReturnType<Policy>): string {
  if (verdict === undefined || verdict === 'accept') return '';
  const reason: unknown = verdict.reject;
  if (typeof reason === 'string' && reason !== '') return reason;
  throw new RangeError(`a policy says 'accept', { reject: reason } or nothing, got ${JSON.stringify(verdict)}`);
}
