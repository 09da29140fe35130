import {
  type Clock,
  type FsmStateName,
  formatCloseReason,
  type MakeTap,
  type MessageTap,
  type PeerSnapshot,
  type SessionInfo,
  systemClock,
  type TappedStream,
} from '@mesh/bgp-session';
import {
  type CodecContext,
  createContext,
  decodeMessage,
  Framer,
  formatIPv4,
  MessageType,
  OPERATIONAL_MESSAGE,
} from '@mesh/bgp-wire';
import { internalsOf } from '../running/internals.js';
import type { MeshSpeaker } from '../running/mesh-speaker.js';
import type { Api } from '../settings/api.js';
import type { EventPeer, NegotiatedFacts, PeerEvent, SpeakerEvent } from './event.js';
import { type EventListener, type MessageWish, type MessageWord, type Wishes, wishesOf } from './wishes.js';

export interface FeedOptions {
  /** When things happen. Default: the host's clock. */
  readonly clock?: Clock | undefined;
}

const WORDS: Readonly<Record<number, MessageWord>> = {
  [MessageType.OPEN]: 'open',
  [MessageType.UPDATE]: 'update',
  [MessageType.NOTIFICATION]: 'notification',
  [MessageType.KEEPALIVE]: 'keepalive',
  [MessageType.ROUTE_REFRESH]: 'refresh',
  [OPERATIONAL_MESSAGE.code]: 'operational',
};

const TYPE_AT = 18;
const PLAIN = createContext({ messageTypes: [OPERATIONAL_MESSAGE] });

/**
 * Tells listeners what happens to the peers of a speaker, each as the `api` settings of the neighbour ask for it. A
 * stream that nobody asks about is not looked at, a message that nobody asks for is not decoded.
 */
export class EventFeed implements Disposable {
  readonly #source: MeshSpeaker;
  readonly #clock: Clock;
  readonly #listeners = new Set<EventListener>();
  readonly #wishes = new Map<string, Wishes>();
  /** How many streams of a peer are open: it is down when the last one is gone. */
  readonly #open = new Map<string, number>();
  /** Streams that are tapped again were told of before. */
  #again = false;
  #untap: () => void = () => undefined;

  constructor(source: MeshSpeaker, { clock = systemClock() }: FeedOptions = {}) {
    this.#source = source;
    this.#clock = clock;
    source.events.on('state', this.#onState);
    source.events.on('deleted', this.#onDeleted);
    this.refresh();
  }

  /** Adds a listener; what it is told of stands in the settings of the neighbours. Returns its end. */
  add(listener: EventListener): () => void {
    this.#listeners.add(listener);
    this.refresh();
    return () => {
      this.#listeners.delete(listener);
      this.refresh();
    };
  }

  /** To be called when settings of neighbours have changed. */
  refresh(): void {
    this.#wishes.clear();
    this.#open.clear();
    this.#untap();
    this.#again = true;
    try {
      this.#untap = this.#source.events.tap(this.#tap);
    } finally {
      this.#again = false;
    }
  }

  /** Tells those who ask for signals of one, once for each neighbour. */
  signal(code: number, name: string): void {
    for (const peer of this.#source.peers()) {
      const wishes = this.#wishesOf(peer);
      this.#tell(wishes.signal, () => ({ type: 'signal', timeMs: this.#now(), peer: eventPeer(peer), code, name }));
    }
  }

  /** Tells every listener that the process ends. */
  shutdown(): void {
    this.#tell([...this.#listeners], () => ({ type: 'shutdown', timeMs: this.#now() }));
  }

  [Symbol.dispose](): void {
    this.#untap();
    this.#source.events.off('state', this.#onState);
    this.#source.events.off('deleted', this.#onDeleted);
    this.#listeners.clear();
  }

  readonly #onState = (peer: PeerSnapshot, _from: FsmStateName): void => {
    const { fsm } = this.#wishesOf(peer);
    const state = peer.state.toUpperCase();
    this.#tell(fsm, () => ({ type: 'fsm', timeMs: this.#now(), peer: eventPeer(peer), state }));
  };

  readonly #onDeleted = ({ name }: PeerSnapshot): void => {
    this.#wishes.delete(name);
  };

