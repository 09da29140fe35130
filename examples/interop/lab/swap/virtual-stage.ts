import { MemoryNetwork, VirtualClock } from '@mesh/bgp-session/testing';
import { OurRouter } from './our-router.js';
import type { Scenario } from './scenario.js';
import { type Played, stageOf } from './stage.js';

const STEP_MS = 100;
const LIMIT_MS = 600_000;

/** Plays a scenario with routers of ours alone, in virtual time. `waits`: who is dialled, and does not dial. */
export async function playVirtually(scenario: Scenario, waits: string): Promise<Played> {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock, { latencyMs: 1 });
  const routers = scenario.roles.map((role) => {
    const host = network.host(role.address);
    const router = new OurRouter(scenario, role, { clock, random: network.random, connect: host.connect });
    host.listen((stream, addresses) => router.speaker.accept(stream, addresses));
    return router;
  });
  const until: Parameters<typeof stageOf>[2] = async (what, check, explain) => {
    const end = clock.now() + LIMIT_MS;
    while (!(await check())) {
      if (clock.now() >= end) throw new Error(`${what}: not within ${LIMIT_MS / 1000} s. ${await explain()}`);
      clock.runFor(STEP_MS);
    }
  };
  for (const router of routers) router.start(dialsFrom(scenario, router.name, waits));
  await until(
    'all sessions are up',
    async () => routers.every(({ established }) => established),
    async () => '',
  );
  await scenario.play(stageOf(scenario, routers, until));
  const played = new Map(routers.map(({ name, lines }) => [name, [...lines]]));
  for (const { speaker } of routers) void speaker.close();
  clock.runFor(STEP_MS);
  return played;
}

/** Whom a router dials: everybody where the other one waits, else the second of a link. */
export function dialsFrom({ links }: Scenario, name: string, waits: string): (neighbour: { name: string }) => boolean {
  return (neighbour) => {
    if (name === waits || neighbour.name === waits) return neighbour.name === waits;
    return links.some(([a, b]) => a === name && b === neighbour.name);
  };
}
