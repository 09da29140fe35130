import type { Secret } from '@mesh/bgp-session';
import { z } from 'zod';
import { asn, flag, integer, MISSING, must, peerAddress, routerId } from './schema.js';
import { keyOctets, secret } from './secret.js';

/** A key of TCP-AO (RFC 5925). */
export interface TcpAoSettings {
  /** SendID and RecvID of the key, 0–255. */
  readonly keyId: number;
  /** How segments are signed (RFC 5926; HMAC-SHA-256 beyond it). */
  readonly algorithm: TcpAoAlgorithm;
  /** The master key: 1 to 80 octets. */
  readonly password: string | Secret;
  /** `password` is the key in base64. Default false. */
  readonly base64?: boolean;
}

export type TcpAoAlgorithm = (typeof TCP_AO_ALGORITHMS)[number];

const TCP_AO_ALGORITHMS = ['hmac-sha-1-96', 'aes-128-cmac-96', 'hmac-sha-256'] as const;

/** Who speaks with whom, and over which connection. */
export interface SessionSettings {
  /** The peer's IPv4 or IPv6 address; a link-local one with its zone, as `fe80::1%eth0`. */
  readonly peerAddress: string;
  /** `auto`: that of the peer, which then has to be given. */
  readonly localAs: number | 'auto';
  /** `auto`: whatever the peer says. */
  readonly peerAs: number | 'auto';
  /** The address to speak from, and what `next-hop self` means. Default `auto`: what the connection has. */
  readonly localAddress?: string;
  /** Our link-local address on the link to the peer: stands behind `next-hop self` in IPv6 (RFC 2545 §3). */
  readonly localLinkLocal?: string;
  /** BGP Identifier as a dotted quad. Default `localAddress` where that is IPv4; else it must be given. */
  readonly routerId?: string;
  /** Port to dial. Default 0: 179. */
  readonly connect?: number;
  /** Port to listen on at `localAddress`. Default 0: do not listen. */
  readonly listen?: number;
  /** Never dial, wait for the peer. Default false. */
  readonly passive?: boolean;
  /** The network interface that the session goes over, by name. */
  readonly sourceInterface?: string;
  /** TTL or hop limit of what we send, 1–255. Default: the host's; 255 beside `incomingTtl`. */
  readonly outgoingTtl?: number;
  /** The least TTL that is taken, 1–255; 255: the peer is directly connected (GTSM, RFC 5082). Default: any. */
  readonly incomingTtl?: number;
  /** TCP MD5 key (RFC 2385), 1 to 80 octets; empty: none. It shows nowhere: what prints or serialises it says `[redacted]`. */
  readonly md5Password?: string | Secret;
  /** `md5Password` is the key in base64. Default false. */
  readonly md5Base64?: boolean;
  /** Our address that the key is for. It is for every address of ours anyway, so that nothing depends on this. */
  readonly md5Ip?: string;
  /** TCP-AO, instead of MD5. */
  readonly tcpAo?: TcpAoSettings;
}

/** A key of TCP-AO with nothing left open. */
export type TcpAo = Omit<Required<TcpAoSettings>, 'password'> & { readonly password: Secret };

/** Session settings that have a value when nobody has given one. */
type Defaulted = 'localAddress' | 'routerId' | 'connect' | 'listen' | 'passive' | 'md5Base64';

/** Session settings with nothing left open: what is absent is not asked for. */
export interface NeighborSession
  extends Required<Pick<SessionSettings, 'peerAddress' | 'peerAs' | Defaulted>>,
    Pick<SessionSettings, 'localLinkLocal' | 'sourceInterface' | 'outgoingTtl' | 'incomingTtl' | 'md5Ip'> {
  readonly localAs: number;
  readonly md5Password?: Secret;
  readonly tcpAo?: TcpAo;
}

type Draft = Omit<NeighborSession, 'localAs' | 'routerId'> & Pick<SessionSettings, 'localAs' | 'routerId'>;

const AS_ERROR = must('1-4294967295');

const tcpAoSchema: z.ZodType<TcpAo> = z.strictObject(
  {
    keyId: integer(0, 255),
    algorithm: z.enum(TCP_AO_ALGORITHMS, { error: must(TCP_AO_ALGORITHMS.join(', ')) }),
    password: secret(),
    base64: flag().default(false),
  },
  { error: MISSING },
);

