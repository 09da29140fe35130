import type { Speaker, SpeakerOptions } from '@mesh/bgp-session';
import { type TranscriptLine, TranscriptRecorder } from '@mesh/bgp-session/testing';
import { LocRib, RouteStore } from '@mesh/rib';
import { pathAttributes } from '../attributes.js';
import type { LocalRoute } from '../daemon.js';
import { type Actor, neighboursOf, type Role, type Scenario } from './scenario.js';

/** A router of ours in a scenario: a speaker with its RIBs, all of whose life is written down. */
export class OurRouter implements Actor {
  readonly role: Role;
  readonly speaker: Speaker;
  readonly rib: LocRib;
  readonly #scenario: Scenario;
  readonly #recorder = new TranscriptRecorder();

  constructor(scenario: Scenario, role: Role, options: Pick<SpeakerOptions, 'clock' | 'random' | 'connect'>) {
    this.#scenario = scenario;
    this.role = role;
    const rib = new LocRib(new RouteStore());
    this.rib = rib;
    this.speaker = this.#recorder.speaker({
      ...options,
      handlerFor: ({ name }) => ({ onEstablished: (session) => rib.peer(name)?.open(session) }),
    });
  }

  get name(): string {
    return this.role.name;
  }

  get lines(): readonly TranscriptLine[] {
    return this.#recorder.lines;
  }

  /** Speaks with its neighbours; `dials` says whom it dials. */
  start(dials: (neighbour: Role) => boolean): void {
    for (const neighbour of neighboursOf(this.#scenario, this.name)) {
      this.rib.addPeer({ name: neighbour.name, kind: 'external' });
      this.speaker.create({
        name: neighbour.name,
        peerAddress: neighbour.address,
        localAddress: this.role.address,
        localAs: this.role.as,
        peerAs: neighbour.as,
        routerId: this.role.address,
        connectRetrySeconds: 1,
        passive: !dials(neighbour),
      });
    }
  }

  get established(): boolean {
    return this.speaker.peers().every(({ state }) => state === 'Established');
  }

  async announce(...routes: readonly LocalRoute[]): Promise<void> {
    for (const route of routes) {
      const attributes = pathAttributes({ ...route, nextHop: this.role.address, origin: 'igp', asPath: '' });
      this.rib.originate({ prefix: route.prefix, nextHop: 'self', attributes });
    }
  }

  async withdraw(...prefixes: readonly string[]): Promise<void> {
    for (const prefix of prefixes) this.rib.retract({ prefix });
  }

  async leave(): Promise<void> {
    this.speaker.disable(() => true);
  }

  async learned(): Promise<readonly string[]> {
    const paths = [...this.rib.routes()].flatMap(({ prefix }) => this.rib.paths({ prefix }).filter(({ best }) => best));
    return paths.filter(({ peer }) => peer !== undefined).map(({ route }) => route.prefix);
  }
}
