import { dissectTlvs } from '../../dissect/tlv.js';
import {
  decodeTlvs,
  encodeTlvs,
  formatRecord,
  soundTlvs,
  type TlvRecord,
  type TlvTable,
  tlvRows,
  tlvTable,
} from '../../tlv/record.js';
import { discardFor, UpdateSubcode } from '../finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_NON_TRANSITIVE } from '../row.js';
import { type BgpLsLinkAttributes, LINK_TLVS } from './link.js';
import { type BgpLsNodeAttributes, NODE_TLVS } from './node.js';
import { type BgpLsPrefixAttributes, PREFIX_TLVS } from './prefix.js';
import {
  type Srv6BgpPeerNodeSid,
  type Srv6EndpointBehavior,
  type Srv6SidStructure,
  srv6BgpPeerNodeSid,
  srv6EndpointBehavior,
  srv6SidStructure,
} from './srv6.js';

/** TLVs of an SRv6 SID (RFC 9514 §7). */
interface BgpLsSrv6SidAttributes {
  readonly srv6EndpointBehavior?: Srv6EndpointBehavior;
  readonly srv6BgpPeerNodeSids?: readonly Srv6BgpPeerNodeSid[];
  readonly srv6SidStructure?: Srv6SidStructure;
}

/** What is known of the node, link, prefix or SID that the NLRI beside the attribute names. */
export interface BgpLsAttribute
  extends BgpLsNodeAttributes,
    BgpLsLinkAttributes,
    BgpLsPrefixAttributes,
    BgpLsSrv6SidAttributes,
    TlvRecord {}

const { one, many } = tlvRows<BgpLsSrv6SidAttributes>();

/** Every TLV of the attribute that a stable RFC describes (IANA bgp-ls-parameters). */
export const BGP_LS_TLVS: TlvTable = tlvTable([
  ...NODE_TLVS,
  ...LINK_TLVS,
  ...PREFIX_TLVS,
  one(1250, 'srv6EndpointBehavior', srv6EndpointBehavior),
  many(1251, 'srv6BgpPeerNodeSids', srv6BgpPeerNodeSid),
  one(1252, 'srv6SidStructure', srv6SidStructure),
]);

/**
 * BGP-LS, RFC 9552 §5.3. Malformed is only what overruns (§8.2.2); a TLV whose octets make no sense, or that stands in
 * an unusual place, is for the consumer to judge and goes on as it came.
 *
 * ```text
 * +----------+------------+-------+
 * | type (2) | length (2) | value | …
 * +----------+------------+-------+
 * ```
 */
export const BGP_LS_ATTRIBUTE: AttributeRow<BgpLsAttribute> = {
  code: 29,
  name: 'BGP_LS',
  flags: OPTIONAL_NON_TRANSITIVE,
  check(bytes, start, end) {
    if (start === end) return discard('BGP_LS has no TLV');
    return soundTlvs(bytes, start, end, BGP_LS_TLVS) ? undefined : discard('a BGP-LS TLV overruns what it stands in');
  },
  decode: (bytes, start, end) => decodeTlvs(bytes, start, end, BGP_LS_TLVS),
  encode: (value, writer) => encodeTlvs(value, BGP_LS_TLVS, writer, 'BGP_LS'),
  format: formatRecord,
  dissect: (cursor) => dissectTlvs(cursor, { typeLength: 2, lengthLength: 2 }),
};

function discard(reason: string): AttributeFinding {
  return discardFor(reason, 'RFC 9552 §8.2.2', UpdateSubcode.OPTIONAL_ATTRIBUTE);
}
