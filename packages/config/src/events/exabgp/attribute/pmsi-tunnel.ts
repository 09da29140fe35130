import { formatHex, PMSI_TUNNEL } from '@mesh/bgp-wire';
import { fromOctets } from './row.js';

/** Tunnel types by number (IANA pmsi-tunnel-types), as ExaBGP writes them. */
const TYPES = [
  'notunnel',
  'rsvp-tep2mplsp',
  'mldpp2mplsp',
  'pim-ssmtree',
  'pim-smtree',
  'bidir-pimtree',
  'ingressreplication',
  'mldpmp2mplsp',
];
const INGRESS_REPLICATION = 6;
/** Flags, tunnel type and label. */
const FIXED = 5;

/** `pmsi:ingressreplication:0:100(1600):192.0.2.1`: type, flags, label with the 24 bits it stands in, tunnel. */
export const PMSI = fromOctets(PMSI_TUNNEL, 'pmsi', (bytes, start, end, context) => {
  const { flags, tunnelType, label, addresses = [] } = PMSI_TUNNEL.decode(bytes, start, end, context);
  const octets = start + FIXED === end ? '' : `0x${formatHex(bytes, start + FIXED, end).toUpperCase()}`;
  const tunnel = tunnelType === INGRESS_REPLICATION ? addresses.join(' ') : octets;
  const labels = label === 0 || tunnelType === 0 ? String(label >>> 4) : `${label >>> 4}(${label})`;
  return JSON.stringify(`pmsi:${TYPES[tunnelType] ?? 'unknown'}:${flags}:${labels}:${tunnel}`);
});
