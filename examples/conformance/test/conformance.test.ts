import type { PeerSettings } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { type Check, conformanceChecks, type DeviceSettings, ourRouter, runConformance } from '../src/index.js';

const device: DeviceSettings = {
  as: 65_002,
  peerAs: 65_001,
  addresses: ['10.0.1.1'],
  internalAddresses: ['10.0.2.1'],
  observer: { address: '10.0.3.1', as: 65_003 },
  announces: '203.0.113.0/24',
};
const address = '10.0.0.2';

/** Runs one check against a speaker of our own, in virtual time. */
async function run(check: Check) {
  const clock = new VirtualClock();
  const speaker = ourRouter({ device, address, clock, settings: SETTINGS[check.id] ?? {} });
  const connect = (local: string) => {
    const [ours, theirs] = memoryPair(clock, { latencyMs: 1, addresses: [address, local] });
    speaker.accept(ours, { localAddress: address, remoteAddress: local });
    return theirs;
  };
  const [result] = await runConformance(connect, device, { checks: [check], clock });
  return result;
}

/** What a check needs of us that the speaker does not have by itself. */
const SETTINGS: Readonly<Record<string, Partial<PeerSettings>>> = {
  'open-role-mismatch': { role: 'customer' },
  'extended-message-not-offered': { extendedMessage: false },
};

describe('our own speaker', () => {
  it.each(conformanceChecks.map((check) => [check.id, check] as const))('%s', async (_, check) => {
    const result = await run(check);

    expect(result?.reason, check.title).toBeUndefined();
    expect(result?.verdict).toBe('pass');
  });
});

describe('the checks', () => {
  it('are many, each with an id of its own and a clause', () => {
    expect(conformanceChecks.length).toBeGreaterThanOrEqual(150);
    expect(new Set(conformanceChecks.map(({ id }) => id)).size).toBe(conformanceChecks.length);
    for (const { id, clause } of conformanceChecks) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(clause).toMatch(/^RFC \d{4} §\d+(\.\d+)*( [a-z])?$/);
    }
  });
});
