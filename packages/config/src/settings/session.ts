import { z } from 'zod';
import { asn, flag, integer, MISSING, peerAddress, routerId } from './schema.js';

/** Who speaks with whom, and over which connection. */
export interface SessionSettings {
  /** The peer's IPv4 or IPv6 address; a link-local one with its zone, as `fe80::1%eth0`. */
  readonly peerAddress: string;
  readonly localAs: number;
  readonly peerAs: number;
  /** The address to speak from, and what `next-hop self` means. Default `auto`: what the connection has. */
  readonly localAddress?: string;
  /** BGP Identifier as a dotted quad. Default `localAddress` where that is IPv4; else it must be given. */
  readonly routerId?: string;
  /** Port to dial. Default 0: 179. */
  readonly connect?: number;
  /** Port to listen on at `localAddress`. Default 0: do not listen. */
  readonly listen?: number;
  /** Never dial, wait for the peer. Default false. */
  readonly passive?: boolean;
}

/** Session settings with nothing left open. */
export type NeighborSession = Required<SessionSettings>;

export const sessionSchema: z.ZodType<NeighborSession> = z
  .strictObject(
    {
      peerAddress: peerAddress(),
      localAs: asn(),
      peerAs: asn(),
      localAddress: z
        .union([z.literal('auto'), peerAddress()], { error: 'must be an IPv4 or IPv6 address, or auto' })
        .default('auto'),
      routerId: routerId().optional(),
      connect: integer(0, 65535).default(0),
      listen: integer(0, 65535).default(0),
      passive: flag().default(false),
    },
    { error: MISSING },
  )
  .transform((session, context): NeighborSession => {
    if (session.listen !== 0 && session.localAddress === 'auto') {
      context.addIssue({ code: 'custom', path: ['localAddress'], message: 'required when listen is set' });
    }
    if (session.localAddress !== 'auto' && isIPv6(session.localAddress) !== isIPv6(session.peerAddress)) {
      const message = `${session.localAddress} and peer-address ${session.peerAddress} are of two IP versions`;
      context.addIssue({ code: 'custom', path: ['localAddress'], message });
    }
    const inferred =
      session.localAddress !== 'auto' && !isIPv6(session.localAddress) ? session.localAddress : undefined;
    const identifier = session.routerId ?? inferred;
    if (identifier === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['routerId'],
        message: 'missing: only an IPv4 local-address can stand in for it',
      });
      return z.NEVER;
    }
    return { ...session, routerId: identifier };
  });

function isIPv6(address: string): boolean {
  return address.includes(':');
}
