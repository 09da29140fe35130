import * as fc from 'fast-check';
import type { BgpLsAttribute } from '../../attribute/bgp-ls/bgp-ls.js';
import { BGP_LS_ATTRIBUTE, BGP_LS_TLVS } from '../../attribute/bgp-ls/bgp-ls.js';
import type { PrefixSid } from '../../attribute/prefix-sid/prefix-sid.js';
import type { SidStructure, Srv6Service } from '../../attribute/prefix-sid/srv6-service.js';
import { createContext } from '../../standard-context.js';
import { ipv6, opaqueTlvs, partial, some, u8, u16, u24, u32 } from '../primitives.js';
import { tlvOctets } from '../tlv.js';

/** Bits of a SID: the four parts have at most 128 together, the transposed ones lie inside and are at most 24. */
const structure: fc.Arbitrary<SidStructure> = fc.record({
  locatorBlock: fc.integer({ min: 0, max: 48 }),
  locatorNode: fc.integer({ min: 0, max: 32 }),
  function: fc.integer({ min: 0, max: 24 }),
  argument: fc.integer({ min: 0, max: 24 }),
  transpositionLength: fc.integer({ min: 0, max: 24 }),
  transpositionOffset: fc.integer({ min: 0, max: 104 }),
});

const service: fc.Arbitrary<Srv6Service> = partial(
  {
    sids: fc.array(
      partial(
        { sid: ipv6, flags: u8, behavior: u16 },
        { structure, others: opaqueTlvs(fc.integer({ min: 2, max: 255 })) },
      ),
      { maxLength: 2 },
    ),
  },
  { others: opaqueTlvs(fc.integer({ min: 2, max: 255 })) },
);

/** PREFIX_SID with at least one TLV. */
export const prefixSid: fc.Arbitrary<PrefixSid> = partial(
  {},
  {
    labelIndex: fc.record({ flags: u16, index: u32 }),
    originatorSrgb: fc.record({ flags: u16, ranges: some(fc.record({ base: u24, size: u24 }), 3) }),
    srv6L3Service: service,
    srv6L2Service: service,
    others: opaqueTlvs(fc.integer({ min: 7, max: 255 })),
  },
).filter((value) => Object.keys(value).length > 0);

const context = createContext();

/** BGP_LS. Its TLVs are too many to list: the models are those of octets made of the same table. */
export const bgpLsAttribute: fc.Arbitrary<BgpLsAttribute> = tlvOctets(BGP_LS_TLVS)
  .filter((bytes) => BGP_LS_ATTRIBUTE.check(bytes, 0, bytes.length, context) === undefined)
  .map((bytes) => BGP_LS_ATTRIBUTE.decode(bytes, 0, bytes.length, context));
