import { MeshError } from '@mesh/bgp-wire';
import { type Secret, secretOf } from './secret.js';

/** Options of the transport. A transport that cannot set one of them refuses the peer. */
export const TRANSPORT_OPTIONS = ['password', 'ttlSecurity', 'ttl', 'interface', 'localPort'] as const;
export type TransportOption = (typeof TRANSPORT_OPTIONS)[number];

/** What a peer asks of the transport that carries its sessions. */
export interface TransportSettings {
  /**
   * TCP MD5 signature key (RFC 2385): 1 to 80 octets, in UTF-8 where it is text. No segment that is not signed with it
   * counts, in either direction. A snapshot shows it redacted.
   */
  readonly password?: string | Secret | undefined;
  /** GTSM (RFC 5082): the peer is at most this many hops away, 1 where it is directly connected; what comes from further away is dropped. */
  readonly ttlSecurity?: number | undefined;
  /** TTL or hop limit of what we send, 1 to 255: how far away the peer may be. Default: the host's. Not beside `ttlSecurity`. */
  readonly ttl?: number | undefined;
  /** The network interface that sessions go over, by name. */
  readonly interface?: string | undefined;
  /** The port we connect from. Default: any that is free. */
  readonly localPort?: number | undefined;
}

/** A peer as a transport knows it: where to connect to, where streams come from, and what was asked for, all of it checked. */
export interface ConnectTarget extends TransportSettings {
  readonly name: string;
  readonly peerPort: number;
  /** In one spelling. */
  readonly peerAddress: string | undefined;
  readonly localAddress: string | undefined;
  readonly password?: Secret | undefined;
}

/** The most octets that the kernel takes as a key. */
const MAX_KEY_OCTETS = 80;
/** RFC 5082 §3: what we send has TTL 255, so that is how far away a peer can be told to be. */
const MAX_HOPS = 254;

type Rule = readonly [holds: (value: unknown) => boolean, rule: string];

const integer =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const RULES: Readonly<Record<Exclude<TransportOption, 'password'>, Rule>> = {
  ttlSecurity: [integer(1, MAX_HOPS), `a number of hops from 1 to ${MAX_HOPS}`],
  ttl: [integer(1, 255), 'a TTL from 1 to 255'],
  localPort: [integer(1, 65535), 'a port from 1 to 65535'],
  // What Linux takes as a name: `dev_valid_name`.
  interface: [
    (value) => typeof value === 'string' && /^[^\s/:]{1,15}$/.test(value) && value !== '.' && value !== '..',
    'the name of a network interface, 1 to 15 characters',
  ],
};

/** Checks what a peer asks of the transport. Throws `MeshError` `MESH_PEER_SETTING`, which never shows a key. */
export function resolveTransport(settings: TransportSettings): TransportSettings & { readonly password?: Secret } {
  const chosen: Record<string, unknown> = {};
  for (const [field, [holds, rule]] of Object.entries(RULES)) {
    const value = settings[field as keyof typeof RULES];
    if (value === undefined) continue;
    if (!holds(value)) refuse(field, value, rule);
    chosen[field] = value;
  }
  if (settings.ttl !== undefined && settings.ttlSecurity !== undefined) {
    refuse('ttl', settings.ttl, 'left out beside ttlSecurity, which sends with 255 (RFC 5082 §3)');
  }
  if (settings.password !== undefined) chosen['password'] = key(settings.password);
  return chosen;
}

function key(value: unknown): Secret {
  const secret = secretOf(value);
  const octets = secret === undefined ? 0 : new TextEncoder().encode(secret.reveal()).length;
  if (secret !== undefined && octets >= 1 && octets <= MAX_KEY_OCTETS) return secret;
  const got = secret === undefined ? 'what is no key' : `${octets}`;
  const rule = `a key of 1 to ${MAX_KEY_OCTETS} octets (RFC 2385)`;
  throw new MeshError('MESH_PEER_SETTING', `password must be ${rule}, got ${got}`, {
    details: { field: 'password', rule },
  });
}

function refuse(field: string, value: unknown, rule: string): never {
  throw new MeshError('MESH_PEER_SETTING', `${field} must be ${rule}, got ${JSON.stringify(value)}`, {
    details: { field, value, rule },
  });
}

/** The error of an option that a transport cannot set: without it the session would not be the one that was asked for. */
export function optionUnsupported(option: TransportOption, name: string, why = ''): MeshError {
  return new MeshError(
    'MESH_TCP_OPTION_UNSUPPORTED',
    `${option} of ${name} cannot be set by this transport${why}, and without it the session would be another than the one asked for: remove it, or use a transport that supports it`,
    { details: { option, name } },
  );
}
