import type { DuplexLike } from '@mesh/bgp-session';
import {
  fullMesh,
  internetLike,
  leafSpine,
  ring,
  routeReflectorTree,
  seededRandom,
  type Topology,
} from '@mesh/bgp-session/testing';
import { Family } from '@mesh/bgp-wire';
import { type Between, Simulation } from '../simulation/index.js';
import { perform, STORM_KINDS, type StormEvent, type StormKind } from './storm-event.js';
import { RESTART_SECONDS, STALE_SECONDS, StormWatch } from './storm-watch.js';

/** A storm as its seed draws it: plain data. */
export interface StormPlan {
  readonly seed: number;
  readonly topology: Topology;
  readonly network: {
    readonly latencyMs: number;
    readonly jitterMs: number;
    readonly chunk: readonly [number, number];
  };
  readonly bothDial: boolean;
  readonly events: readonly StormEvent[];
}

/** What came of a storm. */
export interface StormReport {
  readonly plan: StormPlan;
  /** Hash of every octet that passed, with its time: the same in every run of the plan. */
  readonly hash: string;
  /** What was found; none where all went as it has to. */
  readonly complaints: readonly string[];
  /** Events that found something to happen to. */
  readonly done: readonly StormKind[];
}

export interface StormOptions {
  /** Break something, to see whether it is found. */
  readonly ports?: Between['ports'];
  readonly stream?: Between['stream'];
}

/** Keeps the draws of a plan apart from those of its network. */
const PLAN_SALT = 0x5704a;

const EVENTS = 12;
const SETTLE_MS = 300_000;

const TOPOLOGIES: readonly ((random: (limit: number) => number) => Topology)[] = [
  (below) => ring(3 + below(3)),
  (below) => fullMesh(3 + below(2)),
  (below) => fullMesh(3, below(2) === 0 ? 'external' : 'internal'),
  (below) => routeReflectorTree({ fanOut: 2 + below(2) }),
  (below) => leafSpine({ spines: 2, leaves: 2 + below(2) }),
  (below) => internetLike({ count: 5, top: 2, seed: below(1000) }),
];

/** The storm that a seed draws. */
export function planStorm(seed: number): StormPlan {
  const random = seededRandom(seed ^ PLAN_SALT);
  const below = (limit: number): number => Math.floor(random() * limit);
  const topology = TOPOLOGIES[below(TOPOLOGIES.length)]!(below);
  const network = { latencyMs: 1 + below(30), jitterMs: below(10), chunk: [1 + below(20), 20 + below(2000)] as const };
  const bothDial = below(2) === 0;
  const kinds = (Object.keys(STORM_KINDS) as StormKind[]).flatMap((kind) =>
    Array.from({ length: STORM_KINDS[kind].weight }, () => kind),
  );
  const events = Array.from({ length: EVENTS }, (): StormEvent => {
    return {
      kind: kinds[below(kinds.length)]!,
      router: below(1000),
      link: below(1000),
      lastsMs: 500 + below(25_000),
      waitMs: below(9_000),
      draw: random(),
    };
  });
  return { seed, topology, network, bothDial, events };
}

/** Runs a storm, looking after each event; ends with the first complaint. */
export function runStorm(plan: StormPlan, options: StormOptions = {}): StormReport {
  const watch = new StormWatch();
  const watched = (stream: DuplexLike): DuplexLike => watch.watch(stream);
  const simulation = new Simulation(plan.topology, {
    ...plan.network,
    seed: plan.seed,
    poison: true,
    bothDial: plan.bothDial,
    session: {
      holdTimeSeconds: 9,
      connectRetrySeconds: 2,
      connectRetryMaxSeconds: 8,
      idleHoldMaxSeconds: 8,
      gracefulRestart: {
        restartTimeSeconds: RESTART_SECONDS,
        staleTimeSeconds: STALE_SECONDS,
        families: [{ family: Family.IPV4_UNICAST, forwardingPreserved: true }],
      },
    },
    started: (router) => watch.started(router),
    between: { ports: options.ports, stream: (stream) => (options.stream ?? same)(watched(stream)) },
  });
  watch.simulation = simulation;
  // Two that dial each other at once collide; with nothing gone wrong nothing else may be said.
  if (plan.bothDial) watch.explanations.push({ codes: ['6/7'], untilMs: SETTLE_MS });
  const done: StormKind[] = [];
  try {
    blow(plan, { simulation, watch }, done);
  } catch (error) {
    watch.complain(`thrown: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { plan, hash: simulation.network.hash, complaints: watch.complaints, done };
}

const same = <T>(one: T): T => one;

function blow(
  { events, bothDial }: StormPlan,
  place: { readonly simulation: Simulation; readonly watch: StormWatch },
  done: StormKind[],
): void {
  const { simulation, watch } = place;
  const { clock, network } = simulation;
  const failed = (): boolean => watch.complaints.length > 0;
  for (const [i, router] of simulation.routers.entries()) router.originate(`198.51.100.${i * 16}/28`);
  simulation.start();
  if (!simulation.settle(SETTLE_MS))
    watch.complain(`the network does not come up${bothDial ? ', dialling both ways' : ''}`);
  watch.checkAtRest();
  for (const event of events) {
    if (failed()) return;
    if (perform(place, event)) done.push(event.kind);
    watch.check();
    for (let part = 0; part < 3 && !failed(); part++) {
      clock.runFor(event.waitMs / 3);
      watch.check();
    }
  }
  if (failed()) return;
  // The weather clears: everything that lasts has ended by now, or does when it is told to.
  clock.runFor(30_000);
  network.heal();
  if (!simulation.settle(SETTLE_MS)) watch.complain('the network does not come to rest');
  // Beyond the restart and stale times, so that all of it is of sessions that are up.
  clock.runFor(STALE_SECONDS * 1000 + 5_000);
  watch.checkAtRest();
  if (failed()) return;
  watch.explanations.push({ codes: ['6/2'], untilMs: clock.now() });
  simulation.stop();
  clock.runFor(SETTLE_MS);
  watch.checkStopped();
}

/** Leaves out events as long as something is still found: the fewest that show it, of those that were tried. */
export function shrinkStorm(plan: StormPlan, options: StormOptions = {}): StormPlan {
  let smallest = plan;
  for (let size = plan.events.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < smallest.events.length; ) {
      const events = smallest.events.filter((_, i) => i < from || i >= from + size);
      const fewer = { ...smallest, events };
      if (runStorm(fewer, options).complaints.length > 0) smallest = fewer;
      else from += size;
    }
  }
  return smallest;
}

/** A storm in words: what to run to see it again, what happened, and what was found. */
export function formatStorm({ plan, hash, complaints }: StormReport): string {
  const { nodes, links } = plan.topology;
  const events = plan.events.map(({ kind, router, link, lastsMs, waitMs, draw }) => {
    const name = nodes[router % nodes.length]!.name;
    return `  ${kind} at ${name}, link ${link}, for ${lastsMs} ms, then ${waitMs} ms; ${draw}`;
  });
  return [
    `storm ${plan.seed}: ${nodes.length} routers, ${links.length} links, ${plan.events.length} events, trace ${hash}`,
    ...events,
    ...complaints.slice(0, 5),
    `again: pnpm storm --seed ${plan.seed}`,
  ].join('\n');
}
