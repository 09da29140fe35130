import dgram from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { BfdEndpoint, type BfdSettings, type BfdStatus, SOURCE_PORTS, udp } from '../../src/bfd/index.js';
import { until } from '../lib.js';

const FAST: BfdSettings = { desiredMinTxMs: 20, requiredMinRxMs: 20, detectMultiplier: 3 };
const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('UDP'));

/** Resolves when the state is reached; the test's own time-out is the deadline. */
function watching(endpoint: BfdEndpoint, localAddress: string, peerAddress: string, settings: BfdSettings = FAST) {
  const waiting = new Set<() => void>();
  const errors: Error[] = [];
  const watch = endpoint.watch({ localAddress, peerAddress }, settings, {
    changed: () => {
      for (const look of [...waiting]) look();
    },
    failed: (error) => errors.push(error),
  });
  const reaches = (state: BfdStatus['state']) =>
    new Promise<BfdStatus>((resolve) => {
      const look = () => {
        if (watch.status.state !== state) return;
        waiting.delete(look);
        resolve(watch.status);
      };
      waiting.add(look);
      look();
    });
  return { watch, reaches, errors };
}

describe.each([
  ['IPv4', '127.0.0.2', '127.0.0.3', false],
  ['IPv4, multihop', '127.0.0.2', '127.0.0.3', true],
])('over UDP, %s', (_family, one, two, multihop) => {
  const open: BfdEndpoint[] = [];
  afterEach(() => {
    for (const endpoint of open.splice(0)) endpoint.close();
  });

  it('comes up, goes down with the other end, and leaves no socket', async () => {
    open.push(new BfdEndpoint({ port: udp() }), new BfdEndpoint({ port: udp() }));
    const [first, second] = open as [BfdEndpoint, BfdEndpoint];
    const a = watching(first, one, two, { ...FAST, multihop });
    const b = watching(second, two, one, { ...FAST, multihop });
    await Promise.all([a.reaches('Up'), b.reaches('Up')]);
    second.close();
    expect(await a.reaches('Down')).toMatchObject({ diagnostic: 3, remoteState: 'AdminDown' });
    first.close();
    expect([...a.errors, ...b.errors]).toEqual([]);
    expect(await until(() => sockets().length === 0)).toBe(true);
  });
});

describe('udp()', () => {
  it('sends from the next free port of 49152–65535 where one is taken', async () => {
    const taken = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => taken.bind(SOURCE_PORTS.high, '127.0.0.4', resolve));
    const target = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => target.bind(0, '127.0.0.5', resolve));
    const from = new Promise<number>((resolve) => target.once('message', (_bytes, { port }) => resolve(port)));
    const errors: Error[] = [];
    const sender = udp().sender({ address: '127.0.0.4', family: 4, port: SOURCE_PORTS.high }, (e) => errors.push(e));
    const to = { address: '127.0.0.5', port: target.address().port };
    const again = setInterval(() => sender.send(Uint8Array.of(1), to), 5);
    expect(await from).toBe(SOURCE_PORTS.low);
    clearInterval(again);
    expect(errors).toEqual([]);
    sender.close();
    taken.close();
    target.close();
  });

  it('tells of an address that is not here', async () => {
    const port = udp();
    const failed = await new Promise<Error>((resolve) => {
      port.listen({ address: '192.0.2.77', family: 4, port: 3784 }, { received: () => undefined, failed: resolve });
    });
    expect(failed.message).toMatch(/EADDRNOTAVAIL/);
    const sender = await new Promise<Error>((resolve) => {
      port.sender({ address: '192.0.2.77', family: 4, port: 50_000 }, resolve);
    });
    expect(sender.message).toMatch(/EADDRNOTAVAIL/);
  });
});
