import { z } from 'zod';
import { flag, integer, MISSING, text } from './schema.js';

export type AddPathMode = 'disabled' | 'receive' | 'send' | 'both';

/** What the OPEN offers besides the families. */
export interface CapabilitySettings {
  /** 4-octet AS numbers (RFC 6793). Default true. */
  readonly asn4?: boolean;
  /** Messages up to 65535 octets (RFC 8654). Default true. */
  readonly extendedMessage?: boolean;
  /** Route Refresh, plain and enhanced (RFC 2918, RFC 7313). Default true. */
  readonly routeRefresh?: boolean;
  /** Several paths a prefix, for every family offered (RFC 7911). Default `disabled`. */
  readonly addPath?: AddPathMode;
  /** IPv6 next hops for every IPv4 family offered (RFC 8950). Default false. */
  readonly nexthop?: boolean;
  /** Seconds the peer is to wait for us over a restart, 1–4095; 0: the hold time. Default false: not offered (RFC 4724). */
  readonly gracefulRestart?: number | false;
  /** Name and version of this software, for people; empty: not offered. Default empty. */
  readonly softwareVersion?: string;
}

/** Capability settings with nothing left open. */
export type Capabilities = Required<CapabilitySettings>;

const ADD_PATH_MODES = ['disabled', 'receive', 'send', 'both'] as const;

export const capabilitySchema: z.ZodType<Capabilities> = z
  .strictObject(
    {
      asn4: flag().default(true),
      extendedMessage: flag().default(true),
      routeRefresh: flag().default(true),
      addPath: z.enum(ADD_PATH_MODES, { error: `must be ${ADD_PATH_MODES.join(', ')}` }).default('disabled'),
      nexthop: flag().default(false),
      gracefulRestart: z
        .custom<number | false>((value) => value === false || integer(0, 4095).safeParse(value).success, {
          error: 'must be false or 0-4095',
        })
        .default(false),
      softwareVersion: text().max(64, { error: 'must be at most 64 octets' }).default(''),
    },
    { error: MISSING },
  )
  .prefault({});
