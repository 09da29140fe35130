import { AttributeCode, ByteWriter, type Family, NO_PATH_ID } from '@mesh/bgp-wire';
import { writeEdited } from '../adj-rib-in/edit-set.js';
import { isUnicast } from '../adj-rib-in/import-rules.js';
import type { PolicyPeer } from '../policy/policy.js';
import { PolicyRunner } from '../policy/policy-runner.js';
import type { AttributeId } from '../store/attribute-table.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { type AttributeFacts, Fact, FactFlag } from './attribute-facts.js';
import type { Candidates } from './candidates.js';
import type { Decision } from './decision.js';
import { type ExportCheck, type ExportSource, exportChecks } from './export-check.js';
import type { ExportGroup } from './export-group.js';

/** Where a candidate comes from, with what an export asks of it. */
export interface CandidateSource extends ExportSource {
  readonly routerId: number;
  readonly policyPeer: PolicyPeer;
  /** The path identifier the path has towards others. */
  ownPathId(id: RouteId): number;
}

/** Why a peer does not get a route. */
export interface ExportRejection {
  /** The name of the check, `policy`, `no-best` or `no-session`. */
  readonly check: string;
  readonly rfc: string | undefined;
  readonly reason: string;
}

/*
 * Brings a destination's paths to one peer: the best one; the best few, or all, where the peer takes more; the best of
 * those that it may have, where it is a client of the route server (RFC 7947 §2.3.2.2: else a route that one client may not
 * have would hide another that it may).
 */
export class Exporter {
  readonly #core: StoreCore;
  readonly #facts: AttributeFacts;
  readonly #candidates: Candidates;
  readonly #decision: Decision;
  readonly #sources: readonly (CandidateSource | undefined)[];
  readonly #runner: PolicyRunner;
  /** Indexes of candidates that are chosen for the peer at hand. */
  readonly #chosen = new Set<number>();
  readonly #passed = new Set<number>();

  constructor(
    core: StoreCore,
    facts: AttributeFacts,
    candidates: Candidates,
    decision: Decision,
    sources: readonly (CandidateSource | undefined)[],
    onPolicyError: (error: unknown, peer: PolicyPeer) => void,
  ) {
    this.#core = core;
    this.#facts = facts;
    this.#candidates = candidates;
    this.#decision = decision;
    this.#sources = sources;
    this.#runner = new PolicyRunner(core, (error, _route, peer) => onPolicyError(error, peer));
  }

  /**
   * Has a peer hold what it is to have of the candidates at hand; `best` is the index of the best one, -1 for none. `key`
   * is a route of the destination; `gone` one that is a candidate no more, 0 for none, and `goneSource` where from.
   */
  export(group: ExportGroup, best: number, key: RouteId, gone: RouteId, goneSource: number): void {
    const { family } = this.#core.routes.space(key);
    const most = group.pathsOf(family);
    if (most > 0) this.#exportPaths(group, best, key, most, gone, goneSource);
    else this.#put(group, key, NO_PATH_ID, group.choosesItself ? this.#bestFor(group, best) : best);
  }

  /** Why a peer of the group does not get a candidate; undefined where it does. `number` is that of the peer. */
  rejection(group: ExportGroup, index: number, number: number): ExportRejection | undefined {
    const own = this.#candidates.sources[index] === number ? exportChecks[0] : undefined;
    const withheld = own ?? this.#withheld(group, index);
    if (withheld) return { check: withheld.name, rfc: withheld.rfc, reason: withheld.reason };
    const attributes = this.#attributesFor(group, index);
    if (attributes === 0) return { check: 'policy', rfc: undefined, reason: this.#runner.reason };
    this.#core.attributes.release(attributes);
    return undefined;
  }

  /** The best candidate that a client of the route server may have, -1 for none. */
  bestFor(group: ExportGroup, best: number): number {
    return group.choosesItself ? this.#bestFor(group, best) : best;
  }

  #bestFor(group: ExportGroup, best: number): number {
    if (best < 0) return -1;
    this.#passed.clear();
    const { number } = group.attributes.settings;
    for (let i = 0; i < this.#candidates.count; i++) {
      if (this.rejection(group, i, number) === undefined) this.#passed.add(i);
    }
    return this.#passed.size === 0 ? -1 : this.#decision.best((index) => !this.#passed.has(index));
  }

