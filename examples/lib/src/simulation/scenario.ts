import type { FsmStateName } from '@mesh/bgp-session';
import type { Topology } from '@mesh/bgp-session/testing';
import {
  createContext,
  type DecodedMessage,
  decodeMessage,
  formatNotification,
  isPrefixNlri,
  type Nlri,
} from '@mesh/bgp-wire';
import type { SimulatedRouter } from './simulated-router.js';
import { Simulation, type SimulationOptions } from './simulation.js';

/** What happens at a time of a scenario. */
export interface ScenarioStep {
  readonly atMs: number;
  /** What it is, for those who watch. */
  readonly say: string;
  do(simulation: Simulation): void;
}

/** A network and what befalls it: what a scenario module exports as `scenario`. */
export interface Scenario {
  readonly title: string;
  readonly topology: Topology;
  readonly options?: SimulationOptions | undefined;
  /** In any order. */
  readonly steps: readonly ScenarioStep[];
  /** When it is over, in virtual milliseconds. */
  readonly untilMs: number;
}

/** One thing of a run, in the order in which they happened. */
export type ScenarioEvent =
  | { readonly at: number; readonly kind: 'step'; readonly text: string }
  | {
      readonly at: number;
      readonly kind: 'message';
      readonly from: string;
      readonly to: string;
      readonly type: DecodedMessage['type'];
      readonly text: string;
    }
  | {
      readonly at: number;
      readonly kind: 'state';
      readonly router: string;
      readonly peer: string;
      readonly text: FsmStateName;
    };

/** What a run was: plain data. */
export interface ScenarioRecord {
  readonly title: string;
  readonly topology: Topology;
  readonly untilMs: number;
  readonly events: readonly ScenarioEvent[];
  /** Events beyond the most that are kept. */
  readonly left: number;
  /** Hash of every octet that passed: the same in every run. */
  readonly hash: string;
}

export interface RunScenarioOptions {
  /** Told of everything as it happens. */
  readonly onEvent?: ((event: ScenarioEvent, simulation: Simulation) => void) | undefined;
  /** Asked for a pause after each stretch of virtual time, so that a person can watch. */
  readonly pause?: ((simulation: Simulation) => Promise<void>) | undefined;
  /** Events that are kept. Default 20 000. */
  readonly limit?: number | undefined;
}

/** How messages are read before both OPENs are known. */
const BEFORE = createContext();

/** Virtual milliseconds between two pauses. */
const STRETCH_MS = 250;

/** Prefixes of an UPDATE that are named. */
const NAMED = 6;

/** Runs a scenario from nothing to its end. Rejects with what a step throws. */
export async function runScenario(scenario: Scenario, options: RunScenarioOptions = {}): Promise<ScenarioRecord> {
  const { title, topology, untilMs } = scenario;
  const { limit = 20_000, onEvent, pause } = options;
  const events: ScenarioEvent[] = [];
  let left = 0;
  const tell = (event: ScenarioEvent): void => {
    if (events.length < limit) events.push(event);
    else left++;
    onEvent?.(event, simulation);
  };
  const simulation: Simulation = new Simulation(topology, {
    ...scenario.options,
    started: (router) => observe(router, () => simulation.clock.now(), tell),
  });
  const { clock } = simulation;
  for (const step of scenario.steps) {
    clock.after(step.atMs, () => {
      tell({ at: clock.now(), kind: 'step', text: step.say });
      step.do(simulation);
    });
  }
  simulation.start();
  while (clock.now() < untilMs) {
    clock.runFor(Math.min(STRETCH_MS, untilMs - clock.now()));
    await pause?.(simulation);
  }
  return { title, topology, untilMs, events, left, hash: simulation.network.hash };
}

function observe(router: SimulatedRouter, now: () => number, tell: (event: ScenarioEvent) => void): void {
  const { speaker, name } = router;
  speaker.on('state', (peer) => tell({ at: now(), kind: 'state', router: name, peer: peer.name, text: peer.state }));
  speaker.tap(({ peer }) => ({
    received: (octets) => {
      const session = speaker.peer(peer)?.session;
      const result = session === undefined ? decodeMessage(octets, BEFORE) : decodeMessage(octets, session.rx);
      if (!result.ok) return;
      const { message } = result;
      tell({ at: now(), kind: 'message', from: peer, to: name, type: message.type, text: describe(message) });
    },
  }));
}

/** What each type of message comes to in a few words. */
const IN_WORDS: {
  readonly [T in DecodedMessage['type']]?: (message: Extract<DecodedMessage, { readonly type: T }>) => string;
} = {
  OPEN: ({ myAs, holdTime }) => `AS ${myAs}, hold time ${holdTime} s`,
  NOTIFICATION: (message) => formatNotification(message),
  UPDATE: (view) =>
    view.endOfRib !== undefined
      ? 'End-of-RIB'
      : [...listed('+', view.announced()), ...listed('-', view.withdrawn())].join(' '),
};

function describe<T extends DecodedMessage['type']>(message: Extract<DecodedMessage, { readonly type: T }>): string {
  return IN_WORDS[message.type as T]?.(message) ?? '';
}

function listed(sign: string, nlri: readonly Nlri[]): string[] {
  const named = nlri.slice(0, NAMED).map((one) => `${sign}${isPrefixNlri(one) ? one.prefix : 'NLRI'}`);
  return nlri.length > NAMED ? [...named, `${sign}${nlri.length - NAMED} more`] : named;
}
