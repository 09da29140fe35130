import * as fc from 'fast-check';
import { ByteWriter } from '../../bytes/writer.js';
import type { BgpLsNlri } from '../../nlri/bgp-ls/bgp-ls.js';
import { NLRI_TYPES } from '../../nlri/bgp-ls/descriptors.js';
import { type FamilyRow, NO_PATH_ID } from '../../nlri/row.js';
import { octets } from '../primitives.js';
import { tlvOctets } from '../tlv.js';
import type { Members } from './members.js';

/** Protocol id and instance identifier, and a route distinguisher before them. */
const SOURCE = 9;
const RD = 8;
const UNKNOWN_TYPE = 1000;

/** The octets of a link-state NLRI: of every known type with descriptors of it, or of a type nobody knows. */
function nlriOctets(vpn: boolean): fc.Arbitrary<Uint8Array> {
  const known = fc
    .constantFrom(...NLRI_TYPES.values())
    .chain(({ type, descriptors }) => fc.tuple(fc.constant(type), octets(SOURCE), tlvOctets(descriptors, 4)));
  const unknown = fc.tuple(fc.constant(UNKNOWN_TYPE), octets(SOURCE), fc.uint8Array({ maxLength: 20 }));
  const any = fc.oneof({ weight: 5, arbitrary: known }, { weight: 1, arbitrary: unknown });
  return fc.tuple(octets(vpn ? RD : 0), any).map(([rd, [type, source, descriptors]]) => {
    const writer = new ByteWriter();
    writer.u16(type);
    const length = writer.reserve16();
    for (const part of [rd, source, descriptors]) writer.bytes(part);
    writer.patch16(length);
    return writer.take();
  });
}

/** Link-state NLRI. Their descriptors are too many to list: the models are those of octets made of the same tables. */
export function bgpLs(row: FamilyRow<BgpLsNlri>, vpn: boolean): fc.Arbitrary<Members<BgpLsNlri>> {
  return nlriOctets(vpn)
    .filter((bytes) => row.measure(bytes, 0, bytes.length, false) === bytes.length)
    .map((bytes) => {
      const { family: _, ...members } = row.decode(bytes, 0, bytes.length, NO_PATH_ID, false);
      return members;
    });
}
