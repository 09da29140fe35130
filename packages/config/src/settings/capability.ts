import { z } from 'zod';
import { flag, integer, MISSING, text } from './schema.js';

export type AddPathMode = (typeof ADD_PATH_MODES)[number];

const ADD_PATH_MODES = ['disabled', 'receive', 'send', 'both'] as const;

/** What the OPEN offers besides the families. */
export interface CapabilitySettings {
  /** 4-octet AS numbers (RFC 6793). Default true. */
  readonly asn4?: boolean;
  /** Messages up to 65535 octets (RFC 8654). Default true. */
  readonly extendedMessage?: boolean;
  /** Route Refresh, plain and enhanced (RFC 2918, RFC 7313). Default true. */
  readonly routeRefresh?: boolean;
  /** Several paths a prefix (RFC 7911), for every family offered or those of `addpaths`. Default `disabled`. */
  readonly addPath?: AddPathMode;
  /**
   * How many paths to a prefix we take, 1–65535, for each family in which we receive several
   * (draft-abraitis-idr-addpath-paths-limit). Default 0: not said.
   */
  readonly pathsLimit?: number;
  /**
   * Next hops of the other IP version (RFC 8950): IPv6 ones for every IPv4 family offered, or the pairs of `nexthops`.
   * Default: true where there are `nexthops`.
   */
  readonly nexthop?: boolean;
  /** Seconds the peer is to wait for us over a restart, 1–4095; 0: the hold time. Default false: not offered (RFC 4724). */
  readonly gracefulRestart?: number | false;
  /** A session for each family (draft-ietf-idr-bgp-multisession). It is offered; one session is held. Default false. */
  readonly multiSession?: boolean;
  /** Operational messages (draft-ietf-idr-operational-message). Default false. */
  readonly operational?: boolean;
  /** AIGP (RFC 7311) on external sessions, where it is discarded otherwise; no capability. Default false. */
  readonly aigp?: boolean;
  /** A link-local address alone may be a next hop (draft-ietf-idr-linklocal-capability). Default false. */
  readonly linkLocalNexthop?: boolean;
  /** Of a global and a link-local next hop the latter is to be used. For who installs routes; never sent. Default false. */
  readonly linkLocalPrefer?: boolean;
  /** Name and version of this software, for people; empty: not offered. Default empty. */
  readonly softwareVersion?: string;
}

/** Capability settings with nothing left open; `nexthop` where it was not given is settled by the neighbour. */
export type Capabilities = Required<CapabilitySettings>;

export const addPathMode: z.ZodEnum<{ [K in AddPathMode]: K }> = z.enum(ADD_PATH_MODES, {
  error: `must be ${ADD_PATH_MODES.join(', ')}`,
});

export const capabilitySchema: z.ZodType<Omit<Capabilities, 'nexthop'> & Pick<CapabilitySettings, 'nexthop'>> = z
  .strictObject(
    {
      asn4: flag().default(true),
      extendedMessage: flag().default(true),
      routeRefresh: flag().default(true),
      addPath: addPathMode.default('disabled'),
      pathsLimit: integer(0, 65535).default(0),
      nexthop: flag().exactOptional(),
      gracefulRestart: z
        .union([z.literal(false), integer(0, 4095, 'false or 0-4095')], { error: 'must be false or 0-4095' })
        .default(false),
      multiSession: flag().default(false),
      operational: flag().default(false),
      aigp: flag().default(false),
      linkLocalNexthop: flag().default(false),
      linkLocalPrefer: flag().default(false),
      softwareVersion: text().max(64, { error: 'must be at most 64 octets' }).default(''),
    },
    { error: MISSING },
  )
  .prefault({});
