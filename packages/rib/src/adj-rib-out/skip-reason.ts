/** Why a route is not sent on a session. */
export type SkipReason =
  /** The session does not speak its family. */
  | 'family'
  /** `self` with no local address of the family, or an address that the family cannot carry on the session. */
  | 'next-hop'
  /** It does not fit one message with its attributes. */
  | 'too-large'
  /** It has LLGR_STALE, and the peer does not know long-lived graceful restart (RFC 9494 §4.3). */
  | 'long-lived-stale'
  /** The peer has asked for a filter that it does not pass (RFC 5291 §6). */
  | 'orf'
  /** It has OTC, and goes to customers only, which the peer is not (RFC 9234 §5). */
  | 'otc'
  /** The peer's AS is in its path. */
  | 'loop'
  /** The peer is where it came from. */
  | 'source';
