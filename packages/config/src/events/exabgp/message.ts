import {
  capabilityValue,
  type Family,
  FOUR_OCTET_AS,
  formatHex,
  formatIPv4,
  formatNotification,
  HEADER_LENGTH,
  MAX_EXTENDED_MESSAGE_LENGTH,
  MAX_MESSAGE_LENGTH,
  MessageType,
  OPERATIONAL_MESSAGE,
  type OpenMessage,
  type OperationalMessage,
  RefreshSubtype,
} from '@mesh/bgp-wire';
import type { NegotiatedFacts, PeerEvent } from '../event.js';
import { capabilitiesOf } from './capability.js';
import { familyText, familyWords } from './family.js';
import type { UpdateWriter } from './update.js';

const { stringify } = JSON;
const hex = (bytes: Uint8Array) => `0x${formatHex(bytes).toUpperCase()}`;

/** What stands in `neighbor` behind the addresses, by the type of event. */
type MessageWriters = {
  readonly [T in PeerEvent['type']]: (event: Extract<PeerEvent, { readonly type: T }>, updates: UpdateWriter) => string;
};

export const MESSAGES: MessageWriters = {
  state: ({ state, reason }) =>
    state === 'down' ? `"state":"down","reason":${stringify(reason ?? '')}` : `"state":"${state}"`,
  negotiated: ({ negotiated }) => `"negotiated":${stringify(negotiatedOf(negotiated))}`,
  fsm: ({ state }) => `"state":${stringify(state)}`,
  signal: ({ code, name }) => `"code":"${code}","name":${stringify(name)}`,
  open: ({ message }) => `"open":${stringify(openOf(message))}`,
  update: ({ message }, updates) => `"message":${updates.write(message)}`,
  notification: ({ message }) => {
    const { code, subcode, data } = message;
    return `"notification":${stringify({ code, subcode, data: hex(data), message: formatNotification(message) })}`;
  },
  keepalive: () => '',
  refresh: ({ message: { family, subtype } }) => {
    const [afi, safi] = familyWords(family);
    return `"route-refresh":${stringify({ afi, safi, subtype: SUBTYPES[subtype] ?? String(subtype) })}`;
  },
  operational: ({ message }) => `"operational":${stringify(operationalOf(message))}`,
  packet: ({ frame }) => {
    const [header, body] = [formatHex(frame, 0, HEADER_LENGTH), formatHex(frame, HEADER_LENGTH)].map(upper);
    return `"message":${stringify({ category: frame[TYPE_AT], header, body })}`;
  },
};

const upper = (text: string) => text.toUpperCase();

/** Where a message says its type (RFC 4271 §4.1). */
export const TYPE_AT = 18;

const TYPES: Readonly<Record<number, string>> = {
  [MessageType.OPEN]: 'open',
  [MessageType.UPDATE]: 'update',
  [MessageType.NOTIFICATION]: 'notification',
  [MessageType.KEEPALIVE]: 'keepalive',
  [MessageType.ROUTE_REFRESH]: 'refresh',
  [OPERATIONAL_MESSAGE.code]: 'operational',
};

/** The type of an event as ExaBGP names it: of octets that of the message. */
export function typeOf(event: PeerEvent): string {
  return event.type === 'packet' ? (TYPES[event.frame[TYPE_AT]!] ?? 'unknown') : event.type;
}

/** The reserved octet of ROUTE-REFRESH in words (RFC 7313 §3.2). */
const SUBTYPES: Readonly<Record<number, string>> = {
  [RefreshSubtype.REQUEST]: 'request',
  [RefreshSubtype.BEGIN]: 'begin',
  [RefreshSubtype.END]: 'end',
};

function openOf({ version, myAs, holdTime, routerId, capabilities }: OpenMessage): object {
  return {
    version,
    asn: capabilityValue(capabilities, FOUR_OCTET_AS) ?? myAs,
    hold_time: holdTime,
    router_id: formatIPv4(routerId),
    capabilities: capabilitiesOf(capabilities),
  };
}

function negotiatedOf(facts: NegotiatedFacts): object {
  const texts = (families: Iterable<Family>) => [...families].map(familyText);
  const { families, addPath, extendedMessage } = facts;
  return {
    message_size: extendedMessage.send && extendedMessage.receive ? MAX_EXTENDED_MESSAGE_LENGTH : MAX_MESSAGE_LENGTH,
    hold_time: facts.holdTimeSeconds,
    asn4: facts.asn4,
    multisession: facts.multisession ?? false,
    operational: facts.operational ?? false,
    refresh: facts.enhancedRouteRefresh ? 'enhanced' : facts.routeRefresh ? 'normal' : 'absent',
    families: texts(families),
    // Each of these may have an IPv6 next hop (RFC 8950).
    nexthop: texts(facts.extendedNextHop).map((family) => `${family} ipv6`),
    add_path: { send: texts(addPath.send), receive: texts(addPath.receive) },
  };
}

function operationalOf(message: OperationalMessage): object {
  if ('value' in message) return { name: 'unknown', value: message.kind, raw: hex(message.value) };
  const [afi, safi] = familyWords(message.family);
  const head = { name: message.kind, afi, safi };
  if ('text' in message) return { ...head, advisory: message.text };
  if (!('counter' in message)) return head;
  return {
    ...head,
    'router-id': formatIPv4(message.routerId),
    sequence: message.sequence,
    counter: message.counter,
  };
}
