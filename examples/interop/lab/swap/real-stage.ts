import { connect, type Listener, listen } from '@mesh/bgp-session/tcp';
import { until } from '@mesh-examples/lib/daemon';
import type { Daemon, DaemonKind } from '../daemon.js';
import { OurRouter } from './our-router.js';
import { type Actor, neighboursOf, type Role, roleOf, type Scenario } from './scenario.js';
import { type Played, stageOf, type Until } from './stage.js';
import { dialsFrom } from './virtual-stage.js';

const DEADLINE_MS = 20_000;

/** Plays a scenario over TCP with a daemon as one of its routers, which waits to be dialled. */
export async function playWithDaemon(scenario: Scenario, swapped: string, kind: DaemonKind): Promise<Played> {
  const role = roleOf(scenario, swapped);
  const ours = scenario.roles.filter((one) => one !== role).map((one) => new OurRouter(scenario, one, { connect }));
  const listeners: Listener[] = [];
  let daemon: Daemon | undefined;
  try {
    daemon = await kind.start({
      ...{ address: role.address, address6: role.address6, as: role.as, routerId: role.address, holdTime: 90 },
      peers: neighboursOf(scenario, swapped).map(({ address, as }) => ({ address, as, dials: false })),
    });
    for (const router of ours) listeners.push(await listen({ host: router.role.address, port: 179 }, router.speaker));
    for (const router of ours) router.start(dialsFrom(scenario, router.name, swapped));
    const wait: Until = async (what, check, explain) => {
      await until(what, check, DEADLINE_MS, explain);
    };
    const log = async () => daemon?.log() ?? '';
    await wait('all sessions are up', async () => ours.every(({ established }) => established), log);
    await scenario.play(stageOf(scenario, [...ours, new DaemonActor(role, daemon, kind)], wait));
    return new Map(ours.map(({ name, lines }) => [name, [...lines]]));
  } finally {
    for (const { speaker } of ours) await speaker.close();
    for (const listener of listeners) await listener.close();
    await daemon?.stop();
  }
}

/** A daemon as a router of a scenario. */
class DaemonActor implements Actor {
  readonly name: string;
  readonly #daemon: Daemon;
  readonly #kind: DaemonKind;

  constructor({ name }: Role, daemon: Daemon, kind: DaemonKind) {
    this.name = name;
    this.#daemon = daemon;
    this.#kind = kind;
  }

  announce(...routes: Parameters<Actor['announce']>): Promise<void> {
    return this.#daemon.announce(routes);
  }

  withdraw(...prefixes: readonly string[]): Promise<void> {
    return this.#daemon.withdraw(prefixes);
  }

  leave(): Promise<void> {
    throw new RangeError(`a scenario cannot have ${this.#kind.name} leave: its file in lab/ does not know how`);
  }

  async learned(): Promise<readonly string[]> {
    const prefixes: string[] = [];
    for await (const { prefix } of this.#daemon.routes('ipv4')) prefixes.push(prefix);
    return prefixes;
  }
}
