import { z } from 'zod';
import { address, communities, localPref, peerSchema } from '../settings/settings.js';
import { keyOf, parseVip, type Vip } from '../vip.js';

/* What requests and answers look like: checked against, and printed as the OpenAPI description. */

const vipText = (): z.ZodString =>
  z
    .string()
    .max(45)
    .meta({ description: 'IPv4 or IPv6 address', examples: ['203.0.113.10'] });
const prefixLength = () =>
  z
    .int()
    .min(0)
    .max(128)
    .optional()
    .meta({ description: 'Default 32 for IPv4, 128 for IPv6', examples: [32] });

/** Puts the address in canonical form, or says what is wrong with it. */
function canonical<T extends { readonly vip: string; readonly prefix_len?: number | undefined }>(
  value: T,
  context: z.RefinementCtx,
): T & Vip {
  const vip = parseVip(value.vip, value.prefix_len);
  if (typeof vip !== 'string') return { ...value, ...vip };
  context.addIssue({ code: 'custom', path: ['vip'], message: vip });
  return z.NEVER;
}

export const withdrawSchema = z.strictObject({ vip: vipText(), prefix_len: prefixLength() }).transform(canonical);

export const advertiseSchema = z
  .strictObject({
    vip: vipText(),
    prefix_len: prefixLength(),
    communities: communities()
      .optional()
      .meta({ description: 'Default: those of the settings', examples: [['65000:100']] }),
    local_pref: localPref()
      .optional()
      .meta({ description: 'Default: that of the settings', examples: [100] }),
    ttl_seconds: z
      .int()
      .min(1)
      .max(86_400)
      .optional()
      .meta({ description: 'Lease: withdrawn so long after, unless advertised again. Default: none', examples: [30] }),
  })
  .transform(canonical);

export const batchSchema = z
  .strictObject({
    advertise: z.array(advertiseSchema).max(10_000).default([]),
    withdraw: z.array(withdrawSchema).max(10_000).default([]),
  })
  .refine(
    ({ advertise, withdraw }) =>
      new Set([...advertise, ...withdraw].map(keyOf)).size === advertise.length + withdraw.length,
    {
      error: 'must have each route once',
    },
  );

export const addPeerSchema = peerSchema;
export const removePeerSchema = z.strictObject({ address: address() });
export const routeQuerySchema = z.strictObject({ address: vipText() });

const time = () => z.string().meta({ format: 'date-time' });

export const routeItem = z.strictObject({
  vip: z.string(),
  prefix_len: z.int(),
  advertised: z.boolean(),
  since: time().meta({ description: 'Of the last transition' }),
  communities: z.array(z.string()),
  local_pref: z.int(),
  expires: time().optional().meta({ description: 'End of the lease' }),
  delivery: z.record(z.string(), z.strictObject({ state: z.string(), reason: z.string().optional() })).meta({
    description:
      'How far it has come on its way to each peer: queued, filtered, written, withdrawing, withdrawn or replaced',
  }),
});

export const peerItem = z.strictObject({
  address: z.string(),
  asn: z.int(),
  state: z.string().meta({ description: 'idle, connect, active, opensent, openconfirm or established' }),
  uptime: z.string().meta({ examples: ['2h30m0s'] }),
  prefixes_announced: z.int(),
  hold_time: z.int(),
  keepalive: z.int(),
  last_reason: z.string().optional().meta({ description: 'Why the last session or attempt ended' }),
});

export const advertised = routeItem.extend({ newly: z.boolean().meta({ description: 'It was not announced before' }) });
export const withdrawn = z.strictObject({
  vip: z.string(),
  prefix_len: z.int(),
  was_advertised: z.boolean(),
});
export const batchDone = z.strictObject({ advertised: z.int(), newly: z.int(), withdrawn: z.int() });
export const health = z.strictObject({ status: z.string(), uptime: z.string() });

export type RouteItem = z.infer<typeof routeItem>;
export type PeerItem = z.infer<typeof peerItem>;
