import {
  ADD_PATH,
  AS_TRANS,
  type Capability,
  capability,
  ENHANCED_ROUTE_REFRESH,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  FOUR_OCTET_AS,
  FQDN,
  GRACEFUL_RESTART,
  LONG_LIVED_GRACEFUL_RESTART,
  MULTIPLE_LABELS,
  MULTIPROTOCOL,
  type OpenMessage,
  OUTBOUND_ROUTE_FILTERING,
  ROLE,
  ROUTE_REFRESH,
  SOFTWARE_VERSION,
} from '@mesh/bgp-wire';
import type { FsmOptions, GracefulRestartOptions } from './options.js';

/** Restart Time where there is no hold time to take it from (RFC 4724 §3 suggests no more than that). */
const RESTART_TIME_SECONDS = 90;
const MAX_RESTART_TIME_SECONDS = 4095;

/**
 * The OPEN that a peer's options make us send: all capabilities in one parameter (RFC 5492 §4), AS_TRANS where the AS
 * number has no two-octet form (RFC 6793 §4.1).
 */
export function localOpen(options: FsmOptions): OpenMessage {
  return {
    type: 'OPEN',
    version: 4,
    myAs: options.localAs > 0xffff ? AS_TRANS : options.localAs,
    holdTime: options.holdTimeSeconds,
    routerId: options.routerId,
    capabilities: [...capabilitiesOf(options), ...options.capabilities],
    ...(options.extendedParameters ? { extendedParameters: true } : {}),
  };
}

/** The capabilities that the options speak of, in the order of their codes. */
function capabilitiesOf(options: FsmOptions): Capability[] {
  const { extendedNextHop, addPath, gracefulRestart, role, fqdn, softwareVersion } = options;
  const longLived = gracefulRestart?.longLived ?? [];
  const offered: (Capability | false)[] = [
    ...options.families.map((family) => capability(MULTIPROTOCOL, family)),
    options.routeRefresh && capability(ROUTE_REFRESH, true),
    options.orf.length > 0 && capability(OUTBOUND_ROUTE_FILTERING, options.orf),
    extendedNextHop.length > 0 && capability(EXTENDED_NEXT_HOP, extendedNextHop),
    options.extendedMessage && capability(EXTENDED_MESSAGE, true),
    options.multipleLabels.length > 0 && capability(MULTIPLE_LABELS, options.multipleLabels),
    role !== undefined && capability(ROLE, role),
    gracefulRestart !== undefined && gracefulRestartCapability(gracefulRestart, options.holdTimeSeconds),
    options.fourOctetAs && capability(FOUR_OCTET_AS, options.localAs),
    addPath.length > 0 && capability(ADD_PATH, addPath),
    options.enhancedRouteRefresh && capability(ENHANCED_ROUTE_REFRESH, true),
    longLived.length > 0 && capability(LONG_LIVED_GRACEFUL_RESTART, longLived),
    fqdn !== undefined && capability(FQDN, fqdn),
    softwareVersion !== undefined && capability(SOFTWARE_VERSION, softwareVersion),
  ];
  return offered.filter((one) => one !== false);
}

function gracefulRestartCapability(options: GracefulRestartOptions, holdTimeSeconds: number): Capability {
  const restartTime = Math.min(MAX_RESTART_TIME_SECONDS, holdTimeSeconds || RESTART_TIME_SECONDS);
  return capability(GRACEFUL_RESTART, {
    restarting: options.restarting ?? false,
    notification: options.notification ?? true,
    restartTimeSeconds: options.restartTimeSeconds ?? restartTime,
    families: options.families ?? [],
  });
}
