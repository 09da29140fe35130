import {
  createContext,
  encodeMessage,
  formatAddress,
  MeshError,
  parseAddress,
  parseIPv4,
  type RouterId,
} from '@mesh/bgp-wire';
import { resolveBfdTiming } from './bfd/timing.js';
import type { BfdSettings } from './bfd-port.js';
import { createFsmOptions, type FsmSettings } from './fsm/create-options.js';
import { localOpen } from './fsm/local-open.js';
import type { FsmOptions } from './fsm/options.js';

/** Options of the transport that protect a session. A transport that cannot set one refuses the peer. */
export const TRANSPORT_OPTIONS = ['password', 'ttlSecurity'] as const;
export type TransportOption = (typeof TRANSPORT_OPTIONS)[number];

/** One peer of a speaker, as plain data. Only the AS number and identifier of our side are always needed. */
export interface PeerSettings extends Omit<FsmSettings, 'routerId' | 'passiveTcpEstablishment'> {
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
  /** Wait for the peer to connect, and never dial. Default false. */
  readonly passive?: boolean | undefined;
  /** TCP MD5 signature key (RFC 2385). */
  readonly password?: string | undefined;
  /** Accept segments only from this many hops away (GTSM, RFC 5082). */
  readonly ttlSecurity?: number | undefined;
  /** Watch the path with BFD, and end the session when it goes down (RFC 5882, RFC 9384). */
  readonly bfd?: BfdSettings | undefined;
}

/** Settings that were checked: addresses in one spelling, the name known. */
export interface ResolvedPeer {
  readonly name: string;
  readonly peerAddress: string | undefined;
  readonly peerPort: number;
  readonly localAddress: string | undefined;
  readonly settings: PeerSettings;
  readonly options: FsmOptions;
}

const BGP_PORT = 179;

/** Checks settings and fills in what was left out. Throws `MeshError` `MESH_PEER_SETTING` naming field, value and rule. */
export function resolvePeer(settings: PeerSettings): ResolvedPeer {
  const peerAddress = address('peerAddress', settings.peerAddress);
  const localAddress = address('localAddress', settings.localAddress);
  const peerPort = settings.peerPort ?? BGP_PORT;
  if (!(Number.isInteger(peerPort) && peerPort >= 1 && peerPort <= 65535)) {
    refuse('peerPort', settings.peerPort, 'a port from 1 to 65535');
  }
  if (settings.bfd !== undefined) {
    resolveBfdTiming(settings.bfd);
    if (peerAddress === undefined) refuse('bfd', settings.bfd, 'left out where the peer has no peerAddress');
    if (settings.allowAutomaticStop === false) refuse('bfd', settings.bfd, 'left out without allowAutomaticStop');
  }
  const { name: _name, password: _password, bfd: _bfd, passive, routerId, ...rest } = settings;
  const options = createFsmOptions({
    ...rest,
    routerId: identifier(routerId),
    passiveTcpEstablishment: passive ?? false,
    codec: { loopbackNextHop: isLoopback(peerAddress), ...settings.codec },
  });
  // What cannot be encoded is found now, not when the first connection stands.
  encodeMessage(localOpen(options), createContext(options.codec));
  const name = settings.name ?? derivedName(peerAddress, peerPort, settings.peerAs);
  if (name === '') refuse('name', name, 'not empty');
  return { name, peerAddress, peerPort, localAddress, settings, options };
}

/** A peer on this host: over loopback, or over a stream without addresses. */
function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === '::1' || address.startsWith('127.');
}

function derivedName(address: string | undefined, port: number, peerAs: number | undefined): string {
  if (address === undefined) return peerAs === undefined ? 'peer' : `AS${peerAs}`;
  if (port === BGP_PORT) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function identifier(routerId: RouterId | string): RouterId {
  if (typeof routerId === 'number') return routerId;
  return parseIPv4(routerId) ?? refuse('routerId', routerId, 'a number or an IPv4 address');
}

/** The one spelling of an address, so that two of them can be compared. An IPv4 address in IPv6 clothes is taken out of them. */
export function normalAddress(text: string): string | undefined {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text;
  const [host, zone] = plain.split('%');
  const octets = parseAddress(host ?? '');
  if (octets === undefined) return undefined;
  return zone === undefined ? formatAddress(octets) : `${formatAddress(octets)}%${zone}`;
}

function address(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return normalAddress(text) ?? refuse(field, text, 'an IPv4 or IPv6 address');
}

function refuse(field: string, value: unknown, rule: string): never {
  throw new MeshError('MESH_PEER_SETTING', `${field} must be ${rule}, got ${JSON.stringify(value)}`, {
    details: { field, value, rule },
  });
}

/** The error of a protective option that a transport cannot set: without it the session would be unprotected. */
export function optionUnsupported(option: TransportOption, name: string): MeshError {
  return new MeshError(
    'MESH_TCP_OPTION_UNSUPPORTED',
    `${option} of ${name} cannot be set by this transport, and without it the session would be unprotected: remove it, or use a transport that supports it`,
    { details: { option, name } },
  );
}
