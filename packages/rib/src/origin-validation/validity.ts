/** What the VRPs say of a route (RFC 6811 §2). */
export type OriginValidity = 'valid' | 'not-found' | 'invalid';
