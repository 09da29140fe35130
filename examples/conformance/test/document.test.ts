import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { conformanceChecks, conformanceDocument, divergences, readResults, unexplained } from '../src/index.js';

const devices = readResults(path.resolve(import.meta.dirname, '../results'));
const page = path.resolve(import.meta.dirname, '../../../docs/conformance.md');

describe('the page of results', () => {
  it('is what the kept results make: vitest -u writes it anew', async () => {
    await expect(conformanceDocument(conformanceChecks, devices, divergences)).toMatchFileSnapshot(page);
  });

  it.each(devices.map((one) => [one.name, one] as const))('has every check for %s', (_, { results }) => {
    expect(results.map(([id]) => id)).toEqual(conformanceChecks.map(({ id }) => id));
  });

  it('has no failure of our own', () => {
    expect(devices.find(({ name }) => name === 'mesh')?.results.filter(([, verdict]) => verdict === 'fail')).toEqual(
      [],
    );
  });

  it.each(devices.map((one) => [one.name, one] as const))('explains every failure of %s', (_, device) => {
    expect(unexplained(device, divergences)).toEqual([]);
  });

  it.each(divergences.map((one) => [`${one.device}: ${one.says}`, one] as const))(
    'is right about %s',
    (_, divergence) => {
      const failed = devices
        .find(({ name }) => name === divergence.device)
        ?.results.filter(([, verdict]) => verdict === 'fail');
      expect(failed?.some(([id]) => divergence.checks.test(id))).toBe(true);
    },
  );
});
