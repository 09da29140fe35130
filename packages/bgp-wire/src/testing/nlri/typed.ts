import * as fc from 'fast-check';
import type { EvpnNlri } from '../../nlri/evpn.js';
import type { McastVpnNlri } from '../../nlri/mcast-vpn.js';
import type { MupNlri } from '../../nlri/mup.js';
import { addressOf, colonOctets, ipAddress, partial, prefixOf, rd, u8, u24, u32 } from '../primitives.js';
import type { Members } from './members.js';

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Route types of a family: members that always stand in the model, and such as may be absent. */
type Types = Readonly<Record<number, readonly [required: Fields, optional?: Fields]>>;

/** A route of any of the types, or one of a type nobody knows, as octets. */
function routes<N extends { readonly routeType: number }>(types: Types, unknownType: number): fc.Arbitrary<N> {
  const known = Object.entries(types).map(([type, [required, optional = {}]]) =>
    partial(required, optional).map((fields) => ({ ...fields, routeType: Number(type) })),
  );
  const unknown = fc.record({ routeType: fc.constant(unknownType), body: fc.uint8Array({ maxLength: 40 }) });
  return fc.oneof(...known, unknown) as fc.Arbitrary<N & { routeType: number }>;
}

const esi = colonOctets(10);
const multicast = { rd, ethernetTag: u32 };
const groups = { source: ipAddress, group: ipAddress, originator: ipAddress };

/** Prefix and gateway of one address family (RFC 9136 §3.1). */
const ipPrefix = (length: 4 | 16): Fields => ({
  rd,
  esi,
  ethernetTag: u32,
  prefix: fc.tuple(addressOf(length), fc.integer({ min: 0, max: 8 * length })).map(([one, bits]) => `${one}/${bits}`),
  gateway: addressOf(length),
  label: u24,
});

/** The route a leaf answers: a whole NLRI with type and length (RFC 9572 §3.3). */
const routeKey = fc.uint8Array({ minLength: 12, maxLength: 30 }).map((body) => {
  const key = new Uint8Array(2 + body.length);
  key.set([3, body.length]);
  key.set(body, 2);
  return key;
});

const EVPN: Types = {
  1: [{ rd, esi, ethernetTag: u32, label: u24 }],
  2: [
    { rd, esi, ethernetTag: u32, mac: colonOctets(6), label: u24 },
    { ip: ipAddress, label2: u24 },
  ],
  3: [multicast, { ip: ipAddress }],
  4: [{ rd, esi }, { ip: ipAddress }],
  5: [ipPrefix(4)],
  6: [{ ...multicast, flags: u8 }, groups],
  7: [{ ...multicast, esi, flags: u8 }, groups],
  8: [{ ...multicast, esi, reserved: u32, maxResponseTime: u8, flags: u8 }, groups],
  9: [{ ...multicast, regionId: colonOctets(8) }],
  10: [multicast, groups],
  11: [{ routeKey, originator: ipAddress }],
};

/** EVPN routes of types 1 to 11, of both address families. */
export const evpn: fc.Arbitrary<Members<EvpnNlri>> = fc.oneof(
  { weight: 11, arbitrary: routes<EvpnNlri>(EVPN, 200) },
  { weight: 1, arbitrary: routes<EvpnNlri>({ 5: [ipPrefix(16)] }, 12) },
);

const MCAST_VPN: Types = {
  1: [{ rd, originator: ipAddress }],
  2: [{ rd, sourceAs: u32 }],
  3: [
    { rd, originator: ipAddress },
    { source: ipAddress, group: ipAddress },
  ],
  4: [{ routeKey, originator: ipAddress }],
  5: [{ rd }, { source: ipAddress, group: ipAddress }],
  6: [
    { rd, sourceAs: u32 },
    { source: ipAddress, group: ipAddress },
  ],
  7: [
    { rd, sourceAs: u32 },
    { source: ipAddress, group: ipAddress },
  ],
};

export const mcastVpn: fc.Arbitrary<Members<McastVpnNlri>> = routes<McastVpnNlri>(MCAST_VPN, 99);

/** Endpoint and as many leading bits of the tunnel identifier as are told. */
function mupEndpoint(length: 4 | 16): fc.Arbitrary<string> {
  const teid = fc
    .integer({ min: 1, max: 32 })
    .chain((bits) => fc.integer({ min: 0, max: 2 ** (8 * Math.ceil(bits / 8)) - 1 }).map((id) => `${id}/${bits}`));
  return fc.tuple(addressOf(length), fc.option(teid)).map(([one, id]) => (id === null ? one : `${one} ${id}`));
}

/** Mobile User Plane routes of an address family. */
export function mup(length: 4 | 16): fc.Arbitrary<Members<MupNlri>> {
  return routes<MupNlri>(
    {
      65537: [{ rd, prefix: prefixOf(length) }],
      65538: [{ rd, address: addressOf(length) }],
      65539: [{ rd, prefix: prefixOf(length), teid: u32, qfi: u8, endpoint: ipAddress }, { source: ipAddress }],
      65540: [{ rd, endpoint: mupEndpoint(length) }],
    },
    0x020001,
  );
}
