import type { Family } from '@mesh/bgp-wire';
import { OutboundTable } from '../adj-rib-out/outbound-table.js';
import type { SkipReason } from '../adj-rib-out/skip-reason.js';
import type { Policy, PolicyPeer } from '../policy/policy.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { ExportAttributes, type ExportSettings } from './export-attributes.js';

/** Number of a group's peer in its export checks, where there are several: none is the source of a route for all. */
export const SHARED = -1;

export interface ExportGroupOptions {
  readonly key: string;
  readonly settings: ExportSettings;
  readonly policy: Policy | undefined;
  readonly policyPeer: PolicyPeer;
  readonly localAddress: string | undefined;
  /** Families with ADD-PATH, and how many paths of them. */
  readonly addPath: ReadonlySet<Family>;
  readonly paths: number;
  readonly skipped: (id: RouteId, reason: SkipReason) => void;
}

/**
 * Peers that are to have the same: their routes are worked out once and packed once. Whom a route came from does not get
 * it back, for the table knows the sources.
 */
export class ExportGroup {
  readonly key: string;
  readonly table: OutboundTable;
  attributes: ExportAttributes;
  policy: Policy | undefined;
  readonly policyPeer: PolicyPeer;
  members = 0;
  /** What its peers are to have has been worked out; before that nothing is sent. */
  filled = false;
  readonly #core: StoreCore;
  readonly #options: ExportGroupOptions;
  readonly #wakes = new Set<() => void>();

  constructor(core: StoreCore, options: ExportGroupOptions) {
    this.#core = core;
    this.#options = options;
    this.key = options.key;
    this.policy = options.policy;
    this.policyPeer = options.policyPeer;
    this.attributes = new ExportAttributes(core, options.settings);
    // Within a confederation LOCAL_PREF goes from member to member (RFC 5065 §4.2): as between internal peers.
    const preference = options.settings.kind === 'confederation' ? { localAs: 1, peerAs: 1 } : {};
    this.table = new OutboundTable(core, {
      ...preference,
      localAddress: options.localAddress,
      readvertised: true,
      skipped: options.skipped,
    });
  }

  /** Each client of a route server has a best path of its own. */
  get choosesItself(): boolean {
    return this.attributes.settings.kind === 'route-server-client';
  }

  /** What its peers are to have can change while the best path of a destination stays. */
  get looksBehindBest(): boolean {
    return this.choosesItself || this.#options.addPath.size > 0;
  }

  /** Most paths of a destination that its peers get with path identifiers; 0 for one without. */
  pathsOf(family: Family): number {
    return this.#options.addPath.has(family) ? this.#options.paths : 0;
  }

  setPolicy(policy: Policy | undefined): void {
    this.policy = policy;
    this.#change({ hasPolicy: policy !== undefined });
  }

  setReflecting(reflects: boolean): void {
    this.#change({ reflects });
  }

  #change(settings: Partial<ExportSettings>): void {
    this.attributes.close();
    this.attributes = new ExportAttributes(this.#core, { ...this.attributes.settings, ...settings });
  }

  /** Calls back when there is something to send. */
  onFilled(wake: () => void): () => void {
    this.#wakes.add(wake);
    return () => this.#wakes.delete(wake);
  }

  hasFilled(): void {
    this.filled = true;
    for (const wake of this.#wakes) wake();
  }

  close(): void {
    this.attributes.close();
  }
}
