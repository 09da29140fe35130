import {
  AGGREGATOR,
  AIGP,
  AS_PATH,
  ATOMIC_AGGREGATE,
  CLUSTER_LIST,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  ORIGIN,
  ORIGINATOR_ID,
  OTC,
  PREFIX_SID,
  readU16,
  TUNNEL_ENCAP,
} from '@mesh/bgp-wire';
import { decimalOf } from '../../uint64.js';
import { digits, digits32, quad } from '../digits.js';
import { writeAsPath } from './as-path.js';
import { LINK_STATE } from './bgp-ls.js';
import { writeExtendedCommunity } from './extended-community.js';
import { PMSI } from './pmsi-tunnel.js';
import { writePrefixSid } from './prefix-sid.js';
import { type ExabgpAttribute, fromOctets, fromValue } from './row.js';
import { writeTunnelEncap } from './tunnel-encap.js';

/** A list of values of `size` octets each. */
function eachOf(size: number, write: (bytes: Uint8Array, at: number) => string): ExabgpAttribute['write'] {
  return (bytes, start, end) => {
    let text = '';
    for (let at = start; at < end; at += size) text += at === start ? write(bytes, at) : `,${write(bytes, at)}`;
    return `[${text}]`;
  };
}

const number: ExabgpAttribute['write'] = (bytes, start) => digits32(bytes, start);
const address: ExabgpAttribute['write'] = (bytes, start) => `"${quad(bytes, start)}"`;

const ORIGINS = ['"igp"', '"egp"', '"incomplete"'];
const NEXT_HOP_ATTRIBUTE = fromOctets(NEXT_HOP, 'next-hop', address);

/** Every attribute that ExaBGP has a name for. NEXT_HOP is apart: where routes are announced it stands with them. */
const ROWS: readonly ExabgpAttribute[] = [
  fromOctets(ORIGIN, 'origin', (bytes, start) => ORIGINS[bytes[start]!]!),
  fromOctets(AS_PATH, 'as-path', writeAsPath),
  NEXT_HOP_ATTRIBUTE,
  fromOctets(MULTI_EXIT_DISC, 'med', number),
  fromOctets(LOCAL_PREF, 'local-preference', number),
  fromOctets(ATOMIC_AGGREGATE, 'atomic-aggregate', () => 'true'),
  fromValue(AGGREGATOR, 'aggregator', ({ asn, address: speaker }) => `"${asn}:${speaker}"`),
  fromOctets(
    COMMUNITIES,
    'community',
    eachOf(4, (bytes, at) => `[${digits(readU16(bytes, at))},${digits(readU16(bytes, at + 2))}]`),
  ),
  fromOctets(ORIGINATOR_ID, 'originator-id', address),
  fromOctets(CLUSTER_LIST, 'cluster-list', eachOf(4, address as (bytes: Uint8Array, at: number) => string)),
  fromOctets(EXTENDED_COMMUNITIES, 'extended-community', eachOf(8, writeExtendedCommunity)),
  PMSI,
  fromValue(TUNNEL_ENCAP, 'tunnel-encap', writeTunnelEncap),
  fromValue(AIGP, 'aigp', ({ metric }) => (metric === undefined ? 'null' : decimalOf(metric))),
  LINK_STATE,
  fromOctets(
    LARGE_COMMUNITY,
    'large-community',
    eachOf(12, (bytes, at) => `[${digits32(bytes, at)},${digits32(bytes, at + 4)},${digits32(bytes, at + 8)}]`),
  ),
  fromOctets(OTC, 'otc', number),
  fromValue(PREFIX_SID, 'bgp-prefix-sid', writePrefixSid),
];

const BY_CODE: readonly (ExabgpAttribute | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  ROWS.find((row) => row.code === code),
);

/** The row of an attribute; undefined for one that ExaBGP shows as octets. */
export function attributeRow(code: number): ExabgpAttribute | undefined {
  return BY_CODE[code];
}
