import {
  attributeSet,
  ByteWriter,
  createContext,
  Family,
  familyOf,
  formatHex,
  isOpaqueNlri,
  type Nlri,
  nextHopOctets,
  parsePrefix,
  standardFamilies,
  unicast,
} from '@mesh/bgp-wire';
import type { Route, RouteKeySpec, RouteSpec } from '../../src/index.js';

/** A route key by name, with specs that differ in payload only, by what the RFC of the family says. */
export interface NamedKey {
  readonly family: Family;
  readonly pathId: number | undefined;
  /** Of the families of plain prefixes. */
  readonly prefix: string | undefined;
  readonly variants: readonly RouteKeySpec[];
}

const prefixes4 =
  '0.0.0.0/0 10.0.0.0/8 10.0.0.0/9 10.128.0.0/9 10.0.0.0/16 10.0.0.0/24 10.0.1.0/24 10.0.0.1/32 192.0.2.0/25';
const prefixes6 = '::/0 2001:db8::/32 2001:db8::/33 2001:db8:8000::/33 2001:db8::/64 2001:db8::1/128';

function prefixKeys(list: string, family: Family, pathIds: readonly (number | undefined)[]): NamedKey[] {
  return list
    .split(' ')
    .flatMap((prefix) =>
      pathIds.map((pathId) => ({ family, pathId, prefix, variants: [{ prefix, family, ...withPath(pathId) }] })),
    );
}

function withPath(pathId: number | undefined): { pathId?: number } {
  return pathId === undefined ? {} : { pathId };
}

function key(variants: readonly Nlri[], pathId?: number): NamedKey {
  const { family } = variants[0]!;
  return { family, pathId, prefix: undefined, variants: variants.map((nlri) => ({ nlri, ...withPath(pathId) })) };
}

/** The same NLRI but for members that are payload. */
function nlri<T extends object>(family: Family, members: object, ...payloads: T[]): Nlri[] {
  return payloads.map((payload) => ({ family, ...members, ...payload }));
}

const vpn = { rd: '65000:1', prefix: '10.1.0.0/16' };
const labels = [{ labels: [16] }, { labels: [17] }, { labels: [3, 40] }];
const esis = ['00:00:00:00:00:00:00:00:00:00', '00:11:22:33:44:55:66:77:88:99'];
const evpn = (routeType: number, members: object, ...payloads: object[]) =>
  key(nlri(Family.L2VPN_EVPN, { routeType, rd: '65000:1', ...members }, ...payloads));
const opaque = (octets: readonly number[]): Nlri & { bytes: Uint8Array } => ({
  family: familyOf(99, 99),
  bytes: new Uint8Array(octets),
});

