import { createContext, encodeCapabilities, encodeMessage, Family, MeshError } from '@mesh/bgp-wire';
import { localOpen } from './local-open.js';
import { GRACEFUL_RESTART_RULES, OPTION_NAMES, OPTION_RULES } from './option-rules.js';
import type { FsmOptions } from './options.js';
import { checkKnown, checkRule } from './setting-rule.js';

type Required = 'localAs' | 'routerId';

const REQUIRED: readonly string[] = ['localAs', 'routerId'] satisfies Required[];

/** What makes the options of a peer: our AS number and identifier, and whatever differs from the defaults. */
export type FsmSettings = Pick<FsmOptions, Required> & {
  readonly [K in Exclude<keyof FsmOptions, Required>]?: FsmOptions[K] | undefined;
};

const DEFAULTS: Omit<FsmOptions, Required> = Object.freeze({
  peerAs: undefined,
  allowedAs: undefined,
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

interface Conflict {
  /** The option that the message is about. */
  readonly field: keyof FsmOptions;
  complaint(options: FsmOptions): string | undefined;
}

/** What options may not be together, and the message where they are. */
const CONFLICTS: readonly Conflict[] = [
  {
    field: 'fourOctetAs',
    complaint: ({ localAs, fourOctetAs }) =>
      !fourOctetAs && localAs > 0xffff ? `local AS ${localAs} needs four octets: leave fourOctetAs on` : undefined,
  },
  {
    field: 'sendHoldTimeSeconds',
    complaint: ({ sendHoldTimeSeconds: send, holdTimeSeconds: hold }) =>
      send !== undefined && send !== 0 && send <= hold
        ? `send hold time must be 0 or exceed the hold time of ${hold} seconds, got ${send}`
        : undefined,
  },
  {
    field: 'allowAutomaticStart',
    complaint: ({ passiveTcpEstablishment, dampPeerOscillations, allowAutomaticStart }) =>
      passiveTcpEstablishment && dampPeerOscillations && !allowAutomaticStart
        ? 'a passive peer with dampPeerOscillations starts automatically: leave allowAutomaticStart on, or turn damping off'
        : undefined,
  },
  {
    field: 'allowedAs',
    complaint: ({ peerAs, allowedAs }) =>
      peerAs !== undefined && allowedAs !== undefined
        ? `allowedAs is for a peer of any AS, but peer AS is ${peerAs}: leave one of them out`
        : undefined,
  },
  {
    field: 'role',
    complaint: ({ role, localAs, peerAs }) =>
      role !== undefined && peerAs === localAs
        ? `role ${role} is for external peers, but peer AS is ${peerAs} as ours`
        : undefined,
  },
  {
    field: 'strictRole',
    complaint: ({ strictRole, role }) =>
      strictRole && role === undefined ? 'strictRole needs a role of our own: set role' : undefined,
  },
  {
    field: 'orf',
    complaint: ({ orf, routeRefresh }) =>
      orf.length > 0 && !routeRefresh
        ? 'orf needs routeRefresh: filters are sent in ROUTE-REFRESH messages'
        : undefined,
  },
];

const CODE = 'MESH_SESSION_OPTION';

const RULE_ROWS = Object.entries(OPTION_RULES);

/**
 * Fills in the defaults and checks everything, so that nothing later can fail for a bad option. Throws `MeshError` with
 * code `MESH_SESSION_OPTION` and field, value and rule as details: `hold time must be 0 or 3–65535 seconds, got 2`.
 */
export function createFsmOptions(settings: FsmSettings): FsmOptions {
  checkKnown(CODE, settings, OPTION_NAMES);
  const options = withDefaults(settings);
  for (const [field, row] of RULE_ROWS) {
    const value = options[field as keyof FsmOptions];
    if (value !== undefined || REQUIRED.includes(field)) checkRule(CODE, field, value, row);
  }
  checkGracefulRestart(options);
  for (const { field, complaint } of CONFLICTS) {
    const message = complaint(options);
    if (message !== undefined) throw bad(message, field, options[field]);
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

function checkGracefulRestart({ gracefulRestart }: FsmOptions): void {
  if (gracefulRestart === undefined) return;
  checkKnown(CODE, gracefulRestart, Object.keys(GRACEFUL_RESTART_RULES));
  for (const [member, row] of Object.entries(GRACEFUL_RESTART_RULES)) {
    const value = gracefulRestart[member as keyof typeof gracefulRestart];
    if (value !== undefined) checkRule(CODE, `gracefulRestart.${member}`, value, row);
  }
}

/** What we say must have octets, and fit: an OPEN never has more than 4096 (RFC 8654 §4). */
function checkEncoding(options: FsmOptions): void {
  const { capabilities } = options.codec;
  const context = createContext(capabilities ? { capabilities } : {});
  const failure = (run: () => unknown): unknown => {
    try {
      run();
    } catch (cause) {
      return cause;
    }
    return undefined;
  };
  const check = (cause: unknown, field: keyof FsmOptions) => {
    if (cause === undefined) return;
    throw bad(cause instanceof Error ? cause.message : String(cause), field, options[field], cause);
  };
  check(
    failure(() => encodeCapabilities(options.requiredCapabilities, context)),
    'requiredCapabilities',
  );
  const cause = failure(() => encodeMessage(localOpen(options), context));
  if (cause === undefined) return;
  // Said alone, the one at fault shows; where each is fine, all together are too long.
  const guilty = SAID.find((field) =>
    failure(() => encodeMessage(localOpen({ ...options, ...SILENT, [field]: options[field] }), context)),
  );
  check(cause, guilty ?? 'capabilities');
}

/** The options whose values an OPEN carries and may have no octets for, and an OPEN without any of them. */
const SAID = [
  'families',
  'extendedNextHop',
  'addPath',
  'gracefulRestart',
  'role',
  'fqdn',
  'softwareVersion',
  'capabilities',
] as const;
const SILENT: Pick<FsmOptions, (typeof SAID)[number]> = {
  families: [],
  extendedNextHop: [],
  addPath: [],
  gracefulRestart: undefined,
  role: undefined,
  fqdn: undefined,
  softwareVersion: undefined,
  capabilities: [],
};

function bad(message: string, field: string, value: unknown, cause?: unknown): MeshError {
  return new MeshError(CODE, message, { details: { field, value, rule: message }, ...(cause ? { cause } : {}) });
}