  #exportPaths(group: ExportGroup, best: number, key: RouteId, most: number, gone: RouteId, goneSource: number): void {
    const { count, ids, sources } = this.#candidates;
    const chosen = this.#chosen;
    chosen.clear();
    for (let next = best; next >= 0 && chosen.size < most; ) {
      chosen.add(next);
      next = chosen.size < count ? this.#decision.best((index) => chosen.has(index)) : -1;
    }
    if (gone !== 0 && !this.#keepsPathId(gone, goneSource)) {
      const source = this.#sources[goneSource];
      if (source) this.#remove(group, key, source.ownPathId(gone));
    }
    for (let i = 0; i < count; i++) {
      const pathId = this.#sources[sources[i]!]!.ownPathId(ids[i]!);
      if (chosen.has(i)) this.#put(group, key, pathId, i);
      else this.#remove(group, key, pathId);
    }
  }

  /** A candidate at hand has the path identifier that one which is gone had. */
  #keepsPathId(gone: RouteId, goneSource: number): boolean {
    const { count, ids, sources } = this.#candidates;
    for (let i = 0; i < count; i++) {
      const source = this.#sources[sources[i]!]!;
      if (sources[i] === goneSource && source.ownPathId(ids[i]!) === source.ownPathId(gone)) return true;
    }
    return false;
  }

  /** Has the peer hold a candidate under a path identifier, nothing where it does not get it. */
  #put(group: ExportGroup, key: RouteId, pathId: number, index: number): void {
    const attributes = index < 0 || this.#withheld(group, index) ? 0 : this.#attributesFor(group, index);
    this.#probe(index < 0 ? key : this.#candidates.ids[index]!, pathId);
    if (attributes === 0) group.table.remove();
    else {
      group.table.put(attributes, this.#candidates.sources[index]!);
      this.#core.attributes.release(attributes);
    }
  }

  #remove(group: ExportGroup, key: RouteId, pathId: number): void {
    this.#probe(key, pathId);
    group.table.remove();
  }

  #probe(key: RouteId, pathId: number): void {
    const { routes } = this.#core;
    if (pathId === NO_PATH_ID) routes.probeKeyOf(key);
    else {
      const family: Family = routes.space(key).family;
      routes.withNlri(key, (bytes, offset, length) => routes.probe(family, bytes, offset, length, pathId));
    }
  }

  #withheld(group: ExportGroup, index: number): ExportCheck | undefined {
    const { settings } = group.attributes;
    const { routes } = this.#core;
    const id = this.#candidates.ids[index]!;
    const source = this.#sources[this.#candidates.sources[index]!]!;
    const flags = this.#facts.get(routes.attributes(id), Fact.FLAGS);
    const unicast = isUnicast(routes.space(id).family);
    for (const check of exportChecks) if (check.withholds(source, settings, flags, unicast)) return check;
    return undefined;
  }

  /** The attributes a candidate goes to the peer with, one reference for the caller; 0 where the policy rejects it. */
  #attributesFor(group: ExportGroup, index: number): AttributeId {
    const id = this.#candidates.ids[index]!;
    const source = this.#sources[this.#candidates.sources[index]!]!;
    const { attributes, routes } = this.#core;
    const rules = group.attributes;
    const own = routes.attributes(id);
    if (group.policy === undefined) {
      const written = rules.of(own, source, source.routerId, false);
      attributes.retain(written);
      return written;
    }
    const hasMed = rules.dropsMed(source) && this.#facts.has(own, FactFlag.MED);
    const judged = hasMed ? this.#withoutMed(id, own) : id;
    const changed = this.#runner.run(group.policy, judged, group.policyPeer, source.policyPeer);
    if (hasMed) routes.release(judged);
    if (changed === 0) return 0;
    const written = rules.of(changed, source, source.routerId, true);
    attributes.retain(written);
    attributes.release(changed);
    return written;
  }

  /** A route as the policy towards another AS sees it: a MED that it finds there afterwards is its own. */
  #withoutMed(id: RouteId, own: AttributeId): RouteId {
    const { attributes, routes } = this.#core;
    const bare = withoutMed(this.#core, own);
    routes.probeKeyOf(id);
    const judged = routes.pair(bare);
    routes.retain(judged);
    attributes.release(bare);
    return judged;
  }
}

const NO_MED = [{ code: AttributeCode.MULTI_EXIT_DISC, flags: 0, value: undefined }];

/** A set without MED, one reference for the caller. */
function withoutMed({ attributes }: StoreCore, id: AttributeId): AttributeId {
  const set = attributes.set(id);
  const writer = new ByteWriter(set.length + 8);
  writeEdited(set, NO_MED, writer);
  const hop = attributes.nextHop(id).slice();
  return attributes.intern(hop, 0, hop.length, writer.view());
}
