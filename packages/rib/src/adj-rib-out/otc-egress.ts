import type { Role } from '@mesh/bgp-wire';

/** What OTC asks of routes sent to a peer, by our own role (RFC 9234 §5). */
export interface OtcEgress {
  /** Routes that have OTC are not sent. */
  readonly held: boolean;
  /** Routes that have none get it. */
  readonly added: boolean;
}

const OTC_EGRESS: { readonly [role in Exclude<Role, number>]: OtcEgress } = {
  provider: { held: false, added: true },
  rs: { held: false, added: true },
  'rs-client': { held: true, added: false },
  customer: { held: true, added: false },
  peer: { held: true, added: true },
};
const NO_OTC: OtcEgress = { held: false, added: false };

/** What OTC asks of what we send in this role. */
export function otcEgress(localRole: Role | undefined): OtcEgress {
  return typeof localRole === 'string' ? OTC_EGRESS[localRole] : NO_OTC;
}
