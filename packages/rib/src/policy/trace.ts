import { attributeName, forEachAttribute, formatHex } from '@mesh/bgp-wire';
import { type Route, type RouteSpec, StoredRoute } from '../store/route.js';
import { coreOf, RouteStore } from '../store/store.js';
import type { StoreCore } from '../store/store-core.js';
import { DraftRoute } from './draft-route.js';
import type { Match, Policy, PolicyPeer, PolicyRoute, PolicyTracer, Verdict } from './policy.js';
import { POLICY_ERROR, reasonOf } from './policy-runner.js';

/** One attribute, or the next hop, that a step changed; undefined where there was, or is, none. */
export interface PolicyChange {
  readonly attribute: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What one part of a policy did; the parts it is made of stand in `parts`, with their own changes. */
export interface PolicyTraceEntry {
  /** Name of the function; `anonymous` where it has none. */
  readonly name: string;
  /** Whether a match held; undefined for a step. */
  readonly matched?: boolean;
  /** What a step said; undefined where it went on. */
  readonly verdict?: Verdict;
  /** Of a part that is not made of others. */
  readonly changes: readonly PolicyChange[];
  readonly parts: readonly PolicyTraceEntry[];
}

/** A run of a policy over one route, step by step. */
export interface PolicyTrace {
  readonly prefix: string;
  readonly peer: string;
  readonly steps: readonly PolicyTraceEntry[];
  /** What became of the route; `accept` where no step had a verdict. */
  readonly verdict: Verdict;
  /** What the policy threw. */
  readonly error?: unknown;
}

/**
 * Runs a policy over a route and tells what each step did. The route and its store stay as they are. `source` is where
 * the route of an export comes from.
 */
export function tracePolicy(
  policy: Policy,
  route: Route | RouteSpec,
  peer: PolicyPeer,
  source: PolicyPeer = peer,
): PolicyTrace {
  if (route instanceof StoredRoute) return traceRoute(policy, route.core, route.assertHeld(), peer, source);
  const store = new RouteStore();
  return traceRoute(policy, coreOf(store), store.retain(route).id, peer, source);
}

function traceRoute(policy: Policy, core: StoreCore, id: number, peer: PolicyPeer, source: PolicyPeer): PolicyTrace {
  const draft = new DraftRoute(core);
  draft.begin(id, peer, source);
  const tracer = new Tracer(core, draft);
  draft.tracer = tracer;
  const ran = { prefix: draft.prefix, peer: peer.name, steps: tracer.entries };
  try {
    const reason = reasonOf(tracer.step(policy, draft));
    return { ...ran, verdict: reason === '' ? 'accept' : { reject: reason } };
  } catch (error) {
    return { ...ran, verdict: { reject: POLICY_ERROR }, error };
  }
}

class Tracer implements PolicyTracer {
  /** Entries of the part that runs now. */
  entries: PolicyTraceEntry[] = [];
  readonly #core: StoreCore;
  readonly #draft: DraftRoute;

  constructor(core: StoreCore, draft: DraftRoute) {
    this.#core = core;
    this.#draft = draft;
  }

  step(policy: Policy, route: PolicyRoute): ReturnType<Policy> {
    return this.#follow(
      policy.name,
      () => policy(route),
      (verdict) => (verdict ? { verdict } : {}),
    );
  }

  match(match: Match, route: PolicyRoute): boolean {
    return this.#follow(
      match.name,
      () => match(route),
      (matched) => ({ matched }),
    );
  }

  /** Runs one part; its entry stands there also where it throws. */
  #follow<T>(name: string, run: () => T, outcome: (result: T) => Partial<PolicyTraceEntry>): T {
    const siblings = this.entries;
    const parts: PolicyTraceEntry[] = [];
    const before = this.#texts();
    let said: Partial<PolicyTraceEntry> = {};
    this.entries = parts;
    try {
      const result = run();
      said = outcome(result);
      return result;
    } finally {
      this.entries = siblings;
      const changes = parts.length > 0 ? [] : changesBetween(before, this.#texts());
      siblings.push({ name: name || 'anonymous', ...said, changes, parts });
    }
  }

  /** The route as it stands, as text by attribute. */
  #texts(): ReadonlyMap<string, string> {
    const texts = new Map([['NEXT_HOP', this.#draft.nextHop]]);
    const { context } = this.#core;
    forEachAttribute(this.#draft.toSet(), (code, _flags, bytes, start, end) => {
      const row = context.attributes.get(code);
      const sound = row !== undefined && row.check(bytes, start, end, context) === undefined;
      texts.set(
        attributeName(code),
        sound ? row.format(row.decode(bytes, start, end, context)) : `0x${formatHex(bytes, start, end)}`,
      );
    });
    return texts;
  }
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): PolicyChange[] {
  const changes: PolicyChange[] = [];
  for (const attribute of new Set([...before.keys(), ...after.keys()])) {
    const change = { attribute, before: before.get(attribute), after: after.get(attribute) };
    if (change.before !== change.after) changes.push(change);
  }
  return changes;
}

/** A trace as lines of text, one a step, indented below what they are part of. */
export function formatTrace(trace: PolicyTrace): string {
  const lines = [`${trace.prefix} ${trace.peer}: ${formatVerdict(trace.verdict)}`];
  const add = (entry: PolicyTraceEntry, depth: number): void => {
    const said =
      entry.matched !== undefined
        ? entry.matched
          ? 'yes'
          : 'no'
        : entry.verdict === undefined
          ? ''
          : formatVerdict(entry.verdict);
    lines.push(`${'  '.repeat(depth)}${entry.name}${said === '' ? '' : `: ${said}`}`);
    for (const { attribute, before, after } of entry.changes) {
      lines.push(`${'  '.repeat(depth + 1)}${attribute}: ${before ?? 'none'} → ${after ?? 'none'}`);
    }
    for (const part of entry.parts) add(part, depth + 1);
  };
  for (const entry of trace.steps) add(entry, 1);
  if (trace.error !== undefined) lines.push(`  error: ${String(trace.error)}`);
  return lines.join('\n');
}

function formatVerdict(verdict: Verdict): string {
  return verdict === 'accept' ? 'accepted' : `rejected, ${verdict.reject}`;
}
