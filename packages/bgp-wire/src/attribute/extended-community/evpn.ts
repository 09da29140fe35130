import { type ExtendedCommunityRow, macRow, number, optionRow, silent, wordsRow } from './row.js';

/** Communities of EVPN. Labels are 24 bits as they stand: an MPLS label in the upper 20, or a VNI. */
export const EVPN: readonly ExtendedCommunityRow[] = [
  optionRow(0x0600, 'mac-mobility', 4, 'sticky'), // RFC 7432 §7.7
  optionRow(0x0601, 'esi-label', 3, 'single-active'), // RFC 7432 §7.5
  macRow(0x0602, 'es-import'), // RFC 7432 §7.6
  macRow(0x0603, 'router-mac'), // RFC 9135 §8.1
  wordsRow(0x0604, 'l2-attributes', number(2), number(2), silent(2)), // RFC 8214 §3.1: flags, MTU
  optionRow(0x0605, 'e-tree', 3, 'leaf'), // RFC 8317 §5.1
  wordsRow(0x0606, 'df-election', number(1), number(2), silent(1), number(2)), // RFC 8584 §2.2, RFC 9785 §3: algorithm, bitmap, preference
  wordsRow(0x0609, 'multicast-flags', number(2), silent(4)), // RFC 9251 §9.4
];
