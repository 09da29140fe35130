import type { TransportSettings } from '@mesh/bgp-session';
import { Family as Families, type Family, parseIPv4 } from '@mesh/bgp-wire';
import {
  asn,
  families,
  hostAddress,
  integer,
  type ListenAddress,
  listenAddress,
  routerId,
  text,
  toggle,
} from '../options/kinds.js';
import type { Option, OptionValues } from '../options/option.js';
import { UsageError } from '../usage-error.js';
import { passwordIn } from './password.js';

const section = 'Session';
const transport = 'Protection and transport (Linux)';

/** Options of whoever speaks BGP. */
export const SESSION_OPTIONS: {
  readonly peer: Option<string | undefined>;
  readonly port: Option<number>;
  readonly listen: Option<ListenAddress | undefined>;
  readonly passive: Option<boolean>;
  readonly localAs: Option<number | undefined>;
  readonly peerAs: Option<number | undefined>;
  readonly routerId: Option<string | undefined>;
  readonly localAddress: Option<string | undefined>;
  readonly holdTime: Option<number>;
  readonly families: Option<readonly Family[] | undefined>;
  readonly addPath: Option<readonly Family[] | undefined>;
  readonly asn2: Option<boolean>;
  readonly wait: Option<number | undefined>;
  readonly passwordFile: Option<string | undefined>;
  readonly password: Option<string | undefined>;
  readonly ttlSecurity: Option<number | undefined>;
  readonly ttl: Option<number | undefined>;
  readonly interface: Option<string | undefined>;
  readonly localPort: Option<number | undefined>;
} = {
  peer: hostAddress({ section, help: 'address of the peer' }),
  port: integer({ section, placeholder: 'PORT', min: 1, max: 65535, initial: 179, help: 'port of the peer' }),
  listen: listenAddress({ section, help: 'accept the connection of the peer here; port 0 takes a free one' }),
  passive: toggle({ section, help: 'never connect, only accept' }),
  localAs: asn({ section, help: 'our AS number' }),
  peerAs: asn({ section, help: "the peer's AS number; any if left out" }),
  routerId: routerId({ section, help: 'our BGP identifier (default the IPv4 --local-address)' }),
  localAddress: hostAddress({ section, help: 'address to connect from, and what next-hop self means' }),
  holdTime: integer({
    section,
    placeholder: 'SECONDS',
    min: 3,
    max: 65535,
    or: 0,
    unit: 'seconds',
    initial: 90,
    help: 'hold time we offer, 0 for none',
  }),
  families: families({
    section,
    initial: [Families.IPV4_UNICAST, Families.IPV6_UNICAST],
    help: 'families we offer',
  }),
  addPath: families({ section, help: 'offer path identifiers for the family' }),
  asn2: toggle({ section, help: 'do not offer AS numbers of four octets' }),
  wait: integer({
    section,
    placeholder: 'SECONDS',
    min: 1,
    max: 86_400,
    unit: 'seconds',
    help: 'how long to wait for the session (default 30, without end if only accepting)',
  }),
  passwordFile: text({
    section: transport,
    placeholder: 'FILE',
    help: 'TCP MD5 key (RFC 2385): what the file holds, less the end of its last line',
  }),
  password: text({ section: transport, placeholder: 'KEY', help: 'the key itself, which others can see in ps' }),
  ttlSecurity: integer({
    section: transport,
    placeholder: 'HOPS',
    min: 1,
    max: 254,
    unit: 'hops',
    help: 'drop what comes from further away (GTSM, RFC 5082): 1 for a neighbour on the link',
  }),
  ttl: integer({
    section: transport,
    min: 1,
    max: 255,
    help: "TTL or hop limit of what is sent (default the host's)",
  }),
  interface: text({ section: transport, placeholder: 'NAME', help: 'network interface that the session goes over' }),
  localPort: integer({ section: transport, placeholder: 'PORT', min: 1, max: 65535, help: 'port to connect from' }),
};

/** What the options say of our side, checked against each other. */
export interface SessionChoice {
  readonly peerAddress: string | undefined;
  readonly peerPort: number;
  readonly listen: ListenAddress | undefined;
  readonly passive: boolean;
  readonly localAs: number;
  readonly peerAs: number | undefined;
  readonly routerId: string;
  readonly localAddress: string | undefined;
  readonly holdTimeSeconds: number;
  readonly families: readonly Family[];
  readonly addPath: readonly Family[];
  readonly fourOctetAs: boolean;
  /** Undefined: without end. */
  readonly waitSeconds: number | undefined;
  readonly transport: TransportSettings;
}

const DEFAULT_WAIT_SECONDS = 30;

/** Throws `UsageError` where an option is missing or two exclude each other, `Failure` where the key cannot be read. */
export function sessionChoice(options: OptionValues<typeof SESSION_OPTIONS>): SessionChoice {
  const { peer, listen, localAs, localAddress } = options;
  if (peer === undefined && listen === undefined) throw new UsageError('--peer or --listen is needed');
  if (options.passive && listen === undefined) throw new UsageError('--passive needs --listen');
  if (localAs === undefined) throw new UsageError('--local-as is needed');
  const isIpv4 = localAddress !== undefined && parseIPv4(localAddress) !== undefined;
  const identifier = options.routerId ?? (isIpv4 ? localAddress : undefined);
  if (identifier === undefined) throw new UsageError('--router-id is needed without an IPv4 --local-address');
  const passive = options.passive || peer === undefined;
  const { password, passwordFile, ttlSecurity, ttl } = options;
  if (password !== undefined && passwordFile !== undefined) {
    throw new UsageError('--password and --password-file exclude each other');
  }
  if (ttl !== undefined && ttlSecurity !== undefined)
    throw new UsageError('--ttl and --ttl-security exclude each other');
  return {
    peerAddress: peer,
    peerPort: options.port,
    listen,
    passive,
    localAs,
    peerAs: options.peerAs,
    routerId: identifier,
    localAddress,
    holdTimeSeconds: options.holdTime,
    families: options.families ?? [],
    addPath: options.addPath ?? [],
    fourOctetAs: !options.asn2,
    waitSeconds: options.wait ?? (passive ? undefined : DEFAULT_WAIT_SECONDS),
    transport: {
      password: passwordFile === undefined ? password : passwordIn(passwordFile),
      ttlSecurity,
      ttl,
      interface: options.interface,
      localPort: options.localPort,
    },
  };
}
