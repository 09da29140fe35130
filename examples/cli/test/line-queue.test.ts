import { Writable } from 'node:stream';
import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { apiEnvironment } from '../src/api/environment.js';
import { HIGH_WATER_LINES, LineQueue, LOW_WATER_LINES } from '../src/api/line-queue.js';
import { RespawnLimit } from '../src/api/respawn-limit.js';

/** A reader that takes a line when it is told to. */
class Reader {
  readonly lines: string[] = [];
  readonly stream: Writable;
  #taken: (() => void) | undefined;

  constructor() {
    this.stream = new Writable({
      highWaterMark: 1,
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        this.lines.push(chunk.trimEnd());
        this.#taken = done;
      },
    });
  }

  async take(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.#taken?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function queueFor(reader: Reader, clock = new VirtualClock()) {
  const said: string[] = [];
  const queue = new LineQueue(reader.stream, clock, {
    onPaused: () => said.push('paused'),
    onFlowing: () => said.push('flowing'),
    onCut: (reason) => said.push(`cut: ${reason}`),
  });
  return { clock, queue, said };
}

describe('lines for a program that reads when it likes', () => {
  it('[C22] make writers wait from a thousand on, and let them go on at a hundred', async () => {
    const reader = new Reader();
    const { queue, said } = queueFor(reader);
    for (let i = 0; i <= HIGH_WATER_LINES + 1; i++) queue.push(String(i));
    expect(said).toEqual(['paused']);
    let isReady = false;
    void queue.ready().then(() => (isReady = true));
    await reader.take(HIGH_WATER_LINES - LOW_WATER_LINES);
    expect([isReady, said]).toEqual([false, ['paused']]);
    await reader.take(2);
    expect([isReady, said]).toEqual([true, ['paused', 'flowing']]);
    const drained = queue.drained();
    await reader.take(LOW_WATER_LINES);
    await drained;
    expect(reader.lines).toEqual(Array.from({ length: HIGH_WATER_LINES + 2 }, (_, i) => String(i)));
  });

  it('[C22] are given up when the program reads nothing for half a minute, not when it is only slow', async () => {
    const reader = new Reader();
    const { clock, queue, said } = queueFor(reader);
    for (let i = 0; i <= HIGH_WATER_LINES + 1; i++) queue.push(String(i));
    await clock.advance(() => false, 29_000);
    await reader.take(1);
    await clock.advance(() => false, 29_000);
    expect(said).toEqual(['paused']);
    const ready = queue.ready();
    await clock.advance(() => false, 2000);
    expect(said).toEqual(['paused', 'cut: it has read nothing for 30 s']);
    await ready;
    queue.push('more');
    expect(queue.length).toBe(0);
  });

  it('[C22] are given up at 64 MiB', () => {
    const { queue, said } = queueFor(new Reader());
    const line = 'x'.repeat(1 << 20);
    for (let i = 0; i < 65; i++) queue.push(line);
    expect(said).toEqual(['cut: 64 lines wait']);
  });
});

describe('starts of a program', () => {
  it('[C21] are five in 64 seconds, whenever these begin', async () => {
    const clock = new VirtualClock();
    const limit = new RespawnLimit(clock);
    const after = async (ms: number) => {
      await clock.advance(() => false, ms);
      return limit.take();
    };
    for (let i = 0; i < 5; i++) expect(await after(10_000)).toBe(true);
    expect(await after(10_000)).toBe(false);
    expect(await after(14_001)).toBe(true);
    expect(limit.take()).toBe(false);
  });
});

describe("the environment in ExaBGP's style", () => {
  it('is read with dots and with underscores, and defaults to what ExaBGP does', () => {
    expect(apiEnvironment({})).toEqual({ ack: true, version: 6, respawn: true, terminate: false, bind: [], port: 179 });
    expect(
      apiEnvironment({
        'exabgp.api.ack': 'false',
        exabgp_api_version: '4',
        'exabgp.tcp.bind': '127.0.0.1 ::1',
        exabgp_tcp_port: '1790',
      }),
    ).toMatchObject({ ack: false, version: 4, bind: ['127.0.0.1', '::1'], port: 1790 });
  });

  it.each([
    [{ 'exabgp.api.ack': 'maybe' }, 'exabgp.api.ack must be true or false, got maybe'],
    [{ 'exabgp.api.version': '5' }, 'exabgp.api.version must be 4 or 6, got 5'],
    [{ 'exabgp.tcp.port': '0' }, 'exabgp.tcp.port must be a port of 1 to 65535, got 0'],
  ])('%j is refused', (environment, message) => {
    expect(() => apiEnvironment(environment)).toThrow(message);
  });
});
