import { MeshError } from '@mesh/bgp-wire';
import type { BfdSettings } from './bfd-port.js';
import type { BfdTiming } from './state.js';

/** What the wire can carry: 32 bits of microseconds (RFC 5880 §4.1), in whole milliseconds. */
const MAX_INTERVAL_MS = 4_294_967;

const RANGES = [
  ['desiredMinTxMs', 300, MAX_INTERVAL_MS, 'milliseconds'],
  ['requiredMinRxMs', 300, MAX_INTERVAL_MS, 'milliseconds'],
  ['detectMultiplier', 3, 255, 'packets'],
] as const;

/** Fills in the defaults. Throws `MeshError` `MESH_PEER_SETTING` naming field, value and rule. */
export function resolveBfdTiming(settings: BfdSettings): BfdTiming {
  const resolved = RANGES.map(([field, fallback, max, unit]) => {
    const value = settings[field] ?? fallback;
    if (Number.isInteger(value) && value >= 1 && value <= max) return [field, value];
    const rule = `1–${max} ${unit}`;
    throw new MeshError('MESH_PEER_SETTING', `bfd.${field} must be ${rule}, got ${JSON.stringify(value)}`, {
      details: { field: `bfd.${field}`, value, rule },
    });
  });
  return Object.freeze(Object.fromEntries(resolved));
}
