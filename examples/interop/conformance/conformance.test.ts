import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runConformance } from '@mesh-examples/conformance';
import { describe, expect, it } from 'vitest';
import { connect, deviceSettings } from './device.js';
import { DEVICES } from './devices.js';

const RESULTS = path.join(import.meta.dirname, 'results');

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
