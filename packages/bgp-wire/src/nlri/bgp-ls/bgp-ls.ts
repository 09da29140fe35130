import { formatHex } from '../../bytes/hex.js';
import { MAX_U16 } from '../../bytes/range.js';
import { readU16 } from '../../bytes/reader.js';
import { readU64, writeU64 } from '../../bytes/uint64.js';
import { Family } from '../../family.js';
import { decodeTlvs, encodeTlvs, formatRecord, soundTlvs } from '../../tlv/record.js';
import { formatRd, RD_LENGTH, writeRd } from '../route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from '../row.js';
import { requireNumber, requireText } from '../typed-route.js';
import { type BgpLsDescriptors, type BgpLsNlriRow, NLRI_TYPES } from './descriptors.js';
import { areOrdered } from './tlv-order.js';

/*
 * Link state (RFC 9552): an NLRI names a node, a link, a prefix or an SRv6 SID of an IGP by descriptors, which are TLVs.
 * All octets are its key. An NLRI of a type without a row is kept as octets (§5.2: it is preserved and propagated); so
 * is a descriptor that a row cannot read, for what is left out or makes no sense is no malformed NLRI (§8.2.2).
 * Malformed is only what a length makes unreadable.
 *
 * Descriptors out of ascending order are a reason to discard an NLRI, and that one alone (§5.1): it is no route, but
 * a monitor can still decode it, and finds the order in its model.
 */

/**
 * A link-state NLRI (RFC 9552 §5.2).
 *
 * ```text
 * +---------------+------------+----------+-----------------+----------------+-------------+
 * | NLRI type (2) | length (2) | RD (8)   | protocol id (1) | identifier (8) | descriptors |
 * +---------------+------------+----------+-----------------+----------------+-------------+
 *                               BGP-LS-VPN
 * ```
 */
export interface BgpLsNlri extends Nlri, BgpLsDescriptors {
  readonly nlriType: number;
  /** Of bgp-ls-vpn only. */
  readonly rd?: string;
  /** See `BgpLsProtocol`. */
  readonly protocolId?: number;
  /** Which instance of the protocol: a number up to 2^53 − 1, else sixteen hexadecimal digits. */
  readonly identifier?: number | string;
  /** What follows type and length, or the RD, of a type without a row. */
  readonly body?: Uint8Array;
}

const HEADER = 4;
/** Octets of protocol id and identifier. */
const SOURCE = 9;
/** Members that are no descriptor. */
const BESIDES: ReadonlySet<string> = new Set(['family', 'pathId', 'nlriType', 'rd', 'protocolId', 'identifier']);

function bgpLsRow(family: number, name: string, rdLength: 0 | typeof RD_LENGTH): FamilyRow<BgpLsNlri> {
  return {
    family,
    name,
    nextHopLengths: [rdLength + 4, rdLength + 16],
    extendedNextHopLengths: [],
    measure(bytes, offset, end) {
      if (offset + HEADER > end) return -1;
      const next = offset + HEADER + readU16(bytes, offset + 2);
      const body = offset + HEADER + rdLength;
      if (next > end || body > next) return -1;
      const type = NLRI_TYPES.get(readU16(bytes, offset));
      if (!type) return next - offset;
      const descriptors = body + SOURCE;
      return descriptors <= next && soundTlvs(bytes, descriptors, next, type.descriptors) ? next - offset : -1;
    },
    discards(bytes, offset, end) {
      const isKnown = NLRI_TYPES.has(readU16(bytes, offset));
      return isKnown && !areOrdered(bytes, offset + HEADER + rdLength + SOURCE, end);
    },
    decode(bytes, offset, end, pathId) {
      const nlriType = readU16(bytes, offset);
      const at = offset + HEADER + rdLength;
      const type = NLRI_TYPES.get(nlriType);
      return {
        family,
        ...(pathId === NO_PATH_ID ? {} : { pathId }),
        nlriType,
        ...(rdLength === 0 ? {} : { rd: formatRd(bytes, offset + HEADER) }),
        ...(type ? decodeBody(bytes, at, end, type) : { body: bytes.slice(at, end) }),
      };
    },
    encode(nlri, writer) {
      const type = NLRI_TYPES.get(nlri.nlriType);
      if (!type && !nlri.body)
        throw new RangeError(`${name} has no NLRI type ${nlri.nlriType}: give its octets as body`);
      writer.u16(requireNumber(nlri.nlriType, MAX_U16, 'an NLRI type'));
      const length = writer.reserve16();
      if (rdLength > 0) writeRd(requireText(nlri.rd, 'rd'), writer);
      if (nlri.body) writer.bytes(nlri.body);
      else if (type) {
        writer.u8(requireNumber(nlri.protocolId, 0xff, 'protocolId'));
        writeU64(nlri.identifier, writer, 'identifier');
        encodeTlvs(nlri, type.descriptors, writer, `a ${type.name} of ${name}`, BESIDES);
      }
      writer.patch16(length);
    },
    format({ family: _family, pathId: _pathId, nlriType, rd, body, ...rest }) {
      const type = NLRI_TYPES.get(nlriType)?.name ?? `type ${nlriType}`;
      const after = body ? `0x${formatHex(body)}` : formatRecord(rest);
      return `${type}${rd === undefined ? '' : ` rd ${rd}`} ${after}`;
    },
  };
}

function decodeBody(bytes: Uint8Array, at: number, end: number, { descriptors }: BgpLsNlriRow): Partial<BgpLsNlri> {
  return {
    protocolId: bytes[at]!,
    identifier: readU64(bytes, at + 1),
    ...decodeTlvs(bytes, at + SOURCE, end, descriptors),
  };
}

export const BGP_LS: FamilyRow<BgpLsNlri> = bgpLsRow(Family.BGP_LS, 'bgp-ls-bgp-ls', 0);
export const BGP_LS_VPN: FamilyRow<BgpLsNlri> = bgpLsRow(Family.BGP_LS_VPN, 'bgp-ls-bgp-ls-vpn', RD_LENGTH);
