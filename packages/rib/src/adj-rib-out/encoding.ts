import { type CodecContext, type Family, formatHex, nextHopOctets, UpdatePacker } from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import { withRd } from '../store/next-hop-address.js';
import type { StoreCore } from '../store/store-core.js';
import { OutboundAttributes, type OutboundRules } from './outbound-attributes.js';
import type { SkipReason } from './skip-reason.js';

const MAX_CHUNK = 65536;
const NONE = new Uint8Array(0);

/** What the octets of a session depend on: sessions of one `encodingKey` are sent the same. */
export interface EncodingOptions {
  readonly session: Pick<RibSession, 'families' | 'tx'>;
  /** What `next-hop self` means; undefined where nothing can. */
  readonly localAddress: string | undefined;
  /** Stands behind that where it is an IPv6 address (RFC 2545 §3). */
  readonly localLinkLocal: string | undefined;
  /** Routes that share their attributes share UPDATEs. */
  readonly grouped: boolean;
  readonly rules: OutboundRules;
}

/** Numbers the tables that contexts refer to: two tables are told apart by who they are. */
const tables = new WeakMap<object, number>();
let lastTable = 0;

function numberOf(table: object): number {
  const known = tables.get(table);
  if (known !== undefined) return known;
  tables.set(table, ++lastTable);
  return lastTable;
}

/** Equal for sessions that are sent the same octets for the same routes. */
export function encodingKey({ session, grouped, rules, ...own }: EncodingOptions): string {
  const { tx } = session;
  return JSON.stringify([
    [...session.families].sort((a, b) => a - b),
    tx.asn4,
    tx.extendedMessage,
    [...tx.addPath].sort((a, b) => a - b),
    [...tx.extendedNextHop].sort((a, b) => a - b),
    numberOf(tx.attributes),
    numberOf(tx.familyTable),
    formatHex(ownNextHop(own)),
    grouped,
    rules,
  ]);
}

/** How routes of a store become the messages of a session. */
export class Encoding {
  readonly options: EncodingOptions;
  readonly context: CodecContext;
  readonly families: ReadonlySet<Family>;
  readonly #core: StoreCore;
  readonly #attributes: OutboundAttributes;
  /** For questions only: `#attributes` may be in the middle of a message. */
  #judge: OutboundAttributes | undefined;
  readonly #self: Uint8Array;

  constructor(core: StoreCore, options: EncodingOptions) {
    this.#core = core;
    this.options = options;
    this.context = options.session.tx;
    this.families = new Set(options.session.families);
    this.#attributes = new OutboundAttributes(this.context, options.rules);
    this.#self = ownNextHop(options);
  }

  /** A packer of chunks of so many octets at most, 64 KiB at most. */
  createPacker(maxBytes: number = MAX_CHUNK): UpdatePacker {
    const { grouped } = this.options;
    return new UpdatePacker(this.context, { chunkSize: Math.min(maxBytes, MAX_CHUNK), grouped });
  }

  /** Begins messages that announce a family with these attributes; the reason where the session is not to have them. */
  announce(packer: UpdatePacker, family: Family, group: AttributeId, source: number): SkipReason | undefined {
    const hop = this.#nextHop(family, group);
    if (hop === undefined) return 'next-hop';
    const octets = this.#attributes.encode(this.#core.attributes.set(group), family, source);
    if (typeof octets === 'string') return octets;
    packer.announce(family, octets, hop);
    return undefined;
  }

  /** Why routes of a family with these attributes are not sent, whatever their size; undefined where they are. */
  refusal(family: Family, group: AttributeId, source: number): SkipReason | undefined {
    if (!this.families.has(family)) return 'family';
    if (this.#nextHop(family, group) === undefined) return 'next-hop';
    this.#judge ??= new OutboundAttributes(this.context, this.options.rules);
    const octets = this.#judge.encode(this.#core.attributes.set(group), family, source);
    return typeof octets === 'string' ? octets : undefined;
  }

  /**
   * The next hop as the family writes it; undefined where it has no room for it. `self` is none where the family knows
   * routes without (RFC 8955 §4), and an address by itself gets the route distinguisher of VPN families.
   */
  #nextHop(family: Family, group: AttributeId): Uint8Array | undefined {
    const given = this.#core.attributes.nextHop(group);
    const isSelf = given.length === 0 || this.options.rules.nextHop === 'self';
    if (isSelf && this.context.familyTable.get(family)?.nextHopLengths.includes(0)) return NONE;
    const hop = isSelf ? this.#self : given;
    if (hop.length === 0) return undefined;
    if (this.#carries(family, hop.length)) return hop;
    const vpn = withRd(hop);
    return this.#carries(family, vpn.length) ? vpn : undefined;
  }

  /** A family may be announced on the session with a next hop of this length. */
  #carries(family: Family, length: number): boolean {
    const row = this.context.familyTable.get(family);
    if (row === undefined) return false;
    if (row.nextHopLengths.includes(length)) return true;
    return this.context.extendedNextHop.has(family) && row.extendedNextHopLengths.includes(length);
  }
}

/** Our address in octets. The zone of one that is link-local means something on this host alone (RFC 4007 §11). */
function ownNextHop({
  localAddress,
  localLinkLocal,
}: Pick<EncodingOptions, 'localAddress' | 'localLinkLocal'>): Uint8Array {
  if (localAddress === undefined) return new Uint8Array(0);
  const address = localAddress.replace(/%.*$/, '');
  if (localLinkLocal === undefined || !address.includes(':')) return nextHopOctets({ address });
  return nextHopOctets({ address, linkLocal: localLinkLocal.replace(/%.*$/, '') });
}
