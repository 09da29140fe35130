import { MeshError } from '@mesh/bgp-wire';
import { ruleError } from '../fsm/setting-rule.js';
import type { Peer } from './peer.js';
import {
  identifier,
  normalAddress,
  type PeerSettings,
  type ResolvedPeer,
  resolvePeer,
  SETTING_NAMES,
} from './peer-settings.js';
import { secretOf } from './secret.js';

/** New values for settings of a peer; `undefined` goes back to the default. A peer keeps its name. */
export type PeerChanges = { readonly [K in keyof Omit<PeerSettings, 'name'>]?: PeerSettings[K] | undefined };

/**
 * What a change of a setting does to a peer that runs:
 *
 * - `live`: it counts from the next time it is looked at;
 * - `attempt`: an Established session goes on; whatever else the peer is at begins anew;
 * - `session`: both sides have agreed on something else, so the session is reset (Cease 6/6, RFC 4486 §4).
 */
export type ChangeEffect = 'live' | 'attempt' | 'session';

/** The effect of each setting. */
const EFFECTS: { readonly [K in keyof PeerChanges]-?: ChangeEffect } = {
  description: 'live',
  accept: 'live',
  maxPrefixRestartSeconds: 'live',
  bfd: 'live',
  openHoldTimeSeconds: 'live',
  connectRetrySeconds: 'live',
  connectRetryMaxSeconds: 'live',
  idleHoldMaxSeconds: 'live',
  minRouteAdvertisementIntervalSeconds: 'live',
  collisionDetectEstablishedState: 'live',
  peerPort: 'attempt',
  passive: 'attempt',
  delayOpenSeconds: 'attempt',
  allowAutomaticStart: 'attempt',
  allowAutomaticStop: 'attempt',
  dampPeerOscillations: 'attempt',
  trackTcpState: 'attempt',
  sendNotificationWithoutOpen: 'attempt',
  peerAddress: 'session',
  localAddress: 'session',
  password: 'session',
  tcpAo: 'session',
  ttlSecurity: 'session',
  ttl: 'session',
  interface: 'session',
  localPort: 'session',
  localAs: 'session',
  peerAs: 'session',
  allowedAs: 'session',
  routerId: 'session',
  holdTimeSeconds: 'session',
  minHoldTimeSeconds: 'session',
  sendHoldTimeSeconds: 'session',
  families: 'session',
  fourOctetAs: 'session',
  routeRefresh: 'session',
  enhancedRouteRefresh: 'session',
  extendedMessage: 'session',
  extendedNextHop: 'session',
  addPath: 'session',
  multipleLabels: 'session',
  orf: 'session',
  gracefulRestart: 'session',
  role: 'session',
  strictRole: 'session',
  fqdn: 'session',
  softwareVersion: 'session',
  capabilities: 'session',
  requiredCapabilities: 'session',
  extendedParameters: 'session',
  codec: 'session',
};

/** Settings that may be written in several ways, and what they mean. */
const MEANINGS: { readonly [K in keyof PeerSettings]?: (value: PeerSettings[K] & {}) => unknown } = {
  peerAddress: normalAddress,
  localAddress: normalAddress,
  routerId: identifier,
  password: (value) => secretOf(value)?.octets(),
  tcpAo: ({ password, ...key }) => ({ ...key, password: secretOf(password)?.octets() }),
};

const ORDER: readonly ChangeEffect[] = ['live', 'attempt', 'session'];

/** The strongest effect of what differs between settings; undefined where nothing does. */
export function effectOf(before: PeerSettings, after: PeerSettings): ChangeEffect | undefined {
  let strongest = -1;
  for (const name of SETTING_NAMES as readonly (keyof typeof EFFECTS)[]) {
    if (!isSame(meaningOf(name, before), meaningOf(name, after)))
      strongest = Math.max(strongest, ORDER.indexOf(EFFECTS[name]));
  }
  return ORDER[strongest];
}

/** What a peer would be like with changed settings. Throws where they are wrong, or not the peer's own. */
export function changedPeer({ name, resolved, ephemeral }: Peer, changes: PeerChanges): ResolvedPeer {
  if (ephemeral !== undefined) {
    throw new MeshError(
      'MESH_PEER_DYNAMIC',
      `${name} has the settings of its range ${ephemeral.range}: remove the range and add it with others`,
      { details: { name, prefix: ephemeral.range } },
    );
  }
  if ('name' in changes) throw ruleError('MESH_PEER_SETTING', 'name', changes.name, 'left out: a peer keeps its name');
  return resolvePeer({ ...resolved.settings, ...changes } as PeerSettings, name);
}

function meaningOf(name: keyof typeof EFFECTS, settings: PeerSettings): unknown {
  const [value, meaning] = [settings[name], MEANINGS[name] as ((value: unknown) => unknown) | undefined];
  return value === undefined || meaning === undefined ? value : meaning(value);
}

/** True for equal values of plain data. Tables and other objects of a class are the same only as themselves. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const kind = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b)) return false;
  if (kind !== Object.prototype && kind !== Array.prototype && kind !== Uint8Array.prototype) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([key, value]) => isSame(value, (b as typeof a)[key as never]));
}
