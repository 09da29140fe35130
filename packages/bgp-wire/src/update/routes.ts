import { encodeNextHop, type NextHop } from '../attribute/mp-reach-nlri.js';
import type { PathAttribute } from '../attribute/row.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { formatFamily } from '../family.js';
import { AttributeCode } from '../iana.js';
import { encodeAttributes } from '../message/update.js';
import { type Nlri, NO_PATH_ID } from '../nlri/row.js';
import { writeAttribute } from './canonical.js';
import { UpdatePacker } from './pack.js';

/** Routes that share attributes and a next hop. NEXT_HOP and MP_REACH_NLRI are written from `nextHop`. */
export interface Announcement {
  readonly nlri: readonly Nlri[];
  readonly attributes: readonly PathAttribute[];
  readonly nextHop: NextHop;
}

/**
 * The octets of all UPDATEs that withdraw and announce these routes, packed, withdrawals first. For a harness or a
 * file; a session sends through the Adj-RIB-Out of `@mesh/rib`. Throws `RangeError` for a route that no message holds.
 */
export function packUpdates(
  routes: { readonly withdrawn?: readonly Nlri[]; readonly announced?: readonly Announcement[] },
  context: CodecContext,
): Uint8Array {
  const packer = new UpdatePacker(context);
  const output = new ByteWriter();
  const scratch = new ByteWriter();
  const add = (nlri: Nlri) => {
    const row = context.familyTable.get(nlri.family);
    if (!row) throw new RangeError(`${formatFamily(nlri.family)} has no row in the family table`);
    scratch.truncate(0);
    row.encode(nlri, scratch);
    const octets = scratch.view();
    if (!packer.fits(octets.length))
      throw new RangeError(`${row.format(nlri)} does not fit one message with its attributes`);
    while (!packer.add(octets, 0, octets.length, nlri.pathId ?? NO_PATH_ID))
      output.bytes(packer.take() ?? new Uint8Array(0));
  };
  for (const nlri of routes.withdrawn ?? []) {
    packer.withdraw(nlri.family);
    add(nlri);
  }
  for (const { nlri, attributes, nextHop } of routes.announced ?? []) {
    const [set, hop] = [attributeSet(attributes, context), nextHopOctets(nextHop)];
    let family: number | undefined;
    for (const one of nlri) {
      if (one.family !== family) packer.announce(one.family, set, hop);
      family = one.family;
      add(one);
    }
  }
  output.bytes(packer.take() ?? new Uint8Array(0));
  return output.take();
}

/** The octets of attributes in ascending type, without NEXT_HOP and MP_REACH/UNREACH_NLRI, as `UpdatePacker` takes them. */
export function attributeSet(attributes: readonly PathAttribute[], context: CodecContext): Uint8Array {
  const writer = new ByteWriter();
  const excluded: readonly number[] = [
    AttributeCode.NEXT_HOP,
    AttributeCode.MP_REACH_NLRI,
    AttributeCode.MP_UNREACH_NLRI,
  ];
  const kept = attributes.filter(({ code }) => !excluded.includes(code)).sort((a, b) => a.code - b.code);
  const value = new ByteWriter();
  for (const one of kept) {
    value.truncate(0);
    encodeAttributes([{ ...one, flags: one.flags | 0x10 }], value, context);
    writeAttribute(one.code, one.flags, value.view(), 4, value.length, writer);
  }
  return writer.take();
}

/** The octets of a next hop. Throws `RangeError` for text that is no address. */
export function nextHopOctets(nextHop: NextHop): Uint8Array {
  const writer = new ByteWriter(32);
  encodeNextHop(nextHop, writer);
  return writer.take();
}
