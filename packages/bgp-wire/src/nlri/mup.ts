import { formatAddress } from '../bytes/address.js';
import { Family } from '../family.js';
import { formatPrefixBits, requirePrefix, writePrefix } from './prefix.js';
import type { FamilyRow } from './row.js';
import {
  addressField,
  field,
  numberField,
  type RouteType,
  rdField,
  requireAddress,
  requireText,
  type TypedNlri,
  typedRouteRow,
} from './typed-route.js';

/**
 * A Mobile User Plane route (draft-ietf-bess-mup-safi §3). `routeType` is architecture and type in one number:
 * `0x010001` for the interwork segment discovery of 3GPP 5G.
 *
 * ```text
 * +------------------+----------------+------------+--------------------+
 * | architecture (1) | route type (2) | length (1) | fields of the type |
 * +------------------+----------------+------------+--------------------+
 * ```
 */
export type MupNlri = TypedNlri & {
  readonly rd?: string;
  readonly prefix?: string;
  readonly address?: string;
  readonly teid?: number | string;
  readonly qfi?: number;
  readonly endpoint?: string;
  readonly source?: string;
};

type AddressLength = 4 | 16;

/** Length in bits and prefix, of the row's address family. */
function prefixField(size: AddressLength) {
  return field('prefix', true, {
    measure(bytes, at, end) {
      const bits = at < end ? bytes[at]! : 0xff;
      const length = 1 + ((bits + 7) >> 3);
      return bits <= 8 * size && at + length <= end ? length : -1;
    },
    decode: (bytes, at) => formatPrefixBits(bytes, at + 1, bytes[at]!, size),
    encode: (value, writer) => writePrefix(requirePrefix(requireText(value, 'prefix'), size, 'a MUP route'), writer),
  });
}

/** An address without length, to the end. */
function bareAddressField(size: AddressLength) {
  return field('address', true, {
    measure: (_bytes, at, end) => (end - at === size ? size : -1),
    decode: (bytes, at, length) => formatAddress(bytes, at, at + length),
    encode: (value, writer) => writer.bytes(requireAddress(value, 'address')),
  });
}

/** A source address behind its length, which may be absent altogether. */
const sourceField = field('source', false, {
  measure: (bytes, at, end) => (at === end ? 0 : addressField('source', false).measure(bytes, at, end)),
  decode: (bytes, at, length) => (length <= 1 ? undefined : formatAddress(bytes, at + 1, at + length)),
  encode(value, writer) {
    if (value !== undefined) addressField('source', false).encode(value, writer);
  },
});

/** Endpoint and the leading bits of the tunnel identifier under one length in bits (§3.1.4): `198.51.100.1 4660/16`. */
function endpointField(size: AddressLength) {
  return field('endpoint', true, {
    measure(bytes, at, end) {
      const bits = at < end ? bytes[at]! : 0;
      const length = 1 + ((bits + 7) >> 3);
      return bits >= 8 * size && bits <= 8 * size + 32 && at + length === end ? length : -1;
    },
    decode(bytes, at, length) {
      const address = formatAddress(bytes, at + 1, at + 1 + size);
      const bits = bytes[at]! - 8 * size;
      let teid = 0;
      for (let i = at + 1 + size; i < at + length; i++) teid = teid * 256 + bytes[i]!;
      return bits === 0 ? address : `${address} ${teid}/${bits}`;
    },
    encode(value, writer) {
      const [address, teid] = requireText(value, 'endpoint').split(' ');
      const octets = requireAddress(address, 'endpoint');
      const match = /^(\d{1,10})\/(\d{1,2})$/.exec(teid ?? '0/0');
      const [number, bits] = [Number(match?.[1]), Number(match?.[2])];
      const length = (bits + 7) >> 3;
      if (octets.length !== size || !(bits <= 32) || !(number < 2 ** (8 * length) || bits === 0)) {
        throw new RangeError(`an endpoint is written 198.51.100.1 4660/16, got ${value}`);
      }
      writer.u8(8 * size + bits);
      writer.bytes(octets);
      for (let i = length - 1; i >= 0; i--) writer.u8(Math.floor(number / 256 ** i));
    },
  });
}

function typesOf(size: AddressLength): readonly RouteType[] {
  return [
    { type: 0x010001, name: 'mup-isd', fields: [rdField, prefixField(size)] },
    { type: 0x010002, name: 'mup-dsd', fields: [rdField, bareAddressField(size)] },
    {
      type: 0x010003,
      name: 'mup-t1st',
      fields: [
        rdField,
        prefixField(size),
        numberField('teid', 4, false),
        numberField('qfi', 1, false),
        addressField('endpoint', false),
        sourceField,
      ],
    },
    { type: 0x010004, name: 'mup-t2st', fields: [rdField, endpointField(size)] },
  ];
}

function mupRow(family: number, name: string, size: AddressLength): FamilyRow<MupNlri> {
  return typedRouteRow<MupNlri>(
    { family, name, nextHopLengths: [4, 16, 32], extendedNextHopLengths: [] },
    { typeLength: 3, types: typesOf(size) },
  );
}

export const IPV4_MUP: FamilyRow<MupNlri> = mupRow(Family.IPV4_MUP, 'ipv4-mup', 4);
export const IPV6_MUP: FamilyRow<MupNlri> = mupRow(Family.IPV6_MUP, 'ipv6-mup', 16);
