import type { PrefixSid, Srv6Service } from '@mesh/bgp-wire';

function serviceOf({ sids }: Srv6Service): unknown {
  return sids.map(({ sid, flags, behavior, structure }) => ({
    sid,
    flags,
    endpoint_behavior: behavior,
    ...(structure && {
      structure: {
        'locator-block-length': structure.locatorBlock,
        'locator-node-length': structure.locatorNode,
        'function-length': structure.function,
        'argument-length': structure.argument,
        'transposition-length': structure.transpositionLength,
        'transposition-offset': structure.transpositionOffset,
      },
    }),
  }));
}

/** PREFIX_SID: the TLVs that are there. */
export function writePrefixSid({ labelIndex, originatorSrgb, srv6L3Service, srv6L2Service }: PrefixSid): string {
  return JSON.stringify({
    ...(labelIndex && { 'sr-label-index': labelIndex.index }),
    ...(originatorSrgb && { 'sr-srgbs': originatorSrgb.ranges.map(({ base, size }) => [base, size]) }),
    ...(srv6L3Service && { 'l3-service': serviceOf(srv6L3Service) }),
    ...(srv6L2Service && { 'l2-service': serviceOf(srv6L2Service) }),
  });
}
