import { asn4, type ExtendedCommunityRow, float, ipv4, number, silent, wordsRow } from './row.js';

/**
 * One name under the three forms of administrator (RFC 4360 §3.1, §3.2, RFC 5668 §2): `65000:1`, `192.0.2.1:1`,
 * `70000L:1`.
 *
 * ```text
 * +-----------+--------------------------------------+
 * | type (2)  | AS (2) value (4)                     |   0x00, 0x80
 * |           | IPv4 (4) value (2)                   |   0x01, 0x81
 * |           | AS (4) value (2)                     |   0x02, 0x82
 * +-----------+--------------------------------------+
 * ```
 */
function administered(base: number, name: string): readonly ExtendedCommunityRow[] {
  return [
    wordsRow(base, name, number(2), number(4)),
    wordsRow(base + 0x0100, name, ipv4, number(2)),
    wordsRow(base + 0x0200, name, asn4, number(2)),
  ];
}

/** Communities whose value is an administrator and what it assigned. */
export const ADMINISTERED: readonly ExtendedCommunityRow[] = [
  ...administered(0x0002, 'target'), // RFC 4360 §4
  ...administered(0x0003, 'origin'), // RFC 4360 §5
  ...administered(0x0005, 'ospf-domain-id'), // RFC 4577 §4.2.4
  ...administered(0x8008, 'redirect'), // RFC 8955 §7.4
  wordsRow(0x0107, 'ospf-router-id', ipv4, silent(2)), // RFC 4577 §4.2.6
  wordsRow(0x0009, 'source-as', number(2), number(4)), // RFC 6514 §5
  wordsRow(0x0209, 'source-as', asn4, number(2)),
  wordsRow(0x010b, 'vrf-route-import', ipv4, number(2)), // RFC 6514 §5
  wordsRow(0x4004, 'bandwidth', number(2), float), // RFC 10005, octets a second
  wordsRow(0x0c00, 'mup', number(2), number(4)), // draft-ietf-bess-mup-safi §3.2
];
