import {
  ADD_PATH,
  ByteWriter,
  type Capability,
  type CapabilityRow,
  CISCO_MULTISESSION,
  CISCO_ROUTE_REFRESH,
  ENHANCED_ROUTE_REFRESH,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  FOUR_OCTET_AS,
  FQDN,
  familyOf,
  formatHex,
  GRACEFUL_RESTART,
  LINK_LOCAL_NEXT_HOP,
  MAX_EXTENDED_MESSAGE_LENGTH,
  MULTIPROTOCOL,
  MULTISESSION,
  OPERATIONAL,
  ROLE,
  ROUTE_REFRESH,
  SOFTWARE_VERSION,
  standardCapabilities,
} from '@mesh/bgp-wire';
import { familyPath, familyWords } from './family.js';

type Members = Readonly<Record<string, unknown>>;

interface ExabgpCapability {
  readonly code: number;
  /** One member for all capabilities of a code: those that may stand several times are merged. */
  readonly members: (values: readonly never[]) => Members;
}

function row<T>(of: CapabilityRow<T>, members: (value: T, all: readonly T[]) => Members): ExabgpCapability {
  return { code: of.code, members: (values) => members(values[0]!, values) };
}

const MODES = { receive: 'receive', send: 'send', both: 'send/receive' } as const;

const multisession = (variant: string) => (codes: readonly number[]) => ({
  name: 'multisession',
  variant,
  // The first octet holds flags.
  capabilities: codes.slice(1).map(String),
});

/** Capabilities by code; any other is shown as octets. */
const ROWS: ReadonlyMap<number, ExabgpCapability> = new Map(
  [
    row(MULTIPROTOCOL, (_, all) => ({ name: 'multiprotocol', families: all.map(familyPath) })),
    row(ROUTE_REFRESH, () => ({ name: 'route-refresh', variant: 'RFC' })),
    row(CISCO_ROUTE_REFRESH, () => ({ name: 'route-refresh', variant: 'Cisco' })),
    row(EXTENDED_NEXT_HOP, (_, all) => ({
      name: 'nexthop',
      conversion: all
        .flat()
        .map(({ family, nextHopAfi }) => `${familyPath(family)}/${familyWords(familyOf(nextHopAfi, 1))[0]}`),
    })),
    row(EXTENDED_MESSAGE, () => ({ name: 'extended-message', size: MAX_EXTENDED_MESSAGE_LENGTH })),
    row(ROLE, (role) => ({ name: 'role', role: String(role) })),
    row(GRACEFUL_RESTART, ({ restartTimeSeconds, families, restarting }) => ({
      name: 'graceful restart',
      time: restartTimeSeconds,
      'address-family-flags': Object.fromEntries(
        families.map(({ family, forwardingPreserved }) => [familyPath(family), forwardingPreserved ? ['restart'] : []]),
      ),
      'restart-flags': restarting ? ['forwarding'] : [],
    })),
    row(FOUR_OCTET_AS, (asn) => ({ name: 'asn4', asn4: asn })),
    row(MULTISESSION, multisession('RFC')),
    row(CISCO_MULTISESSION, multisession('Cisco')),
    row(ADD_PATH, (_, all) => ({
      name: 'addpath',
      ...Object.fromEntries(all.flat().map(({ family, mode }) => [familyPath(family), MODES[mode]])),
    })),
    row(ENHANCED_ROUTE_REFRESH, () => ({ name: 'enhanced-route-refresh' })),
    row(FQDN, ({ hostName, domainName }) => ({ 'host-name': hostName, 'domain-name': domainName })),
    row(SOFTWARE_VERSION, (software) => ({ software })),
    row(LINK_LOCAL_NEXT_HOP, () => ({ name: 'link-local-nexthop' })),
    row(OPERATIONAL, () => ({ name: 'operational' })),
  ].map((one) => [one.code, one]),
);

/** From here on codes are reserved, and from 70 to there unassigned, as ExaBGP has it. */
const RESERVED = 128;
const UNASSIGNED = 70;

function unknown(code: number, values: readonly unknown[]): Members {
  const iana = code >= RESERVED ? 'reserved' : code >= UNASSIGNED ? 'unassigned' : 'unknown';
  const raw = values.map((value) => formatHex(octetsOf(code, value)).toUpperCase()).join('');
  return { name: 'unknown', iana, value: code, raw };
}

function octetsOf(code: number, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const writer = new ByteWriter(64);
  standardCapabilities.get(code)?.encode(value, writer);
  return writer.take();
}

/** The capabilities of an OPEN by their codes. */
export function capabilitiesOf(list: readonly Capability[]): Members {
  const byCode = new Map<number, unknown[]>();
  for (const { code, value } of list) byCode.set(code, [...(byCode.get(code) ?? []), value]);
  return Object.fromEntries(
    [...byCode].map(([code, values]) => {
      const known = values.some((value) => value instanceof Uint8Array) ? undefined : ROWS.get(code);
      return [code, known ? known.members(values as never[]) : unknown(code, values)];
    }),
  );
}
