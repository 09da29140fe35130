import type { PeerSettings, SpeakerOptions } from '@mesh/bgp-session';
import { MemoryNetwork, type MemoryNetworkOptions, type Topology, VirtualClock } from '@mesh/bgp-session/testing';
import { type LocRibOptions, type RibPeerOptions, RouteStore } from '@mesh/rib';
import { RELATIONS } from './relation.js';
import { SimulatedRouter, type Surroundings } from './simulated-router.js';

export interface SimulationOptions extends MemoryNetworkOptions {
  /** Settings of every session, beside those that the topology gives. */
  readonly session?: Partial<PeerSettings> | undefined;
  /** What each peer of each Loc-RIB gets beside its name and kind. */
  readonly peer?: Partial<RibPeerOptions> | undefined;
  readonly rib?: Partial<LocRibOptions> | undefined;
  readonly speaker?: Partial<SpeakerOptions> | undefined;
  /** Both ends of a link dial, and collide. Default false: the first one dials. */
  readonly bothDial?: boolean | undefined;
}

/** How long nothing must have been told of routes for the network to be at rest. */
const QUIET_MS = 1_000;

/** Routers of a topology in one process, on one clock and one store: a seed decides all that happens. */
export class Simulation {
  readonly clock = new VirtualClock();
  readonly network: MemoryNetwork;
  readonly store = new RouteStore();
  readonly topology: Topology;
  readonly routers: readonly SimulatedRouter[];
  readonly #byName: ReadonlyMap<string, SimulatedRouter>;
  #activeAt = 0;

  constructor(topology: Topology, options: SimulationOptions = {}) {
    const { session = {}, peer = {}, rib = {}, speaker = {}, bothDial = false, poison = false, ...network } = options;
    this.topology = topology;
    this.network = new MemoryNetwork(this.clock, { ...network, poison });
    const around: Surroundings = {
      clock: this.clock,
      network: this.network,
      store: this.store,
      poison,
      session,
      speaker,
      rib,
      active: () => {
        this.#activeAt = this.clock.now();
      },
    };
    this.routers = topology.nodes.map((node) => new SimulatedRouter(around, node));
    this.#byName = new Map(this.routers.map((router) => [router.name, router]));
    for (const { a, b, relation } of topology.links) {
      const [first, second] = [this.router(a), this.router(b)];
      const [ofA, ofB] = RELATIONS[relation];
      first.addNeighbour({ node: second.node, side: ofA, settings: {}, rib: peer });
      second.addNeighbour({ node: first.node, side: ofB, settings: bothDial ? {} : { passive: true }, rib: peer });
    }
  }

  /** Throws `RangeError` for a name that the topology does not have. */
  router(name: string): SimulatedRouter {
    const router = this.#byName.get(name);
    if (router === undefined) throw new RangeError(`the topology has no node ${name}`);
    return router;
  }

  /** Every router that does not run begins. */
  start(): void {
    for (const router of this.routers) router.start();
  }

  /** The routers that run have all their sessions. */
  get established(): boolean {
    return this.routers.every((router) => !router.up || router.established);
  }

  /** When something was last told of routes. */
  get activeAt(): number {
    return this.#activeAt;
  }

  /** Runs until all sessions are up and nothing has been told of routes for a second; false where `maxMs` pass first. */
  settle(maxMs: number = 600_000): boolean {
    const end = this.clock.now() + maxMs;
    while (this.clock.now() < end) {
      this.clock.runFor(Math.min(QUIET_MS, end - this.clock.now()));
      if (this.clock.now() - this.#activeAt >= QUIET_MS && this.established) return true;
    }
    return false;
  }

  /** Everybody stops, in good order. */
  stop(): void {
    for (const router of this.routers) router.stop();
    this.clock.runFor(3_000);
  }
}
