/** ExaBGP's two sets of events, by the version of its API: what it calls itself in each. */
export const EXABGP_VERSIONS = { 4: '4.0.1', 6: '6.0.0' } as const;
export type ExabgpVersion = keyof typeof EXABGP_VERSIONS;
