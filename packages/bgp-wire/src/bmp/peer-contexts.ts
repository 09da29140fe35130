import type { Family } from '../brand.js';
import { ADD_PATH, type AddPathFamily } from '../capability/add-path.js';
import { EXTENDED_NEXT_HOP } from '../capability/extended-next-hop.js';
import { capabilityValues } from '../capability/row.js';
import type { CodecContext, ContextOptions } from '../context.js';
import { afiOf } from '../family.js';
import { Afi } from '../iana.js';
import { decodeMessage } from '../message/decode.js';
import type { OpenMessage } from '../message/open.js';
import { standardFamilies } from '../nlri/table.js';
import { createContext } from '../standard-context.js';
import { PeerFlag, PeerType } from './codes.js';
import type { BmpMessage } from './message.js';
import type { PeerHeader } from './peer-header.js';
import type { PeerUpMessage } from './peer-up.js';

/** What both OPENs of a Peer Up say. */
interface Opens {
  readonly sent: OpenMessage;
  readonly received: OpenMessage;
}

/**
 * The context of a peer's messages as far as the per-peer header tells it: the width of AS numbers (RFC 7854 §4.2, the
 * A flag; in the Loc-RIB always four octets, RFC 9069 §4.2). What it does not tell is taken the lenient way, because the
 * router has already taken the messages: any length, confederation segments, IPv6 next hops. `options` set everything
 * else.
 */
export function contextOfPeer(peer: PeerHeader, options: ContextOptions = {}): CodecContext {
  const asn4 = peer.peerType === PeerType.LOC_RIB || (peer.flags & PeerFlag.TWO_OCTET_AS_PATH) === 0;
  const extendedNextHop = (options.familyTable ?? standardFamilies).rows
    .map(({ family }) => family)
    .filter((family) => afiOf(family) === Afi.IPV4);
  return createContext({ extendedMessage: true, confederation: true, extendedNextHop, ...options, asn4 });
}

/**
 * The context of a peer's messages as its Peer Up tells it: what the per-peer header does, and the families whose
 * NLRI carry path identifiers (RFC 7911 §4) in the direction of the header's RIB, and those with IPv6 next hops
 * (RFC 8950). An OPEN that cannot be read negotiates nothing.
 */
export function contextOfPeerUp(peerUp: PeerUpMessage, peer: PeerHeader = peerUp.peer): CodecContext {
  return contextOfOpens(readOpens(peerUp), peer);
}

/**
 * Remembers the Peer Ups of a BMP session and knows the context for each message after them.
 *
 * ```ts
 * const contexts = new PeerContexts();
 * contexts.observe(message);
 * if (message.type === 'ROUTE-MONITORING') decodeMessage(message.frame, contexts.contextOf(message.peer));
 * ```
 */
export class PeerContexts {
  readonly #opens = new Map<string, Opens | undefined>();
  readonly #contexts = new Map<string, CodecContext>();

  /** Takes every message of the session: a Peer Up is remembered, a Peer Down forgotten, others change nothing. */
  observe(message: BmpMessage): void {
    if (message.type !== 'PEER-UP' && message.type !== 'PEER-DOWN') return;
    const key = keyOf(message.peer);
    for (const context of [...this.#contexts.keys()]) {
      if (context.startsWith(`${key} `)) this.#contexts.delete(context);
    }
    if (message.type === 'PEER-UP') this.#opens.set(key, readOpens(message));
    else this.#opens.delete(key);
  }

  /** The context for a BGP message under this header; without a Peer Up, what the header alone tells. */
  contextOf(peer: PeerHeader): CodecContext {
    const key = keyOf(peer);
    const exact = `${key} ${peer.flags & (PeerFlag.TWO_OCTET_AS_PATH | PeerFlag.ADJ_RIB_OUT)}`;
    const known = this.#contexts.get(exact);
    if (known) return known;
    const context = contextOfOpens(this.#opens.get(key), peer);
    if (this.#opens.has(key)) this.#contexts.set(exact, context);
    return context;
  }
}

/** One session is one peer type, distinguisher and address (RFC 7854 §4.2); the flags tell its RIBs apart. */
function keyOf({ peerType, distinguisher, address }: PeerHeader): string {
  return `${peerType} ${distinguisher} ${address}`;
}

function readOpens({ peer, sentOpen, receivedOpen }: PeerUpMessage): Opens | undefined {
  const context = contextOfPeer(peer);
  const sent = decodeMessage(sentOpen, context);
  const received = decodeMessage(receivedOpen, context);
  if (!sent.ok || !received.ok) return undefined;
  return sent.message.type === 'OPEN' && received.message.type === 'OPEN'
    ? { sent: sent.message, received: received.message }
    : undefined;
}

function contextOfOpens(opens: Opens | undefined, peer: PeerHeader): CodecContext {
  if (!opens) return contextOfPeer(peer);
  return contextOfPeer(peer, {
    addPath: addPathFamilies(opens, peer),
    extendedNextHop: extendedNextHopFamilies(opens),
  });
}

/**
 * Families that one side said to send and the other to receive. The two OPENs of a Loc-RIB are made up by the router
 * and alike (RFC 9069 §5.2): a family in them is one whose messages carry path identifiers.
 */
function addPathFamilies({ sent, received }: Opens, peer: PeerHeader): Family[] {
  const [ours, theirs] = [addPathOf(sent), addPathOf(received)];
  if (peer.peerType === PeerType.LOC_RIB) return [...ours.keys()];
  const outbound = (peer.flags & PeerFlag.ADJ_RIB_OUT) !== 0;
  const [sender, receiver] = outbound ? [ours, theirs] : [theirs, ours];
  const can = (mode: AddPathFamily['mode'] | undefined, what: 'receive' | 'send') => mode === what || mode === 'both';
  return [...sender.keys()].filter((one) => can(sender.get(one), 'send') && can(receiver.get(one), 'receive'));
}

function addPathOf(open: OpenMessage): ReadonlyMap<Family, AddPathFamily['mode']> {
  return new Map(
    capabilityValues(open.capabilities, ADD_PATH)
      .flat()
      .map(({ family, mode }) => [family, mode]),
  );
}

/** Families that both OPENs name with an IPv6 next hop (RFC 8950 §4). */
function extendedNextHopFamilies({ sent, received }: Opens): Family[] {
  const overIPv6 = ({ capabilities }: OpenMessage) =>
    capabilityValues(capabilities, EXTENDED_NEXT_HOP)
      .flat()
      .filter(({ nextHopAfi }) => nextHopAfi === Afi.IPV6)
      .map(({ family }) => family);
  const theirs = new Set(overIPv6(received));
  return overIPv6(sent).filter((family) => theirs.has(family));
}
