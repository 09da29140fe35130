import * as fc from 'fast-check';
import { ADD_PATH } from '../capability/add-path.js';
import { ENHANCED_ROUTE_REFRESH } from '../capability/enhanced-route-refresh.js';
import { EXTENDED_MESSAGE } from '../capability/extended-message.js';
import { EXTENDED_NEXT_HOP } from '../capability/extended-next-hop.js';
import { FOUR_OCTET_AS } from '../capability/four-octet-as.js';
import { FQDN } from '../capability/fqdn.js';
import { GRACEFUL_RESTART } from '../capability/graceful-restart.js';
import { LONG_LIVED_GRACEFUL_RESTART } from '../capability/long-lived-graceful-restart.js';
import { MULTIPLE_LABELS } from '../capability/multiple-labels.js';
import { MULTIPROTOCOL } from '../capability/multiprotocol.js';
import { OUTBOUND_ROUTE_FILTERING } from '../capability/orf.js';
import { PATHS_LIMIT } from '../capability/paths-limit.js';
import {
  CISCO_MULTISESSION,
  CISCO_ROUTE_REFRESH,
  DYNAMIC_CAPABILITY,
  LINK_LOCAL_NEXT_HOP,
  MULTISESSION,
  OPERATIONAL,
} from '../capability/registered.js';
import { ROLE } from '../capability/role.js';
import { ROUTE_REFRESH } from '../capability/route-refresh.js';
import type { Capability, CapabilityRow } from '../capability/row.js';
import { SOFTWARE_VERSION } from '../capability/software-version.js';
import type { CodecContext } from '../context.js';
import { family, textOf, u8, u16, u24, u32, unsignedOf } from './primitives.js';

function line<T>(row: CapabilityRow<T>, value: fc.Arbitrary<T>): readonly [number, fc.Arbitrary<unknown>] {
  return [row.code, value];
}

const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 9 });
const flag = fc.constant(true as const);
const codes = list(u8);
const mode = fc.constantFrom('receive', 'send', 'both');

/** A model of each capability. */
const VALUES: ReadonlyMap<number, fc.Arbitrary<unknown>> = new Map([
  line(MULTIPROTOCOL, family),
  line(ROUTE_REFRESH, flag),
  line(
    OUTBOUND_ROUTE_FILTERING,
    list(fc.record({ family, types: fc.array(fc.record({ type: u8, mode }), { maxLength: 4 }) })),
  ),
  line(EXTENDED_NEXT_HOP, list(fc.record({ family, nextHopAfi: u16 }))),
  line(EXTENDED_MESSAGE, flag),
  line(MULTIPLE_LABELS, list(fc.record({ family, count: u8 }))),
  line(
    ROLE,
    fc.oneof(fc.constantFrom('provider', 'rs', 'rs-client', 'customer', 'peer'), fc.integer({ min: 5, max: 255 })),
  ),
  line(
    GRACEFUL_RESTART,
    fc.record({
      restarting: fc.boolean(),
      notification: fc.boolean(),
      restartTimeSeconds: unsignedOf(12),
      families: list(fc.record({ family, forwardingPreserved: fc.boolean() })),
    }),
  ),
  line(FOUR_OCTET_AS, u32),
  line(DYNAMIC_CAPABILITY, codes),
  line(MULTISESSION, codes),
  line(ADD_PATH, list(fc.record({ family, mode }))),
  line(ENHANCED_ROUTE_REFRESH, flag),
  line(
    LONG_LIVED_GRACEFUL_RESTART,
    list(fc.record({ family, forwardingPreserved: fc.boolean(), staleTimeSeconds: u24 })),
  ),
  line(FQDN, fc.record({ hostName: textOf(64), domainName: textOf(64) })),
  line(SOFTWARE_VERSION, textOf(64)),
  line(PATHS_LIMIT, list(fc.record({ family, limit: u16 }))),
  line(LINK_LOCAL_NEXT_HOP, flag),
  line(CISCO_ROUTE_REFRESH, flag),
  line(CISCO_MULTISESSION, codes),
  line(OPERATIONAL, flag),
]);

/** True where there is an arbitrary for the row. */
export function hasCapability(row: CapabilityRow<unknown>): boolean {
  return VALUES.has(row.code);
}

/** Values of a row's capability. */
export function capabilityValueOf<T>(row: CapabilityRow<T>): fc.Arbitrary<T> {
  const values = VALUES.get(row.code);
  if (!values) throw new RangeError(`there is no arbitrary for ${row.name}: give one of your own`);
  return values as fc.Arbitrary<T>;
}

/** Any capability of the context's table. */
export function anyCapability(context: Pick<CodecContext, 'capabilities'>): fc.Arbitrary<Capability> {
  const rows = context.capabilities.rows.filter(hasCapability);
  return fc.constantFrom(...rows).chain((row) => capabilityValueOf(row).map((value) => ({ code: row.code, value })));
}
