import type { Api, ApiMessages } from '../settings/api.js';
import type { SpeakerEvent } from './event.js';

/** Somebody who is told of events: a program of the configuration, or whoever speaks on a socket. */
export interface EventListener {
  /** As `processes` of a neighbour's `api` has it. */
  readonly name: string;
  /** What it is told of every neighbour, whoever the settings name. */
  readonly api?: Api | undefined;
  /** Gets an event while it happens. An UPDATE is read in here, and not kept. */
  tell(event: SpeakerEvent): void;
}

/** The types of messages that can be asked for. */
export const MESSAGE_WORDS = ['open', 'update', 'notification', 'keepalive', 'refresh', 'operational'] as const;
export type MessageWord = (typeof MESSAGE_WORDS)[number];

/** Who is to have messages of one type and direction, by the form they asked for. */
export interface MessageWish {
  /** What the message says. */
  readonly parsed: readonly EventListener[];
  /** What it says, with its octets. */
  readonly consolidated: readonly EventListener[];
  /** Its octets alone. */
  readonly packets: readonly EventListener[];
}

type MessageWishes = Readonly<Partial<Record<MessageWord, MessageWish>>>;

/** Who is to be told what of one neighbour. Nobody wishes: there is no member, and no work. */
export interface Wishes {
  readonly changes: readonly EventListener[];
  readonly negotiated: readonly EventListener[];
  readonly fsm: readonly EventListener[];
  readonly signal: readonly EventListener[];
  readonly received: MessageWishes;
  readonly sent: MessageWishes;
  /** Somebody wishes anything that happens on a stream. */
  readonly ofStreams: boolean;
}

/** The wishes of `api` blocks. A listener that several of them name is told once of each event. */
export function wishesOf(api: readonly Api[], listeners: readonly EventListener[]): Wishes {
  const named = api.map((one) => ({ one, who: listeners.filter(({ name }) => isNamed(one, name)) }));
  for (const listener of listeners) if (listener.api) named.push({ one: listener.api, who: [listener] });
  const those = (choose: (api: Api) => boolean) => [
    ...new Set(named.flatMap(({ one, who }) => (choose(one) ? who : []))),
  ];
  const received = messageWishes((form) => those(({ receive }) => form(receive)));
  const sent = messageWishes((form) => those(({ send }) => form(send)));
  const changes = those(({ neighborChanges }) => neighborChanges);
  const negotiated = those((one) => one.negotiated);
  const asked = [changes, negotiated, Object.keys(received), Object.keys(sent)];
  return {
    changes,
    negotiated,
    fsm: those(({ fsm }) => fsm),
    signal: those(({ signal }) => signal),
    received,
    sent,
    ofStreams: asked.some(({ length }) => length > 0),
  };
}

function isNamed({ processes, processesMatch }: Api, name: string): boolean {
  return processes.includes(name) || processesMatch.some((pattern) => new RegExp(pattern).test(name));
}

type Those = (choose: (messages: Required<ApiMessages>) => boolean) => EventListener[];

/** ExaBGP's rule: a type has to be named, and a form; `consolidate` stands for both other forms. */
function messageWishes(those: Those): MessageWishes {
  const wishes: Partial<Record<MessageWord, MessageWish>> = {};
  for (const word of MESSAGE_WORDS) {
    const consolidated = those((messages) => messages[word] && messages.consolidate);
    const others = (form: 'parsed' | 'packets') =>
      those((messages) => messages[word] && messages[form]).filter((one) => !consolidated.includes(one));
    const [parsed, packets] = [others('parsed'), others('packets')];
    if (consolidated.length + parsed.length + packets.length > 0) wishes[word] = { parsed, consolidated, packets };
  }
  return wishes;
}
