import { type CapabilityRow, flagRow } from './row.js';

/** Route Refresh, RFC 2918 §2: no octets. */
export const ROUTE_REFRESH: CapabilityRow<true> = flagRow(2, 'ROUTE_REFRESH');
