import {
  type CodecContext,
  createContext,
  encodeMessage,
  Framer,
  MessageType,
  type NotificationMessage,
} from '@mesh/bgp-wire';
import {
  type BmpMessage,
  MirroringType,
  type PeerDownDetail,
  PeerDownReason,
  PeerFlag,
  type PeerHeader,
  PeerType,
} from '@mesh/bgp-wire/bmp';
import type { Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import { EVENT_NUMBERS } from '../fsm/event.js';
import type { MessageTap, TappedStream } from '../observe/message-tap.js';
import { wallTimeMs } from '../observe/wall-time.js';
import { normalAddress } from '../peer/peer-settings.js';
import type { SessionInfo } from '../session-info.js';

/** What is shown of each session. */
export interface MonitoredViews {
  /** What came from the peer, before any policy (RFC 7854 §5). */
  readonly adjRibIn: boolean;
  /** What is sent to the peer, after all policy (RFC 8671 §4), from the moment on that the station is there. */
  readonly adjRibOut: boolean;
  /** Every message that came, as it came (RFC 7854 §6). */
  readonly mirroring: boolean;
}

const UNKNOWN_ADDRESS = '0.0.0.0';

/**
 * The BMP messages of one BGP connection, made from what passes on its stream: Peer Up with both OPENs as they were,
 * the UPDATEs as they came, Peer Down with the NOTIFICATION that was its reason.
 */
export class SessionMonitor implements MessageTap {
  readonly #stream: TappedStream;
  readonly #views: MonitoredViews;
  readonly #clock: Clock;
  readonly #say: (message: BmpMessage) => void;
  readonly #onClosed: () => void;
  readonly #sent = new Framer({ extendedMessage: true });
  /** The last OPEN and NOTIFICATION that passed in each direction, whole. */
  readonly #last = { received: new Map<number, Uint8Array>(), sent: new Map<number, Uint8Array>() };
  #session: SessionInfo | undefined;

  constructor(
    stream: TappedStream,
    views: MonitoredViews,
    clock: Clock,
    say: (message: BmpMessage) => void,
    onClosed: () => void,
  ) {
    this.#stream = stream;
    this.#views = views;
    this.#clock = clock;
    this.#say = say;
    this.#onClosed = onClosed;
  }

  /** The session, while it is Established. */
  get session(): SessionInfo | undefined {
    return this.#session;
  }

  received(message: Uint8Array): void {
    this.#remember(this.#last.received, message);
    const session = this.#session;
    if (session === undefined) return;
    if (this.#views.mirroring) {
      const tlvs = [{ type: MirroringType.BGP_MESSAGE, value: message }];
      this.#say({ type: 'ROUTE-MIRRORING', peer: this.#header(session, session.rx, 0), tlvs });
    }
    if (this.#views.adjRibIn && message[18] === MessageType.UPDATE) this.#say(this.route(session, message));
  }

  sent(octets: Uint8Array): void {
    this.#sent.push(octets, (frame) => {
      this.#remember(this.#last.sent, frame);
      const session = this.#session;
      if (session === undefined || !this.#views.adjRibOut || frame[18] !== MessageType.UPDATE) return true;
      const flags = PeerFlag.ADJ_RIB_OUT | PeerFlag.POST_POLICY;
      this.#say({ type: 'ROUTE-MONITORING', peer: this.#header(session, session.tx, flags), frame });
      return true;
    });
  }

  established(session: SessionInfo): void {
    this.#session = session;
    this.announce();
  }

  closed(reason: CloseReason): void {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) {
      this.#say({ type: 'PEER-DOWN', peer: this.#header(session, session.rx, 0), ...this.#down(reason) });
    }
    this.#onClosed();
  }

  /** Says that the session is up, to a station that has not heard of it. */
  announce(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { localAddress, localPort, remotePort } = this.#stream;
    this.#say({
      type: 'PEER-UP',
      peer: this.#header(session, session.rx, 0),
      localAddress: plain(localAddress ?? session.localAddress),
      localPort: localPort ?? 0,
      remotePort: remotePort ?? 0,
      sentOpen: this.#last.sent.get(MessageType.OPEN) ?? encodeMessage(session.localOpen, session.tx),
      receivedOpen: this.#last.received.get(MessageType.OPEN) ?? encodeMessage(session.peerOpen, session.rx),
      information: [],
    });
  }

  /** What shows an UPDATE of the Adj-RIB-In. */
  route(session: SessionInfo, frame: Uint8Array): BmpMessage {
    return { type: 'ROUTE-MONITORING', peer: this.#header(session, session.rx, 0), frame };
  }

  /** The header for figures of the session. */
  header(session: SessionInfo): PeerHeader {
    return this.#header(session, session.rx, 0);
  }

  #remember(last: Map<number, Uint8Array>, message: Uint8Array): void {
    const type = message[18]!;
    if (type === MessageType.OPEN || type === MessageType.NOTIFICATION) last.set(type, new Uint8Array(message));
  }

  #header({ peerAddress, peerAs, peerRouterId }: SessionInfo, { asn4 }: CodecContext, flags: number): PeerHeader {
    const address = plain(this.#stream.remoteAddress ?? peerAddress);
    const now = wallTimeMs(this.#clock);
    return {
      peerType: PeerType.GLOBAL,
      flags: flags | (address.includes(':') ? PeerFlag.IPV6 : 0) | (asn4 ? 0 : PeerFlag.TWO_OCTET_AS_PATH),
      distinguisher: 0n,
      address,
      as: peerAs,
      routerId: peerRouterId,
      seconds: Math.floor(now / 1000),
      microseconds: Math.floor((now % 1000) * 1000),
    };
  }

  /** The reason in BMP's terms (RFC 7854 §4.9). */
  #down(reason: CloseReason): { readonly reason: number; readonly detail: PeerDownDetail } {
    const notification = (direction: 'received' | 'sent', model: NotificationMessage): PeerDownDetail => ({
      kind: 'notification',
      frame: this.#last[direction].get(MessageType.NOTIFICATION) ?? encodeMessage(model, createContext()),
    });
    const local = (event: number | string) => ({
      reason: PeerDownReason.LOCAL_NO_NOTIFICATION,
      detail: { kind: 'event', event: Number(event) } as const,
    });
    switch (reason.kind) {
      case 'notification-sent':
        return { reason: PeerDownReason.LOCAL_NOTIFICATION, detail: notification('sent', reason.notification) };
      case 'notification-received':
        return { reason: PeerDownReason.REMOTE_NOTIFICATION, detail: notification('received', reason.notification) };
      case 'connection-lost':
        return isSendHold(reason.error)
          ? local(EVENT_NUMBERS.SendHoldTimer_Expires)
          : { reason: PeerDownReason.REMOTE_NO_NOTIFICATION, detail: { kind: 'none' } };
      case 'stopped':
        return local(EVENT_NUMBERS.ManualStop);
    }
  }
}

/** An address without its zone, which means something on this host alone (RFC 4007 §11). */
function plain(address: string | undefined): string {
  return (normalAddress(address ?? '') ?? UNKNOWN_ADDRESS).split('%')[0]!;
}

function isSendHold(error: Error | undefined): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === 'MESH_SEND_HOLD_EXPIRED';
}
