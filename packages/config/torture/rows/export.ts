import { createReadStream } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Speaker, systemClock } from '@mesh/bgp-session';
import { memoryPair } from '@mesh/bgp-session/testing';
import { attribute, MULTI_EXIT_DISC, unicast } from '@mesh/bgp-wire';
import {
  type Configuration,
  createMinimalConfiguration,
  formatRoute,
  parseConfigurationText,
  type RouteText,
} from '../../src/index.js';
import { persist, safeRead } from '../../src/storage/index.js';
import { withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

const ROUTES = 1_000_000;
const SESSIONS = 100;
/** A KEEPALIVE a second, so that a stall of three seconds would end every session. */
const HOLD_TIME_SECONDS = 3;
const P99_MS = 20;
const MAX_MS = 100;

/** S9, with the sessions of one process and a configuration whose routes change while it is written. */
export const exportWithSessions: Row = {
  id: 'S9',
  what: 'a million routes are saved while sessions run',
  full: 10,
  quick: 1,
  async run(volume) {
    const wrong: string[] = [];
    const configuration = createMinimalConfiguration();
    configuration.addRoutes(routes(0, ROUTES, 0));
    const [ours, theirs] = await sessions();
    const medians: number[] = [];
    let [p99, max] = [0, 0];
    let last = '';
    for (let i = 0; i < volume; i++) {
      const { delay, seconds, found, text } = await withFolder((folder) => saveOnce(folder, configuration, i));
      last = text;
      medians.push(seconds);
      p99 = Math.max(p99, delay.p99);
      max = Math.max(max, delay.max);
      wrong.push(...found);
    }
    const lost = [ours, theirs].flatMap((one) => one.peers()).filter(({ state }) => state !== 'Established').length;
    const again = ours.peers().filter((peer) => peer.sessions !== 1).length;
    if (lost + again > 0) wrong.push(`${lost} sessions were lost, ${again} came back`);
    await Promise.all([ours.close(), theirs.close()]);
    // Not before the sessions are gone: it takes longer than they wait.
    wrong.push(...wrongOf(last, volume - 1));
    if (p99 >= P99_MS) wrong.push(`p99 of the loop delay was ${p99.toFixed(1)} ms`);
    if (max >= MAX_MS) wrong.push(`the longest loop delay was ${max.toFixed(1)} ms`);
    const seconds = medians.sort((a, b) => a - b)[medians.length >> 1]!;
    return {
      goal: `${volume} × 1 M routes, ${SESSIONS} sessions: loop p99 < ${P99_MS}, max < ${MAX_MS} ms, one state`,
      measured: `p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms, ${seconds.toFixed(1)} s a save, ${wrong.length} wrong`,
      wrong,
    };
  },
};

/** Two speakers with established sessions between them, in memory. */
async function sessions(): Promise<readonly [Speaker, Speaker]> {
  const clock = systemClock();
  const theirs = new Speaker({ clock, connect: () => Promise.reject(new Error('passive')), handlerFor: () => ({}) });
  const ours = new Speaker({
    clock,
    connect: ({ peerAddress, localAddress }) => {
      const [near, far] = memoryPair(clock);
      theirs.accept(far, { localAddress: peerAddress!, remoteAddress: localAddress! });
      return near;
    },
    handlerFor: () => ({}),
  });
  for (let i = 1; i <= SESSIONS; i++) {
    const common = { holdTimeSeconds: HOLD_TIME_SECONDS };
    const [us, them] = [`10.1.0.${i}`, `10.2.0.${i}`];
    theirs.create({
      ...common,
      peerAddress: us,
      localAddress: them,
      localAs: 65002,
      peerAs: 65001,
      routerId: '10.2.0.0',
      passive: true,
    });
    ours.create({
      ...common,
      peerAddress: them,
      localAddress: us,
      localAs: 65001,
      peerAs: 65002,
      routerId: '10.1.0.0',
    });
  }
  await Promise.all(ours.peers().map(({ name }) => ours.whenEstablished(name)));
  return [ours, theirs];
}

const CHANGED = 200;

/** Routes from one number on, whose MED says of which state they are. */
function* routes(first: number, count: number, state: number): Generator<RouteText> {
  for (let i = first; i < first + count; i++) {
    const prefix = `${1 + (i >>> 16)}.${(i >>> 8) & 0xff}.${i & 0xff}.0/24`;
    yield {
      nlri: unicast(prefix),
      nextHop: 'self',
      attributes: [attribute(MULTI_EXIT_DISC, state)],
    };
  }
}

/** Saves a configuration while its routes go over to the next state, and looks whether the file has any of the latter. */
async function saveOnce(folder: string, configuration: Configuration, state: number) {
  const file = path.join(folder, 'config');
  let changed = 0;
  const changing = setInterval(() => {
    if (changed >= ROUTES) return;
    configuration.addRoutes(routes(changed, CHANGED, state + 1));
    changed += CHANGED;
  }, 1);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const started = performance.now();
  delay.enable();
  await persist(configuration, file);
  delay.disable();
  const seconds = (performance.now() - started) / 1_000;
  clearInterval(changing);
  const found: string[] = [];
  if (changed === 0) found.push('nothing changed while it was saved');
  for (; changed < ROUTES; changed += CHANGED) {
    configuration.addRoutes(routes(changed, CHANGED, state + 1));
    await new Promise((resolve) => setImmediate(resolve));
  }
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.endsWith(` med ${state};`)) count++;
    else if (line.startsWith('    route')) found.push(`the file has ${line}`);
  }
  if (count !== ROUTES) found.push(`the file has ${count} routes of the state that was to be saved`);
  const text = await safeRead(file);
  return { delay: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }, seconds, found, text };
}

/** What is wrong with a file that is to be a configuration with all routes of one state. */
function wrongOf(text: string, state: number): string[] {
  const [neighbor] = parseConfigurationText(text, { maxLength: Number.POSITIVE_INFINITY }).neighbors;
  const read = neighbor!.routes as readonly RouteText[];
  const other = read.find(({ attributes }) => attributes[0]?.value !== state);
  return [
    ...(read.length === ROUTES ? [] : [`the file is read as ${read.length} routes`]),
    ...(other ? [`the file has ${formatRoute(other)} of another state than ${state}`] : []),
  ];
}
