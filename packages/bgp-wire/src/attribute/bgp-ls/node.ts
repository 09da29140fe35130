import { formatHex, parseHex } from '../../bytes/hex.js';
import { multiTopologyIds } from '../../nlri/bgp-ls/descriptors.js';
import { list, rest, struct, type ValueForm } from '../../tlv/form.js';
import { type TlvRow, tlvRows } from '../../tlv/record.js';
import { ipv4, ipv6, octets, text, uint } from '../../tlv/value.js';
import { type FlexibleAlgorithmDefinition, flexibleAlgorithmDefinition } from './flexible-algorithm.js';
import { type SidBlock, sidBlock } from './sid.js';
import { type Srv6Capabilities, srv6Capabilities } from './srv6.js';

/** How deep a SID stack a node or a link can handle (RFC 8814 §3). */
export interface Msd {
  /** IANA igp-msd-types. */
  readonly type: number;
  readonly value: number;
}

/** TLVs of a node (RFC 9552 §5.3.1, and those named). */
export interface BgpLsNodeAttributes {
  readonly multiTopologyIds?: readonly number[];
  /** RFC 8814 §3. */
  readonly nodeMsds?: readonly Msd[];
  /** Overload 0x80, attached 0x40, external 0x20, ABR 0x10, router 0x08, V6 0x04 (RFC 9552 §5.3.1.1). */
  readonly nodeFlags?: number;
  readonly opaqueNodeAttributes?: readonly Uint8Array[];
  readonly nodeName?: string;
  /** `49.0001`. */
  readonly isisAreaIds?: readonly string[];
  readonly localIpv4RouterIds?: readonly string[];
  readonly localIpv6RouterIds?: readonly string[];
  /** S-BFD discriminators (RFC 9247 §2). */
  readonly sBfdDiscriminators?: readonly number[];
  /** RFC 9085 §2.1.2. */
  readonly srCapabilities?: SidBlock;
  /** RFC 9085 §2.1.3. */
  readonly srAlgorithms?: readonly number[];
  /** RFC 9085 §2.1.4. */
  readonly srLocalBlock?: SidBlock;
  /** RFC 9085 §2.1.5. */
  readonly srmsPreference?: number;
  readonly srv6Capabilities?: Srv6Capabilities;
  readonly flexibleAlgorithmDefinitions?: readonly FlexibleAlgorithmDefinition[];
}

export const msds: ValueForm<readonly Msd[]> = list(struct<Msd>({ type: uint(1), value: uint(1) }));

/** IS-IS area identifier: `49.0001`, an octet and then pairs. */
const areaId: ValueForm<string> = rest(
  (bytes, start, end) =>
    start === end ? undefined : formatHex(bytes, start, end).replace(/^(..)(?=.)|(....)(?=.)/g, '$1$2.'),
  (value, writer, name) => {
    const area = typeof value === 'string' && value !== '' ? parseHex(value.replaceAll('.', '')) : undefined;
    if (!area) throw new RangeError(`${name} is 49.0001, got ${value}`);
    writer.bytes(area);
  },
);

const { one, many } = tlvRows<BgpLsNodeAttributes>();

export const NODE_TLVS: readonly TlvRow[] = [
  one(263, 'multiTopologyIds', multiTopologyIds),
  one(266, 'nodeMsds', msds),
  one(1024, 'nodeFlags', uint(1)),
  many(1025, 'opaqueNodeAttributes', octets),
  one(1026, 'nodeName', text),
  many(1027, 'isisAreaIds', areaId),
  many(1028, 'localIpv4RouterIds', ipv4),
  many(1029, 'localIpv6RouterIds', ipv6),
  one(1032, 'sBfdDiscriminators', list(uint(4))),
  one(1034, 'srCapabilities', sidBlock),
  one(1035, 'srAlgorithms', list(uint(1))),
  one(1036, 'srLocalBlock', sidBlock),
  one(1037, 'srmsPreference', uint(1)),
  one(1038, 'srv6Capabilities', srv6Capabilities),
  many(1039, 'flexibleAlgorithmDefinitions', flexibleAlgorithmDefinition),
];