export const sessionSchema: z.ZodType<NeighborSession> = z
  .strictObject(
    {
      peerAddress: peerAddress(),
      localAs: z.union([asn(), z.literal('auto')], { error: AS_ERROR }),
      peerAs: z.union([asn(), z.literal('auto')], { error: AS_ERROR }),
      localAddress: z
        .union([z.literal('auto'), peerAddress()], { error: 'must be an IPv4 or IPv6 address, or auto' })
        .default('auto'),
      localLinkLocal: peerAddress().optional(),
      routerId: routerId().optional(),
      connect: integer(0, 65535).default(0),
      listen: integer(0, 65535).default(0),
      passive: flag().default(false),
      sourceInterface: z
        .string({ error: must('text') })
        .regex(/^[^\s/:]{1,15}$/, { error: 'must be the name of a network interface, 1-15 characters' })
        .optional(),
      outgoingTtl: integer(1, 255).optional(),
      incomingTtl: integer(1, 255).optional(),
      md5Password: secret()
        .transform((key) => (key.octets().length === 0 ? undefined : key))
        .optional(),
      md5Base64: flag().default(false),
      md5Ip: peerAddress().optional(),
      tcpAo: tcpAoSchema.optional(),
    },
    { error: MISSING },
  )
  .transform((draft, context): NeighborSession => {
    const session = withoutAbsent(draft) as Draft;
    for (const [setting, complaint] of COMPLAINTS) {
      const message = complaint(session);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [...setting], message });
    }
    const inferred = session.localAddress === 'auto' || isIPv6(session.localAddress) ? '' : session.localAddress;
    const { localAs, peerAs, routerId: identifier = inferred } = session;
    return { ...session, localAs: (localAs === 'auto' ? peerAs : localAs) as number, routerId: identifier };
  });

type Complaint = readonly [setting: readonly string[], complaint: (session: Draft) => string | undefined];

/** What settings may not be together, in the order in which they are told. */
const COMPLAINTS: readonly Complaint[] = [
  [
    ['localAs'],
    ({ localAs, peerAs }) =>
      localAs === 'auto' && peerAs === 'auto' ? 'must be a number where peer-as is auto' : undefined,
  ],
  [
    ['localAddress'],
    ({ listen, localAddress }) => (listen !== 0 && localAddress === 'auto' ? 'required when listen is set' : undefined),
  ],
  [['localAddress'], ({ localAddress, ...session }) => otherVersion(localAddress, session)],
  [['md5Ip'], ({ md5Ip = 'auto', ...session }) => otherVersion(md5Ip, session)],
  [
    ['routerId'],
    ({ routerId: identifier, localAddress }) =>
      identifier === undefined && (localAddress === 'auto' || isIPv6(localAddress))
        ? 'missing: only an IPv4 local-address can stand in for it'
        : undefined,
  ],
  [
    ['localLinkLocal'],
    ({ localLinkLocal }) =>
      localLinkLocal === undefined || /^fe[89ab]/.test(localLinkLocal)
        ? undefined
        : `must be an IPv6 link-local address (fe80::/10), got '${localLinkLocal}'`,
  ],
  [
    ['outgoingTtl'],
    ({ outgoingTtl = 255, incomingTtl }) =>
      incomingTtl !== undefined && outgoingTtl !== 255 ? 'must be 255 beside incoming-ttl (RFC 5082)' : undefined,
  ],
  [['tcpAo'], ({ tcpAo, md5Password }) => (tcpAo && md5Password ? 'and md5-password exclude each other' : undefined)],
  [['md5Password'], ({ md5Password, md5Base64 }) => keyFault(md5Password, md5Base64)],
  [['tcpAo', 'password'], ({ tcpAo }) => keyFault(tcpAo?.password, tcpAo?.base64 ?? false)],
];

function keyFault(key: Secret | undefined, base64: boolean): string | undefined {
  const octets = key && keyOctets(key, base64);
  return typeof octets === 'string' ? octets : undefined;
}

function otherVersion(address: string, { peerAddress }: Pick<Draft, 'peerAddress'>): string | undefined {
  if (address === 'auto' || isIPv6(address) === isIPv6(peerAddress)) return undefined;
  return `${address} and peer-address ${peerAddress} are of two IP versions`;
}

function withoutAbsent(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function isIPv6(address: string): boolean {
  return address.includes(':');
}
