import { MeshError } from '@mesh/bgp-wire';
import { integer, oneOf, type RuleRow, record, rule, ruleError } from '../fsm/setting-rule.js';
import { type Secret, secretOf } from './secret.js';

/** Options of the transport. A transport that cannot set one of them refuses the peer. */
export const TRANSPORT_OPTIONS = ['password', 'tcpAo', 'ttlSecurity', 'ttl', 'interface', 'localPort'] as const;
export type TransportOption = (typeof TRANSPORT_OPTIONS)[number];

/** A key of TCP-AO (RFC 5925 §3.1). */
export interface TcpAoKey {
  /** SendID and RecvID, 0–255. */
  readonly keyId: number;
  /** Of RFC 5926; HMAC-SHA-256 beyond it. */
  readonly algorithm: (typeof TCP_AO_ALGORITHMS)[number];
  /** The master key: 1 to 80 octets, in UTF-8 where it is text. */
  readonly password: string | Secret;
}

const TCP_AO_ALGORITHMS = ['hmac-sha-1-96', 'aes-128-cmac-96', 'hmac-sha-256'] as const;

/** What a peer asks of the transport that carries its sessions. */
export interface TransportSettings {
  /**
   * TCP MD5 signature key (RFC 2385): 1 to 80 octets, in UTF-8 where it is text. No segment that is not signed with it
   * counts, in either direction. A snapshot shows it redacted.
   */
  readonly password?: string | Secret | undefined;
  /** Sign segments with TCP-AO (RFC 5925), not beside `password`. The transport of `/tcp` does not have it, and refuses the peer. */
  readonly tcpAo?: TcpAoKey | undefined;
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

/** What each option may be. */
export const TRANSPORT_RULES: { readonly [K in TransportOption]: RuleRow } = {
  password: { rule: rule(`a key of 1 to ${MAX_KEY_OCTETS} octets (RFC 2385)`, isKey), secret: true },
  tcpAo: {
    rule: record(
      {
        keyId: integer(0, 255),
        algorithm: oneOf(...TCP_AO_ALGORITHMS),
        password: rule(`a key of 1 to ${MAX_KEY_OCTETS} octets`, isKey),
      },
      ['keyId', 'algorithm', 'password'],
    ),
    secret: true,
  },
  ttlSecurity: { rule: integer(1, MAX_HOPS, ' hops') },
  ttl: { rule: integer(1, 255) },
  // What Linux takes as a name: `dev_valid_name`.
  interface: {
    rule: rule(
      'the name of a network interface, 1 to 15 characters',
      (value) => typeof value === 'string' && /^[^\s/:]{1,15}$/.test(value) && value !== '.' && value !== '..',
    ),
  },
  localPort: { rule: integer(1, 65535) },
};

function isKey(value: unknown): boolean {
  const octets = secretOf(value)?.octets().length ?? 0;
  return octets >= 1 && octets <= MAX_KEY_OCTETS;
}

/**
 * What a peer asks of the transport, of settings whose rules hold; the key as a `Secret`. Throws `MeshError`
 * `MESH_PEER_SETTING` where two of them do not go together.
 */
export function resolveTransport(settings: TransportSettings): TransportSettings & { readonly password?: Secret } {
  const { password, tcpAo, ttl, ttlSecurity } = settings;
  if (ttl !== undefined && ttlSecurity !== undefined) {
    throw ruleError('MESH_PEER_SETTING', 'ttl', ttl, 'left out beside ttlSecurity, which sends with 255 (RFC 5082 §3)');
  }
  if (password !== undefined && tcpAo !== undefined) {
    throw ruleError('MESH_PEER_SETTING', 'tcpAo', undefined, 'left out beside password', { shown: 'both' });
  }
  const asked = TRANSPORT_OPTIONS.filter((option) => settings[option] !== undefined);
  return withSecrets(Object.fromEntries(asked.map((option) => [option, settings[option]])));
}

/** The keys as `Secret`s, so that settings can be printed. */
export function withSecrets<T extends TransportSettings>(settings: T): T & { readonly password?: Secret } {
  const password = secretOf(settings.password);
  const ao = secretOf(settings.tcpAo?.password);
  return {
    ...settings,
    ...(password && { password }),
    ...(settings.tcpAo && ao && { tcpAo: { ...settings.tcpAo, password: ao } }),
  };
}

/** The error of an option that a transport cannot set: without it the session would not be the one that was asked for. */
export function optionUnsupported(option: TransportOption, name: string, why = ''): MeshError {
  return new MeshError(
    'MESH_TCP_OPTION_UNSUPPORTED',
    `${option} of ${name} cannot be set by this transport${why}, and without it the session would be another than the one asked for: remove it, or use a transport that supports it`,
    { details: { option, name } },
  );
}
