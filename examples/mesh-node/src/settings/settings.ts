import { Secret } from '@mesh/bgp-session';
import { MeshError, parseAddress } from '@mesh/bgp-wire';
import { z } from 'zod';
import { NODE_NAME, splitEndpoint } from '../peer.js';
import { isPrefix } from './prefix.js';

/* The file of a node. Everything is checked here, once. Where nothing is said, a node is as BGP4mesh has it. */

const port = (): z.ZodNumber => z.int().min(1).max(65_535);
const seconds = (low: number, high: number): z.ZodNumber => z.int().min(low).max(high);
const address = (): z.ZodString =>
  z.string().refine((text) => parseAddress(text) !== undefined, { error: 'must be an IPv4 or IPv6 address' });
const prefix = (): z.ZodString =>
  z.string().refine(isPrefix, { error: 'must be a prefix without host bits, such as 10.101.0.0/16' });

const etcdSchema = z.strictObject({
  endpoints: z
    .array(z.url({ protocol: /^https?$/ }))
    .min(1)
    .max(16),
  /** What the keys begin with. */
  prefix: z
    .string()
    .regex(/^\/[\w./-]{0,255}\/$/, { error: 'must begin and end with /' })
    .default('/peers/'),
  /** Seconds that a node's key outlives it. */
  lease_ttl: seconds(2, 3600).default(30),
});

const meshSchema = z.strictObject({
  /** The overlay; node N has address N of it. */
  prefix: prefix()
    .refine((text) => !text.includes(':') && Number(text.split('/')[1]) <= 30, {
      error: 'must be IPv4, /30 or shorter',
    })
    .default('10.0.0.0/24'),
  /** The overlay in IPv6. */
  prefix6: prefix()
    .refine((text) => text.includes(':') && Number(text.split('/')[1]) <= 112, {
      error: 'must be IPv6, /112 or shorter',
    })
    .default('fd00:6d65:7368::/64'),
});

const bgpSchema = z.strictObject({
  asn: z.int().min(1).max(4_294_967_295).default(65_000),
  port: port().default(179),
  hold_time: seconds(3, 65_535).default(180),
  keepalive: seconds(1, 21_845).default(60),
  /** TCP MD5 (RFC 2385) of every session. */
  password: z
    .string()
    .min(1)
    .max(80)
    .transform((text) => new Secret(text))
    .optional(),
  /** What is behind this node and announced to the others. */
  networks: z.array(prefix()).max(1024).default([]),
  bfd: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Milliseconds between two packets. */
      interval: z.int().min(10).max(60_000).default(200),
      multiplier: z.int().min(1).max(255).default(3),
    })
    .prefault({}),
  /** A full mesh up to so many nodes; above, the nodes with the lowest numbers reflect (RFC 4456). */
  reflectors: z
    .strictObject({ above: z.int().min(2).max(10_000).default(50), count: z.int().min(1).max(16).default(2) })
    .prefault({}),
  /** Caches of validated prefixes (RFC 8210), the first one preferred; routes that are invalid are not used. */
  rtr: z
    .array(z.strictObject({ host: z.string().min(1).max(253), port: port().default(8282) }))
    .max(8)
    .default([]),
});

const tincSchema = z.strictObject({
  /** The folder of the net: `tinc.conf`, `tinc-up`, `hosts/`, the private key. */
  directory: z.string().min(1).max(4096).default('/etc/tinc/mesh'),
  interface: z
    .string()
    .regex(/^[\w.-]{1,15}$/)
    .default('mesh0'),
  mode: z.enum(['switch', 'router']).default('switch'),
  port: port().default(655),
  /** What the others reach this node's tinc at: `tinc1:655`. */
  endpoint: z.string().refine((text) => splitEndpoint(text) !== undefined, { error: 'must be such as tinc1:655' }),
  /** Where tincd writes its process id. */
  pid_file: z.string().min(1).max(4096).default('/run/tinc.mesh.pid'),
});

const kernelSchema = z.strictObject({
  /** Install what is learned. */
  install: z.boolean().default(true),
  /** How our routes are told from those of others. */
  protocol: z.int().min(5).max(255).default(178),
  metric: z.int().min(0).max(4_294_967_295).default(32),
  table: z.int().min(1).max(4_294_967_295).default(254),
});

const birdSchema = z.strictObject({
  directory: z.string().min(1).max(4096).default('/etc/bird'),
  socket: z.string().min(1).max(107).default('/run/bird/bird.ctl'),
});

export const settingsSchema = z.strictObject({
  node: z.strictObject({
    /** Name in the registry and in tinc. */
    name: z.string().regex(NODE_NAME, { error: 'must be letters, digits and _' }),
    /** N: what the addresses and the router id are made of. Default: the digits that the name ends with. */
    number: z.int().min(1).max(65_534).optional(),
  }),
  etcd: etcdSchema,
  mesh: meshSchema.prefault({}),
  bgp: bgpSchema.prefault({}),
  tinc: tincSchema,
  kernel: kernelSchema.prefault({}),
  /** Who speaks BGP: this process, or BIRD with files that are rendered for it. */
  routing: z.enum(['speaker', 'bird']).default('speaker'),
  bird: birdSchema.prefault({}),
  discovery: z
    .strictObject({
      mdns: z.boolean().default(true),
      /** Seconds between two looks. */
      interval: seconds(1, 3600).default(30),
      /** Address of the interface to ask on; the system's choice unless given. */
      address: address().optional(),
    })
    .prefault({}),
  timers: z
    .strictObject({
      /** Seconds without a change before the first sync, */
      calm_window: seconds(0, 60).default(2),
      /** and how long it waits for them at most. */
      max_wait: seconds(0, 600).default(10),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      host: z.string().min(1).max(255).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(2112),
    })
    .prefault({}),
});

/** The settings with nothing left open. */
export type Settings = z.infer<typeof settingsSchema>;
/** The settings as they are written. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The settings with nothing left open. Throws `MESH_NODE_SETTINGS` that names each setting and what it must be. */
export function validate(value: unknown): Settings {
  const result = settingsSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new MeshError('MESH_NODE_SETTINGS', explain(result.error));
}

/** By path: `bgp.asn: …`. Values are not quoted: one of them may be a password. */
function explain({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message.replace(/^Invalid input: /, '')}`)
    .join('; ');
}
