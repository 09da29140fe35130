import { createContext, encodeCapabilities, encodeMessage, Family, formatFamily, MeshError } from '@mesh/bgp-wire';
import { localOpen } from './local-open.js';
import type { FsmOptions } from './options.js';

type Required = 'localAs' | 'routerId';

/** What makes the options of a peer: our AS number and identifier, and whatever differs from the defaults. */
export type FsmSettings = Pick<FsmOptions, Required> & {
  readonly [K in Exclude<keyof FsmOptions, Required>]?: FsmOptions[K] | undefined;
};

const DEFAULTS: Omit<FsmOptions, Required> = Object.freeze({
  peerAs: undefined,
  holdTimeSeconds: 90,
  minHoldTimeSeconds: 3,
  openHoldTimeSeconds: 240,
  sendHoldTimeSeconds: undefined,
  connectRetrySeconds: 5,
  connectRetryMaxSeconds: 120,
  minRouteAdvertisementIntervalSeconds: 0,
  delayOpenSeconds: 0,
  idleHoldMaxSeconds: 120,
  allowAutomaticStart: true,
  allowAutomaticStop: true,
  dampPeerOscillations: true,
  passiveTcpEstablishment: false,
  trackTcpState: false,
  sendNotificationWithoutOpen: true,
  collisionDetectEstablishedState: false,
  families: Object.freeze([Family.IPV4_UNICAST]),
  fourOctetAs: true,
  routeRefresh: true,
  enhancedRouteRefresh: true,
  extendedMessage: true,
  extendedNextHop: Object.freeze([]),
  addPath: Object.freeze([]),
  multipleLabels: Object.freeze([]),
  orf: Object.freeze([]),
  gracefulRestart: undefined,
  role: undefined,
  strictRole: false,
  fqdn: undefined,
  softwareVersion: undefined,
  capabilities: Object.freeze([]),
  requiredCapabilities: Object.freeze([]),
  extendedParameters: false,
  codec: Object.freeze({}),
});

/** The range of a number; `zero`: 0 stands beside it for "none". */
interface Range {
  readonly label: string;
  readonly unit?: string;
  readonly low: number;
  readonly high: number;
  readonly zero?: true;
}

const seconds = (label: string, low: number, zero?: true): Range => ({
  label,
  unit: ' seconds',
  low,
  high: 65535,
  ...(zero ? { zero } : {}),
});

/** Times stay below 65536 seconds, far from where a 32-bit timer overflows. */
const RANGES: readonly (readonly [keyof FsmOptions, Range])[] = [
  ['localAs', { label: 'local AS', low: 1, high: 0xffffffff }],
  ['peerAs', { label: 'peer AS', low: 1, high: 0xffffffff }],
  ['routerId', { label: 'router id', low: 1, high: 0xffffffff }],
  ['holdTimeSeconds', seconds('hold time', 3, true)],
  ['minHoldTimeSeconds', seconds('minimum hold time', 3)],
  ['openHoldTimeSeconds', seconds('hold time before OPEN', 3)],
  ['sendHoldTimeSeconds', seconds('send hold time', 1, true)],
  ['connectRetrySeconds', seconds('connect retry time', 1)],
  ['connectRetryMaxSeconds', seconds('maximum connect retry time', 1)],
  ['minRouteAdvertisementIntervalSeconds', seconds('minimum route advertisement interval', 1, true)],
  ['delayOpenSeconds', seconds('delay open time', 1, true)],
  ['idleHoldMaxSeconds', seconds('maximum idle hold time', 1)],
];

/** Twelve bits (RFC 4724 §3). */
const RESTART_TIME: Range = { label: 'restart time', unit: ' seconds', low: 0, high: 4095 };
const STALE_TIME = seconds('stale time', 1);
/** Twenty-four bits (RFC 9494 §3.1). */
const LONG_LIVED_LIMIT: Range = { label: 'long-lived limit', unit: ' seconds', low: 0, high: 0xffffff };

