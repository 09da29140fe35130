import { formatAddress, parseAddress, parseIPv4, type RouterId } from '@mesh/bgp-wire';
import type { BfdSettings } from '../bfd/bfd-port.js';
import { resolveBfdTiming } from '../bfd/timing.js';
import { createFsmOptions, type FsmSettings } from '../fsm/create-options.js';
import { OPTION_NAMES, OPTION_RULES } from '../fsm/option-rules.js';
import type { FsmOptions } from '../fsm/options.js';
import {
  anyObject,
  checkKnown,
  checkRule,
  flag,
  integer,
  type RuleRow,
  rule,
  ruleError,
  text,
} from '../fsm/setting-rule.js';
import { type ConnectTarget, resolveTransport, TRANSPORT_RULES, type TransportSettings } from './peer-transport.js';

/** One peer of a speaker, as plain data. Only the AS number and identifier of our side are always needed. */
export interface PeerSettings extends Omit<FsmSettings, 'routerId' | 'passiveTcpEstablishment'>, TransportSettings {
  /** What the peer is called in its speaker; its address and port, unless given. */
  readonly name?: string | undefined;
  /** Where to connect to, and where connections come from. A harness over a pipe has none. */
  readonly peerAddress?: string | undefined;
  /** Default 179. */
  readonly peerPort?: number | undefined;
  /** The address we connect from, and to which connections come; any unless given. */
  readonly localAddress?: string | undefined;
  /** Our BGP Identifier: a number, or an IPv4 address as text. */
  readonly routerId: RouterId | string;
  /** For the operator; nothing depends on it. */
  readonly description?: string | undefined;
  /** Wait for the peer to connect, and never dial. Default false. */
  readonly passive?: boolean | undefined;
  /** Take connections that the peer opens. Default true. */
  readonly accept?: boolean | undefined;
  /**
   * When to try again after we ended the session for too many prefixes (Cease 6/1), in seconds. Default 0: not before an
   * operator enables the peer.
   */
  readonly maxPrefixRestartSeconds?: number | undefined;
  /** Watch the path with BFD, and end the session when it goes down (RFC 5882, RFC 9384). */
  readonly bfd?: BfdSettings | undefined;
}

/** Settings that were checked: addresses in one spelling, the name known. */
export interface ResolvedPeer {
  readonly name: string;
  readonly peerAddress: string | undefined;
  readonly peerPort: number;
  readonly localAddress: string | undefined;
  /** Takes connections that the peer opens. */
  readonly accepts: boolean;
  readonly settings: PeerSettings;
  readonly options: FsmOptions;
  readonly transport: ConnectTarget;
}

const BGP_PORT = 179;

const CODE = 'MESH_PEER_SETTING';

/** The address of a peer or of ours. */
const addressRule = rule('an IPv4 or IPv6 address', (value) => text.accepts(value) && isAddress(value as string));

/** What each setting may be that is not one of the session. */
const RULES: { readonly [K in Exclude<keyof PeerSettings, keyof FsmSettings> | 'routerId']-?: RuleRow } = {
  name: { rule: rule('a text, not empty', (value) => text.accepts(value) && value !== '') },
  description: { rule: text },
  peerAddress: { rule: addressRule },
  peerPort: { rule: rule('a port from 1 to 65535', (value) => integer(1, 65535).accepts(value)) },
  localAddress: { rule: addressRule },
  routerId: { rule: rule('a number or an IPv4 address', (value) => identifier(value) !== undefined) },
  passive: { rule: flag },
  accept: { rule: flag },
  maxPrefixRestartSeconds: { rule: integer(1, 65535, ' seconds', true) },
  ...TRANSPORT_RULES,
  bfd: { rule: anyObject },
};

const RULE_ROWS = Object.entries(RULES);

/** Settings of the session that a peer has under the same name. */
const SESSION_SETTINGS = OPTION_NAMES.filter((name) => name !== 'passiveTcpEstablishment' && name !== 'routerId');

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = [...Object.keys(RULES), ...SESSION_SETTINGS];

const BFD_SETTINGS: readonly (keyof BfdSettings)[] = [
  'desiredMinTxMs',
  'requiredMinRxMs',
  'detectMultiplier',
  'multihop',
];

/**
 * Checks settings and fills in what was left out; `name`: what the peer is called already. Throws `MeshError`
 * `MESH_PEER_SETTING`, or `MESH_SESSION_OPTION` where the setting is one of the session, with field, value and rule.
 */
