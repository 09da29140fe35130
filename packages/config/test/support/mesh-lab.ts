import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { expect } from 'vitest';
import {
  Configuration,
  formatRoute,
  type MeshSpeaker,
  type NeighborSettings,
  type StartOptions,
  startSpeaker,
  type Transport,
} from '../../src/index.js';

export const US = '10.0.0.1';
/** Takes IPv4 alone. */
export const FOUR = '10.0.0.4';
/** Takes IPv4 and IPv6. */
export const BOTH = '10.0.0.6';

/** A network in memory: whoever listens at an address gets the other end of a pair. */
function network(clock: VirtualClock): Required<Transport> {
  const listening = new Map<string, Parameters<NonNullable<Transport['listen']>>[1]>();
  return {
    connect: ({ localAddress, peerAddress }) => {
      const speaker = listening.get(peerAddress!);
      if (!speaker) throw new Error('nobody listens');
      const [near, far] = memoryPair(clock, { latencyMs: 1, addresses: [localAddress!, peerAddress!] });
      clock.defer(() => speaker.accept(far, { localAddress: peerAddress, remoteAddress: localAddress }));
      return near;
    },
    listen: async ({ host, port }, speaker) => {
      listening.set(host, speaker);
      return { host, port, close: async () => void listening.delete(host) };
    },
  };
}

const AS: Readonly<Record<string, number>> = { [US]: 65001, [FOUR]: 65004, [BOTH]: 65006 };
const FAMILIES: Readonly<Record<string, string>> = {
  [FOUR]: 'ipv4 unicast',
  [BOTH]: 'ipv4 unicast ipv6 unicast ipv4 flow',
};

/** What `from` says of `to`; we dial. */
export function neighbor(from: string, to: string): NeighborSettings {
  return {
    session: {
      peerAddress: to,
      localAddress: from,
      localAs: AS[from]!,
      peerAs: AS[to]!,
      passive: from !== US,
      listen: from === US ? 0 : 179,
    },
    families: FAMILIES[from === US ? to : from]!,
  };
}

/** We with a configuration of two peers, each of them a speaker of its own, all in virtual time. */
export async function meshLab(options: StartOptions = {}) {
  const clock = new VirtualClock();
  const common: StartOptions = { transport: network(clock), clock, random: () => 0.5 };
  const started = async (from: string, to: readonly string[], more: StartOptions = {}): Promise<MeshSpeaker> =>
    startSpeaker(Configuration.fromSettings({ neighbors: to.map((one) => neighbor(from, one)) }), {
      ...common,
      ...more,
    });
  const four = await started(FOUR, [US]);
  const both = await started(BOTH, [US]);
  const us = await started(US, [FOUR, BOTH], options);
  /** Drives the clock until a promise is settled. */
  const settled = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    void promise.then(
      () => (done = true),
      () => (done = true),
    );
    expect(await clock.advance(() => done, 60_000)).toBe(true);
    return promise;
  };
  await settled(us.whenEstablished());
  const theirs: Readonly<Record<string, MeshSpeaker>> = { [FOUR]: four, [BOTH]: both };
  /** What a peer has from us, without what is added on the way. */
  const table = async (peer: string): Promise<string[]> => {
    await settled(us.flushed());
    await clock.advance(5);
    const routes = [...theirs[peer]!.adjRibIn(US).routes()];
    return routes
      .map((route) => ({ ...route.toObject(), attributes: route.attributes.filter(({ code }) => code > 3) }))
      .map(formatRoute)
      .sort();
  };
  const close = async (): Promise<void> => {
    await settled(Promise.all([us.close(), four.close(), both.close()]));
    expect(clock.pending).toBe(0);
  };
  return { clock, us, theirs, table, settled, close };
}
