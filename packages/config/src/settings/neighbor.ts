import { type Family, formatFamily } from '@mesh/bgp-wire';
import { z } from 'zod';
import { parseFamily } from '../family.js';
import { parseRouteText } from '../text/route.js';
import type { RouteText } from '../text/route-text.js';
import { type OperationalStatement, parseOperational } from '../text/statement.js';
import { type Api, type ApiSettings, apiSchema } from './api.js';
import { type AddPathMode, type Capabilities, type CapabilitySettings, capabilitySchema } from './capability.js';
import {
  type AddPathSettings,
  addPathSchema,
  type NexthopFamily,
  type NexthopSettings,
  nexthopSchema,
} from './family-settings.js';
import { by, flag, integer, listOf, MISSING, text } from './schema.js';
import { type NeighborSession, type SessionSettings, sessionSchema } from './session.js';

/** One neighbour: its session, what the OPEN offers, and the routes it is to have. */
export interface NeighborSettings {
  readonly session: SessionSettings;
  /** For people; never sent. Default empty. */
  readonly description?: string;
  /** Hold time offered, in seconds: 0 (none) or 3–65535. Default 180. */
  readonly holdTime?: number;
  /** Most UPDATE messages a second that we send; 0: as fast as the peer takes them. Default 0. */
  readonly rateLimit?: number;
  /** Names to introduce ourselves with (FQDN capability); no host name, no capability. Default empty. */
  readonly hostName?: string;
  readonly domainName?: string;
  /** Put routes that share their attributes into one UPDATE. Default true. */
  readonly groupUpdates?: boolean;
  /** Send what commands change at once; false: hold it until `flush`. Default true. */
  readonly autoFlush?: boolean;
  /** Keep what the peer announces. Default true. */
  readonly adjRibIn?: boolean;
  /** Keep what was announced beside `routes` for the next session; false: it goes with the session. Default true. */
  readonly adjRibOut?: boolean;
  /** Send End-of-RIB only when a command asks for it. Default false. */
  readonly manualEor?: boolean;
  readonly capability?: CapabilitySettings;
  /** Families to offer, as `parseFamily` reads them, or a list of such texts. Default `all`. */
  readonly families?: string | readonly string[];
  /** Families with next hops of another IP version, instead of every IPv4 family over IPv6. Default none. */
  readonly nexthops?: readonly NexthopSettings[];
  /** Families with several paths a prefix, instead of all of them. Default none. */
  readonly addpaths?: readonly AddPathSettings[];
  /** Routes to announce, as `parseRouteText` reads them or gives them, or a list of both. Default none. */
  readonly routes?: string | readonly (string | RouteText)[];
  /**
   * OPERATIONAL messages to send whenever a session comes up that has their family and on which both sides offer
   * `capability.operational`, as text of one or several behind `operational`: `asm afi ipv4 safi unicast advisory "hello"`.
   * Default none.
   */
  readonly operational?: string | readonly string[];
  /** Who is told of the neighbour: one block or several. Default nobody. */
  readonly api?: ApiSettings | readonly ApiSettings[];
  /** Names of templates whose settings it has where it has none of its own; of two that say the same the later counts. */
  readonly template?: string | readonly string[];
}

/** What several neighbours have alike. */
export type NeighborTemplate = Omit<Partial<NeighborSettings>, 'session' | 'template'> & {
  readonly session?: Partial<SessionSettings>;
};

/** A family with several paths a prefix; `mode` from our side, `pathsLimit` 0 where none is said. */
export interface AddPathNeighbor {
  readonly family: Family;
  readonly mode: AddPathMode;
  readonly pathsLimit: number;
}

/** A neighbour's settings with nothing left open, checked and frozen. */
export interface Neighbor
  extends Required<
    Omit<NeighborSettings, 'session' | 'api' | 'capability' | 'template' | ByFamily | 'routes' | 'operational'>
  > {
  readonly session: NeighborSession;
  readonly capability: Capabilities;
  readonly families: readonly Family[];
  /** Empty where `capability.nexthop` means every IPv4 family. */
  readonly nexthops: readonly NexthopFamily[];
  /** Empty where `capability.addPath` means every family. */
  readonly addpaths: readonly AddPathNeighbor[];
  /** The routes of the settings; those added later stand in the configuration. */
  readonly routes: readonly RouteText[];
  readonly operational: readonly OperationalStatement[];
  readonly api: readonly Api[];
}

type ByFamily = 'families' | 'nexthops' | 'addpaths';

const name = (): z.ZodType<string> => text().max(64, { error: 'must be at most 64 octets' }).default('');

export const neighborSchema: z.ZodType<Neighbor> = z
  .strictObject(
    {
      session: sessionSchema,
      description: text().default(''),
      holdTime: integer(0, 65535)
        .refine((seconds) => seconds === 0 || seconds >= 3, { error: 'must be 0 (disabled) or >= 3' })
        .default(180),
      rateLimit: integer(0, 0xffffffff).default(0),
      hostName: name(),
      domainName: name(),
      groupUpdates: flag().default(true),
      autoFlush: flag().default(true),
      adjRibIn: flag().default(true),
      adjRibOut: flag().default(true),
      manualEor: flag().default(false),
      capability: capabilitySchema,
      families: by(texts('all'), (families) => parseFamily([families].flat().join(' '))),
      nexthops: listOf(nexthopSchema).default([]),
      addpaths: listOf(addPathSchema).default([]),
      routes: by(routes(), (given) =>
        [given].flat().flatMap((route) => (typeof route === 'string' ? parseRouteText(route) : [route])),
      ),
      operational: by(texts(''), (given) => [given].flat().flatMap(parseOperational)),
      api: apiSchema,
    },
    { error: MISSING },
  )
  .transform(({ capability, addpaths, ...neighbor }, context): Neighbor => {
    for (const [setting, list] of [['nexthops', neighbor.nexthops] as const, ['addpaths', addpaths] as const]) {
      const stray = list.find(({ family }) => !neighbor.families.includes(family));
      if (!stray) continue;
      const message = `has ${formatFamily(stray.family)}, which is not among families`;
      context.addIssue({ code: 'custom', path: [setting], message });
    }
    const { nexthop = neighbor.nexthops.length > 0, addPath, pathsLimit } = capability;
    return {
      ...neighbor,
      capability: { ...capability, nexthop },
      addpaths: addpaths.map((one) => ({ mode: addPath, pathsLimit, ...one })),
    };
  });

function texts(fallback: string): z.ZodType<string | readonly string[]> {
  return z.union([text(), z.array(text())], { error: 'must be text or a list of texts' }).default(fallback);
}

/** Routes that were read already are taken as they are: who makes them up has the types to answer to. */
function routes(): z.ZodType<string | readonly (string | RouteText)[]> {
  const isRoute = (value: unknown): boolean => typeof value === 'object' && value !== null && 'nlri' in value;
  const route = z.union([text(), z.custom<RouteText>(isRoute)]);
  return z.union([text(), z.array(route)], { error: 'must be text or a list of routes' }).default('');
}
