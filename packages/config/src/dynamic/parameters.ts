import { type Family, formatFamily, parseFamilyName, parseIPv4 } from '@mesh/bgp-wire';
import { canonicalAddress } from '../settings/address.js';
import { MAX_UINT32, parseUint } from '../text/values.js';

/** What the parameters of a peer fill in. */
export interface PeerDraft {
  localAddress?: string;
  localAs?: number;
  peerAs?: number;
  routerId?: string;
  families?: string;
  gracefulRestart?: number | false;
  groupUpdates?: boolean;
  processes?: string[];
  templates?: string[];
  persist?: boolean;
}

/** One parameter of `create`. */
export interface PeerParameter {
  readonly keyword: string;
  readonly alias?: string;
  /** The value, as the help shows it. */
  readonly argument: string;
  readonly description: string;
  readonly required?: true;
  readonly repeatable?: true;
  /** Takes the value over into the draft; a sentence where it is none. */
  read(text: string, draft: PeerDraft): string | undefined;
}

export const peerParameters: readonly PeerParameter[] = [
  {
    keyword: 'local-ip',
    alias: 'local-address',
    argument: '<ip>|auto',
    description: 'the address to speak from; auto: what the connection has',
    required: true,
    read(text, draft) {
      const address = text === 'auto' ? text : canonicalAddress(text);
      if (address === undefined) return notAnAddress(text);
      draft.localAddress = address;
      return undefined;
    },
  },
  {
    keyword: 'local-as',
    argument: '<asn>',
    description: 'our AS number',
    required: true,
    read: (text, draft) => readAsn(text, (asn) => (draft.localAs = asn)),
  },
  {
    keyword: 'peer-as',
    argument: '<asn>',
    description: "the peer's AS number",
    required: true,
    read: (text, draft) => readAsn(text, (asn) => (draft.peerAs = asn)),
  },
  {
    keyword: 'router-id',
    argument: '<ipv4>',
    description: 'our BGP identifier',
    required: true,
    read(text, draft) {
      if (!parseIPv4(text)) return `invalid IP address ${text}: a router id is an IPv4 address other than 0.0.0.0`;
      draft.routerId = text;
      return undefined;
    },
  },
  {
    keyword: 'family-allowed',
    argument: '<family>[/<family>…]|in-open',
    description: 'families to offer; in-open: every family there is. Default ipv4-unicast',
    read(text, draft) {
      if (text === 'in-open') {
        draft.families = 'all';
        return undefined;
      }
      const families = splitFamilies(text);
      if (typeof families === 'string') return families;
      draft.families = families.map(formatFamily).join(' ');
      return undefined;
    },
  },
  {
    keyword: 'graceful-restart',
    argument: '<seconds>',
    description: 'restart time to offer, 1 to 4095 seconds; 0: none. Default 0',
    read(text, draft) {
      const seconds = parseUint(text, 4095);
      if (seconds === undefined) return `invalid graceful-restart ${text}: must be 0 to 4095 seconds`;
      draft.gracefulRestart = seconds === 0 ? false : seconds;
      return undefined;
    },
  },
  {
    keyword: 'group-updates',
    argument: 'true|false',
    description: 'pack routes with equal attributes into one UPDATE. Default true',
    read: (text, draft) => readFlag('group-updates', text, (value) => (draft.groupUpdates = value)),
  },
  {
    keyword: 'template',
    argument: '<name>',
    description: 'a template of the configuration, for what is not said here; may stand more than once',
    repeatable: true,
    read(text, draft) {
      draft.templates = [...(draft.templates ?? []), text];
      return undefined;
    },
  },
  {
    keyword: 'persist',
    argument: 'true|false',
    description: 'true: the peer is of the configuration from then on, and stored with it. Default false',
    read: (text, draft) => readFlag('persist', text, (value) => (draft.persist = value)),
  },
  {
    keyword: 'api',
    argument: '<process>',
    description: 'a program that is told of this peer; may stand more than once',
    repeatable: true,
    read(text, draft) {
      draft.processes = [...(draft.processes ?? []), text];
      return undefined;
    },
  },
];

function readFlag(keyword: string, text: string, take: (value: boolean) => void): string | undefined {
  const value = text.toLowerCase();
  if (value !== 'true' && value !== 'false') return `${keyword} must be true or false, got: ${text}`;
  take(value === 'true');
  return undefined;
}

function notAnAddress(text: string): string {
  return `invalid IP address ${text}: must be an IPv4 or IPv6 address`;
}

/** 0 is an AS number nobody has (RFC 7607 §2). */
function readAsn(text: string, take: (asn: number) => void): string | undefined {
  const asn = parseUint(text, MAX_UINT32);
  if (asn === undefined) return `invalid ASN ${text}: must be a number from 1 to ${MAX_UINT32}`;
  if (asn === 0) return 'invalid ASN 0: AS 0 is reserved (RFC 7607)';
  take(asn);
  return undefined;
}

/** What people call families for short. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ipv4', 'ipv4-unicast'],
  ['ipv6', 'ipv6-unicast'],
  ['vpnv4', 'ipv4-mpls-vpn'],
  ['vpnv6', 'ipv6-mpls-vpn'],
  ['evpn', 'l2vpn-evpn'],
  ['vpls', 'l2vpn-vpls'],
  ['flow4', 'ipv4-flow'],
  ['flow6', 'ipv6-flow'],
]);

/** The families of `ipv4-unicast/ipv4-mpls-vpn`, each once; a sentence where one is none. */
function splitFamilies(text: string): Family[] | string {
  const families = new Set<Family>();
  for (const name of text.toLowerCase().split('/')) {
    const family = parseFamilyName(ALIASES.get(name) ?? name);
    if (family === undefined) return `invalid family format ${name}: write it as ipv4-unicast or vpnv4`;
    families.add(family);
  }
  return [...families];
}
