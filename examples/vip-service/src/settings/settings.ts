import { Secret } from '@mesh/bgp-session';
import { parseAddress, parseCommunity, parseLargeCommunity } from '@mesh/bgp-wire';
import { z } from 'zod';

/* The file of the service. Names are katran's; what it does not have is marked as ours. Everything is checked here, once. */

const seconds = (low: number, high: number): z.ZodNumber => z.int().min(low).max(high);
const asn = (): z.ZodNumber => z.int().min(1).max(4294967295);
const port = (low = 1): z.ZodNumber => z.int().min(low).max(65535);

/** An IPv4 or IPv6 address, without a zone. */
export const address = (): z.ZodString =>
  z
    .string()
    .max(45)
    .refine((text) => parseAddress(text) !== undefined, { error: 'must be an IPv4 or IPv6 address' });

/** Communities (RFC 1997) such as `65000:100` or by name, and large ones (RFC 8092) such as `65000:1:2`; at most 64. */
export const communities = (): z.ZodArray<z.ZodString> =>
  z
    .array(
      z
        .string()
        .max(32)
        .refine(isCommunity, { error: 'must be a community such as 65000:100, no-export or 65000:1:2' }),
    )
    .max(64);

/** A number alone is one too, but more likely a slip. */
function isCommunity(text: string): boolean {
  if (/^\w+$/.test(text) && /^\d/.test(text)) return false;
  return parseCommunity(text) !== undefined || parseLargeCommunity(text) !== undefined;
}

export const localPref = (): z.ZodNumber => z.int().min(0).max(4294967295);

/** A neighbour, in the file and in `POST peers`. */
export const peerSchema = z
  .strictObject({
    address: address(),
    asn: asn(),
    /** Offered, in seconds; 0: none. */
    hold_time: seconds(0, 65535).default(90),
    /** A third of the hold time agreed on is what is used (RFC 4271 §10); this says what is expected, and is checked. */
    keepalive: seconds(0, 21845).default(30),
    /** Ours: the port to dial. */
    port: port().default(179),
    /** Ours: wait for the neighbour to dial. */
    passive: z.boolean().default(false),
    /** Ours: the address to speak from. */
    local_address: address().optional(),
  })
  .refine(({ hold_time }) => hold_time === 0 || hold_time >= 3, { path: ['hold_time'], error: 'must be 0 or 3-65535' })
  .refine(({ hold_time, keepalive }) => (hold_time === 0 ? true : keepalive <= hold_time), {
    path: ['keepalive'],
    error: 'must not be longer than hold_time',
  });

export type PeerSettings = z.infer<typeof peerSchema>;

/** 128 bits, as hexadecimal or base64: 22 characters at least. */
const token = (): z.ZodType<Secret, string> =>
  z
    .string()
    .regex(/^[\x21-\x7e]{22,256}$/, {
      error: 'must be 22-256 printable characters: 128 bits or more, as openssl rand -hex 16 makes',
    })
    .transform((text) => new Secret(text));

const serverSchema = z.strictObject({
  host: z.string().min(1).max(255).default('127.0.0.1'),
  port: port(0).default(9100),
  read_timeout: seconds(1, 3600).default(30),
  write_timeout: seconds(1, 3600).default(30),
  /** Ours: tokens that read, and that read and write. Without any, only a loopback address is listened on. */
  read_token: token().optional(),
  write_token: token().optional(),
  /** Ours: names by which the service may be called, beside its address: `vip.example.net:9100`. */
  allowed_hosts: z.array(z.string().min(1).max(262)).max(64).default([]),
  /** Ours: requests a second from one address, and how many at once. */
  rate_limit: z.int().min(1).max(1_000_000).default(100),
  rate_burst: z.int().min(1).max(1_000_000).default(200),
});

const bgpSchema = z.strictObject({
  asn: asn(),
  router_id: z
    .string()
    .refine((text) => parseAddress(text)?.length === 4 && text !== '0.0.0.0', { error: 'must be a dotted quad' }),
  /** 0: do not listen. */
  listen_port: port(0).default(179),
  /** Ours: where to listen. */
  listen_address: address().default('0.0.0.0'),
  local_pref: localPref().default(100),
  communities: communities().default([]),
  peers: z.array(peerSchema).max(1024).default([]),
  /** Ours: next hops of the routes, instead of our end of each session. */
  next_hop: address()
    .refine((text) => !text.includes(':'), { error: 'must be an IPv4 address' })
    .optional(),
  next_hop6: address()
    .refine((text) => text.includes(':'), { error: 'must be an IPv6 address' })
    .optional(),
  /** Ours: how long neighbours keep our routes while we restart (RFC 4724); 0: not at all. */
  restart_time: seconds(0, 4095).default(120),
  /** Ours: a withdrawal is told so long before, with the community GRACEFUL_SHUTDOWN (RFC 8326); 0: it is not. */
  graceful_shutdown: seconds(0, 3600).default(0),
});

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export const settingsSchema = z
  .strictObject({
    server: serverSchema.prefault({}),
    bgp: bgpSchema,
    /** Ours: what was announced is kept here and announced again after a restart; nothing is kept without. */
    state_file: z.string().min(1).max(4096).optional(),
    /** Ours: several instances of one service have their routes in common here; `state_file` is what each has for itself. */
    etcd: z
      .strictObject({
        endpoints: z
          .array(z.url({ protocol: /^https?$/ }))
          .min(1)
          .max(16),
        /** What the keys of this service begin with. */
        prefix: z
          .string()
          .regex(/^\/[\w./-]{0,255}\/$/, { error: 'must begin and end with /' })
          .default('/vip-service/'),
      })
      .optional(),
    features: z.strictObject({ bgp_endpoint: z.boolean().default(true) }).prefault({}),
  })
  .refine(({ server }) => LOOPBACK.has(server.host) || server.write_token !== undefined, {
    path: ['server', 'host'],
    error: 'must be a loopback address as long as there is no write_token',
  })
  .refine(({ bgp }) => new Set(bgp.peers.map((peer) => peer.address)).size === bgp.peers.length, {
    path: ['bgp', 'peers'],
    error: 'must have each address once',
  });

/** The settings with nothing left open. */
export type Settings = z.infer<typeof settingsSchema>;
/** The settings as they are written. */
export type SettingsInput = z.input<typeof settingsSchema>;
