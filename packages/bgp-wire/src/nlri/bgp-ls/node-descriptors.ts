import { type TlvRecord, type TlvTable, tlvRows, tlvTable } from '../../tlv/record.js';
import { ipv4, uint } from '../../tlv/value.js';
import { igpRouterId } from './igp-router-id.js';

/** What names a node (RFC 9552 §5.2.1.4, RFC 9086 §4.1). */
export interface NodeDescriptors extends TlvRecord {
  readonly autonomousSystem?: number;
  /** Deprecated (RFC 9552 §5.2.1.4). */
  readonly bgpLsIdentifier?: number;
  /** As a dotted quad. */
  readonly ospfAreaId?: string;
  /** `10.0.0.1` of OSPF, `1921.6825.2240` of IS-IS; a pseudonode `10.0.0.1:10.0.0.2`, `1921.6825.2240.03`. */
  readonly igpRouterId?: string;
  readonly bgpRouterId?: string;
  /** AS number inside a confederation. */
  readonly memberAsn?: number;
}

const { one } = tlvRows<NodeDescriptors>();

export const NODE_DESCRIPTORS: TlvTable = tlvTable([
  one(512, 'autonomousSystem', uint(4)),
  one(513, 'bgpLsIdentifier', uint(4)),
  one(514, 'ospfAreaId', ipv4),
  one(515, 'igpRouterId', igpRouterId),
  one(516, 'bgpRouterId', ipv4),
  one(517, 'memberAsn', uint(4)),
]);
