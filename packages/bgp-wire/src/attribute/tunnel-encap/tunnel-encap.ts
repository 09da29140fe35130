import { MAX_U16, unsigned } from '../../bytes/range.js';
import { readU16 } from '../../bytes/reader.js';
import { dissectTlvs } from '../../dissect/tlv.js';
import { UpdateSubcode, withdrawFor } from '../finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_TRANSITIVE } from '../row.js';
import { ENCAPSULATIONS } from './encapsulation.js';
import { areWellFormed, SrPolicySubTlv } from './sr-policy.js';
import {
  decodeSubTlvs,
  encodeSubTlvs,
  type FindRow,
  forEachSubTlv,
  formatSubTlvs,
  LONG,
  rowTable,
  type SubTlv,
} from './sub-tlv.js';
import { TunnelSubTlv } from './tunnel-sub-tlv.js';
import { formatTunnelType, TunnelType } from './tunnel-type.js';

/*
 * TUNNEL_ENCAP is TLVs of tunnels, each of sub-TLVs. What a sub-TLV means depends on the type of its tunnel; a row a
 * sub-TLV says how it is read and written. Everything is kept in its place, so that what came can be sent on: types
 * nobody knows, and sub-TLVs of known types that make no sense, stay octets (RFC 9012 §13 treats both alike).
 *
 * Three things are dearer. TLVs whose lengths do not fit withdraw the routes. A tunnel with an endpoint that makes no
 * sense, or with two, is not used: `isUsableTunnel` tells. In an SR Policy any error withdraws (RFC 9830 §5).
 *
 * Deliberate deviation: RFC 9012 §13 discards an attribute without a usable tunnel; here its routes are withdrawn, the
 * default of RFC 7606 §8, because sending outside the tunnel that was asked for is the worse failure.
 */

/** One tunnel: its type, and its sub-TLVs in the order they came. */
export interface Tunnel {
  readonly type: number;
  readonly subTlvs: readonly SubTlv[];
}

const ANY_TUNNEL = rowTable(Object.values(TunnelSubTlv));
const SR_POLICY = rowTable(Object.values(SrPolicySubTlv));
const ENCAPSULATION = 1;

/** The rows of a tunnel type. */
function rowsOf(tunnelType: number): FindRow {
  if (tunnelType === TunnelType.SR_POLICY) return (type) => SR_POLICY(type) ?? ANY_TUNNEL(type);
  return (type) => (type === ENCAPSULATION ? ENCAPSULATIONS.get(tunnelType) : ANY_TUNNEL(type));
}

/** Octets of type and length of a TLV. */
const HEADER = 4;

/**
 * Tunnel Encapsulation, RFC 9012 §2.
 *
 * ```text
 * +-----------------+------------+------------+
 * | tunnel type (2) | length (2) | sub-TLVs … | …
 * +-----------------+------------+------------+
 * ```
 */
export const TUNNEL_ENCAP: AttributeRow<readonly Tunnel[]> = {
  code: 23,
  name: 'TUNNEL_ENCAP',
  flags: OPTIONAL_TRANSITIVE,
  check(bytes, start, end) {
    let usable = false;
    for (let at = start; at < end; ) {
      const next = at + HEADER <= end ? at + HEADER + readU16(bytes, at + 2) : end + 1;
      if (next > end) return malformed('a TUNNEL_ENCAP TLV overruns the attribute');
      const type = readU16(bytes, at);
      if (!forEachSubTlv(bytes, at + HEADER, next, () => undefined))
        return malformed(`a sub-TLV of tunnel type ${type} overruns its TLV`);
      if (type === TunnelType.SR_POLICY && !areWellFormed(bytes, at + HEADER, next, SR_POLICY))
        return malformed('a sub-TLV of an SR Policy is malformed', 'RFC 9830 §5');
      usable ||= hasUsableEndpoint(bytes, at + HEADER, next, type);
      at = next;
    }
    return usable ? undefined : malformed('TUNNEL_ENCAP has no usable tunnel');
  },
  decode(bytes, start, end) {
    const list: Tunnel[] = [];
    for (let at = start; at < end; ) {
      const type = readU16(bytes, at);
      const next = at + HEADER + readU16(bytes, at + 2);
      list.push({ type, subTlvs: decodeSubTlvs(bytes, at + HEADER, next, rowsOf(type)) });
      at = next;
    }
    return list;
  },
  encode(value, writer) {
    for (const { type, subTlvs } of value) {
      writer.u16(unsigned('a tunnel type', type, MAX_U16));
      const length = writer.reserve16();
      encodeSubTlvs(subTlvs, rowsOf(type), writer);
      writer.patch16(length);
    }
  },
  dissect: (cursor) =>
    dissectTlvs(cursor, { typeLength: 2, lengthLength: 2 }, (_type, tunnel) =>
      dissectTlvs(tunnel, { typeLength: 1, lengthLength: (type) => (type < LONG ? 1 : 2) }),
    ),
  format: (value) =>
    value
      .map(({ type, subTlvs }) => [formatTunnelType(type), formatSubTlvs(subTlvs, rowsOf(type))].join(' ').trimEnd())
      .join(', '),
};

/**
 * True where the tunnel may be used: no endpoint that makes no sense, and no two (RFC 9012 §13). An SR Policy needs
 * none (RFC 9830 §2.3), and neither does a route of a family whose next hop is the endpoint.
 */
export function isUsableTunnel({ type, subTlvs }: Tunnel): boolean {
  const endpoints = subTlvs.filter((one) => one.type === TunnelSubTlv.EGRESS_ENDPOINT.type);
  return (
    type === TunnelType.SR_POLICY ||
    endpoints.length === 0 ||
    (endpoints.length === 1 && !(endpoints[0]!.value instanceof Uint8Array))
  );
}

function hasUsableEndpoint(bytes: Uint8Array, start: number, end: number, type: number): boolean {
  return isUsableTunnel({ type, subTlvs: decodeSubTlvs(bytes, start, end, rowsOf(type)) });
}

function malformed(reason: string, rfc: string = 'RFC 9012 §13'): AttributeFinding {
  return withdrawFor(reason, rfc, UpdateSubcode.OPTIONAL_ATTRIBUTE);
}
