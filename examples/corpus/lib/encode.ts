import {
  type CodecContext,
  createContext,
  Family,
  Framer,
  forEachAttribute,
  formatFamily,
  formatHex,
  isMeshError,
  MP_REACH_NLRI,
  MP_UNREACH_NLRI,
  NEXT_HOP,
  type Nlri,
  nlriToJson,
  parseHex,
  readU16,
  UpdateView,
} from '@mesh/bgp-wire';
import { encodeStatement, parseRouteStatements, type StatementSender, type TextOptions } from '@mesh/config';

/** Whose session a text is for. */
export interface Sender {
  readonly local_as: number;
  readonly peer_as: number;
  readonly local_address: string;
}

/** A command of ExaBGP's and the UPDATE it must become. */
export interface Command extends Sender {
  readonly id: string;
  readonly family: string;
  readonly routeText: string;
  readonly context: { readonly asn4: boolean; readonly addpath: readonly string[]; readonly nexthopEncoding: boolean };
  readonly expectHex: readonly string[];
}

/** What the session of a vector has negotiated. */
export function contextOf({ asn4, addpath, nexthopEncoding }: Command['context']): CodecContext {
  return createContext({
    asn4,
    addPath: addpath.length > 0 ? Object.values(Family) : [],
    extendedNextHop: nexthopEncoding ? Object.values(Family) : [],
  });
}

/** The octets; none where the text is refused, which then counts as a difference. */
export function encodedOrRefused(encode: (options: TextOptions) => Uint8Array, options: TextOptions = {}): Uint8Array {
  try {
    return encode(options);
  } catch (error) {
    if (isMeshError(error)) return new Uint8Array(0);
    throw error;
  }
}

/** A command without its selector, and its verb apart; a group is the attributes of its first line before the others. */
export function splitCommand(
  command: string,
): { readonly action: 'announce' | 'withdraw'; readonly text: string } | undefined {
  const [, attributes, rest] = /^group attributes (.*?) ; (.*)$/s.exec(command) ?? [];
  if (attributes !== undefined) {
    const inner = splitCommand(rest!);
    return inner && { ...inner, text: `${inner.text} ${inner.action === 'withdraw' ? '' : attributes}` };
  }
  const [, action, text] = /^(?:(?:neighbor|peer) .*?\s)?(announce|withdraw)\s+(.+)$/s.exec(command) ?? [];
  return text === undefined ? undefined : { action: action as 'announce' | 'withdraw', text };
}

/** The octets that a command makes of a session that has sent nothing yet. */
export function encodeCommand(command: Command, context: CodecContext, options?: TextOptions): Uint8Array {
  const { action, text } = splitCommand(command.routeText)!;
  return encodeText(text, action, command, context, options);
}

/** The octets that the statements of a text make: the routes of one share their attributes and next hop. */
export function encodeText(
  text: string,
  action: 'announce' | 'withdraw',
  sender: Sender,
  context: CodecContext,
  options?: TextOptions,
): Uint8Array {
  const octets = parseRouteStatements(text, action, options).flatMap((one) => [
    ...encodeStatement(one, action, senderOf(sender), context),
  ]);
  return Uint8Array.from(octets);
}

function senderOf({ local_as, peer_as, local_address }: Sender): StatementSender {
  return { localAs: local_as, peerAs: peer_as, localAddress: local_address };
}

/** Types whose value is a set: the order of its members means nothing (RFC 1997, RFC 4360, RFC 8092). */
const SETS: readonly number[] = [8, 16, 25, 32];
/** Where routes stand, not what they are. */
const PLACES: readonly number[] = [NEXT_HOP.code, MP_REACH_NLRI.code, MP_UNREACH_NLRI.code];

/** What UPDATEs say, whatever their order, their attributes' order, and how many they are. */
export function contentOf(octets: Uint8Array, context: CodecContext): string[] {
  const lines: string[] = [];
  const framer = new Framer(context);
  framer.push(octets, (frame) => {
    const view = new UpdateView(frame, context);
    const attributes = view
      .attributes()
      .filter(({ code }) => !PLACES.includes(code))
      .map(({ code, value }) => `${code}=${textOf(code, value)}`)
      .sort();
    const reach = view.get(MP_REACH_NLRI);
    for (const nlri of view.announced()) {
      const hop = reach?.family === nlri.family ? reach.nextHop : { address: view.get(NEXT_HOP) };
      lines.push(`announce ${nlriText(nlri)} by ${JSON.stringify(hop)} ${attributes.join(' ')}`);
    }
    for (const nlri of view.withdrawn()) lines.push(`withdraw ${nlriText(nlri)}`);
    if (view.endOfRib !== undefined) lines.push(`end of RIB ${view.endOfRib} ${view.has(MP_UNREACH_NLRI)}`);
    return true;
  });
  return lines.sort();
}

function textOf(code: number, value: unknown): string {
  if (value instanceof Uint8Array) return formatHex(value);
  if (SETS.includes(code) && Array.isArray(value))
    return value
      .map((one) => JSON.stringify(one))
      .sort()
      .join();
  return JSON.stringify(value, (_name, part) => (part instanceof Uint8Array ? formatHex(part) : part));
}

function nlriText(nlri: Nlri): string {
  const members = Object.entries(nlriToJson(nlri) as Readonly<Record<string, unknown>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return `${formatFamily(nlri.family)} ${JSON.stringify(members)}`;
}

export function expectedOctets({ expectHex }: Pick<Command, 'expectHex'>): Uint8Array {
  return parseHex(expectHex.join(''))!;
}

/**
 * Messages in hexadecimal, each with its attributes in ascending type and without Extended Length: where MP_REACH_NLRI
 * stands, and how long a length is, is a speaker's own. What need not be there is left out: NEXT_HOP beside an
 * MP_REACH_NLRI (RFC 4760 §3), and any attribute beside an MP_UNREACH_NLRI (§4).
 */
export function octetsOf(octets: Uint8Array, context: CodecContext): string {
  const messages: string[] = [];
  new Framer(context).push(octets, (frame) => {
    const start = 23 + readU16(frame, 19);
    const end = start + readU16(frame, start - 2);
    const list: string[] = [];
    const { announcesMp, withdrawsMp } = placesOf(new UpdateView(frame, context));
    forEachAttribute(frame.subarray(start, end), (code, flags, set, from, to) => {
      if ((code === NEXT_HOP.code && announcesMp) || (code !== MP_UNREACH_NLRI.code && withdrawsMp)) return;
      list.push(`${code.toString(16).padStart(2, '0')}/${(flags & 0xe0).toString(16)} ${formatHex(set, from, to)}`);
    });
    messages.push([formatHex(frame, 21, start - 2), ...list.sort(), formatHex(frame, end, frame.length)].join(' '));
    return true;
  });
  return messages.sort().join('\n');
}

function placesOf(view: UpdateView): { readonly announcesMp: boolean; readonly withdrawsMp: boolean } {
  return {
    announcesMp: view.has(MP_REACH_NLRI),
    withdrawsMp: view.has(MP_UNREACH_NLRI) && view.announced().length === 0,
  };
}
