import {
  capabilityValue,
  FOUR_OCTET_AS,
  formatFamily,
  formatHex,
  formatIPv4,
  HEADER_LENGTH,
  MP_REACH_NLRI,
  NEXT_HOP,
  type Nlri,
  type OpenMessage,
  type OperationalMessage,
  standardCapabilities,
  type UpdateView,
} from '@mesh/bgp-wire';
import { formatRoute } from '../../text/print.js';
import type { PeerEvent, SpeakerEvent } from '../event.js';
import { familyWords } from './family.js';
import { TYPE_AT } from './message.js';

type Writers = {
  readonly [T in PeerEvent['type']]: (event: Extract<PeerEvent, { readonly type: T }>) => string | undefined;
};

const hex = (bytes: Uint8Array) => `0x${formatHex(bytes).toUpperCase()}`;

/** What stands behind `neighbor <address>`; nothing where the text encoder has no line for an event. */
const TEXTS: Writers = {
  state: ({ state, reason }) => (state === 'down' ? ` down - ${reason ?? ''}` : ` ${state}`),
  negotiated: () => undefined,
  fsm: () => undefined,
  signal: () => undefined,
  open: ({ message }) => ` open ${openText(message)}`,
  update: () => undefined,
  notification: ({ message: { code, subcode, data } }) =>
    ` notification code ${code} subcode ${subcode} data ${hex(data)}`,
  keepalive: () => ' keepalive',
  refresh: ({ message: { family, subtype } }) => {
    const [afi, safi] = familyWords(family);
    return ` route-refresh afi ${afi} safi ${safi} ${subtype}`;
  },
  operational: ({ message }) => ` operational ${operationalText(message)}`,
  packet: ({ frame }) => ` ${frame[TYPE_AT]}${octetsText(frame)}`,
};

const WAYS = { in: 'receive', out: 'send' } as const;

/** Writes events as ExaBGP's text encoder does, without the last line break. */
export class ExabgpTextWriter {
  readonly #end: string;

  constructor({ pid, ppid }: { readonly pid: number; readonly ppid: number }) {
    this.#end = `shutdown ${pid} ${ppid}`;
  }

  /** The lines of an event; undefined for one that the encoder says nothing of. An UPDATE is read while this runs. */
  write(event: SpeakerEvent): string | undefined {
    if (event.type === 'shutdown') return this.#end;
    const way = 'direction' in event ? ` ${WAYS[event.direction]}` : '';
    const head = `neighbor ${event.peer.peerAddress}${way}`;
    const octets = 'frame' in event && event.type !== 'packet' && event.frame ? octetsText(event.frame) : '';
    if (event.type === 'update') return updateText(event.message, `${head} update`, octets);
    const write = TEXTS[event.type] as (event: PeerEvent) => string | undefined;
    const text = write(event);
    return text === undefined ? undefined : `${head}${text}${octets}`;
  }
}

function octetsText(frame: Uint8Array): string {
  const [header, body] = [frame.subarray(0, HEADER_LENGTH), frame.subarray(HEADER_LENGTH)].map(hex);
  return ` header ${header}${frame.length > HEADER_LENGTH ? ` body ${body}` : ''}`;
}

function openText({ version, myAs, holdTime, routerId, capabilities }: OpenMessage): string {
  const asn = capabilityValue(capabilities, FOUR_OCTET_AS) ?? myAs;
  const names = capabilities.map(({ code }) => standardCapabilities.get(code)?.name.toLowerCase() ?? `unknown ${code}`);
  const head = `version ${version} asn ${asn} hold_time ${holdTime} router_id ${formatIPv4(routerId)}`;
  return `${head} capabilities [${[...new Set(names)].join(', ')}]`;
}

function updateText(view: UpdateView, head: string, octets: string): string {
  const lines = [`${head} start`];
  if (view.endOfRib !== undefined) lines.push(`${head} route eor ${formatFamily(view.endOfRib).replace('-', ' ')}`);
  const attributes = view.attributes().filter(({ code }) => !PLACES.includes(code));
  const reach = view.get(MP_REACH_NLRI);
  const classic = view.get(NEXT_HOP);
  const inReach = new Set(reach?.nlri.map(({ family }) => family));
  for (const nlri of view.announced()) {
    const hop = inReach.has(nlri.family) ? reach?.nextHop : classic === undefined ? undefined : { address: classic };
    const { address: nextHop, linkLocal } = hop?.address === undefined ? {} : hop;
    lines.push(`${head} announced ${routeText({ nlri, nextHop, linkLocal, attributes })}`);
  }
  for (const nlri of view.withdrawn()) lines.push(`${head} withdrawn ${routeText({ nlri, attributes: [] })}`);
  if (octets !== '') lines.push(octets);
  lines.push(`${head} end`);
  return lines.join('\n');
}

/** NEXT_HOP, MP_REACH_NLRI and MP_UNREACH_NLRI: the text says them by the route. */
const PLACES: readonly number[] = [3, 14, 15];

function routeText(route: { readonly nlri: Nlri } & Omit<Parameters<typeof formatRoute>[0], 'nlri'>): string {
  return formatRoute(route).replace(/^route /, '');
}

function operationalText(message: OperationalMessage): string {
  if ('value' in message) return `unknown value ${hex(message.value)}`;
  const [afi, safi] = familyWords(message.family);
  const head = `${message.kind} afi ${afi} safi ${safi}`;
  if ('text' in message) return `${head} advisory "${message.text}"`;
  if (!('counter' in message)) return head;
  const { routerId, sequence, counter } = message;
  return `${head} router-id ${formatIPv4(routerId)} sequence ${sequence} counter ${counter}`;
}
