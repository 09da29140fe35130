import { list, struct, type ValueForm } from '../../tlv/form.js';
import { subTlvs, type TlvRecord, type TlvRow, tlvRows, tlvTable } from '../../tlv/record.js';
import { ipAddress, ipv4, octets, reserved, uint, uint64 } from '../../tlv/value.js';
import { type FlexibleAlgorithmPrefixMetric, flexibleAlgorithmPrefixMetric } from './flexible-algorithm.js';
import { type Sid, sid } from './sid.js';
import { type Srv6Locator, srv6Locator } from './srv6.js';

/** The SID of a prefix (RFC 9085 §2.3.1). */
export interface PrefixSidAttribute extends Sid {
  readonly flags: number;
  readonly algorithm: number;
  readonly reserved?: number;
}

/** SIDs of consecutive prefixes, of a mapping server (RFC 9085 §2.3.5). */
export interface SrRange extends TlvRecord {
  readonly flags: number;
  readonly reserved?: number;
  readonly size: number;
  readonly prefixSids?: readonly PrefixSidAttribute[];
}

/** TLVs of a prefix (RFC 9552 §5.3.3, and those named). */
export interface BgpLsPrefixAttributes {
  readonly flexibleAlgorithmPrefixMetrics?: readonly FlexibleAlgorithmPrefixMetric[];
  /** Up/down 0x80, no unicast 0x40, local address 0x20, propagate NSSA 0x10 (RFC 9552 §5.3.3.1). */
  readonly igpFlags?: number;
  readonly igpRouteTags?: readonly number[];
  readonly igpExtendedRouteTags?: readonly (number | string)[];
  readonly prefixMetric?: number;
  readonly ospfForwardingAddress?: string;
  readonly opaquePrefixAttributes?: readonly Uint8Array[];
  readonly prefixSids?: readonly PrefixSidAttribute[];
  readonly srRanges?: readonly SrRange[];
  readonly srv6Locators?: readonly Srv6Locator[];
  /** Flags of the IGP as they stand (RFC 9085 §2.3.2). */
  readonly prefixAttributeFlags?: Uint8Array;
  /** RFC 9085 §2.3.3. */
  readonly sourceRouterIdentifier?: string;
  /** RFC 9085 §2.3.4. */
  readonly sourceOspfRouterId?: string;
}

const prefixSid: ValueForm<PrefixSidAttribute> = struct<PrefixSidAttribute>(
  { flags: uint(1), algorithm: uint(1), reserved: reserved(2) },
  sid,
);

const srRange: ValueForm<SrRange> = struct<SrRange>(
  { flags: uint(1), reserved: reserved(1), size: uint(2) },
  subTlvs(tlvTable([tlvRows<SrRange>().many(1158, 'prefixSids', prefixSid)])),
);

const { one, many } = tlvRows<BgpLsPrefixAttributes>();

export const PREFIX_TLVS: readonly TlvRow[] = [
  many(1044, 'flexibleAlgorithmPrefixMetrics', flexibleAlgorithmPrefixMetric),
  one(1152, 'igpFlags', uint(1)),
  one(1153, 'igpRouteTags', list(uint(4))),
  one(1154, 'igpExtendedRouteTags', list(uint64)),
  one(1155, 'prefixMetric', uint(4)),
  one(1156, 'ospfForwardingAddress', ipAddress),
  many(1157, 'opaquePrefixAttributes', octets),
  many(1158, 'prefixSids', prefixSid),
  many(1159, 'srRanges', srRange),
  many(1162, 'srv6Locators', srv6Locator),
  one(1170, 'prefixAttributeFlags', octets),
  one(1171, 'sourceRouterIdentifier', ipAddress),
  one(1174, 'sourceOspfRouterId', ipv4),
];
