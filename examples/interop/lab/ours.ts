import {
  type Connect,
  formatCloseReason,
  type MakeTap,
  type PeerSettings,
  type RestartOptions,
  type Session,
  Speaker,
  type StaleFamily,
  type Traffic,
} from '@mesh/bgp-session';
import { connect, type Listener, listen } from '@mesh/bgp-session/tcp';
import { CeaseSubcode, Family } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { pathAttributes } from './attributes.js';
import { MessageLog } from './message-log.js';
import type { TableRoute } from './route.js';

/** An end of a session. */
export interface Endpoint {
  readonly address: string;
  readonly as: number;
  /** Default: the address. */
  readonly routerId?: string;
}

export interface OursOptions {
  readonly local: Endpoint;
  readonly peer: Endpoint;
  /** Wait for the peer to connect. */
  readonly passive: boolean;
  /** Seconds. */
  readonly holdTime: number;
  /** Settings of the peer beside, or instead of, the usual ones. */
  readonly settings?: Partial<PeerSettings>;
  /** We have just restarted. */
  readonly restart?: RestartOptions;
  /** What carries the session. Default: TCP as it is. */
  readonly network?: Network;
  /** Who else observes it. */
  readonly taps?: readonly MakeTap[];
}

/** What opens and takes streams, like `@mesh/bgp-session/tcp`. */
export interface Network {
  readonly connect: Connect;
  readonly listen: typeof listen;
}

/** An Adj-RIB-In that writes down the marks of refreshes. */
class MarkedRib extends AdjRibIn {
  readonly marks: string[] = [];

  override refresh(family: Family, mark: 'begin' | 'end'): void {
    this.marks.push(mark);
    super.refresh(family, mark);
  }
}

/** Our side of one session: the speaker over TCP on port 179, with both Adj-RIBs. */
export class Ours {
  readonly in: MarkedRib;
  /** Routes that came, changed or went. */
  changes = 0;
  /** How sessions, and attempts at one, have ended, in the order they did: for people. */
  readonly closed: string[] = [];
  /** What has passed. */
  readonly messages = new MessageLog();
  readonly speaker: Speaker;
  readonly #out: AdjRibOut;
  readonly #name: string;
  #listener: Listener | undefined;

  /** Listens, then starts the peer: a daemon started afterwards finds somebody to talk to. */
  static async start(options: OursOptions): Promise<Ours> {
    const ours = new Ours(options);
    const { listen: open } = options.network ?? { listen };
    const listens = options.passive || options.network !== undefined;
    if (listens) ours.#listener = await open({ host: options.local.address, port: 179 }, ours.speaker);
    ours.speaker.create({
      peerAddress: options.peer.address,
      localAddress: options.local.address,
      localAs: options.local.as,
      peerAs: options.peer.as,
      routerId: options.local.routerId ?? options.local.address,
      holdTimeSeconds: options.holdTime,
      connectRetrySeconds: 1,
      passive: options.passive,
      families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST],
      ...options.settings,
    });
    return ours;
  }

  private constructor(options: OursOptions) {
    const store = new RouteStore();
    this.#name = options.peer.address;
    this.in = new MarkedRib(store, { onChange: () => this.changes++ });
    this.#out = new AdjRibOut(store);
    this.speaker = new Speaker({
      connect: options.network?.connect ?? connect,
      restart: options.restart,
      handlerFor: () => ({ onEstablished: (session) => ({ source: this.#out.open(session), sink: this.in }) }),
    });
    for (const tap of [this.messages.tap, ...(options.taps ?? [])]) this.speaker.tap(tap);
    // Attempts before, while a daemon is not there yet, count for nothing.
    this.speaker.once('established', () => this.closed.splice(0));
    this.speaker.on('closed', (reason) => this.closed.push(formatCloseReason(reason)));
    this.speaker.on('error', (error) => this.closed.push(`error: ${error.message}`));
  }

  /** The session there is. Throws where there is none. */
  get session(): Session {
    const session = this.speaker.peer(this.#name)?.session;
    if (session === undefined) throw new Error(`no session; what ended: ${this.closed.join('; ') || 'nothing'}`);
    return session;
  }

  /** The families whose routes we keep though the peer is away. */
  get stale(): readonly StaleFamily[] {
    return this.speaker.peer(this.#name)?.stale ?? [];
  }

  /** We hold back what we send until the peers have told us all. */
  get restarting(): boolean {
    return this.speaker.restarting;
  }

  async established(deadlineMs: number): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs);
    await this.speaker.whenEstablished(this.#name, { signal }).catch((cause: unknown) => {
      throw new Error(`not Established; what ended: ${this.closed.join('; ') || 'nothing'}`, { cause });
    });
  }

  /** All that has passed since the peer was created. */
  get traffic(): Traffic {
    const peer = this.speaker.peer(this.#name);
    if (peer === undefined) throw new Error(`no peer ${this.#name}`);
    return peer.traffic;
  }

  announce(route: TableRoute, pathId?: number): void {
    const { prefix, nextHop } = route;
    this.#out.announce({ prefix, nextHop, attributes: pathAttributes(route), pathId });
  }

  withdraw(prefix: string, pathId?: number): void {
    this.#out.withdraw({ prefix, pathId });
  }

  /** What was announced and withdrawn so far has been taken by the peer's TCP. */
  flushed(): Promise<void> {
    return this.#out.flushed();
  }

  /** Cease / Administrative Shutdown with a text. */
  shutdown(text: string): void {
    this.session.teardown(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, text);
  }

  /** `graceful`: without a word, as a process that will be back. */
  async close(options: { readonly graceful?: boolean } = {}): Promise<void> {
    // The listener waits for the streams it accepted.
    const listening = this.#listener?.close();
    await this.speaker.close(options);
    await listening;
  }
}
