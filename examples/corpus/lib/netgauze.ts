import {
  type AddPathFamily,
  type Aggregator,
  type AsPathSegment,
  AttributeCode,
  AttributeFlag,
  afiOf,
  type Capability,
  type DecodedMessage,
  type ExtendedCommunity,
  type ExtendedNextHop,
  Family,
  type Fqdn,
  formatIPv4,
  type GracefulRestart,
  type LargeCommunity,
  type LongLivedFamily,
  type MpReachNlri,
  type MpUnreachNlri,
  type Nlri,
  type PathAttribute,
  type PrefixSid,
  Safi,
  type Srv6Service,
  safiOf,
} from '@mesh/bgp-wire';
import { nodesOf } from './tree.js';

/* BGP messages in the shape of NetGauze's JSON, a table for attributes and one for capabilities. */

type Json = Readonly<Record<string, unknown>>;

/** What they call a family in a capability. */
const FAMILIES: ReadonlyMap<number, string> = new Map([
  [Family.IPV4_UNICAST, 'Ipv4Unicast'],
  [Family.IPV4_MULTICAST, 'Ipv4Multicast'],
  [Family.IPV4_LABELLED_UNICAST, 'Ipv4NlriMplsLabels'],
  [Family.IPV4_VPN, 'Ipv4MplsLabeledVpn'],
  [Family.IPV6_UNICAST, 'Ipv6Unicast'],
  [Family.IPV6_LABELLED_UNICAST, 'Ipv6NlriMplsLabels'],
  [Family.IPV6_VPN, 'Ipv6MplsLabeledVpn'],
  [Family.L2VPN_EVPN, 'L2VpnBgpEvpn'],
  [Family.BGP_LS, 'BgpLs'],
]);
const familyName = (family: number) => FAMILIES.get(family) ?? `family ${family}`;

/** The messages that a line of theirs is, or carries within BMP. */
export function messagesIn(line: unknown): unknown[] {
  const within = ['update_message', 'sent_message', 'received_message', 'BgpUpdate'].flatMap((key) =>
    nodesOf(line, key),
  );
  if (within.length > 0) return within.map(plainMessage);
  const isMessage =
    line === 'KeepAlive' || (typeof line === 'object' && line !== null && ('Open' in line || 'Update' in line));
  return isMessage ? [plainMessage(line)] : [];
}

/** An OPEN with its capabilities in one list, whatever parameters they came in. */
function plainMessage(theirs: unknown): unknown {
  const open = (
    theirs as { readonly Open?: Json & { readonly params: readonly { readonly Capabilities?: unknown[] }[] } }
  ).Open;
  if (!open) return withPlainLabels(theirs);
  const { params, ...rest } = open;
  return { Open: { ...rest, capabilities: params.flatMap(({ Capabilities = [] }) => Capabilities) } };
}

/** Labels without the four bits behind them, which mean nothing but the end of the stack (RFC 8277 §2.2). */
function withPlainLabels(theirs: unknown): unknown {
  const stacks = new Set(['label_stack', 'labels']);
  return JSON.parse(JSON.stringify(theirs), (key, value) =>
    stacks.has(key) ? value.map(([high, middle, low]: [number, number, number]) => [high, middle, low & 0xf0]) : value,
  );
}

export function likeNetgauze(message: DecodedMessage): unknown {
  if (message.type === 'KEEPALIVE') return 'KeepAlive';
  if (message.type === 'OPEN') {
    const { version, myAs, holdTime, routerId, capabilities } = message;
    const open = { version, my_as: myAs, hold_time: holdTime, bgp_id: formatIPv4(routerId) };
    return { Open: { ...open, capabilities: capabilities.map(capabilityOf) } };
  }
  if (message.type !== 'UPDATE') return message.type;
  const { withdrawn = [], attributes = [], nlri = [] } = message.toMessage();
  return {
    Update: {
      withdrawn_routes: withdrawn.map(routeOf),
      path_attributes: attributes.map(attributeOf),
      nlri: nlri.map(routeOf),
    },
  };
}

