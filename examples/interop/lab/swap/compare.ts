import {
  diffTranscripts,
  formatDivergence,
  type MessageFact,
  type TranscriptLine,
  type TranscriptMessage,
  transcriptMessages,
} from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  AttributeCode,
  attributeName,
  capabilityValue,
  FOUR_OCTET_AS,
  formatHex,
  formatIPv4,
  formatNotification,
  isPrefixNlri,
  type Nlri,
  type PathAttribute,
  type UpdateView,
} from '@mesh/bgp-wire';
import { words } from '../route.js';
import { neighboursOf, type Scenario } from './scenario.js';
import type { Played } from './stage.js';

/*
 * Where the run with a daemon parts from the one of ours alone. Two correct routers pack routes differently, repeat them,
 * and pass them on in another order; so what counts is what is said of each prefix, in order, and of the session. What
 * else stands in an OPEN, KEEPALIVEs and End-of-RIBs are everyone's own affair.
 */

/** The router in whose place a daemon is. */
export interface Swapped {
  readonly name: string;
  /** The daemon. */
  readonly kind: string;
  /** Attributes that are not compared. */
  readonly without?: readonly string[] | undefined;
}

/** The first divergent message that a router of ours heard from the one that was swapped, with both decodings. */
export function firstDivergence(
  scenario: Scenario,
  swapped: Swapped,
  virtual: Played,
  real: Played,
): string | undefined {
  const without = swapped.without ?? [];
  for (const { name, as } of neighboursOf(scenario, swapped.name)) {
    const [ours, theirs] = [virtual, real].map((run) => passedWith(swapped.name, run.get(name) ?? []));
    if (ours!.length === 0) throw new RangeError(`${name} has no session with ${swapped.name}: nothing is compared`);
    const divergence = diffTranscripts(ours!, theirs!, {
      facts: (message) => factsOf(message, as, without),
      withoutRepetition: true,
      initially: WITHDRAWN,
    });
    if (divergence !== undefined) return `${name}: ${formatDivergence(divergence, ['ours', swapped.kind])}`;
  }
  return undefined;
}

/** What passed between a router and a neighbour it dials, on the streams that got as far as a KEEPALIVE; counted anew. */
function passedWith(neighbour: string, lines: readonly TranscriptLine[]): TranscriptLine[] {
  const dialled = lines.flatMap((line) => (line.event === 'dialled' && line.peer === neighbour ? [line.stream] : []));
  const agreed = transcriptMessages(lines).filter(
    ({ direction, message }) => direction === 'received' && message?.type === 'KEEPALIVE',
  );
  const streams = dialled.filter((stream) => agreed.some((message) => message.stream === stream));
  return lines.flatMap((line) => {
    if (line.event !== 'received' && line.event !== 'sent') return [];
    const stream = streams.indexOf(line.stream) + 1;
    return stream === 0 ? [] : [{ ...line, stream }];
  });
}

/** What counts of a message to a router of an AS. */
function factsOf(
  { direction, message }: TranscriptMessage,
  receiver: number,
  without: readonly string[],
): readonly MessageFact[] {
  if (direction === 'sent') return [];
  if (message === undefined) return [{ about: 'session', says: 'octets that are no message' }];
  if (message.type === 'UPDATE') return routes(message, receiver, without);
  if (message.type === 'NOTIFICATION') return [{ about: 'session', says: formatNotification(message) }];
  if (message.type !== 'OPEN') return [];
  const as = capabilityValue(message.capabilities, FOUR_OCTET_AS) ?? message.myAs;
  return [{ about: 'session', says: `AS ${as}, ${formatIPv4(message.routerId)}, hold time ${message.holdTime} s` }];
}

/**
 * A fact a prefix: gone, or there with these attributes. A list of communities counts as a set (RFC 1997), a path with the
 * AS of whom it is told as none: nobody takes it (RFC 4271 §9.1.2).
 */
function routes(view: UpdateView, receiver: number, without: readonly string[]): readonly MessageFact[] {
  const isLoop = view.get(AS_PATH)?.some(({ asns }) => asns.includes(receiver)) ?? false;
  const attributes = view
    .attributes()
    .map((one) => ({ name: attributeName(one.code), text: valueText(one, view) }))
    .filter(({ name }) => !without.includes(name));
  const says = isLoop
    ? WITHDRAWN
    : attributes
        .map(({ name, text }) => `${name} ${text}`)
        .toSorted()
        .join(', ');
  return [
    ...view.withdrawn().map((nlri) => ({ about: prefixOf(nlri), says: WITHDRAWN })),
    ...view.announced().map((nlri) => ({ about: prefixOf(nlri), says })),
  ];
}

const WITHDRAWN = 'withdrawn';

const COMMUNITIES: readonly number[] = [
  AttributeCode.COMMUNITIES,
  AttributeCode.EXTENDED_COMMUNITIES,
  AttributeCode.LARGE_COMMUNITY,
];

function valueText({ code, value }: PathAttribute, { context }: UpdateView): string {
  const row = context.attributes.get(code);
  if (row === undefined || value instanceof Uint8Array) return formatHex(value as Uint8Array);
  const text = row.format(value);
  return COMMUNITIES.includes(code) ? words(text).toSorted().join(' ') : text;
}

function prefixOf(nlri: Nlri): string {
  return isPrefixNlri(nlri) ? nlri.prefix : JSON.stringify(nlri);
}
