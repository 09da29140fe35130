import * as fc from 'fast-check';
import { AGGREGATOR } from '../../attribute/aggregator.js';
import { AIGP } from '../../attribute/aigp.js';
import { AS_PATH } from '../../attribute/as-path.js';
import { AS4_AGGREGATOR } from '../../attribute/as4-aggregator.js';
import { AS4_PATH } from '../../attribute/as4-path.js';
import { ATOMIC_AGGREGATE } from '../../attribute/atomic-aggregate.js';
import { ATTR_SET } from '../../attribute/attr-set.js';
import { BFD_DISCRIMINATOR } from '../../attribute/bfd-discriminator.js';
import { BGP_LS_ATTRIBUTE } from '../../attribute/bgp-ls/bgp-ls.js';
import { CLUSTER_LIST } from '../../attribute/cluster-list.js';
import { COMMUNITIES } from '../../attribute/communities.js';
import { EXTENDED_COMMUNITIES } from '../../attribute/extended-communities.js';
import { IPV6_EXTENDED_COMMUNITIES } from '../../attribute/ipv6-extended-communities.js';
import { LARGE_COMMUNITY } from '../../attribute/large-community.js';
import { LOCAL_PREF } from '../../attribute/local-pref.js';
import { MP_REACH_NLRI } from '../../attribute/mp-reach-nlri.js';
import { MP_UNREACH_NLRI } from '../../attribute/mp-unreach-nlri.js';
import { MULTI_EXIT_DISC } from '../../attribute/multi-exit-disc.js';
import { NEXT_HOP } from '../../attribute/next-hop.js';
import { ORIGIN } from '../../attribute/origin.js';
import { ORIGINATOR_ID } from '../../attribute/originator-id.js';
import { OTC } from '../../attribute/otc.js';
import { PE_DISTINGUISHER_LABELS } from '../../attribute/pe-distinguisher-labels.js';
import { PMSI_TUNNEL, type PmsiTunnel, PmsiTunnelType } from '../../attribute/pmsi-tunnel.js';
import { PREFIX_SID } from '../../attribute/prefix-sid/prefix-sid.js';
import type { AttributeRow } from '../../attribute/row.js';
import { TUNNEL_ENCAP } from '../../attribute/tunnel-encap/tunnel-encap.js';
import type { CodecContext } from '../../context.js';
import { ipAddress, ipv4, ipv6, opaqueTlvs, partial, some, u8, u16, u24, u32, u64 } from '../primitives.js';
import { aggregator, as4Path, asPath } from './paths.js';
import { mpReach, mpUnreach } from './reachability.js';
import { bgpLsAttribute, prefixSid } from './segment-routing.js';
import { tunnelEncap } from './tunnel-encap.js';

type ValueOf<T> = (context: CodecContext) => fc.Arbitrary<T>;

function line<T>(row: AttributeRow<T>, value: ValueOf<T>): readonly [number, ValueOf<unknown>] {
  return [row.code, value];
}

/** An IPv4 address that packets can go to, as a peer has to send it (RFC 4271 §6.3). */
const hostAddress = ipv4.filter((text) => {
  const first = Number(text.split('.')[0]);
  return first !== 0 && first !== 127 && first < 224;
});

/** Tunnels whose identifier is made of addresses, and others. */
const pmsiTunnel: fc.Arbitrary<PmsiTunnel> = fc.constantFrom(...Object.values(PmsiTunnelType)).chain((tunnelType) => {
  const base = { flags: u8, tunnelType: fc.constant(tunnelType), label: u24 };
  const count = { 3: 2, 4: 2, 5: 2, 6: 1 }[tunnelType as number];
  if (tunnelType === PmsiTunnelType.NONE) return fc.record(base);
  if (count === undefined) return partial(base, { identifier: fc.uint8Array({ minLength: 1, maxLength: 20 }) });
  const addresses = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: count, maxLength: count });
  return fc.record({ ...base, addresses: fc.oneof(addresses(ipv4), addresses(ipv6)) });
});

