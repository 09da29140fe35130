import { formatAddress, hasHostBits, MeshError, type Prefix, parseAddress, parsePrefix } from '@mesh/bgp-wire';
import { checkKnown, integer, rule, ruleError, text } from '../fsm/setting-rule.js';
import { type PeerSettings, type ResolvedPeer, resolvePeer } from '../peer/peer-settings.js';
import { withSecrets } from '../peer/peer-transport.js';

/** The settings of all peers of a range. */
export type PeerTemplate = Omit<PeerSettings, 'name' | 'peerAddress' | 'peerPort' | 'passive' | 'accept'>;

/** Peers that need not be created: those that connect from addresses of a prefix. */
export interface DynamicRange {
  /** `10.0.0.0/8`; of several that hold an address the longest counts. */
  readonly prefix: string;
  /** Without `peerAs` its peers may have any AS number, or one of `allowedAs`. */
  readonly template: PeerTemplate;
  /** Peers at one time; one more is turned away. Default 100. */
  readonly limit?: number | undefined;
  /** What the peer at an address is called. Default its address. */
  readonly name?: ((address: string) => string) | undefined;
  /** How long a peer is kept after its session or attempt has ended, in seconds. Default 0, and as long as graceful restart needs. */
  readonly idleTimeoutSeconds?: number | undefined;
}

/** A range as it is now; plain data. */
export interface RangeSnapshot {
  readonly prefix: string;
  readonly template: PeerTemplate;
  readonly limit: number;
  /** Peers now. */
  readonly peers: number;
  /** Peers since the range was added. */
  readonly created: number;
  /** Streams that were turned away, because of the limit or because no peer could be made. */
  readonly refused: number;
}

/** A range that was checked, with its counts. */
export interface Range {
  /** Spelled in the one way. */
  readonly prefix: string;
  readonly parsed: Prefix;
  readonly limit: number;
  readonly idleTimeoutMs: number;
  readonly settings: DynamicRange;
  /** What a peer of it is like. */
  readonly sample: ResolvedPeer;
  peers: number;
  created: number;
  refused: number;
}

const CODE = 'MESH_RANGE_SETTING';

/** As FRR has it for `bgp listen limit`. */
const LIMIT = 100;

const FIELDS: readonly string[] = ['prefix', 'template', 'limit', 'name', 'idleTimeoutSeconds'];
const OWN: readonly string[] = ['name', 'peerAddress', 'peerPort', 'passive', 'accept'];

const prefixRule = rule('a prefix without host bits', (value) => {
  const prefix = text.accepts(value) ? parsePrefix(value as string) : undefined;
  return prefix !== undefined && !hasHostBits(prefix);
});
const RULES = [
  ['limit', integer(1, 65535)],
  ['idleTimeoutSeconds', integer(0, 65535, ' seconds')],
  ['name', rule('a function', (value) => typeof value === 'function')],
] as const;

/** The ranges of a speaker. */
export class RangeSet {
  /** The longest first. */
  #ranges: readonly Range[] = [];

  /** Throws `MESH_RANGE_EXISTS` where there is a range of this prefix. */
  checkNew({ prefix }: Range): void {
    if (this.get(prefix) === undefined) return;
    throw new MeshError('MESH_RANGE_EXISTS', `there is a range ${prefix} already: remove it first`, {
      details: { prefix },
    });
  }

  add(range: Range): void {
    this.#ranges = [...this.#ranges, range].sort((a, b) => b.parsed.bits - a.parsed.bits);
  }

  /** The range of exactly this prefix, however it is spelled. */
  get(prefix: string): Range | undefined {
    const parsed = parsePrefix(prefix);
    const spelled = parsed && spell(parsed);
    return this.#ranges.find((range) => range.prefix === spelled);
  }

  remove(range: Range): void {
    this.#ranges = this.#ranges.filter((one) => one !== range);
  }

  clear(): void {
    this.#ranges = [];
  }

  /** The range that an address belongs to. */
  find(address: string | undefined): Range | undefined {
    if (address === undefined || this.#ranges.length === 0) return undefined;
    const octets = parseAddress(address.split('%')[0]!);
    return octets && this.#ranges.find(({ parsed }) => holds(parsed, octets));
  }

  snapshots(): RangeSnapshot[] {
    return this.#ranges.map(rangeSnapshot);
  }
}

export function rangeSnapshot({ prefix, settings, limit, peers, created, refused }: Range): RangeSnapshot {
  return { prefix, template: settings.template, limit, peers, created, refused };
}

/**
 * Checks a range, its template included. Throws `MESH_RANGE_SETTING` naming field, value and rule, or what `create`
 * would throw for the settings of the template.
 */
export function resolveRange(settings: DynamicRange): Range {
  checkKnown(CODE, settings, FIELDS);
  const { prefix, template, limit = LIMIT, idleTimeoutSeconds = 0 } = settings;
  if (!prefixRule.accepts(prefix)) throw ruleError(CODE, 'prefix', prefix, prefixRule.words);
  for (const [field, rule] of RULES) {
    const value = settings[field];
    if (value !== undefined && !rule.accepts(value)) throw ruleError(CODE, field, value, rule.words);
  }
  if (typeof template !== 'object' || template === null) throw ruleError(CODE, 'template', template, 'an object');
  for (const field of OWN) {
    const value = template[field as keyof PeerTemplate];
    if (field in template) {
      throw ruleError(CODE, `template.${field}`, value, 'left out: each peer of a range has its own');
    }
  }
  const parsed = parsePrefix(prefix) as Prefix;
  const spelled = spell(parsed);
  const sample = memberOf(settings, formatAddress(parsed.address), spelled);
  const idleTimeoutMs = idleTimeoutSeconds * 1000;
  return {
    prefix: spelled,
    parsed,
    limit,
    idleTimeoutMs,
    settings: { ...settings, template: withSecrets(template) },
    sample,
    peers: 0,
    created: 0,
    refused: 0,
  };
}

/** The settings of the peer of a range at an address. Throws where its name is none. */
export function memberOf(range: DynamicRange, address: string, name?: string): ResolvedPeer {
  const called = name ?? range.name?.(address) ?? address;
  return resolvePeer({ ...range.template, name: called, peerAddress: address, passive: true });
}

function spell({ address, bits }: Prefix): string {
  return `${formatAddress(address)}/${bits}`;
}

function holds({ address, bits }: Prefix, octets: Uint8Array): boolean {
  if (address.length !== octets.length) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== octets[i]) return false;
  const rest = bits & 7;
  return rest === 0 || (address[whole]! ^ octets[whole]!) >> (8 - rest) === 0;
}
