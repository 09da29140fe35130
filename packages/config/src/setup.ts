import { formatFamily, isMeshError, MeshError } from '@mesh/bgp-wire';
import { Configuration } from './configuration.js';
import type { NeighborSettings } from './settings/neighbor.js';
import type { SessionSettings } from './settings/session.js';
import { formatRoute } from './text/print.js';
import type { RouteAction, RouteText } from './text/route-text.js';

/** What a configuration of one neighbour may say; everything has a default. */
export interface MinimalSettings extends Partial<SessionSettings>, Pick<NeighborSettings, 'holdTime'> {
  /** As `parseFamily` reads them. `all` offers IPv6 next hops for IPv4 as well (RFC 8950). Default `ipv4 unicast`. */
  readonly families?: string;
  /** Send and receive several paths a prefix, in all families. Default false. */
  readonly addPath?: boolean;
}

/**
 * A configuration of one neighbour. Defaults: `peerAddress` and `localAddress` 127.0.0.1, `localAs` and `peerAs` 65533,
 * `families` `ipv4 unicast`, no ADD-PATH. Throws `MESH_SETTINGS_INVALID`.
 */
export function createMinimalConfiguration(settings: MinimalSettings = {}): Configuration {
  const { families = 'ipv4 unicast', addPath = false, holdTime, ...session } = settings;
  return Configuration.fromSettings({
    neighbors: [
      {
        session: { peerAddress: '127.0.0.1', localAddress: '127.0.0.1', localAs: 65533, peerAs: 65533, ...session },
        families,
        capability: {
          addPath: addPath ? 'both' : 'disabled',
          nexthop: families.trim().toLowerCase() === 'all',
        },
        ...(holdTime === undefined ? {} : { holdTime }),
      },
    ],
  });
}

/**
 * The same with routes to announce. Throws `MESH_TEXT_SYNTAX` starting `Failed to parse route: `, and
 * `MESH_SETTINGS_INVALID` for a route whose family is not among `families`.
 */
export function createConfigurationWithRoutes(routeText: string, settings: MinimalSettings = {}): Configuration {
  const configuration = createMinimalConfiguration(settings);
  const routes = parseNamed(configuration, routeText);
  if (!configuration.addRoutes(routes)) {
    const offered = configuration.neighbors[0]!.families;
    const stray = routes.find(({ nlri }) => !offered.includes(nlri.family))!;
    throw new MeshError(
      'MESH_SETTINGS_INVALID',
      `${formatRoute({ nlri: stray.nlri, attributes: [] })} needs the family ${formatFamily(stray.nlri.family)}, families has ${offered.map(formatFamily).join(', ')}`,
    );
  }
  return configuration;
}

/** The routes of a text; an error names the text before it says what is wrong with it. */
function parseNamed(configuration: Configuration, routeText: string): RouteText[] {
  try {
    return configuration.parseRouteText(routeText);
  } catch (error) {
    if (!isMeshError(error, 'MESH_TEXT_SYNTAX')) throw error;
    const start = routeText.length > 80 ? `${routeText.slice(0, 80)}…` : routeText;
    throw new MeshError(error.code, `Failed to parse route: ${start}\n${error.message}`, {
      cause: error,
      details: error.details,
    });
  }
}

/**
 * Gives the routes of a text to every neighbour that has their family, or takes them away. True where every route found
 * such a neighbour. `next-hop self` stays as it is: each session resolves it. Throws `MESH_TEXT_SYNTAX`, and
 * `MESH_ACTION_INVALID` for another action.
 */
export function addRouteToConfig(
  configuration: Configuration,
  routeText: string,
  action: RouteAction = 'announce',
): boolean {
  return action === 'announce'
    ? configuration.addRoutes(configuration.parseRouteText(routeText))
    : configuration.removeRoutes(configuration.parseRouteText(routeText, action));
}