/** Labels of PEs, all of one address family. */
const peLabels = fc.oneof(
  some(fc.record({ address: ipv4, label: u24 })),
  some(fc.record({ address: ipv6, label: u24 }), 3),
);

const bfdSource = fc.record({ mode: u8, discriminator: u32, source: ipAddress });
const bfdOthers = opaqueTlvs(fc.integer({ min: 2, max: 255 }));

/** Attributes that may stand in ATTR_SET, as octets: such as no check can find fault with. */
const innerAttributes = fc.array(
  fc.oneof(
    fc.record({ code: fc.constant(1), flags: fc.constant(0x40), value: fc.constant(new Uint8Array([2])) }),
    fc.record({ code: fc.constant(4), flags: fc.constant(0x80), value: fc.uint8Array({ minLength: 4, maxLength: 4 }) }),
    fc.record({
      code: fc.constantFrom(99, 200),
      flags: fc.constantFrom(0xc0, 0xe0, 0xd0),
      value: fc.uint8Array({ maxLength: 20 }),
    }),
  ),
  { maxLength: 4 },
);

/** A value of each attribute, as the context would have it. */
const VALUES: ReadonlyMap<number, ValueOf<unknown>> = new Map([
  line(ORIGIN, () => fc.constantFrom('igp', 'egp', 'incomplete')),
  line(AS_PATH, asPath),
  line(NEXT_HOP, ({ peering }) => (peering === 'any' ? ipv4 : hostAddress)),
  line(MULTI_EXIT_DISC, () => u32),
  line(LOCAL_PREF, () => u32),
  line(ATOMIC_AGGREGATE, () => fc.constant(true)),
  line(AGGREGATOR, ({ asn4 }) => aggregator(asn4)),
  line(COMMUNITIES, () => some(u32)),
  line(ORIGINATOR_ID, () => ipv4),
  line(CLUSTER_LIST, () => some(ipv4)),
  line(MP_REACH_NLRI, mpReach),
  line(MP_UNREACH_NLRI, mpUnreach),
  line(EXTENDED_COMMUNITIES, () => some(fc.record({ high: u32, low: u32 }))),
  line(AS4_PATH, () => as4Path),
  line(AS4_AGGREGATOR, () => aggregator(true)),
  line(PMSI_TUNNEL, () => pmsiTunnel),
  line(TUNNEL_ENCAP, () => tunnelEncap),
  line(IPV6_EXTENDED_COMMUNITIES, () => some(fc.record({ type: u16, address: ipv6, local: u16 }))),
  line(AIGP, () =>
    partial({}, { metric: u64, others: opaqueTlvs(fc.integer({ min: 2, max: 255 })) }).filter(
      (value) => Object.keys(value).length > 0,
    ),
  ),
  line(PE_DISTINGUISHER_LABELS, () => peLabels),
  line(BGP_LS_ATTRIBUTE, () => bgpLsAttribute),
  line(LARGE_COMMUNITY, () => some(fc.record({ globalAdministrator: u32, localData1: u32, localData2: u32 }))),
  line(OTC, () => u32),
  line(BFD_DISCRIMINATOR, () =>
    fc.oneof(
      bfdSource,
      fc.tuple(bfdSource, bfdOthers).map(([one, others]) => ({ ...one, others })),
    ),
  ),
  line(PREFIX_SID, () => prefixSid),
  line(ATTR_SET, () => fc.record({ originAs: u32, attributes: innerAttributes })),
]);

/** True where there is an arbitrary for the row. */
export function hasAttribute(row: AttributeRow<unknown>): boolean {
  return VALUES.has(row.code);
}

/** Values of a row's attribute, as the context would have them. */
export function attributeValueOf<T>(row: AttributeRow<T>, context: CodecContext): fc.Arbitrary<T> {
  const values = VALUES.get(row.code);
  if (!values) throw new RangeError(`there is no arbitrary for ${row.name}: give one of your own`);
  return values(context) as fc.Arbitrary<T>;
}
