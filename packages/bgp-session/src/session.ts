import type {
  Asn,
  CodecContext,
  Family,
  MeshError,
  Message,
  NotificationMessage,
  OpenMessage,
  OrfRequest,
  RouterId,
} from '@mesh/bgp-wire';
import type { Negotiated } from './fsm/negotiated.js';
import type { SessionInfo } from './session-info.js';

/** What a session does on the wire; the connection behind it. */
export interface SessionControl {
  /** False once the session is over. */
  readonly up: boolean;
  send(message: Message | Uint8Array): boolean;
  notify(notification: NotificationMessage): void;
  teardown(subcode: number, text: string | undefined, graceful: boolean): void;
  requestRefresh(family: Family): void;
  sendOrf(family: Family, request: OrfRequest): void;
  warn(warning: MeshError): void;
  pause(): void;
  resume(): void;
}

export interface TeardownOptions {
  /**
   * Both sides keep their routes until the session is up again, where they agreed on that (RFC 8538 §4). Without, a Cease
   * with one of the subcodes 1 to 4 is sent as a Hard Reset and the routes go. Default false.
   */
  readonly graceful?: boolean;
}

/** An Established session: what both sides agreed on, and what a host may do with it. */
export class Session implements SessionInfo {
  readonly peer: string;
  readonly localAs: Asn;
  readonly peerAs: Asn;
  readonly internal: boolean;
  readonly localRouterId: RouterId;
  readonly peerRouterId: RouterId;
  readonly localAddress: string | undefined;
  readonly peerAddress: string | undefined;
  readonly families: readonly Family[];
  readonly holdTime: number;
  readonly rx: CodecContext;
  readonly tx: CodecContext;
  readonly routeRefresh: boolean;
  readonly enhancedRouteRefresh: boolean;
  readonly multipleLabels: SessionInfo['multipleLabels'];
  readonly orf: SessionInfo['orf'];
  readonly localRole: SessionInfo['localRole'];
  readonly peerRole: SessionInfo['peerRole'];
  readonly localOpen: OpenMessage;
  readonly peerOpen: OpenMessage;
  readonly #control: SessionControl;

  constructor(
    place: Pick<SessionInfo, 'peer' | 'localAddress' | 'peerAddress'>,
    negotiated: Negotiated,
    control: SessionControl,
  ) {
    this.peer = place.peer;
    this.localAddress = place.localAddress;
    this.peerAddress = place.peerAddress;
    this.localAs = negotiated.localAs;
    this.peerAs = negotiated.peerAs;
    this.internal = negotiated.internal;
    this.localRouterId = negotiated.localRouterId;
    this.peerRouterId = negotiated.peerRouterId;
    this.families = negotiated.families;
    this.holdTime = negotiated.holdTimeSeconds;
    this.rx = negotiated.rx;
    this.tx = negotiated.tx;
    this.routeRefresh = negotiated.routeRefresh;
    this.enhancedRouteRefresh = negotiated.enhancedRouteRefresh;
    this.multipleLabels = negotiated.multipleLabels;
    this.orf = negotiated.orf;
    this.localRole = negotiated.localRole;
    this.peerRole = negotiated.peerRole;
    this.localOpen = negotiated.localOpen;
    this.peerOpen = negotiated.peerOpen;
    this.#control = control;
  }

  /** False once the session is over: what is called then does nothing. */
  get up(): boolean {
    return this.#control.up;
  }

  /**
   * Writes a message, or octets just as they are, beside what the source sends. False: the peer is behind by 8 MiB, hold
   * on; at 32 MiB the session ends with Cease 6/8.
   */
  send(message: Message | Uint8Array): boolean {
    return this.#control.send(message);
  }

  /** Ends the session with this very NOTIFICATION. The peer is tried again after its idle hold time. */
  notify(notification: NotificationMessage): void {
    this.#control.notify(notification);
  }

  /** Ends the session with a Cease (RFC 4486), with a text for the operator where its subcode has one (RFC 9003). */
  teardown(subcode: number, text?: string, { graceful = false }: TeardownOptions = {}): void {
    this.#control.teardown(subcode, text, graceful);
  }

  /**
   * Takes nothing more from the peer until `resume`, so that TCP slows it down: for a host that cannot keep up. What was
   * read already (64 KiB at most) still comes. Meanwhile the hold timer does not expire, for nobody looks whether the
   * peer has spoken, and our KEEPALIVEs go on; a peer that has a send hold time ends the session after it (RFC 9687).
   */
  pause(): void {
    this.#control.pause();
  }

  resume(): void {
    this.#control.resume();
  }

  /**
   * Has the peer filter what it sends of a family (RFC 5291 §6). The filters last as long as the session. Throws
   * `MESH_NO_ORF` for a type that was not agreed on, and `RangeError` for filters that have no encoding.
   */
  sendOrf(family: Family, request: OrfRequest): void {
    this.#control.sendOrf(family, request);
  }

  /** Asks the peer for all its routes of a family. Throws `MESH_NO_ROUTE_REFRESH` where it cannot be asked (RFC 2918). */
  requestRefresh(family: Family): void {
    this.#control.requestRefresh(family);
  }

  /** Tells of something that ends nothing, as an `error` event of the speaker: a prefix limit that is near. */
  warn(warning: MeshError): void {
    this.#control.warn(warning);
  }
}
