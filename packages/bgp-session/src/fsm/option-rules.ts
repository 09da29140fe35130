import type { FsmOptions } from './options.js';
import {
  anyObject,
  flag,
  integer,
  listOf,
  oneOf,
  type Rule,
  type RuleRow,
  record,
  rule,
  text,
} from './setting-rule.js';

/** Times stay below 65536 seconds, far from where a 32-bit timer overflows. */
const seconds = (low: number, zero = false): Rule => integer(low, 65535, ' seconds', zero);

const asn = integer(1, 0xffffffff);

/** A family is AFI and SAFI in one number. */
const family = integer(1, 0xffffff);

const mode = oneOf('receive', 'send', 'both');

const orfType = record({ type: integer(0, 255), mode }, ['type', 'mode']);

const capability = rule(
  'a capability: an object of code (0–255) and value',
  (value) => anyObject.accepts(value) && integer(0, 255).accepts((value as { readonly code?: unknown }).code),
);

const asRange = rule('an AS number (1–4294967295), or the first and last of a range', (value) => {
  if (!Array.isArray(value)) return asn.accepts(value);
  return value.length === 2 && value.every(asn.accepts) && value[0] <= value[1];
});

/** What each option of a session may be. */
export const OPTION_RULES: { readonly [K in keyof FsmOptions]-?: RuleRow } = {
  localAs: { label: 'local AS', rule: asn },
  peerAs: { label: 'peer AS', rule: asn },
  allowedAs: { rule: listOf(asRange) },
  routerId: { label: 'router id', rule: asn },
  holdTimeSeconds: { label: 'hold time', rule: seconds(3, true) },
  minHoldTimeSeconds: { label: 'minimum hold time', rule: seconds(3) },
  openHoldTimeSeconds: { label: 'hold time before OPEN', rule: seconds(3) },
  sendHoldTimeSeconds: { label: 'send hold time', rule: seconds(1, true) },
  connectRetrySeconds: { label: 'connect retry time', rule: seconds(1) },
  connectRetryMaxSeconds: { label: 'maximum connect retry time', rule: seconds(1) },
  minRouteAdvertisementIntervalSeconds: { label: 'minimum route advertisement interval', rule: seconds(1, true) },
  delayOpenSeconds: { label: 'delay open time', rule: seconds(1, true) },
  idleHoldMaxSeconds: { label: 'maximum idle hold time', rule: seconds(1) },
  allowAutomaticStart: { rule: flag },
  allowAutomaticStop: { rule: flag },
  dampPeerOscillations: { rule: flag },
  passiveTcpEstablishment: { rule: flag },
  trackTcpState: { rule: flag },
  sendNotificationWithoutOpen: { rule: flag },
  collisionDetectEstablishedState: { rule: flag },
  families: { rule: listOf(family) },
  fourOctetAs: { rule: flag },
  routeRefresh: { rule: flag },
  enhancedRouteRefresh: { rule: flag },
  extendedMessage: { rule: flag },
  extendedNextHop: {
    rule: listOf(record({ family, nextHopAfi: integer(0, 65535) }, ['family', 'nextHopAfi'])),
  },
  addPath: { rule: listOf(record({ family, mode }, ['family', 'mode'])) },
  multipleLabels: { rule: listOf(record({ family, count: integer(2, 255) }, ['family', 'count'])) },
  orf: { rule: listOf(record({ family, types: listOf(orfType) }, ['family', 'types'])) },
  gracefulRestart: { rule: anyObject },
  role: { rule: oneOf('provider', 'rs', 'rs-client', 'customer', 'peer') },
  strictRole: { rule: flag },
  fqdn: { rule: record({ hostName: text, domainName: text }, ['hostName', 'domainName']) },
  softwareVersion: { rule: text },
  capabilities: { rule: listOf(capability) },
  requiredCapabilities: { rule: listOf(capability) },
  extendedParameters: { rule: flag },
  codec: { rule: anyObject },
};

export const OPTION_NAMES: readonly string[] = Object.keys(OPTION_RULES);

/** What each part of graceful restart may be. The restart time has twelve bits (RFC 4724 §3). */
export const GRACEFUL_RESTART_RULES: {
  readonly [K in keyof NonNullable<FsmOptions['gracefulRestart']>]-?: RuleRow;
} = {
  restartTimeSeconds: { label: 'restart time', rule: integer(0, 4095, ' seconds') },
  staleTimeSeconds: { label: 'stale time', rule: seconds(1) },
  notification: { rule: flag },
  restarting: { rule: flag },
  families: { rule: listOf(record({ family, forwardingPreserved: flag }, ['family', 'forwardingPreserved'])) },
  longLived: {
    rule: listOf(
      record({ family, forwardingPreserved: flag, staleTimeSeconds: integer(0, 0xffffff, ' seconds') }, [
        'family',
        'forwardingPreserved',
        'staleTimeSeconds',
      ]),
    ),
  },
  longLivedLimitSeconds: { label: 'long-lived limit', rule: integer(0, 0xffffff, ' seconds') },
  replaceOn: { rule: oneOf('open', 'connection') },
};
