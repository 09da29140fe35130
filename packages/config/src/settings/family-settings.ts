import { Afi, type Family } from '@mesh/bgp-wire';
import { z } from 'zod';
import { parseFamily } from '../family.js';
import { type AddPathMode, addPathMode } from './capability.js';
import { by, integer, MISSING, must, text } from './schema.js';

/** Routes of a family may have next hops of this IP version (RFC 8950). */
export interface NexthopSettings {
  /** One family, as `ipv4 unicast`. */
  readonly family: string;
  readonly nexthop: 'ipv4' | 'ipv6';
}

/** Several paths a prefix in one family. */
export interface AddPathSettings {
  /** One family, as `ipv4 unicast`. */
  readonly family: string;
  /** Default: `addPath` of the capabilities. */
  readonly mode?: AddPathMode;
  /** Default: `pathsLimit` of the capabilities. */
  readonly pathsLimit?: number;
}

/** A pair of `nexthops`, resolved. */
export interface NexthopFamily {
  readonly family: Family;
  /** AFI of the next hop. */
  readonly nextHopAfi: number;
}

/** One of `addpaths`, as it was given. */
export interface AddPathGiven {
  readonly family: Family;
  readonly mode?: AddPathMode;
  readonly pathsLimit?: number;
}

const oneFamily: z.ZodType<Family> = by(text(), (name) => parseFamily(name)).transform((families, context) => {
  if (families.length === 1) return families[0]!;
  context.addIssue(`must be one family, got ${families.length}`);
  return z.NEVER;
});

const NEXT_HOP_AFI = { ipv4: Afi.IPV4, ipv6: Afi.IPV6 } as const;

export const nexthopSchema: z.ZodType<NexthopFamily> = z
  .strictObject(
    { family: oneFamily, nexthop: z.enum(['ipv4', 'ipv6'], { error: must('ipv4 or ipv6') }) },
    { error: MISSING },
  )
  .transform(({ family, nexthop }) => ({ family, nextHopAfi: NEXT_HOP_AFI[nexthop] }));

export const addPathSchema: z.ZodType<AddPathGiven> = z.strictObject(
  { family: oneFamily, mode: addPathMode.exactOptional(), pathsLimit: integer(0, 65535).exactOptional() },
  { error: MISSING },
);