export function resolvePeer(settings: PeerSettings, name?: string): ResolvedPeer {
  checkSettings(settings);
  const peerAddress = settings.peerAddress === undefined ? undefined : normalAddress(settings.peerAddress);
  const localAddress = settings.localAddress === undefined ? undefined : normalAddress(settings.localAddress);
  if (peerAddress !== undefined && localAddress !== undefined && isIPv6(peerAddress) !== isIPv6(localAddress)) {
    throw ruleError(
      CODE,
      'localAddress',
      settings.localAddress,
      `of the same IP version as peerAddress ${peerAddress}`,
    );
  }
  const { peerPort = BGP_PORT, accept: accepts = true, passive = false } = settings;
  if (passive && !accepts) throw ruleError(CODE, 'accept', false, 'true for a passive peer, which is never dialled');
  if (settings.bfd !== undefined) checkBfd(settings.bfd, settings);
  const options = createFsmOptions({
    ...sessionSettings(settings),
    routerId: identifier(settings.routerId) as RouterId,
    passiveTcpEstablishment: passive,
    codec: { loopbackNextHop: isLoopback(peerAddress), ...settings.codec },
  });
  const called = name ?? settings.name ?? derivedName(peerAddress, peerPort, settings.peerAs);
  const place = { name: called, peerAddress, peerPort, localAddress };
  const transport = resolveTransport(settings);
  // The key as a `Secret`, so that a snapshot can be printed, and given to `create` again.
  return { ...place, accepts, settings: { ...settings, ...transport }, options, transport: { ...transport, ...place } };
}

/** Those of the session that are given. */
function sessionSettings(settings: PeerSettings): Omit<FsmSettings, 'routerId'> {
  const given: Record<string, unknown> = {};
  for (const field of SESSION_SETTINGS) {
    const value = settings[field as keyof PeerSettings];
    if (value !== undefined) given[field] = value;
  }
  return given as Omit<FsmSettings, 'routerId'>;
}

function checkSettings(settings: PeerSettings): void {
  if (typeof settings !== 'object' || settings === null) throw ruleError(CODE, 'settings', settings, 'an object');
  checkKnown(CODE, settings, SETTING_NAMES);
  for (const [field, row] of RULE_ROWS) {
    const value = settings[field as keyof PeerSettings];
    if (value !== undefined || field === 'routerId') checkRule(CODE, field, value, row);
  }
  if (settings.codec !== undefined) checkRule('MESH_SESSION_OPTION', 'codec', settings.codec, OPTION_RULES.codec);
}

function checkBfd(bfd: BfdSettings, { peerAddress, allowAutomaticStop }: PeerSettings): void {
  checkKnown(CODE, bfd, BFD_SETTINGS);
  resolveBfdTiming(bfd);
  if (bfd.multihop !== undefined) checkRule(CODE, 'bfd.multihop', bfd.multihop, { rule: flag });
  if (peerAddress === undefined) throw ruleError(CODE, 'bfd', bfd, 'left out where the peer has no peerAddress');
  if (allowAutomaticStop === false) throw ruleError(CODE, 'bfd', bfd, 'left out without allowAutomaticStop');
}

/** A peer on this host: over loopback, or over a stream without addresses. */
function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === '::1' || address.startsWith('127.');
}

function derivedName(address: string | undefined, port: number, peerAs: number | undefined): string {
  if (address === undefined) return peerAs === undefined ? 'peer' : `AS${peerAs}`;
  if (port === BGP_PORT) return address;
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** An identifier as a number; its range is checked with the options of the session. */
export function identifier(routerId: unknown): number | undefined {
  if (typeof routerId === 'number') return routerId;
  return typeof routerId === 'string' ? parseIPv4(routerId) : undefined;
}

function isAddress(value: string): boolean {
  return normalAddress(value) !== undefined;
}

/** Of an address in its one spelling. */
function isIPv6(address: string): boolean {
  return address.includes(':');
}

/** `::ffff:0:0/96`, IPv4 addresses in IPv6 clothes (RFC 4291 §2.5.5.2). */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * The one spelling of an address, so that two of them can be compared. An IPv4 address in IPv6 clothes is taken out of
 * them; an IPv6 address may have a zone (RFC 4007 §11).
 */
export function normalAddress(text: string): string | undefined {
  const at = text.indexOf('%');
  const octets = parseAddress(at < 0 ? text : text.slice(0, at));
  if (octets === undefined) return undefined;
  const isIPv4 = octets.length === 4 || MAPPED.every((octet, i) => octets[i] === octet);
  const plain = formatAddress(isIPv4 ? octets.slice(-4) : octets);
  if (at < 0) return plain;
  const zone = text.slice(at + 1);
  return !isIPv4 && /^[^%\s]+$/.test(zone) ? `${plain}%${zone}` : undefined;
}
