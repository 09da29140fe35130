import type { PeerSettings } from '@mesh/bgp-session';
import type { Relation } from '@mesh/bgp-session/testing';
import type { PeerKind } from '@mesh/rib';

/** What one end of a link is to the other. */
export interface Side {
  readonly kind: PeerKind;
  /** What we are to the other, where links have roles (RFC 9234). */
  readonly role?: PeerSettings['role'];
}

/** How the two ends of a link see each other: `a` sees `b`, then `b` sees `a`. */
export const RELATIONS: { readonly [R in Relation]: readonly [ofA: Side, ofB: Side] } = {
  external: [{ kind: 'external' }, { kind: 'external' }],
  internal: [{ kind: 'internal' }, { kind: 'internal' }],
  client: [{ kind: 'client' }, { kind: 'internal' }],
  customer: [
    { kind: 'external', role: 'provider' },
    { kind: 'external', role: 'customer' },
  ],
  peer: [
    { kind: 'external', role: 'peer' },
    { kind: 'external', role: 'peer' },
  ],
};
