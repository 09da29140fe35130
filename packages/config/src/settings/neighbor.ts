import type { Family } from '@mesh/bgp-wire';
import { z } from 'zod';
import { parseFamily } from '../family.js';
import { parseRouteText } from '../text/route.js';
import type { RouteText } from '../text/route-text.js';
import { type ApiSettings, apiSchema } from './api.js';
import { type Capabilities, type CapabilitySettings, capabilitySchema } from './capability.js';
import { by, flag, integer, MISSING, text } from './schema.js';
import { type NeighborSession, type SessionSettings, sessionSchema } from './session.js';

/** One neighbour: its session, what the OPEN offers, and the routes it is to have. */
export interface NeighborSettings {
  readonly session: SessionSettings;
  /** For people; never sent. Default empty. */
  readonly description?: string;
  /** Hold time offered, in seconds: 0 (none) or 3–65535. Default 180. */
  readonly holdTime?: number;
  /** Names to introduce ourselves with (FQDN capability); no host name, no capability. Default empty. */
  readonly hostName?: string;
  readonly domainName?: string;
  /** Keep what the peer announces. Default true. */
  readonly adjRibIn?: boolean;
  /** Put routes that share their attributes into one UPDATE. Default true. */
  readonly groupUpdates?: boolean;
  readonly api?: ApiSettings;
  readonly capability?: CapabilitySettings;
  /** Families to offer, as `parseFamily` reads them. Default `all`. */
  readonly families?: string;
  /** Routes to announce, as `parseRouteText` reads them. Default none. */
  readonly routes?: string;
}

/** A neighbour's settings with nothing left open, checked and frozen. */
export interface Neighbor {
  readonly session: NeighborSession;
  readonly description: string;
  readonly holdTime: number;
  readonly hostName: string;
  readonly domainName: string;
  readonly adjRibIn: boolean;
  readonly groupUpdates: boolean;
  readonly api: Required<ApiSettings>;
  readonly capability: Capabilities;
  readonly families: readonly Family[];
  /** The routes of the settings; those added later stand in the configuration. */
  readonly routes: readonly RouteText[];
}

export const neighborSchema: z.ZodType<Neighbor> = z.strictObject(
  {
    session: sessionSchema,
    description: text().default(''),
    holdTime: integer(0, 65535)
      .refine((seconds) => seconds === 0 || seconds >= 3, { error: 'must be 0 (disabled) or >= 3' })
      .default(180),
    hostName: text().max(64, { error: 'must be at most 64 octets' }).default(''),
    domainName: text().max(64, { error: 'must be at most 64 octets' }).default(''),
    adjRibIn: flag().default(true),
    groupUpdates: flag().default(true),
    api: apiSchema,
    capability: capabilitySchema,
    families: by(text().default('all'), parseFamily),
    routes: by(text().default(''), (routes) => parseRouteText(routes)),
  },
  { error: MISSING },
);
