import { BgpLsProtocol } from '../../nlri/bgp-ls/protocol.js';
import { list, struct, type ValueForm } from '../../tlv/form.js';
import { subTlvs, type TlvRecord, tlvRows, tlvTable } from '../../tlv/record.js';
import { octets, reserved, uint } from '../../tlv/value.js';

/** Sub-TLVs of a definition that its originator could not carry over (RFC 9351 §3.6). */
export interface UnsupportedSubTlvs {
  readonly protocolId: number;
  readonly types: readonly number[];
}

/** How paths of a flexible algorithm are computed (RFC 9351 §3). Affinities are 32-bit words of admin groups. */
export interface FlexibleAlgorithmDefinition extends TlvRecord {
  readonly algorithm: number;
  readonly metricType: number;
  readonly calculationType: number;
  readonly priority: number;
  readonly excludeAnyAffinity?: readonly number[];
  readonly includeAnyAffinity?: readonly number[];
  readonly includeAllAffinity?: readonly number[];
  readonly definitionFlags?: Uint8Array;
  readonly excludeSrlg?: readonly number[];
  readonly unsupported?: readonly UnsupportedSubTlvs[];
}

/** The metric of a prefix for one algorithm (RFC 9351 §4). */
export interface FlexibleAlgorithmPrefixMetric {
  readonly algorithm: number;
  readonly flags: number;
  readonly reserved?: number;
  readonly metric: number;
}

/** Types have two octets in OSPF, one in IS-IS. */
function typeOctets(protocolId: number): 1 | 2 {
  return protocolId === BgpLsProtocol.OSPFV2 || protocolId === BgpLsProtocol.OSPFV3 ? 2 : 1;
}

const unsupported: ValueForm<UnsupportedSubTlvs> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    if (start === end) return undefined;
    const protocolId = bytes[start]!;
    const types = list(uint(typeOctets(protocolId))).decode(bytes, start + 1, end);
    return types && { protocolId, types };
  },
  encode: (value, writer, name) =>
    struct<UnsupportedSubTlvs>({ protocolId: uint(1), types: list(uint(typeOctets(value?.protocolId))) }).encode(
      value,
      writer,
      name,
    ),
};

const { one, many } = tlvRows<FlexibleAlgorithmDefinition>();

export const flexibleAlgorithmDefinition: ValueForm<FlexibleAlgorithmDefinition> = struct<FlexibleAlgorithmDefinition>(
  { algorithm: uint(1), metricType: uint(1), calculationType: uint(1), priority: uint(1) },
  subTlvs(
    tlvTable([
      one(1040, 'excludeAnyAffinity', list(uint(4))),
      one(1041, 'includeAnyAffinity', list(uint(4))),
      one(1042, 'includeAllAffinity', list(uint(4))),
      one(1043, 'definitionFlags', octets),
      one(1045, 'excludeSrlg', list(uint(4))),
      many(1046, 'unsupported', unsupported),
    ]),
  ),
);

export const flexibleAlgorithmPrefixMetric: ValueForm<FlexibleAlgorithmPrefixMetric> =
  struct<FlexibleAlgorithmPrefixMetric>({ algorithm: uint(1), flags: uint(1), reserved: reserved(2), metric: uint(4) });
