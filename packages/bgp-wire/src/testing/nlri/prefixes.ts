import * as fc from 'fast-check';
import { formatExtendedCommunity } from '../../attribute/extended-communities.js';
import { readU32 } from '../../bytes/reader.js';
import type { EncapNlri } from '../../nlri/encap.js';
import type { LabelStack } from '../../nlri/label-stack.js';
import type { LabelledNlri } from '../../nlri/labelled.js';
import type { RouteTargetNlri } from '../../nlri/route-target.js';
import type { SrPolicyNlri } from '../../nlri/sr-policy.js';
import type { PrefixNlri } from '../../nlri/unicast.js';
import type { VplsNlri } from '../../nlri/vpls.js';
import type { VpnNlri } from '../../nlri/vpn.js';
import type { VpnMulticastNlri } from '../../nlri/vpn-multicast.js';
import { addressOf, octets, prefixOf, rd, u16, u32, unsignedOf } from '../primitives.js';
import type { Members } from './members.js';

/** A stack of up to `most` labels; of a withdrawn route it may be empty, and its first label is none that means "none". */
function labelStack(most: number, withdrawn: boolean): fc.Arbitrary<LabelStack> {
  const label = unsignedOf(20);
  const plain = fc.array(label, { minLength: 1, maxLength: most });
  const stack: fc.Arbitrary<LabelStack> = fc.oneof(
    plain.map((labels) => ({ labels })),
    plain.chain((labels) =>
      fc
        .array(unsignedOf(3), { minLength: labels.length, maxLength: labels.length })
        .map((bits) => (bits.some((one) => one !== 0) ? { labels, reservedBits: bits } : { labels })),
    ),
  );
  if (!withdrawn) return stack;
  const telling = stack.filter(({ labels }) => labels[0] !== 0 && labels[0] !== 0x80000);
  return fc.oneof(fc.constant({ labels: [] }), telling);
}

export const plainPrefix = (length: 4 | 16): fc.Arbitrary<Members<PrefixNlri>> =>
  fc.record({ prefix: prefixOf(length) });

export function labelled(length: 4 | 16, withdrawn: boolean): fc.Arbitrary<Members<LabelledNlri>> {
  return fc.tuple(labelStack(3, withdrawn), prefixOf(length)).map(([stack, prefix]) => ({ ...stack, prefix }));
}

export function vpn(length: 4 | 16, withdrawn: boolean): fc.Arbitrary<Members<VpnNlri>> {
  return fc
    .tuple(labelStack(2, withdrawn), rd, prefixOf(length))
    .map(([stack, distinguisher, prefix]) => ({ ...stack, rd: distinguisher, prefix }));
}

export const vpnMulticast = (length: 4 | 16): fc.Arbitrary<Members<VpnMulticastNlri>> =>
  fc.record({ rd, prefix: prefixOf(length) });

export const encap = (length: 4 | 16): fc.Arbitrary<Members<EncapNlri>> => fc.record({ endpoint: addressOf(length) });

export const srPolicy = (length: 4 | 16): fc.Arbitrary<Members<SrPolicyNlri>> =>
  fc.record({ distinguisher: u32, color: u32, endpoint: addressOf(length) });

export const vpls: fc.Arbitrary<Members<VplsNlri>> = fc.record({
  rd,
  endpoint: u16,
  offset: u16,
  size: u16,
  base: unsignedOf(20),
});

/** Origin AS and route target of whom only the first `bits` bits are set. */
export const routeTarget: fc.Arbitrary<Members<RouteTargetNlri>> = fc
  .tuple(fc.oneof(fc.constant(0), fc.integer({ min: 32, max: 96 })), octets(12))
  .map(([bits, bytes]) => {
    const masked = bytes.map((octet, i) => {
      const kept = Math.min(8, Math.max(0, bits - 8 * i));
      return octet & (0xff00 >> kept) & 0xff;
    });
    const community = { high: readU32(masked, 4), low: readU32(masked, 8) };
    return { bits, originAs: readU32(masked, 0), routeTarget: formatExtendedCommunity(community) };
  });