const CAPABILITIES: Readonly<Record<number, (value: never) => unknown>> = {
  1: (family: number) => ({ MultiProtocolExtensions: { address_type: familyName(family) } }),
  2: () => 'RouteRefresh',
  5: (list: readonly ExtendedNextHop[]) => ({
    ExtendedNextHopEncoding: {
      encodings: list.map(({ family, nextHopAfi }) => ({
        address_type: familyName(family),
        next_hop_afi: nextHopAfi === 2 ? 'IPv6' : 'IPv4',
      })),
    },
  }),
  6: () => 'ExtendedMessage',
  64: ({ restarting, notification, restartTimeSeconds, families }: GracefulRestart) => ({
    GracefulRestartCapability: {
      restart: restarting,
      graceful_notification: notification,
      time: restartTimeSeconds,
      address_families: families.map(({ family, forwardingPreserved }) => ({
        forwarding_state: forwardingPreserved,
        address_type: familyName(family),
      })),
    },
  }),
  65: (asn4: number) => ({ FourOctetAs: { asn4 } }),
  69: (list: readonly AddPathFamily[]) => ({
    AddPath: {
      address_families: list.map(({ family, mode }) => ({
        address_type: familyName(family),
        send: mode !== 'receive',
        receive: mode !== 'send',
      })),
    },
  }),
  70: () => 'EnhancedRouteRefresh',
  71: (list: readonly LongLivedFamily[]) => ({
    LongLivedGracefulRestart: {
      address_families: list.map(({ family, forwardingPreserved, staleTimeSeconds }) => ({
        address_type: familyName(family),
        forwarding_state: forwardingPreserved,
        stale_time: staleTimeSeconds,
      })),
    },
  }),
  73: ({ hostName, domainName }: Fqdn) => ({ Fqdn: { hostname: hostName, domain_name: domainName } }),
  128: () => 'CiscoRouteRefresh',
};

function capabilityOf({ code, value }: Capability): unknown {
  return CAPABILITIES[code]?.(value as never) ?? `capability ${code}`;
}

const ORIGINS: Readonly<Record<string, string>> = { igp: 'IGP', egp: 'EGP', incomplete: 'Incomplete' };
const SEGMENTS: Readonly<Record<string, string>> = { AS_SET: 'AsSet', AS_SEQUENCE: 'AsSequence' };

const ATTRIBUTES: Readonly<Record<number, (value: never) => Json>> = {
  [AttributeCode.ORIGIN]: (origin: string) => ({ Origin: ORIGINS[origin] }),
  [AttributeCode.AS_PATH]: (path: readonly AsPathSegment[]) => ({
    AsPath: { As4PathSegments: path.map(({ type, asns }) => ({ segment_type: SEGMENTS[type], as_numbers: asns })) },
  }),
  [AttributeCode.NEXT_HOP]: (next_hop: string) => ({ NextHop: { next_hop } }),
  [AttributeCode.MULTI_EXIT_DISC]: (metric: number) => ({ MultiExitDiscriminator: { metric } }),
  [AttributeCode.LOCAL_PREF]: (metric: number) => ({ LocalPreference: { metric } }),
  [AttributeCode.AGGREGATOR]: ({ asn, address }: Aggregator) => ({ Aggregator: { asn, origin: address } }),
  [AttributeCode.COMMUNITIES]: (communities: readonly number[]) => ({ Communities: { communities } }),
  [AttributeCode.ORIGINATOR_ID]: (id: string) => ({ Originator: id }),
  [AttributeCode.CLUSTER_LIST]: (list: readonly string[]) => ({ ClusterList: list }),
  [AttributeCode.EXTENDED_COMMUNITIES]: (list: readonly ExtendedCommunity[]) => ({
    ExtendedCommunities: { communities: list.map(extendedOf) },
  }),
  [AttributeCode.LARGE_COMMUNITY]: (list: readonly LargeCommunity[]) => ({
    LargeCommunities: {
      communities: list.map(({ globalAdministrator, localData1, localData2 }) => ({
        global_admin: globalAdministrator,
        local_data1: localData1,
        local_data2: localData2,
      })),
    },
  }),
  [AttributeCode.PREFIX_SID]: ({ srv6L3Service }: PrefixSid) => ({
    PrefixSegmentIdentifier: { tlvs: srv6L3Service ? [{ SRv6ServiceL3: serviceOf(srv6L3Service) }] : [] },
  }),
  [AttributeCode.MP_REACH_NLRI]: (value: MpReachNlri) => ({ MpReach: { [nlriName(value.family)]: reachOf(value) } }),
  [AttributeCode.MP_UNREACH_NLRI]: ({ family, nlri }: MpUnreachNlri) => ({
    MpUnreach: { [nlriName(family)]: { nlri: nlri.map(routeOf) } },
  }),
};

