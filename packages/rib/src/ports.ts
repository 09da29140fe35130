import type { Asn, CodecContext, Family, OpenMessage, Role } from '@mesh/bgp-wire';

/** What a RIB must know of an Established session; the session's own description has it. */
export interface RibSession {
  readonly localAs: Asn;
  readonly peerAs: Asn;
  /** The session is within one AS (iBGP). */
  readonly internal: boolean;
  /** Our end of the stream, where it has an address: what `next-hop self` means. */
  readonly localAddress: string | undefined;
  /** Families both sides speak. */
  readonly families: readonly Family[];
  /** How what the peer sends is decoded. */
  readonly rx: CodecContext;
  /** How what we send is encoded. */
  readonly tx: CodecContext;
  /** What the peer can. Without it all is taken to be so. */
  readonly peerOpen?: OpenMessage | undefined;
  /** What we are to the peer, where we said so: what OTC depends on (RFC 9234 §5). */
  readonly localRole?: Role | undefined;
}