export const namedKeys: readonly NamedKey[] = [
  ...prefixKeys(prefixes4, Family.IPV4_UNICAST, [undefined, 0, 7]),
  ...prefixKeys('10.0.0.0/8 10.0.0.0/24', Family.IPV4_MULTICAST, [undefined]),
  ...prefixKeys(prefixes6, Family.IPV6_UNICAST, [undefined, 0xffffffff]),
  // RFC 8277 §2.2, RFC 4364 §4.3.4: labels are no part of the key.
  key(nlri(Family.IPV4_LABELLED_UNICAST, { prefix: '10.1.0.0/16' }, ...labels)),
  key(nlri(Family.IPV4_LABELLED_UNICAST, { prefix: '10.1.0.0/17' }, ...labels)),
  key(nlri(Family.IPV4_LABELLED_UNICAST, { prefix: '10.1.0.0/16' }, ...labels), 5),
  key(nlri(Family.IPV6_LABELLED_UNICAST, { prefix: '2001:db8::/32' }, ...labels)),
  key(nlri(Family.IPV4_VPN, vpn, ...labels)),
  key(nlri(Family.IPV4_VPN, { ...vpn, rd: '65000:2' }, ...labels)),
  key(nlri(Family.IPV4_VPN, { ...vpn, prefix: '10.1.0.0/20' }, ...labels)),
  key(nlri(Family.IPV4_VPN, vpn, ...labels), 1),
  // RFC 7432 §7.2: ESI and labels of a MAC/IP route are attributes of it; of an A-D route the ESI is key (§7.1).
  evpn(1, { esi: esis[1], ethernetTag: 0 }, { label: 16 }, { label: 17 }),
  evpn(1, { esi: esis[0], ethernetTag: 0 }, { label: 16 }, { label: 17 }),
  evpn(
    2,
    { ethernetTag: 1, mac: '00:11:22:33:44:55' },
    { esi: esis[0], label: 16 },
    { esi: esis[1], label: 16, label2: 5 },
  ),
  evpn(
    2,
    { ethernetTag: 1, mac: '00:11:22:33:44:55', ip: '10.0.0.1' },
    { esi: esis[0], label: 16 },
    { esi: esis[1], label: 9 },
  ),
  evpn(3, { ethernetTag: 1, ip: '192.0.2.1' }, {}),
  evpn(4, { esi: esis[1], ip: '192.0.2.1' }, {}),
  // RFC 9136 §3.1: of an IP prefix route ESI, gateway and label are no key; RFC 9251 §9.1: nor are the flags of an SMET route.
  evpn(
    5,
    { ethernetTag: 0, prefix: '10.2.0.0/16' },
    { esi: esis[0], gateway: '0.0.0.0', label: 1 },
    { esi: esis[0], gateway: '192.0.2.1', label: 1 },
  ),
  evpn(
    6,
    { ethernetTag: 0, source: '10.0.0.1', group: '232.1.1.1', originator: '192.0.2.1' },
    { flags: 1 },
    { flags: 2 },
  ),
  // RFC 4761 §3.2.2: block size and label base are no key. RFC 6074 §7: the other NLRI of the family, with the same octets behind the length.
  key(
    nlri(
      Family.L2VPN_VPLS,
      { rd: '65000:1', endpoint: 0x0a00, offset: 3 },
      { size: 8, base: 100 },
      { size: 8, base: 200 },
    ),
  ),
  key(nlri(Family.L2VPN_VPLS, { rd: '65000:1', address: '10.0.0.3' }, {})),
  key(nlri(Family.IPV4_SR_POLICY, { distinguisher: 1, color: 2, endpoint: '192.0.2.1' }, {})),
  // A family without a row: all octets are the key.
  key([opaque([1, 2, 3])]),
  key([opaque([1, 2])]),
  key([opaque([1, 2])], 9),
];

const context = createContext();

export interface Octets {
  readonly family: Family;
  readonly pathId: number | undefined;
  readonly nlri: string;
  readonly nextHop: string;
  readonly attributes: string;
}

/** What a spec is in octets, by the codec. */
export function octetsOf({ prefix, nlri: given, nextHop, pathId, family, attributes }: RouteSpec): Octets {
  const model = given ?? { ...unicast(prefix ?? ''), ...(family === undefined ? {} : { family }) };
  const writer = new ByteWriter();
  if (isOpaqueNlri(model)) writer.bytes(model.bytes);
  else standardFamilies.get(model.family)!.encode(model, writer);
  return {
    family: model.family,
    pathId,
    nlri: formatHex(writer.view()),
    nextHop: nextHop === 'self' ? '' : formatHex(nextHopOctets({ address: nextHop })),
    attributes: formatHex(attributeSet(attributes ?? [], context)),
  };
}

/** What a stored route is in octets. */
export function octetsOfRoute(route: Route): Octets {
  const { family, nlri, attributes, nextHop } = route.toEncoded();
  return {
    family,
    pathId: route.pathId,
    nlri: formatHex(nlri),
    nextHop: formatHex(nextHop),
    attributes: formatHex(attributes),
  };
}

/** Address of a prefix as a number, and its length. */
export function numberOf(prefix: string): { address: bigint; bits: number; size: number } {
  const { address, bits } = parsePrefix(prefix)!;
  return { address: BigInt(`0x${formatHex(address)}`), bits, size: 8 * address.length };
}

/** True where the first prefix covers the second or equals it. */
export function covers(a: string, b: string): boolean {
  const [one, two] = [numberOf(a), numberOf(b)];
  const shift = BigInt(one.size - one.bits);
  return one.size === two.size && one.bits <= two.bits && one.address >> shift === two.address >> shift;
}