/** What options may not be together, and the message where they are. */
const CONFLICTS: readonly ((options: FsmOptions) => string | undefined)[] = [
  ({ localAs, fourOctetAs }) =>
    !fourOctetAs && localAs > 0xffff ? `local AS ${localAs} needs four octets: leave fourOctetAs on` : undefined,
  ({ sendHoldTimeSeconds: send, holdTimeSeconds: hold }) =>
    send !== undefined && send !== 0 && send <= hold
      ? `send hold time must be 0 or exceed the hold time of ${hold} seconds, got ${send}`
      : undefined,
  ({ passiveTcpEstablishment, dampPeerOscillations, allowAutomaticStart }) =>
    passiveTcpEstablishment && dampPeerOscillations && !allowAutomaticStart
      ? 'a passive peer with dampPeerOscillations starts automatically: leave allowAutomaticStart on, or turn damping off'
      : undefined,
  ({ role, localAs, peerAs }) =>
    role !== undefined && peerAs === localAs
      ? `role ${role} is for external peers, but peer AS is ${peerAs} as ours`
      : undefined,
  ({ role }) =>
    typeof role === 'number' ? `role must be provider, rs, rs-client, customer or peer, got ${role}` : undefined,
  ({ orf, routeRefresh }) =>
    orf.length > 0 && !routeRefresh ? 'orf needs routeRefresh: filters are sent in ROUTE-REFRESH messages' : undefined,
  ({ multipleLabels }) => {
    const bad = multipleLabels.find(({ count }) => !(count >= 2 && count <= 255));
    return bad && `the count of multipleLabels must be 2–255 labels, got ${bad.count} for ${formatFamily(bad.family)}`;
  },
  ({ strictRole, role }) =>
    strictRole && role === undefined ? 'strictRole needs a role of our own: set role' : undefined,
];

/**
 * Fills in the defaults and checks everything, so that nothing later can fail for a bad option. Throws `MeshError` with
 * code `MESH_SESSION_OPTION`: `hold time must be 0 or 3–65535 seconds, got 2`.
 */
export function createFsmOptions(settings: FsmSettings): FsmOptions {
  const options = withDefaults(settings);
  for (const [key, range] of RANGES) checkRange(range, options[key]);
  checkRange(RESTART_TIME, options.gracefulRestart?.restartTimeSeconds);
  checkRange(STALE_TIME, options.gracefulRestart?.staleTimeSeconds);
  checkRange(LONG_LIVED_LIMIT, options.gracefulRestart?.longLivedLimitSeconds);
  for (const conflict of CONFLICTS) {
    const message = conflict(options);
    if (message !== undefined) throw bad(message);
  }
  checkEncoding(options);
  return options;
}

/** An option that is given as undefined is one that is not given. */
function withDefaults(settings: FsmSettings): FsmOptions {
  const given: Partial<FsmOptions> = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  );
  const { localAs, routerId } = settings;
  return Object.freeze({ ...DEFAULTS, ...given, localAs, routerId });
}

function checkRange({ label, unit = '', low, high, zero }: Range, value: unknown): void {
  if (value === undefined) return;
  if (typeof value === 'number' && Number.isInteger(value)) {
    if ((value >= low && value <= high) || (zero && value === 0)) return;
  }
  throw bad(`${label} must be ${zero ? '0 or ' : ''}${low}–${high}${unit}, got ${String(value)}`);
}

/** What we say must have octets, and fit: an OPEN never has more than 4096 (RFC 8654 §4). */
function checkEncoding(options: FsmOptions): void {
  const { capabilities } = options.codec;
  const context = createContext(capabilities ? { capabilities } : {});
  try {
    encodeMessage(localOpen(options), context);
    encodeCapabilities(options.requiredCapabilities, context);
  } catch (cause) {
    throw bad(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function bad(message: string, cause?: unknown): MeshError {
  return new MeshError('MESH_SESSION_OPTION', message, { cause });
}
