import type { DuplexLike } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { type Check, conformanceChecks, ourRouter, runConformance } from '../src/index.js';
import { device, run } from './lab.js';

const checkOf = (id: string): Check => conformanceChecks.find((one) => one.id === id)!;

/** What the device writes, changed by `edit` on the way. */
function edited(edit: (octets: Uint8Array) => Uint8Array | undefined): (stream: DuplexLike) => DuplexLike {
  return (stream) => ({
    write(octets, accepted) {
      const bytes = edit(octets);
      if (bytes !== undefined) return stream.write(bytes, accepted);
      accepted();
      return true;
    },
    end: () => stream.end(),
    destroy: (error) => stream.destroy(error),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    get unaccepted() {
      return stream.unaccepted;
    },
    attach: (events) => stream.attach(events),
  });
}

const type = (octets: Uint8Array) => octets[18];
const isNotification = (octets: Uint8Array) => type(octets) === 3;

describe('a device that does not conform', () => {
  it.each([
    ['header-marker-zero-established', (octets: Uint8Array) => (isNotification(octets) ? undefined : octets)],
    [
      'open-hold-time-2',
      (octets: Uint8Array) => (isNotification(octets) ? octets.map((one, i) => (i === 20 ? 3 : one)) : octets),
    ],
    ['fsm-keepalive-answers-open', (octets: Uint8Array) => (type(octets) === 4 ? undefined : octets)],
    ['route-as-prepended', (octets: Uint8Array) => (type(octets) === 2 ? undefined : octets)],
    ['attribute-origin-value-3-route', (octets: Uint8Array) => (isWithdrawal(octets) ? undefined : octets)],
    ['refresh-marks', (octets: Uint8Array) => (type(octets) === 5 ? undefined : octets)],
    ['timer-hold-expires', (octets: Uint8Array) => (isNotification(octets) ? undefined : octets)],
  ] as const)('fails %s', async (id, edit) => {
    const { verdict, reason } = await run(checkOf(id), { between: edited(edit) });
    expect(verdict).toBe('fail');
    expect(reason).not.toBe('');
  });

  it('fails where it loses what it should keep', async () => {
    const { verdict } = await run(checkOf('gr-capability'), { settings: { gracefulRestart: undefined } });
    expect(verdict).toBe('not applicable');
  });
});

function isWithdrawal(octets: Uint8Array): boolean {
  return type(octets) === 2 && (octets[19] !== 0 || octets[20] !== 0);
}

describe('what cannot be judged', () => {
  const { observer: _, internalAddresses: __, announces: ___, ...alone } = device;

  it.each([
    ['attribute-origin-value-3-route', 'no neighbour to hand them on to'],
    ['attribute-local-pref-missing-session', 'no address of ours as a neighbour of its own AS'],
    ['route-announced-to-us', 'not known what the device announces'],
    ['open-role-mismatch', 'does not offer a role'],
  ])('is not applicable, with the reason: %s', async (id, reason) => {
    const result = await run(checkOf(id), { device: alone });
    expect(result).toMatchObject({ verdict: 'not applicable', reason: expect.stringContaining(reason) });
  });

  it('is told apart from a pass without an observer: the session still is judged', async () => {
    const result = await run(checkOf('attribute-origin-value-3-session'), { device: alone });
    expect(result.verdict).toBe('pass');
  });
});

describe('a device that a check brings down', () => {
  it('is started again, and fails that check alone', async () => {
    const clock = new VirtualClock();
    const address = '10.0.0.2';
    let speaker = ourRouter({ device, address, clock });
    let running = true;
    const connect = (local: string) => {
      const [ours, theirs] = memoryPair(clock, { latencyMs: 1, addresses: [address, local] });
      speaker.accept(ours, { localAddress: address, remoteAddress: local });
      return theirs;
    };
    const deadly: Check = {
      ...checkOf('open-ours-first'),
      id: 'deadly',
      run: async () => {
        running = false;
      },
    };
    const health = {
      isRunning: () => running,
      async revive() {
        speaker = ourRouter({ device, address, clock });
        running = true;
      },
    };
    const checks = [checkOf('open-ours-first'), deadly, checkOf('route-withdrawn')];
    const results = await runConformance(connect, device, { checks, clock, health });
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'pass']);
    expect(results[1]?.reason).toBe('the device fell over');
  });
});

describe('runConformance', () => {
  it('refuses a device without an address of ours', async () => {
    const connect = () => memoryPair(new VirtualClock())[0];
    await expect(runConformance(connect, { ...device, addresses: [] })).rejects.toThrow(
      'a device needs at least one address of ours, got none',
    );
  });
});
