import { createContext, formatAssessment, formatFamily, formatHex, type Json, messageToJson } from '@mesh/bgp-wire';
import type { EventPeer, NegotiatedFacts, PeerEvent, SpeakerEvent } from './event.js';

/** Raised when a member changes its meaning or goes away; new members alone don't raise it. */
export const EVENT_VERSION = 1;

interface Head {
  readonly version: typeof EVENT_VERSION;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

interface PeerHead extends Head {
  readonly peer: EventPeer;
}

interface MessageHead extends PeerHead {
  readonly direction: 'in' | 'out';
  /** The octets in hexadecimal, header included, where they were asked for. */
  readonly frame?: string;
}

/** Families by name, directions apart. */
export interface NegotiatedJson {
  readonly holdTimeSeconds: number;
  readonly asn4: boolean;
  readonly families: readonly string[];
  readonly addPath: { readonly receive: readonly string[]; readonly send: readonly string[] };
  readonly extendedMessage: { readonly receive: boolean; readonly send: boolean };
  readonly extendedNextHop: readonly string[];
  readonly routeRefresh: boolean;
  readonly enhancedRouteRefresh: boolean;
  readonly multisession: boolean;
  readonly operational: boolean;
}

/** An event of our own schema. `message` is what `messageToJson` writes and `messageFromJson` reads. */
export type EventJson =
  | (PeerHead & { readonly type: 'state'; readonly state: 'connected' | 'up' | 'down'; readonly reason?: string })
  | (PeerHead & { readonly type: 'negotiated'; readonly negotiated: NegotiatedJson })
  | (PeerHead & { readonly type: 'fsm'; readonly state: string })
  | (PeerHead & { readonly type: 'signal'; readonly code: number; readonly name: string })
  | (MessageHead & { readonly type: 'open' | 'notification' | 'refresh' | 'operational'; readonly message: Json })
  | (MessageHead & {
      readonly type: 'update';
      /** The family that is at its end (RFC 4724 §2). */
      readonly endOfRib?: string;
      /** What RFC 7606 makes of it, where that is not to accept it: what, and why. */
      readonly outcome?: string;
      readonly faults?: string;
      readonly message: Json;
    })
  | (MessageHead & { readonly type: 'keepalive' })
  | (MessageHead & { readonly type: 'packet'; readonly frame: string })
  | (Head & { readonly type: 'shutdown' });

/** Messages other than UPDATEs have no part in what was negotiated. */
const PLAIN = createContext();

type BodyWriters = {
  readonly [T in PeerEvent['type']]: (event: Extract<PeerEvent, { readonly type: T }>) => Record<string, unknown>;
};

const BODIES: BodyWriters = {
  state: ({ state, reason }) => ({ state, ...(reason === undefined ? {} : { reason }) }),
  negotiated: ({ negotiated }) => ({ negotiated: negotiatedJson(negotiated) }),
  fsm: ({ state }) => ({ state }),
  signal: ({ code, name }) => ({ code, name }),
  open: ({ message }) => ({ message: messageToJson(message, PLAIN) }),
  update({ message }) {
    const { endOfRib, assessment } = message;
    return {
      ...(endOfRib === undefined ? {} : { endOfRib: formatFamily(endOfRib) }),
      ...(assessment.outcome === 'accept' ? {} : { outcome: assessment.outcome, faults: formatAssessment(assessment) }),
      message: messageToJson(message, message.context),
    };
  },
  notification: ({ message }) => ({ message: messageToJson(message, PLAIN) }),
  keepalive: () => ({}),
  refresh: ({ message }) => ({ message: messageToJson(message, PLAIN) }),
  operational: ({ message }) => ({ message: messageToJson(message, PLAIN) }),
  packet: () => ({}),
};

function negotiatedJson(facts: NegotiatedFacts): NegotiatedJson {
  const { extendedMessage, addPath } = facts;
  return {
    holdTimeSeconds: facts.holdTimeSeconds,
    asn4: facts.asn4,
    families: facts.families.map(formatFamily),
    addPath: { receive: [...addPath.receive].map(formatFamily), send: [...addPath.send].map(formatFamily) },
    extendedMessage: { receive: extendedMessage.receive, send: extendedMessage.send },
    extendedNextHop: [...facts.extendedNextHop].map(formatFamily),
    routeRefresh: facts.routeRefresh,
    enhancedRouteRefresh: facts.enhancedRouteRefresh,
    multisession: facts.multisession ?? false,
    operational: facts.operational ?? false,
  };
}

function peerJson({ localAddress, peerAddress, localAs, peerAs, routerId }: EventPeer): EventPeer {
  return { localAddress, peerAddress, localAs, peerAs, ...(routerId === undefined ? {} : { routerId }) };
}

/**
 * An event as plain data of our own schema. Every number in it is exact: what exceeds 2^53 stands as text, as in the
 * codec's JSON.
 */
export function eventToJson(event: SpeakerEvent): EventJson {
  const head = { version: EVENT_VERSION, type: event.type, timeMs: event.timeMs } as const;
  if (event.type === 'shutdown') return head as EventJson;
  const write = BODIES[event.type] as (event: PeerEvent) => Record<string, unknown>;
  const message =
    'direction' in event
      ? { direction: event.direction, ...(event.frame ? { frame: formatHex(event.frame) } : {}) }
      : {};
  return { ...head, peer: peerJson(event.peer), ...message, ...write(event) } as EventJson;
}