function attributeOf({ code, flags, value }: PathAttribute): Json {
  const has = (flag: number) => (flags & flag) !== 0;
  return {
    optional: has(AttributeFlag.OPTIONAL),
    transitive: has(AttributeFlag.TRANSITIVE),
    partial: has(AttributeFlag.PARTIAL),
    extended_length: has(AttributeFlag.EXTENDED_LENGTH),
    value:
      value instanceof Uint8Array
        ? { UnknownAttribute: { code, value: [...value] } }
        : (ATTRIBUTES[code]?.(value as never) ?? `attribute ${code}`),
  };
}

/** Two-octet route targets and origins; the corpus has no others in captures. */
function extendedOf({ high, low }: ExtendedCommunity): unknown {
  const name = { 2: 'RouteTarget', 3: 'RouteOrigin' }[high >>> 16] ?? `type ${high >>> 16}`;
  return { TransitiveTwoOctet: { [name]: { global_admin: high & 0xffff, local_admin: low } } };
}

const serviceOf = ({ sids }: Srv6Service): Json => ({
  reserved: 0,
  subtlvs: sids.map(({ sid, flags, behavior, structure }) => ({
    SRv6SIDInformation: {
      reserved1: 0,
      sid,
      service_sid_flags: flags,
      endpoint_behaviour: behavior,
      reserved2: 0,
      subsubtlvs: structure && [
        {
          SRv6SIDStructure: {
            locator_block_len: structure.locatorBlock,
            locator_node_len: structure.locatorNode,
            function_len: structure.function,
            arg_len: structure.argument,
            transposition_len: structure.transpositionLength,
            transposition_offset: structure.transpositionOffset,
          },
        },
      ],
    },
  })),
});

/** In MP_REACH and MP_UNREACH they call a VPN otherwise than in a capability. */
const nlriName = (family: number) => familyName(family).replace('MplsLabeledVpn', 'MplsVpnUnicast');

function reachOf({ family, nextHop, nlri }: MpReachNlri): Json {
  const { address = '', linkLocal = null } = nextHop as { readonly address?: string; readonly linkLocal?: string };
  const routes = { nlri: nlri.map(routeOf) };
  if (safiOf(family) === Safi.MPLS_VPN) {
    const rd = { As2Administrator: { asn2: 0, number: 0 } };
    const hop = address.includes(':')
      ? { Ipv6: { rd, next_hop: address, next_hop_local: linkLocal } }
      : { Ipv4: { rd, next_hop: address } };
    return { next_hop: hop, ...routes };
  }
  if (safiOf(family) === Safi.NLRI_MPLS) return { next_hop: address, next_hop_local: linkLocal, ...routes };
  if (afiOf(family) === 2) return { next_hop_global: address, next_hop_local: linkLocal, ...routes };
  return { next_hop: address, ...routes };
}

function routeOf(nlri: Nlri): Json {
  const {
    pathId = null,
    prefix,
    rd,
    labels,
  } = nlri as unknown as {
    readonly pathId?: number;
    readonly prefix: string;
    readonly rd?: string;
    readonly labels?: readonly number[];
  };
  const stack = labels?.map((label) => [label >>> 12, (label >>> 4) & 0xff, (label << 4) & 0xf0]);
  if (rd !== undefined) return { path_id: pathId, rd: rdOf(rd), label_stack: stack, network: prefix };
  return stack ? { path_id: pathId, labels: stack, prefix } : { path_id: pathId, network: prefix };
}

/** `10.0.0.1:7`, `65536:7` or `7L:7`, `64512:7`. */
function rdOf(rd: string): Json {
  const [, administrator = '', long, number] = /^([\d.]+)(L?):(\d+)$/.exec(rd) ?? [];
  if (administrator.includes('.')) return { Ipv4Administrator: { ip: administrator, number: Number(number) } };
  const asn = Number(administrator);
  if (long === 'L' || asn > 0xffff) return { As4Administrator: { asn4: asn, number: Number(number) } };
  return { As2Administrator: { asn2: asn, number: Number(number) } };
}
