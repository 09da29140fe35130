import { ADD_PATH } from './add-path.js';
import { ENHANCED_ROUTE_REFRESH } from './enhanced-route-refresh.js';
import { EXTENDED_MESSAGE } from './extended-message.js';
import { EXTENDED_NEXT_HOP } from './extended-next-hop.js';
import { FOUR_OCTET_AS } from './four-octet-as.js';
import { FQDN } from './fqdn.js';
import { GRACEFUL_RESTART } from './graceful-restart.js';
import { LONG_LIVED_GRACEFUL_RESTART } from './long-lived-graceful-restart.js';
import { MULTIPLE_LABELS } from './multiple-labels.js';
import { MULTIPROTOCOL } from './multiprotocol.js';
import { OUTBOUND_ROUTE_FILTERING } from './orf.js';
import { PATHS_LIMIT } from './paths-limit.js';
import {
  CISCO_MULTISESSION,
  CISCO_ROUTE_REFRESH,
  DYNAMIC_CAPABILITY,
  LINK_LOCAL_NEXT_HOP,
  MULTISESSION,
  OPERATIONAL,
} from './registered.js';
import { ROLE } from './role.js';
import { ROUTE_REFRESH } from './route-refresh.js';
import type { CapabilityRow } from './row.js';
import { SOFTWARE_VERSION } from './software-version.js';
import type { CapabilityTable } from './table-type.js';

/** A table of the given rows; of two rows with one code the later stands. */
export function capabilityTable(rows: readonly CapabilityRow<unknown>[]): CapabilityTable {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const present = [...byCode.values()];
  return Object.freeze({
    rows: Object.freeze(present),
    get: (code: number) => byCode.get(code),
    with: (...more: readonly CapabilityRow<unknown>[]) => capabilityTable([...present, ...more]),
  });
}

/** Every capability this codec has a model for. */
export const standardCapabilities: CapabilityTable = capabilityTable([
  MULTIPROTOCOL,
  ROUTE_REFRESH,
  OUTBOUND_ROUTE_FILTERING,
  EXTENDED_NEXT_HOP,
  EXTENDED_MESSAGE,
  MULTIPLE_LABELS,
  ROLE,
  GRACEFUL_RESTART,
  FOUR_OCTET_AS,
  DYNAMIC_CAPABILITY,
  MULTISESSION,
  ADD_PATH,
  ENHANCED_ROUTE_REFRESH,
  LONG_LIVED_GRACEFUL_RESTART,
  FQDN,
  SOFTWARE_VERSION,
  PATHS_LIMIT,
  LINK_LOCAL_NEXT_HOP,
  CISCO_ROUTE_REFRESH,
  CISCO_MULTISESSION,
  OPERATIONAL,
]);
