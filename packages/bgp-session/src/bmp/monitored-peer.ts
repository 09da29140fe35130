import {
  type Asn,
  capabilityValue,
  capabilityValues,
  createContext,
  decodeMessage,
  Family as Families,
  type Family,
  FOUR_OCTET_AS,
  MULTIPROTOCOL,
  type OpenMessage,
  ROLE,
} from '@mesh/bgp-wire';
import {
  contextOfPeerUp,
  type MonitoredRib,
  monitoredRib,
  type PeerHeader,
  type PeerUpMessage,
} from '@mesh/bgp-wire/bmp';
import type { SessionInfo } from '../session-info.js';
import type { MonitoredRouter } from './monitored-router.js';

/** One RIB of one peer of a router, as a station sees it. */
export interface MonitoredPeer {
  readonly router: MonitoredRouter;
  readonly rib: MonitoredRib;
  /** The header of the message that made it known. */
  readonly header: PeerHeader;
  /** The session that the router has, for a sink; undefined where no Peer Up has come or its OPENs cannot be read. */
  readonly session: SessionInfo | undefined;
}

/** One peer of a router, whichever of its RIBs a message is about (RFC 7854 §4.2). */
export function peerKey({ peerType, distinguisher, address }: PeerHeader): string {
  return `${peerType} ${distinguisher} ${address}`;
}

/**
 * The monitored session as a sink wants to know it: from both OPENs of a Peer Up, with the direction that the header's
 * RIB has. `peer` is the peer's address, with the route distinguisher before it where there is one.
 */
export function monitoredSession(up: PeerUpMessage, header: PeerHeader): SessionInfo | undefined {
  const [sent, received] = [readOpen(up.sentOpen), readOpen(up.receivedOpen)];
  if (sent === undefined || received === undefined) return undefined;
  const context = contextOfPeerUp(up, header);
  const [localAs, peerAs] = [asOf(sent), asOf(received)];
  const theirs = new Set(familiesOf(received));
  return {
    peer: header.distinguisher === 0n ? header.address : `${header.distinguisher} ${header.address}`,
    localAs,
    peerAs,
    internal: localAs === peerAs,
    localRouterId: sent.routerId,
    peerRouterId: received.routerId,
    localAddress: up.localAddress,
    peerAddress: header.address,
    families: familiesOf(sent).filter((family) => theirs.has(family)),
    holdTime: Math.min(sent.holdTime, received.holdTime),
    rx: context,
    tx: context,
    routeRefresh: false,
    enhancedRouteRefresh: false,
    multipleLabels: new Map(),
    orf: { receive: new Map(), send: new Map() },
    localRole: capabilityValue(sent.capabilities, ROLE),
    peerRole: capabilityValue(received.capabilities, ROLE),
    localOpen: sent,
    peerOpen: received,
  };
}

/** Which RIB a message is about, as a key beside that of its peer. */
export function ribKey(header: PeerHeader): string {
  return `${peerKey(header)} ${monitoredRib(header)}`;
}

function readOpen(frame: Uint8Array): OpenMessage | undefined {
  const result = decodeMessage(frame, createContext());
  return result.ok && result.message.type === 'OPEN' ? result.message : undefined;
}

function asOf({ myAs, capabilities }: OpenMessage): Asn {
  return capabilityValue(capabilities, FOUR_OCTET_AS) ?? myAs;
}

/** IPv4 unicast where no Multiprotocol capability says otherwise (RFC 4760 §8). */
function familiesOf({ capabilities }: OpenMessage): readonly Family[] {
  const families = capabilityValues(capabilities, MULTIPROTOCOL);
  return families.length === 0 ? [Families.IPV4_UNICAST] : families;
}