  readonly #tap: MakeTap = (stream) => {
    const peer = this.#source.peers().find(({ name }) => name === stream.peer);
    if (peer === undefined) return undefined;
    const wishes = this.#wishesOf(peer);
    if (!wishes.ofStreams) return undefined;
    this.#open.set(peer.name, (this.#open.get(peer.name) ?? 0) + 1);
    return this.#watch(stream, peer, wishes);
  };

  /** The tap of one stream. */
  #watch(stream: TappedStream, snapshot: PeerSnapshot, wishes: Wishes): MessageTap {
    let peer = eventPeer(snapshot, stream);
    let session: SessionInfo | undefined;
    const state = (state: 'connected' | 'up' | 'down', reason?: string) =>
      this.#tell(wishes.changes, () => ({
        type: 'state',
        timeMs: this.#now(),
        peer,
        state,
        ...(reason === undefined ? {} : { reason }),
      }));
    if (!this.#again) state('connected');
    // What we send comes in pieces of any size.
    const framer = new Framer({ extendedMessage: true });
    const asksForSent = Object.keys(wishes.sent).length > 0;
    const message = (frame: Uint8Array, direction: 'in' | 'out', context: CodecContext | undefined) => {
      const word = WORDS[frame[TYPE_AT]!];
      const wish = word && (direction === 'in' ? wishes.received : wishes.sent)[word];
      if (wish) this.#message({ frame, direction, word, wish, peer, context: context ?? PLAIN });
    };
    return {
      received: (frame) => message(frame, 'in', session?.rx),
      ...(asksForSent
        ? {
            sent: (octets: Uint8Array) => {
              framer.push(octets, (frame) => {
                message(frame, 'out', session?.tx);
                return true;
              });
            },
          }
        : {}),
      established: (info) => {
        session = info;
        peer = { ...peer, peerAs: info.peerAs, routerId: formatIPv4(info.localRouterId) };
        if (this.#again) return;
        this.#tell(wishes.negotiated, () => ({
          type: 'negotiated',
          timeMs: this.#now(),
          peer,
          negotiated: negotiatedFacts(info),
        }));
        state('up');
      },
      closed: (reason) => {
        const left = (this.#open.get(stream.peer) ?? 1) - 1;
        this.#open.set(stream.peer, left);
        if (left <= 0) state('down', formatCloseReason(reason));
      },
    };
  }

  #message({ frame, direction, word, wish, peer, context }: Happened): void {
    const head = { timeMs: this.#now(), peer, direction };
    this.#tell(wish.packets, () => ({ ...head, type: 'packet', frame }));
    if (wish.parsed.length + wish.consolidated.length === 0) return;
    const result = decodeMessage(frame, context);
    // What cannot be read ends the session, and its NOTIFICATION is told of.
    if (!result.ok) return;
    const event = { ...head, type: word, message: result.message } as PeerEvent;
    this.#tell(wish.parsed, () => event);
    this.#tell(wish.consolidated, () => ({ ...event, frame }) as PeerEvent);
  }

  #wishesOf(peer: PeerSnapshot): Wishes {
    const known = this.#wishes.get(peer.name);
    if (known) return known;
    const wishes = wishesOf(this.#listeners.size === 0 ? [] : this.#apiOf(peer.name), [...this.#listeners]);
    this.#wishes.set(peer.name, wishes);
    return wishes;
  }

  /** A peer that was deleted has no settings any more. */
  #apiOf(peer: string): readonly Api[] {
    const isThere = this.#source.peers().some(({ name }) => name === peer);
    return isThere ? internalsOf(this.#source).ribsOf(peer).neighbor.api : [];
  }

  /** The event is made where there is somebody for it, once for all of them. */
  #tell(listeners: readonly EventListener[], make: () => SpeakerEvent): void {
    if (listeners.length === 0) return;
    const event = make();
    for (const listener of listeners) listener.tell(event);
  }

  #now(): number {
    return (this.#clock.epochMs ?? 0) + this.#clock.now();
  }
}

/** A message that somebody asks for. */
interface Happened {
  readonly frame: Uint8Array;
  readonly direction: 'in' | 'out';
  readonly word: MessageWord;
  readonly wish: MessageWish;
  readonly peer: EventPeer;
  readonly context: CodecContext;
}

/** A peer as events have it; before its OPEN, what the settings say of it. */
function eventPeer({ settings, peerAddress, session }: PeerSnapshot, stream?: TappedStream): EventPeer {
  const { localAddress, localAs, peerAs, routerId } = settings;
  return {
    localAddress: stream?.localAddress ?? session?.localAddress ?? localAddress ?? UNKNOWN,
    peerAddress: peerAddress ?? stream?.remoteAddress ?? UNKNOWN,
    localAs,
    peerAs: session?.peerAs ?? peerAs ?? 0,
    routerId: typeof routerId === 'number' ? formatIPv4(routerId) : routerId,
  };
}

const UNKNOWN = '0.0.0.0';

function negotiatedFacts({
  holdTime,
  families,
  rx,
  tx,
  routeRefresh,
  enhancedRouteRefresh,
}: SessionInfo): NegotiatedFacts {
  return {
    holdTimeSeconds: holdTime,
    asn4: tx.asn4,
    families,
    addPath: { receive: rx.addPath, send: tx.addPath },
    extendedMessage: { receive: rx.extendedMessage, send: tx.extendedMessage },
    extendedNextHop: tx.extendedNextHop,
    routeRefresh,
    enhancedRouteRefresh,
  };
}
