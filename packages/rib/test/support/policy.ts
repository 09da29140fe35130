import { AS_PATH, asSequence, attribute, ORIGIN, type PathAttribute } from '@mesh/bgp-wire';
import {
  type Match,
  type Policy,
  type PolicyPeer,
  type RouteObject,
  type RouteSpec,
  RouteStore,
} from '../../src/index.js';
import { PolicyRunner } from '../../src/policy/policy-runner.js';
import { coreOf } from '../../src/store/store.js';

export const upstream: PolicyPeer = { name: 'upstream', address: '192.0.2.2', asn: 65002, kind: 'external' };

export const plain: readonly PathAttribute[] = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002, 65010))];

/** A route with what the test needs, the rest usual. */
export function routeOf(spec: Partial<RouteSpec> = {}): RouteSpec {
  return { prefix: '10.0.0.0/24', nextHop: '192.0.2.2', attributes: plain, ...spec } as RouteSpec;
}

export interface PolicyOutcome {
  /** Empty where the route was accepted. */
  readonly reason: string;
  readonly route: RouteObject | undefined;
  readonly error: unknown;
}

/** Runs a policy over one route of a store of its own, which must be empty of all else afterwards. */
export function runPolicy(
  policy: Policy,
  spec: RouteSpec = routeOf(),
  peer: PolicyPeer = upstream,
  source: PolicyPeer = peer,
): PolicyOutcome {
  const store = new RouteStore();
  const core = coreOf(store);
  let error: unknown;
  const runner = new PolicyRunner(core, (thrown) => {
    error = thrown;
  });
  const before = store.retain(spec);
  const id = runner.run(policy, before.id, peer, source);
  if (id === 0) return { reason: runner.reason, route: undefined, error };
  core.routes.probeKeyOf(before.id);
  const pair = core.routes.pair(id);
  core.routes.retain(pair);
  core.attributes.release(id);
  const route = core.route(pair).toObject();
  core.routes.release(pair);
  store.release(before);
  if (store.attributeSets !== 0 || store.size !== 0) throw new Error('the run kept a reference');
  return { reason: '', route, error };
}

/** The answer of a match for one route. */
export function asksOf(
  match: Match,
  spec: RouteSpec = routeOf(),
  peer: PolicyPeer = upstream,
  source: PolicyPeer = peer,
): boolean {
  let answer: boolean | undefined;
  const { error } = runPolicy(
    (route) => {
      answer = match(route);
    },
    spec,
    peer,
    source,
  );
  if (answer === undefined) throw error;
  return answer;
}
