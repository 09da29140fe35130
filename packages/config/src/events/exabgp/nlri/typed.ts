import { type EvpnNlri, Family, type McastVpnNlri, type MupNlri } from '@mesh/bgp-wire';
import { fromModel, type Members, type NlriPlace, rawOf } from './row.js';

/** What a type is called, and what it has beside the members of all. */
interface TypeRow<N> {
  readonly name: string;
  readonly members: (nlri: N) => Members;
}

type Types<N> = Readonly<Record<number, TypeRow<N>>>;

/** The head of a route of a family that has types of them; a type of no row is shown as octets. */
function typed<N extends { readonly routeType: number; readonly rd?: string }>(
  types: Types<N>,
  nlri: N,
  place: NlriPlace,
): Members {
  const type = types[nlri.routeType];
  const raw = rawOf(place);
  if (!type) return { code: nlri.routeType, parsed: false, raw };
  return { code: nlri.routeType, parsed: true, raw, name: type.name, rd: nlri.rd, ...type.members(nlri) };
}

const sourceAndGroup = ({ source, group }: McastVpnNlri) => ({ source, group });
const join = (nlri: McastVpnNlri) => ({ 'source-as': String(nlri.sourceAs), ...sourceAndGroup(nlri) });

const MCAST_VPN_TYPES: Types<McastVpnNlri> = {
  5: { name: 'Source Active A-D Route', members: sourceAndGroup },
  6: { name: 'C-Multicast Shared Tree Join route', members: join },
  7: { name: 'C-Multicast Source Tree Join route', members: join },
};

export const MCAST_VPN = fromModel<McastVpnNlri>([Family.IPV4_MCAST_VPN, Family.IPV6_MCAST_VPN], (nlri, place) =>
  typed(MCAST_VPN_TYPES, nlri, place),
);

const NO_ESI = '00:00:00:00:00:00:00:00:00:00';
const esi = (nlri: EvpnNlri) => ({ esi: nlri.esi === NO_ESI ? '-' : nlri.esi });
const tag = ({ ethernetTag }: EvpnNlri) => ({ 'ethernet-tag': ethernetTag });
/** Labels as they are and as the 24 bits they stand in, which may be a VNI (RFC 8365 §5.1.3). */
const labels = ({ label, label2 }: EvpnNlri) => ({
  label: [label, label2].filter((one) => one !== undefined).map((one) => [one >>> 4, one]),
});
const ip = (nlri: EvpnNlri) => (nlri.ip === undefined ? {} : { ip: nlri.ip });

const EVPN_TYPES: Types<EvpnNlri> = {
  1: { name: 'Ethernet Auto-Discovery', members: (nlri) => ({ ...esi(nlri), ...tag(nlri), ...labels(nlri) }) },
  2: {
    name: 'MAC/IP advertisement',
    members: (nlri) => ({ ...esi(nlri), ...tag(nlri), mac: nlri.mac?.toUpperCase(), ...labels(nlri), ...ip(nlri) }),
  },
  3: { name: 'Inclusive Multicast Ethernet Tag', members: (nlri) => ({ ...tag(nlri), ...ip(nlri) }) },
  4: { name: 'Ethernet Segment', members: (nlri) => ({ ...esi(nlri), ...ip(nlri) }) },
  5: {
    name: 'IP Prefix Advertisement',
    members: (nlri) => {
      const [address, bits] = String(nlri.prefix).split('/');
      return {
        ...esi(nlri),
        ...tag(nlri),
        ...labels(nlri),
        ip: address,
        iplen: Number(bits),
        gateway: nlri.gateway,
      };
    },
  },
};

export const EVPN = fromModel<EvpnNlri>([Family.L2VPN_EVPN], (nlri, place) => typed(EVPN_TYPES, nlri, place));

/** Bits of an address by how it is written. */
const bitsOf = (address: string) => (address.includes(':') ? 128 : 32);

function mupPrefix({ prefix }: MupNlri): Members {
  const [address, bits] = String(prefix).split('/');
  return { prefix_ip_len: Number(bits), prefix_ip: address };
}

/** The architecture is 3GPP 5G (draft-ietf-bess-mup-safi §3.1), the upper octet of our type. */
const MUP_TYPES: Types<MupNlri> = {
  1: { name: 'InterworkSegmentDiscoveryRoute', members: mupPrefix },
  2: { name: 'DirectSegmentDiscoveryRoute', members: ({ address }) => ({ ip: address }) },
  3: {
    name: 'Type1SessionTransformedRoute',
    members: (nlri) => {
      const endpoint = String(nlri.endpoint);
      return {
        ...mupPrefix(nlri),
        teid: String(nlri.teid),
        qfi: String(nlri.qfi),
        endpoint_ip_len: bitsOf(endpoint),
        endpoint_ip: endpoint,
        source_ip_len: nlri.source === undefined ? 0 : bitsOf(nlri.source),
        // What Python prints of no octets, and so does ExaBGP.
        source_ip: nlri.source ?? "b''",
      };
    },
  },
  4: {
    name: 'Type2SessionTransformedRoute',
    members: ({ endpoint }) => {
      const [address = '', teid = '0/0'] = String(endpoint).split(' ');
      const [value, bits] = teid.split('/');
      return { endpoint_len: bitsOf(address) + Number(bits), endpoint_ip: address, teid: value };
    },
  },
};

export const MUP = fromModel<MupNlri>([Family.IPV4_MUP, Family.IPV6_MUP], (nlri, place) => {
  const arch = nlri.routeType >>> 16;
  const code = nlri.routeType & 0xffff;
  const type = arch === 1 ? MUP_TYPES[code] : undefined;
  const raw = rawOf(place);
  if (!type) return { code, parsed: false, raw };
  return { name: type.name, arch, code, ...type.members(nlri), rd: nlri.rd, raw };
});
