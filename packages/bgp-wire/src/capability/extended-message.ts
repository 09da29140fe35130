import { type CapabilityRow, flagRow } from './row.js';

/** Extended Message, RFC 8654 §3: no octets. */
export const EXTENDED_MESSAGE: CapabilityRow<true> = flagRow(6, 'EXTENDED_MESSAGE');
