import {
  type CloseReason,
  formatCloseReason,
  type PeerSnapshot,
  type Session,
  type SessionPorts,
  Speaker,
  type SpeakerOptions,
} from '@mesh/bgp-session';
import { connect, type Listener, listen } from '@mesh/bgp-session/tcp';
import { Failure } from '../failure.js';
import type { SessionChoice } from './options.js';

/** What a command is told of its one peer, as a line for people. */
export interface LinkEvents {
  /** Makes what the session sends from and delivers to, each time one comes up. */
  established(session: Session): SessionPorts;
  /** A session, or an attempt at one, is over. */
  closed?(reason: CloseReason): void;
}

/** One peer over TCP: a speaker with a single neighbour, and the listening socket where there is one. */
export class Link {
  readonly #speaker: Speaker;
  readonly #choice: SessionChoice;
  #listener: Listener | undefined;
  /** Who has connected last. */
  #remote: string | undefined;
  readonly #ended: Promise<CloseReason>;
  readonly #broken: Promise<never>;

  /** Listens and starts the peer. Throws what the speaker refuses, and where it cannot listen. */
  static async open(choice: SessionChoice, events: LinkEvents): Promise<Link> {
    const options: SpeakerOptions = {
      connect,
      handlerFor: () => ({
        onEstablished: (session) => events.established(session),
        onClose: (reason) => events.closed?.(reason),
      }),
    };
    const speaker = new Speaker(options);
    const link = new Link(choice, speaker);
    await link.#listen();
    try {
      speaker.create(settingsOf(choice));
    } catch (error) {
      await link.close();
      throw error;
    }
    return link;
  }

  private constructor(choice: SessionChoice, speaker: Speaker) {
    this.#choice = choice;
    this.#speaker = speaker;
    this.#broken = new Promise((_resolve, reject) => {
      speaker.on('error', (error) => {
        if (error.code === 'MESH_HANDLER') reject(error.cause);
      });
    });
    this.#broken.catch(() => undefined);
    this.#ended = new Promise((resolve) => {
      let wasEstablished = false;
      speaker.on('established', () => {
        wasEstablished = true;
      });
      speaker.on('closed', (reason) => {
        if (wasEstablished) resolve(reason);
      });
    });
  }

  /** Where it listens, `127.0.0.1:1790`. */
  get listening(): string | undefined {
    return this.#listener && hostAndPort(this.#listener.host, this.#listener.port);
  }

  /** The peer as it is now. */
  get peer(): PeerSnapshot | undefined {
    return this.#speaker.peers()[0];
  }

  /** Never resolves; rejects where our own code failed, which must not go unseen. */
  get broken(): Promise<never> {
    return this.#broken;
  }

  /** The end of the first session. */
  get ended(): Promise<CloseReason> {
    return this.#ended;
  }

  /** The first session. Rejects with a `Failure` where the peer or we refuse, or where it takes too long. */
  established(): Promise<Session> {
    const { waitSeconds } = this.#choice;
    return new Promise((resolve, reject) => {
      let last: CloseReason | undefined;
      const timer =
        waitSeconds === undefined
          ? undefined
          : setTimeout(() => {
              const why = last === undefined ? 'no answer' : formatCloseReason(last);
              settle(() => reject(new Failure(`no session with ${this.name} within ${waitSeconds} seconds: ${why}`)));
            }, waitSeconds * 1000);
      timer?.unref();
      const onEstablished = (session: Session) => settle(() => resolve(session));
      const onClosed = (reason: CloseReason) => {
        last = reason;
        if (reason.kind === 'connection-lost') return;
        settle(() => reject(new Failure(`no session with ${this.name}: ${formatCloseReason(reason)}`)));
      };
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#speaker.off('established', onEstablished);
        this.#speaker.off('closed', onClosed);
        act();
      };
      const present = this.peer?.session;
      if (present) settle(() => resolve(present));
      this.#speaker.on('established', onEstablished);
      this.#speaker.on('closed', onClosed);
    });
  }

  /** What to call the peer: `127.0.0.1:1790`, or who it is that may connect. */
  get name(): string {
    const { peerAddress, peerPort } = this.#choice;
    if (peerAddress !== undefined) return hostAndPort(peerAddress, peerPort);
    return this.#remote ?? `whoever connects to ${this.listening}`;
  }

  /** Without an address for the peer, whoever connects is the one peer there is. */
  async #listen(): Promise<void> {
    const { listen: place, peerAddress } = this.#choice;
    if (place === undefined) return;
    const accept: Speaker['accept'] = (stream, addresses) => {
      this.#remote = addresses?.remoteAddress?.replace(/^::ffff:(?=[\d.]+$)/, '');
      return this.#speaker.accept(stream, peerAddress === undefined ? { protect: addresses?.protect } : addresses);
    };
    const guardWith: Speaker['guardWith'] = (guard) => this.#speaker.guardWith(guard);
    this.#listener = await listen({ host: place.address, port: place.port }, { accept, guardWith });
  }

  /** Ends the session with Cease and stops listening. */
  async close(): Promise<void> {
    await Promise.all([this.#speaker.close(), this.#listener?.close()]);
  }
}

function settingsOf(choice: SessionChoice): Parameters<Speaker['create']>[0] {
  const { peerAddress, peerPort, passive, localAs, peerAs, routerId, localAddress, families, fourOctetAs } = choice;
  return {
    peerAddress,
    peerPort,
    passive,
    localAs,
    peerAs,
    routerId,
    localAddress,
    families,
    fourOctetAs,
    holdTimeSeconds: choice.holdTimeSeconds,
    connectRetrySeconds: 1,
    connectRetryMaxSeconds: 5,
    addPath: choice.addPath.map((family) => ({ family, mode: 'both' })),
    ...choice.transport,
  };
}

function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
