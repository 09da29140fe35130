import type { PeerSettings } from '@mesh/bgp-session';
import { describe, expect, it } from 'vitest';
import { conformanceChecks } from '../src/index.js';
import { run } from './lab.js';

/** What a check needs of us that the speaker does not have by itself. */
const SETTINGS: Readonly<Record<string, Partial<PeerSettings>>> = {
  'open-role-mismatch': { role: 'customer' },
  'extended-message-not-offered': { extendedMessage: false },
};

describe('our own speaker', () => {
  it.each(conformanceChecks.map((check) => [check.id, check] as const))('%s', async (_, check) => {
    const result = await run(check, { settings: SETTINGS[check.id] ?? {} });
    expect(result.reason, check.title).toBeUndefined();
    expect(result.verdict).toBe('pass');
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
