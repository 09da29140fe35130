import { type CapabilityRow, flagRow } from './row.js';

/** Enhanced Route Refresh, RFC 7313 §3.1: no octets. */
export const ENHANCED_ROUTE_REFRESH: CapabilityRow<true> = flagRow(70, 'ENHANCED_ROUTE_REFRESH');
