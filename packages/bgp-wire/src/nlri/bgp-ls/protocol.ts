/** Where link-state information comes from (IANA bgp-ls-parameters, protocol identifiers). */
export const BgpLsProtocol = {
  ISIS_LEVEL_1: 1,
  ISIS_LEVEL_2: 2,
  OSPFV2: 3,
  DIRECT: 4,
  STATIC: 5,
  OSPFV3: 6,
  BGP: 7,
} as const;
