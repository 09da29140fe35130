import * as fc from 'fast-check';
import { formatHex } from '../../bytes/hex.js';
import type { FlowComponentType } from '../../nlri/flow/components.js';
import type { FlowComponent, FlowNlri } from '../../nlri/flow/flow.js';
import type { BitmaskMatch, FlowMatch, NumericMatch } from '../../nlri/flow/operator.js';
import { formatPrefixBits } from '../../nlri/prefix.js';
import { colonOctets, octets, prefixOf, rd, some, u8, u16, u32 } from '../primitives.js';
import type { Members } from './members.js';

const NUMERIC: readonly NumericMatch[] = ['false', '=', '>', '>=', '<', '<=', '!=', 'true'];
const BITMASK: readonly BitmaskMatch[] = ['any', 'all', 'not-any', 'not-all'];

/** A value in as few octets as hold it, or in more. */
const value: fc.Arbitrary<Pick<FlowMatch, 'value' | 'octets'>> = fc.oneof(
  fc.oneof(u8, u16, u32).map((number) => ({ value: number })),
  octets(8).map((bytes) => ({ value: formatHex(bytes) })),
  u8.chain((number) => fc.constantFrom(2, 4).map((length) => ({ value: number, octets: length }))),
);

function operators(matches: readonly (NumericMatch | BitmaskMatch)[]): fc.Arbitrary<readonly FlowMatch[]> {
  const one = fc
    .tuple(fc.constantFrom(...matches), fc.boolean(), value)
    .map(([match, and, number]) => ({ match, and, ...number }));
  return some(one, 3);
}

/** A prefix of an IPv6 flow whose first bits are not compared (RFC 8956 §3.1). */
const skippingPrefix = fc.tuple(octets(16), fc.integer({ min: 2, max: 128 }), u8).map(([bytes, bits, skip]) => {
  const offset = 1 + (skip % (bits - 1));
  const masked = bytes.map((octet, i) => octet & (0xff >> Math.min(8, Math.max(0, offset - 8 * i))));
  return { prefix: formatPrefixBits(masked, 0, bits, 16), offset };
});

function component({ type, encoding }: FlowComponentType, addressLength: 4 | 16): fc.Arbitrary<FlowComponent> {
  if (encoding === 'mac')
    return fc
      .tuple(colonOctets(6), fc.boolean())
      .map(([mac, octets]) => ({ type, mac, ...(octets ? { lengthInOctets: true as const } : {}) }));
  if (encoding !== 'prefix')
    return operators(encoding === 'bitmask' ? BITMASK : NUMERIC).map((matches) => ({ type, matches }));
  const plain = prefixOf(addressLength).map((prefix) => ({ type, prefix }));
  return addressLength === 4
    ? plain
    : fc.oneof(
        plain,
        skippingPrefix.map((prefix) => ({ type, ...prefix })),
      );
}

/** A flow of one to six components, in ascending type. */
export function flow(
  types: readonly FlowComponentType[],
  addressLength: 4 | 16,
  vpn: boolean,
): fc.Arbitrary<Members<FlowNlri>> {
  const components = fc
    .shuffledSubarray([...types], { minLength: 1, maxLength: 6 })
    .map((chosen) => [...chosen].sort((a, b) => a.type - b.type))
    .chain((chosen) => fc.tuple(...chosen.map((type) => component(type, addressLength))));
  return vpn ? fc.record({ rd, components }) : fc.record({ components });
}
