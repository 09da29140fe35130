import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import {
  Configuration,
  type MeshSpeaker,
  type NeighborSettings,
  startSpeaker,
  type Transport,
} from '../../src/index.js';
import { neighborAt } from '../running/lib.js';

const A = '192.0.2.10';
const B = '192.0.2.11';

const listening = (peerAddress: string, listen: number): NeighborSettings =>
  neighborAt(peerAddress, { session: { listen, passive: true } as never });
const configuration = (...neighbors: readonly NeighborSettings[]) => Configuration.fromSettings({ neighbors });
const names = (mesh: MeshSpeaker) =>
  mesh
    .peers()
    .map(({ name }) => name)
    .sort();

/** A host where a port takes one listener at a time, and takes it when the test says so. */
function slowHost() {
  const taken = new Set<number>();
  const waiting: (() => void)[] = [];
  const transport: Transport = {
    listen: async ({ host, port }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (taken.has(port)) throw new Error(`port ${port} is taken`);
      taken.add(port);
      return { host, port, close: async () => void taken.delete(port) };
    },
  };
  /** Lets everything go on until nothing waits for a port any more. */
  const goOn = async (): Promise<void> => {
    for (let idle = 0; idle < 20; idle++) {
      await Promise.resolve();
      if (waiting.length > 0) idle = 0;
      waiting.shift()?.();
    }
  };
  return { taken, waiting, transport, goOn };
}

async function lab() {
  const host = slowHost();
  const mesh = await startSpeaker(configuration(neighborAt(A, { session: { passive: true } as never })), {
    clock: new VirtualClock(),
    transport: host.transport,
  });
  return { ...host, mesh };
}

describe('configurations that are applied at the same time', () => {
  it('[B15] come one after another: the later one stands, with its listeners', async () => {
    const { mesh, goOn, taken } = await lab();
    const first = mesh.apply(configuration(listening(A, 1790)));
    const second = mesh.apply(configuration(listening(A, 1790), listening(B, 1791)));
    const both = Promise.allSettled([first, second]);
    await goOn();
    expect((await both).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect([names(mesh), [...taken]]).toEqual([
      [A, B],
      [1790, 1791],
    ]);
    expect(mesh.listeners.map(({ port }) => port)).toEqual([1790, 1791]);
    await mesh.close();
    expect(taken.size).toBe(0);
  });

  it('[B15] are independent: one that is refused leaves the other its listeners', async () => {
    const { mesh, goOn, taken } = await lab();
    const first = mesh.apply(configuration(listening(A, 1790), neighborAt(B)));
    const second = mesh.apply(configuration(listening(A, 1790)));
    const both = Promise.allSettled([first, second]);
    await goOn();
    // Nobody here can connect to B.
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect([names(mesh), [...taken]]).toEqual([[A], [1790]]);
    await mesh.close();
  });

  it('[B15] that meet the end of the speaker are refused, and leave no listener behind', async () => {
    const { mesh, goOn, taken } = await lab();
    const applying = mesh.apply(configuration(listening(A, 1790), listening(B, 1791)));
    const outcome = applying.then(
      () => 'applied',
      ({ code }) => code,
    );
    const closing = mesh.close();
    await goOn();
    await closing;
    expect(await outcome).toBe('MESH_SPEAKER_CLOSED');
    expect(taken.size).toBe(0);
    await expect(mesh.apply(configuration(neighborAt(A)))).rejects.toMatchObject({ code: 'MESH_SPEAKER_CLOSED' });
    expect(mesh.configuration.neighbors.map(({ session }) => session.peerAddress)).toEqual([A]);
  });

  it('[B15] bring their templates with them', async () => {
    const { mesh } = await lab();
    const passive = { session: { passive: true, localAs: 65001, localAddress: '192.0.2.1' } } as never;
    const stay = neighborAt(A, { session: { passive: true } as never });
    await mesh.apply(Configuration.fromSettings({ neighbors: [stay], templates: { silent: passive } }));
    mesh.create({ template: 'silent', session: { peerAddress: B, peerAs: 65002 } as never });
    expect(names(mesh)).toEqual([A, B]);
    await mesh.close();
  });
});
