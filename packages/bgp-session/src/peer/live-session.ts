import {
  administrativeCease,
  capabilityValue,
  decodeOrf,
  encodeMessage,
  encodeOrf,
  type Family,
  formatFamily,
  GRACEFUL_RESTART,
  MeshError,
  type Message,
  type NotificationMessage,
  notification,
  type OrfRequest,
  RefreshSubtype,
  type RouteRefreshMessage,
  routeRefresh,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import type { Connection, ConnectionPorts, RetainRoutes } from '../connection/connection.js';
import type { Negotiated } from '../fsm/negotiated.js';
import { Session, type SessionControl } from '../session.js';
import type { SessionInfo } from '../session-info.js';
import type { UpdateSink } from '../update-sink.js';
import { FilterWait } from './filter-wait.js';
import type { StaleRoutes } from './stale-routes.js';

/** How long a peer may take to send a family again before what it has not sent is held to be gone (RFC 7313 §4). */
const REFRESH_LIMIT_MS = 360_000;

/** An Established session from the inside: between its connection, its sink and what is stale of its peer. */
export class LiveSession implements SessionControl {
  readonly session: Session;
  readonly negotiated: Negotiated;
  readonly #connection: Connection;
  readonly #stale: StaleRoutes;
  readonly #clock: Clock;
  readonly #guard: ConnectionPorts['guard'];
  /** Families the peer has sent all of. */
  readonly #complete = new Set<Family>();
  /** Families the peer is sending again, with the timer that ends it. */
  readonly #refreshing = new Map<Family, Cancel>();
  /** Routes are held back until the peer has said what it wants of them. */
  readonly #wait: FilterWait | undefined;
  #sink: UpdateSink | undefined;
  #up = true;

  constructor(
    place: Pick<SessionInfo, 'peer' | 'localAddress' | 'peerAddress'>,
    negotiated: Negotiated,
    connection: Connection,
    stale: StaleRoutes,
    clock: Clock,
    guard: ConnectionPorts['guard'],
  ) {
    this.negotiated = negotiated;
    this.#connection = connection;
    this.#stale = stale;
    this.#clock = clock;
    this.#guard = guard;
    this.session = new Session(place, negotiated, this);
    const { receive } = negotiated.orf;
    if (receive.size > 0) {
      this.#wait = new FilterWait(receive.keys(), clock, () => connection.wire?.sender.begin('filters'));
    }
  }

  /** The peer may send filters, and has yet to ask for routes (RFC 5291 §6). */
  get awaitsFilters(): boolean {
    return this.#wait?.active ?? false;
  }

  /** The host has said where routes go. */
  open(sink: UpdateSink | undefined): void {
    this.#sink = sink;
    this.#guard(() => sink?.up(this.session));
    this.#stale.returned(this.negotiated, sink);
  }

  /** Delivers an UPDATE. A sink that throws has lost it; the session goes on. */
  update(view: UpdateView): NotificationMessage | undefined {
    const sink = this.#sink;
    const family = view.endOfRib;
    try {
      if (family === undefined) return sink?.update(view);
      this.#complete.add(family);
      this.#guard(() => sink?.endOfRib(family));
      this.#stale.endOfRib(family);
    } catch (error) {
      this.#guard(() => {
        throw error;
      });
    }
    return undefined;
  }

  /** It has yet to tell us all it has, and will say when it has: our own restart waits for it (RFC 4724 §4.1). */
  get owesEndOfRib(): boolean {
    const { peerOpen, families } = this.negotiated;
    const restart = capabilityValue(peerOpen.capabilities, GRACEFUL_RESTART);
    if (restart === undefined || restart.restarting) return false;
    return families.some((family) => !this.#complete.has(family));
  }

  /**
   * A request to send again, or a mark around what the peer sends again (RFC 7313 §3.2). Others are ignored (§5). Without
   * the capability of both the octet that tells them apart is reserved, and all are requests (RFC 2918 §3).
   */
  refresh({ family, subtype, rest }: RouteRefreshMessage): void {
    const { families, enhancedRouteRefresh } = this.negotiated;
    if (!families.includes(family)) return;
    if (rest.length > 0) this.#filter(family, rest);
    else if (subtype === RefreshSubtype.REQUEST || !enhancedRouteRefresh) this.#sendAgain(family);
    else if (subtype === RefreshSubtype.BEGIN) this.#beginRefresh(family);
    else if (subtype === RefreshSubtype.END) this.#endRefresh(family);
  }

  /** The session is over; its routes go, or stay where `retain` says so. */
  close(reason: CloseReason, retain: RetainRoutes | undefined): void {
    this.#up = false;
    for (const cancel of this.#refreshing.values()) cancel();
    this.#refreshing.clear();
    this.#wait?.cancel();
    const sink = this.#sink;
    this.#sink = undefined;
    const { gracefulRestart } = this.negotiated;
    if (sink === undefined) this.#stale.purgeAll();
    else if (retain !== undefined && gracefulRestart !== undefined) {
      this.#stale.retain(sink, this.negotiated, gracefulRestart, retain.staleTimeSeconds, reason);
    } else {
      this.#stale.clear();
      this.#guard(() => sink.down(reason, false));
    }
  }

  /** The peer said that it knows graceful restart, whatever it would have us keep. */
  get #sendsEndOfRib(): boolean {
    return capabilityValue(this.negotiated.peerOpen.capabilities, GRACEFUL_RESTART) !== undefined;
  }

  /** Filters of the types that were agreed on; the routes follow at once, or with the next request (RFC 5291 §6). */
  #filter(family: Family, rest: Uint8Array): void {
    const request = decodeOrf(rest, family);
    const types = this.negotiated.orf.receive.get(family);
    if (request === undefined || types === undefined) return;
    const { sender } = this.#connection.wire ?? {};
    sender?.filter(
      family,
      request.collections.filter(({ type }) => types.has(type)),
    );
    if (request.whenToRefresh === 'immediate') this.#sendAgain(family);
  }

  #sendAgain(family: Family): void {
    if (this.#wait?.asked(family)) return;
    const marks = this.negotiated.enhancedRouteRefresh
      ? {
          begin: encodeMessage(routeRefresh(family, RefreshSubtype.BEGIN), this.negotiated.tx),
          end: encodeMessage(routeRefresh(family, RefreshSubtype.END), this.negotiated.tx),
        }
      : undefined;
    this.#connection.wire?.sender.refresh(family, marks);
  }

  /** What a peer that restarts gracefully has not sent all of yet it cannot send again: the mark is ignored (RFC 7313 §4). */
  #beginRefresh(family: Family): void {
    if (this.#sendsEndOfRib && !this.#complete.has(family)) return;
    this.#refreshing.get(family)?.();
    this.#limitRefresh(family);
    this.#guard(() => this.#sink?.refresh(family, 'begin'));
  }

  /** What the peer has sent again may have come without having been read: then it gets as long again. */
  #limitRefresh(family: Family): void {
    const end = () => {
      if (this.#connection.wire?.behind) this.#limitRefresh(family);
      else this.#endRefresh(family);
    };
    this.#refreshing.set(family, this.#clock.after(REFRESH_LIMIT_MS, end));
  }

  #endRefresh(family: Family): void {
    const cancel = this.#refreshing.get(family);
    if (cancel === undefined) return;
    cancel();
    this.#refreshing.delete(family);
    this.#guard(() => this.#sink?.refresh(family, 'end'));
  }

  get up(): boolean {
    return this.#up;
  }

  send(message: Message | Uint8Array): boolean {
    return this.#up && this.#connection.send(message);
  }

  notify(message: NotificationMessage): void {
    this.#stop(message, true);
  }

  teardown(subcode: number, text: string | undefined, graceful: boolean): void {
    this.#stop(
      text === undefined || (subcode !== 2 && subcode !== 4)
        ? notification(6, subcode)
        : administrativeCease(subcode, text),
      graceful,
    );
  }

  warn(warning: MeshError): void {
    this.#guard(() => {
      throw warning;
    });
  }

  pause(): void {
    if (this.#up) this.#connection.pause();
  }

  resume(): void {
    if (this.#up) this.#connection.resume();
  }

  sendOrf(family: Family, request: OrfRequest): void {
    const types = this.negotiated.orf.send.get(family);
    const lacking = request.collections.find(({ type }) => !types?.has(type));
    if (types === undefined || lacking !== undefined) {
      const what = lacking === undefined ? 'filters' : `filters of type ${lacking.type}`;
      throw new MeshError(
        'MESH_NO_ORF',
        `${this.session.peer} takes no ${what} for ${formatFamily(family)}: both sides have to name them in orf`,
      );
    }
    const octets = encodeMessage({ ...routeRefresh(family), rest: encodeOrf(request, family) }, this.negotiated.tx);
    if (this.#up) this.#connection.wire?.sender.control(octets);
  }

  requestRefresh(family: Family): void {
    const { routeRefresh: can, families } = this.negotiated;
    if (!can || !families.includes(family)) {
      const lack = can
        ? `${formatFamily(family)} is no family of the session`
        : 'the peer does not offer route refresh';
      throw new MeshError('MESH_NO_ROUTE_REFRESH', `cannot ask ${this.session.peer} for its routes: ${lack}`);
    }
    if (this.#up) this.#connection.wire?.sender.control(encodeMessage(routeRefresh(family), this.negotiated.tx));
  }

  #stop(message: NotificationMessage, graceful: boolean): void {
    if (this.#up) this.#connection.raise({ type: 'AutomaticStop', notification: message, graceful });
  }
}
