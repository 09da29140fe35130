import {
  administrativeCease,
  encodeMessage,
  type Family,
  formatFamily,
  MeshError,
  type Message,
  type NotificationMessage,
  notification,
  RefreshSubtype,
  type RouteRefreshMessage,
  routeRefresh,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { Cancel, Clock } from './clock.js';
import type { CloseReason } from './close-reason.js';
import type { Connection, ConnectionPorts, RetainRoutes } from './connection.js';
import type { Negotiated } from './fsm/negotiated.js';
import { Session, type SessionControl } from './session.js';
import type { SessionInfo } from './session-info.js';
import type { StaleRoutes } from './stale-routes.js';
import type { UpdateSink } from './update-sink.js';

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

  /** A request to send again, or a mark around what the peer sends again (RFC 7313 §3.2). Others are ignored (§5). */
  refresh({ family, subtype }: RouteRefreshMessage): void {
    if (!this.negotiated.families.includes(family)) return;
    if (subtype === RefreshSubtype.REQUEST) this.#sendAgain(family);
    else if (subtype === RefreshSubtype.BEGIN) this.#beginRefresh(family);
    else if (subtype === RefreshSubtype.END) this.#endRefresh(family);
  }

  /** The session is over; its routes go, or stay where `retain` says so. */
  close(reason: CloseReason, retain: RetainRoutes | undefined): void {
    this.#up = false;
    for (const cancel of this.#refreshing.values()) cancel();
    this.#refreshing.clear();
    const sink = this.#sink;
    this.#sink = undefined;
    if (sink !== undefined && retain !== undefined) {
      this.#stale.retain(sink, this.negotiated.families, retain, reason);
      return;
    }
    this.#stale.clear();
    this.#guard(() => sink?.down(reason, false));
  }

  #sendAgain(family: Family): void {
    const marks = this.negotiated.enhancedRouteRefresh
      ? {
          begin: encodeMessage(routeRefresh(family, RefreshSubtype.BEGIN), this.negotiated.tx),
          end: encodeMessage(routeRefresh(family, RefreshSubtype.END), this.negotiated.tx),
        }
      : undefined;
    this.#connection.wire?.sender.refresh(family, marks);
  }

  #beginRefresh(family: Family): void {
    if (this.negotiated.gracefulRestart !== undefined && !this.#complete.has(family)) return;
    this.#refreshing.get(family)?.();
    this.#refreshing.set(
      family,
      this.#clock.after(REFRESH_LIMIT_MS, () => this.#endRefresh(family)),
    );
    this.#guard(() => this.#sink?.refresh(family, 'begin'));
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
    if (this.#up) this.#connection.raise({ type: 'AutomaticStop', notification: message });
  }

  teardown(subcode: number, text: string | undefined): void {
    this.notify(
      text === undefined || (subcode !== 2 && subcode !== 4)
        ? notification(6, subcode)
        : administrativeCease(subcode, text),
    );
  }

  warn(warning: MeshError): void {
    this.#guard(() => {
      throw warning;
    });
  }

  pause(): void {
    if (this.#up) this.#connection.wire?.pause();
  }

  resume(): void {
    if (this.#up) this.#connection.wire?.resume();
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
}
