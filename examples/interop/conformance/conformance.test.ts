import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Check,
  conformanceChecks,
  conformanceDocument,
  divergences,
  type Result,
  readResults,
  runConformance,
} from '@mesh-examples/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, type DeviceRow, deviceSettings } from './device.js';
import { DEVICES } from './devices.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const RESULTS = path.join(ROOT, 'examples/conformance/results');

/** Only what passed when the results were kept, of two devices, and nothing is written. */
const SHORT = process.env['MESH_CONFORMANCE'] === 'short';
const SHORT_DEVICES = ['mesh', 'bird'];

async function run(row: DeviceRow, checks: readonly Check[]): Promise<{ version: string; results: readonly Result[] }> {
  const settings = deviceSettings(row);
  const device = await row.start(settings);
  try {
    const health = device.health === undefined ? {} : { health: device.health };
    return {
      version: device.version,
      results: await runConformance(connect, settings, { checks, lanes: row.lanes, ...health }),
    };
  } finally {
    await device.stop();
  }
}

function keep(name: string, device: string, results: readonly Result[]): void {
  const rows = results.map(({ check: { id }, verdict, reason }) =>
    JSON.stringify(reason === undefined ? [id, verdict] : [id, verdict, reason]),
  );
  const text = `{\n  "device": ${JSON.stringify(device)},\n  "results": [\n    ${rows.join(',\n    ')}\n  ]\n}\n`;
  writeFileSync(path.join(RESULTS, `${name}.json`), text);
}

describe.each(SHORT ? [] : DEVICES)('conformance of $name', (row) => {
  it(row.name, async () => {
    const { version, results } = await run(row, conformanceChecks);
    keep(row.name, version, results);
    expect(results).toHaveLength(conformanceChecks.length);
    if (row.name === 'mesh') expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  /** Whoever was not tried now stands as before. */
  afterAll(() => {
    const document = conformanceDocument(conformanceChecks, readResults(RESULTS), divergences);
    writeFileSync(path.join(ROOT, 'docs/conformance.md'), document);
  });
});

describe.each(SHORT ? DEVICES.filter(({ name }) => SHORT_DEVICES.includes(name)) : [])('$name', (row) => {
  it('passes what it passed', async () => {
    const kept = readResults(RESULTS).find(({ name }) => name === row.name);
    const passed = new Set(kept?.results.filter(([, verdict]) => verdict === 'pass').map(([id]) => id));
    // Timers take their time, and a busy machine can break them.
    const checks = conformanceChecks.filter(({ id }) => passed.has(id) && !id.startsWith('timer-'));
    const { results } = await run(row, checks);
    expect(results).toHaveLength(checks.length);
    const changed = results.filter(({ verdict }) => verdict !== 'pass');
    expect(changed.map(({ check: { id }, reason }) => `${id}: ${reason}`)).toEqual([]);
  });
});
