import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  conformanceChecks,
  conformanceDocument,
  divergences,
  readResults,
  runConformance,
} from '@mesh-examples/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, deviceSettings } from './device.js';
import { DEVICES } from './devices.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const RESULTS = path.join(ROOT, 'examples/conformance/results');

/** Whoever was not tried now stands as he did. */
afterAll(() => {
  const document = conformanceDocument(conformanceChecks, readResults(RESULTS), divergences);
  writeFileSync(path.join(ROOT, 'docs/conformance.md'), document);
});

describe.each(DEVICES)('conformance of $name', (row) => {
  it(row.name, async () => {
    const settings = deviceSettings(row);
    const device = await row.start(settings);
    try {
      const results = await runConformance(connect, settings, {
        lanes: row.lanes,
        ...(device.health === undefined ? {} : { health: device.health }),
      });
      const rows = results.map(({ check, verdict, reason }) => [
        check.id,
        verdict,
        ...(reason === undefined ? [] : [reason]),
      ]);
      const text = rows.map((one) => JSON.stringify(one)).join(',\n    ');
      writeFileSync(
        path.join(RESULTS, `${row.name}.json`),
        `{\n  "device": ${JSON.stringify(device.version)},\n  "results": [\n    ${text}\n  ]\n}\n`,
      );
      expect(results.length).toBeGreaterThanOrEqual(150);
      if (row.name === 'mesh') expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    } finally {
      await device.stop();
    }
  });
});
