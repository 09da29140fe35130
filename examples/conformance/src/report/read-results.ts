import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DeviceResults } from './document.js';

/** Whose results are kept, in the order of the page. */
export const KEPT_DEVICES: readonly string[] = ['mesh', 'bird', 'frr', 'gobgp', 'openbgpd', 'exabgp'];

/** The results that runs have left in a folder, a file a device. */
export function readResults(folder: string): readonly DeviceResults[] {
  return KEPT_DEVICES.map((name) => ({
    name,
    ...(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Omit<DeviceResults, 'name'>),
  }));
}
