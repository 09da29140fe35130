import { attribute, Family, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { malformedUpdates } from '@mesh/bgp-wire/testing';
import { addCommunities, policy } from '@mesh/rib';
import type { Simulation } from '../simulation/index.js';
import type { StormWatch } from './storm-watch.js';

/** What a kind of event is given: numbers that mean the same whatever else of the storm is left out. */
export interface StormEvent {
  readonly kind: StormKind;
  /** The router it happens to, and the link of it where it happens to one. */
  readonly router: number;
  readonly link: number;
  /** How long it lasts, where it does. */
  readonly lastsMs: number;
  /** Until the next event. */
  readonly waitMs: number;
  /** Decides what else there is to decide, from [0, 1). */
  readonly draw: number;
}

/** Where events happen. */
export interface StormPlace {
  readonly simulation: Simulation;
  readonly watch: StormWatch;
}

interface KindRow {
  /** How often it is drawn, relative to others. */
  readonly weight: number;
  /** NOTIFICATIONs that it explains on any link, until `AFTERMATH_MS` after it has ended. */
  readonly explains: readonly string[];
  /** False where there was nothing to do it to. */
  perform(place: StormPlace, event: StormEvent): boolean;
}

/** Hold timer (RFC 4271 §6.5), send hold timer (RFC 9687), collision (RFC 4486 §4) and what follows a lost session. */
const SILENCE = ['4/0', '8/0', '6/5', '6/7'] as const;

/**
 * A connection whose other end is gone before its OPEN waits for that for four minutes (RFC 4271 §8.2.2, OpenSent), beside a
 * session that is up by then. All else is over within the longest hold time of a storm, 29 s, and the longest idle hold time.
 */
const AFTERMATH_MS = 240_000 + 60_000;

const PREFIXES = 12;

/** The prefix that a draw names. */
const prefixOf = (draw: number): string => `192.0.2.${Math.floor(draw * PREFIXES) * 16}/28`;

/** Every kind of event. */
export const STORM_KINDS = {
  announce: {
    weight: 6,
    explains: [],
    perform(place, event) {
      const { router } = at(place, event);
      const med = attribute(MULTI_EXIT_DISC, Math.floor(event.draw * 1000) % 7);
      router.originate({ prefix: prefixOf(event.draw), nextHop: router.node.address, attributes: [med] });
      return true;
    },
  },
  withdraw: {
    weight: 4,
    explains: [],
    perform(place, event) {
      const { router } = at(place, event);
      const { originated } = router;
      return originated.length > 0 && router.retract(originated[Math.floor(event.draw * originated.length)]!);
    },
  },
  partition: {
    weight: 3,
    explains: SILENCE,
    perform(place, event) {
      const { here, there } = at(place, event);
      const { network } = place.simulation;
      const others = event.draw < 0.3 ? undefined : there;
      network.partition(here, others);
      ending(place, event, () => network.heal(here, others));
      return true;
    },
  },
  reset: {
    weight: 2,
    explains: SILENCE,
    perform(place, event) {
      const { here, there } = at(place, event);
      place.simulation.network.reset(here, there);
      return true;
    },
  },
  'half-open': {
    weight: 2,
    explains: SILENCE,
    perform(place, event) {
      const { here, there } = at(place, event);
      place.simulation.network.halfOpen(here, there);
      return true;
    },
  },
  crash: {
    weight: 3,
    explains: SILENCE,
    perform(place, event) {
      const { router } = at(place, event);
      const ran = router.up;
      router.crash({ silent: event.draw < 0.3 });
      ending(place, event, () => router.restart());
      return ran;
    },
  },
  slow: {
    weight: 2,
    explains: SILENCE,
    perform(place, event) {
      const { here } = at(place, event);
      const { network } = place.simulation;
      network.slow(here, event.draw < 0.3 ? 0 : Math.floor(event.draw * 200));
      ending(place, event, () => network.slow(here, Number.POSITIVE_INFINITY));
      return true;
    },
  },
  malformed: { weight: 4, explains: [], perform: sendMalformed },
  'clock-jump': {
    weight: 1,
    explains: SILENCE,
    perform({ simulation }, { draw }) {
      simulation.clock.stall(Math.floor(draw * 15_000));
      return true;
    },
  },
  reconfigure: { weight: 2, explains: SILENCE, perform: reconfigure },
  refresh: {
    weight: 1,
    explains: [],
    perform(place, event) {
      const { router, other } = at(place, event);
      return router.up && requestRefresh(place, router.name, other.name);
    },
  },
  storage: {
    weight: 1,
    explains: [],
    perform(place, event) {
      const { router } = at(place, event);
      router.canSave = false;
      ending(place, event, () => {
        router.canSave = true;
      });
      return true;
    },
  },
} as const satisfies Record<string, KindRow>;

export type StormKind = keyof typeof STORM_KINDS;

/** Does what an event says; false where there was nothing to do it to. */
export function perform(place: StormPlace, event: StormEvent): boolean {
  const row: KindRow = STORM_KINDS[event.kind];
  const untilMs = place.simulation.clock.now() + event.lastsMs + AFTERMATH_MS;
  place.watch.explanations.push({ codes: row.explains, untilMs });
  place.simulation.active();
  return row.perform(place, event);
}

/** Ends what an event has begun; from then on routes may be told that had to wait. */
function ending({ simulation }: StormPlace, { lastsMs }: StormEvent, end: () => void): void {
  simulation.clock.after(lastsMs, () => {
    end();
    simulation.active();
  });
}

/** The router of an event, and the other end of its link. */
function at({ simulation }: StormPlace, { router: number, link }: StormEvent) {
  const router = simulation.routers[number % simulation.routers.length]!;
  const neighbours = router.neighbours;
  const other = simulation.router(neighbours[link % neighbours.length]!.node.name);
  return { router, other, here: router.node.address, there: other.node.address };
}

function requestRefresh({ simulation, watch }: StormPlace, router: string, from: string): boolean {
  const heard = watch.heard(router, from);
  if (!heard?.session.up || !heard.session.routeRefresh) return false;
  heard.session.requestRefresh(Family.IPV4_UNICAST);
  heard.askedAt = simulation.clock.now();
  return true;
}

/**
 * An UPDATE that is malformed in a way for which the RFCs demand an outcome: where it is a reset, the NOTIFICATION with its
 * subcode has to be sent at once; where it is not, the session has to go on. What it left is swept by a refresh.
 */
function sendMalformed(place: StormPlace, event: StormEvent): boolean {
  const { simulation, watch } = place;
  const { router, other, here, there } = at(place, event);
  const [ours, theirs] = [watch.heard(router.name, other.name), watch.heard(other.name, router.name)];
  const isSlow = [router, other].some(({ host }) => host.readRate !== Number.POSITIVE_INFINITY);
  if (!ours?.session.up || !theirs?.session.up || isSlow || simulation.network.isCut(here, there)) {
    return false;
  }
  const choice = malformedUpdates(theirs.session.rx);
  const update = choice[Math.floor(event.draw * choice.length)]!;
  const [sender, code] = [`${other.name}>${router.name}`, `3/${update.subcode}`];
  const isReset = update.outcome === 'session-reset';
  if (isReset) {
    watch.explanations.push({ codes: [code], sender, untilMs: simulation.clock.now() + 1_000 });
    watch.explanations.push({ codes: SILENCE, untilMs: simulation.clock.now() + AFTERMATH_MS });
  }
  const before = watch.notifications.length;
  ours.session.send(update.octets);
  simulation.clock.runFor(1_000);
  const said = watch.notifications.slice(before);
  const isUp = watch.heard(other.name, router.name) === theirs;
  if (isReset && !said.includes(`${sender} ${code}`)) watch.complain(`${update.name}: no NOTIFICATION ${code}`);
  if (!isReset && !isUp) watch.complain(`${update.name} (${update.outcome}) ended the session: ${said.join(', ')}`);
  if (!isReset) requestRefresh(place, other.name, router.name);
  return true;
}

/** Another hold time, which begins the session anew, or another import policy, which does not. */
function reconfigure(place: StormPlace, event: StormEvent): boolean {
  const { router, other } = at(place, event);
  if (!router.up) return false;
  if (event.draw < 0.5) {
    // Other Configuration Change (RFC 4486 §4), said at once.
    const { simulation, watch } = place;
    const sender = `${router.name}>${other.name}`;
    watch.explanations.push({ codes: ['6/6'], sender, untilMs: simulation.clock.now() });
    router.speaker.update(other.name, { holdTimeSeconds: 9 + Math.floor(event.draw * 40) });
  } else {
    // Not one that prefers: preferences that contradict each other never come to rest (RFC 3345), which is nobody's fault.
    router.rib.setImportPolicy(other.name, policy(addCommunities(`65000:${Math.floor(event.draw * 300)}`)));
  }
  return true;
}
