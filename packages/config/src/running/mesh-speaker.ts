import {
  type Clock,
  type PeerPredicate,
  type PeerSnapshot,
  type Session,
  Speaker,
  systemClock,
  systemRandom,
} from '@mesh/bgp-session';
import { Family, formatFamily, isPrefixNlri, MeshError, type Nlri } from '@mesh/bgp-wire';
import {
  type AdjRibIn,
  type AdjRibOut,
  type AnnouncedRoute,
  type AnnounceOptions,
  RouteAnnouncer,
  type RouteSelector,
  type RouteSpec,
  RouteStore,
} from '@mesh/rib';
import type { Configuration } from '../configuration.js';
import { resolveNeighbor } from '../settings/configuration.js';
import type { Neighbor, NeighborSettings } from '../settings/neighbor.js';
import { formatRoute } from '../text/print.js';
import { parseRouteText } from '../text/route.js';
import type { RouteText } from '../text/route-text.js';
import { PeerRibs } from './peer-ribs.js';
import { peerSettings } from './peer-settings.js';
import { routeSpec } from './route-spec.js';
import type { Listener, StartOptions, Transport } from './start-options.js';

/** Which peers; all unless given. */
export interface PeerChoice {
  readonly peers?: PeerPredicate | undefined;
}

/** How a route is announced, and to which peers. */
export interface AnnounceChoice extends Omit<AnnounceOptions, 'peers'>, PeerChoice {}

/** A route by what names it. */
export type RouteKeySpec = Exclude<RouteSelector, string>;

/** A running speaker with its RIBs. Made by `startSpeaker`. */
export class MeshSpeaker implements AsyncDisposable {
  readonly store: RouteStore;
  /**
   * Whom `announce` asks, with what it has beside: withdrawal by tag, batches, tables that are prepared and fired. Its peers
   * are those of the speaker, by name.
   */
  readonly announcer: RouteAnnouncer;
  readonly #speaker: Speaker;
  readonly #ribs = new Map<string, PeerRibs>();
  readonly #listeners: Listener[] = [];
  readonly #clock: Clock;
  readonly #detach: () => void;
  /** The RIBs of the peer that is being created; the speaker asks for them in the midst of it. */
  #making: PeerRibs | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: StartOptions) {
    const { clock = systemClock(), random = systemRandom, signal } = options;
    this.#clock = clock;
    // Peers are not trusted to leave the hashes of the store alone.
    this.store = options.store ?? new RouteStore({ seed: Math.floor(random() * 2 ** 32) });
    this.announcer = new RouteAnnouncer(this.store, {
      clock,
      report: (cause, peer) => {
        const message = 'the listener of an announced route has thrown';
        this.#report(this.#ribs.get(peer), new MeshError('MESH_HANDLER', message, { cause }));
      },
    });
    this.#speaker = new Speaker({
      clock,
      random,
      connect: options.connect ?? options.transport?.connect,
      handlerFor: ({ name }) => this.#adopt(name),
    });
    // Before anybody else hears of it: who does may make a peer of the same name.
    this.#speaker.on('deleted', ({ name }) => this.#drop(name));
    const onAbort = () => void this.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#detach = () => signal?.removeEventListener('abort', onAbort);
  }

  /** What `startSpeaker` does. */
  static async start(configuration: Configuration, options: StartOptions): Promise<MeshSpeaker> {
    options.signal?.throwIfAborted();
    const mesh = new MeshSpeaker(options);
    try {
      await mesh.#listen(configuration.neighbors, options.transport?.listen);
      for (const neighbor of configuration.neighbors) mesh.#add(neighbor, configuration.routesOf(neighbor));
    } catch (error) {
      await mesh.close();
      throw error;
    }
    return mesh;
  }

  /** State changes and faults of the sessions, and routes that cannot be sent (`error`, `MESH_ROUTE_SKIPPED`). */
  get events(): Pick<Speaker, 'on' | 'once' | 'off'> {
    return this.#speaker;
  }

  /** Where streams are accepted. */
  get listeners(): readonly Pick<Listener, 'host' | 'port'>[] {
    return this.#listeners;
  }

  /**
   * Adds a peer and starts it; its `routes` are announced. Where streams are accepted was settled at the start: `listen`
   * can name no other port. Throws `MESH_SETTINGS_INVALID`, and what `Speaker.create` throws; then nothing has happened.
   */
  create(settings: NeighborSettings): PeerSnapshot {
    const neighbor = resolveNeighbor(settings);
    const { listen } = neighbor.session;
    if (listen !== 0 && !this.#listeners.some(({ port }) => port === listen)) {
      throw new MeshError(
        'MESH_SETTINGS_INVALID',
        `session listen must be 0 or a port listened on since the start, got ${listen}`,
      );
    }
    return this.#add(neighbor, neighbor.routes);
  }

  /** Ends and forgets the peers chosen. Returns how many; throws `MESH_NO_PEER` where it is none. */
  delete(predicate: PeerPredicate): number {
    return this.#speaker.delete(predicate);
  }

  /** The peers as they are now. */
  peers(): PeerSnapshot[] {
    return this.#speaker.peers();
  }

  /** What a peer has announced. Throws `MESH_NO_PEER`, and `MESH_NO_ADJ_RIB_IN` where it is not kept. */
  adjRibIn(peer: string): AdjRibIn {
    const { adjRibIn } = this.#ribsOf(peer);
    if (adjRibIn) return adjRibIn;
    throw new MeshError('MESH_NO_ADJ_RIB_IN', `what ${peer} announces is not kept: set adjRibIn of the neighbour`);
  }

  /** What a peer is to have: the low level of `announce` and `withdraw`. Throws `MESH_NO_PEER`. */
  adjRibOut(peer: string): AdjRibOut {
    return this.#ribsOf(peer).adjRibOut;
  }

  /**
   * Announces a route to every peer chosen that has the family, and gives its handle: how far it got, how long it stands,
   * and its withdrawal. Of a text the routes that start withdrawn are left out, and the others announced in one step, each
   * with a handle. Throws `MESH_TEXT_SYNTAX`, `MESH_NO_PEER` where a route finds no peer, and what
   * `RouteAnnouncer.announce` throws; then nothing was announced.
   */
  announce(route: RouteSpec, choice?: AnnounceChoice): AnnouncedRoute;
  announce(routes: string, choice?: AnnounceChoice): readonly AnnouncedRoute[];
  announce(
    route: string | RouteSpec,
    { peers: predicate, ...how }: AnnounceChoice = {},
  ): AnnouncedRoute | readonly AnnouncedRoute[] {
    const options = { ...how, peers: this.#chosen({ peers: predicate }).map(({ name }) => name) };
    if (typeof route !== 'string') return this.announcer.announce(route, options);
    const routes = parseRouteText(route)
      .filter(({ withdrawn }) => !withdrawn)
      .map(routeSpec);
    return this.announcer.batch((batch) => routes.map((one) => batch.announce(one, options)));
  }

  /**
   * Withdraws routes, known by prefix and path identifier, from every peer chosen, whoever announced them. Returns how
   * many went, counted for each peer. Throws `MESH_TEXT_SYNTAX` and `MESH_NO_PEER` as `announce`.
   */
  withdraw(route: string | RouteKeySpec, choice: PeerChoice = {}): number {
    const routes: readonly RouteKeySpec[] =
      typeof route === 'string' ? parseRouteText(route, 'withdraw').map(routeSpec) : [route];
    const takers = this.#takers(routes, choice);
    return routes.reduce((count, one, i) => count + this.announcer.withdrawKey(one, takers[i]), 0);
  }

  /**
   * Resolves with the sessions of all peers chosen once every one of them is up. Rejects where the signal aborts or the
   * speaker closes; throws `MESH_NO_PEER` where none was chosen.
   */
  async whenEstablished(choice: PeerChoice & { readonly signal?: AbortSignal } = {}): Promise<readonly Session[]> {
    const names = this.#chosen(choice).map(({ name }) => name);
    const options = choice.signal ? { signal: choice.signal } : {};
    return Promise.all(names.map((name) => this.#speaker.whenEstablished(name, options)));
  }

  /**
   * Resolves when the peers chosen have been sent all that was announced and withdrawn before; it waits for peers that
   * have no session yet. Rejects where the speaker closes; throws `MESH_NO_PEER` where none was chosen.
   */
  async flushed(choice: PeerChoice = {}): Promise<void> {
    await Promise.all(this.#chosen(choice).map(({ name }) => this.#ribsOf(name).flushed()));
  }

  /** Sends what neighbours without `autoFlush` have held back, to the peers chosen. Throws `MESH_NO_PEER` where none was. */
  flush(choice: PeerChoice = {}): void {
    for (const { name } of this.#chosen(choice)) this.#ribsOf(name).flush();
  }

  /** Stops listening, ends all sessions (Cease 6/2) and gives all routes back. Resolves once everything was let go of. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Adds a peer whose settings were checked, to have these routes. */
  #add(neighbor: Neighbor, routes: Iterable<RouteText>): PeerSnapshot {
    const settings = peerSettings(neighbor);
    const ribs: PeerRibs = new PeerRibs(this.store, this.#clock, neighbor, (error) => this.#report(ribs, error));
    this.#making = ribs;
    try {
      for (const route of routes) if (!route.withdrawn) ribs.adjRibOut.announce(routeSpec(route));
      return this.#speaker.create(settings);
    } catch (error) {
      void ribs.release();
      throw error;
    } finally {
      this.#making = undefined;
    }
  }

  /** Listens once at each address and port that neighbours name. */
  async #listen(neighbors: readonly Neighbor[], listen: Transport['listen']): Promise<void> {
    const places = new Map(
      neighbors
        .filter(({ session }) => session.listen !== 0)
        .map(({ session: { localAddress: host, listen: port } }) => [`${host} ${port}`, { host, port }]),
    );
    for (const place of places.values()) {
      if (!listen) {
        const where = `${place.host} port ${place.port}`;
        throw new MeshError('MESH_NO_TRANSPORT', `cannot listen at ${where}: give a transport that listens`);
      }
      this.#listeners.push(await listen(place, this.#speaker));
    }
  }

  async #close(): Promise<void> {
    this.#detach();
    const listening = this.#listeners.map((listener) => listener.close());
    const speaking = this.#speaker.close();
    const error = new MeshError('MESH_SPEAKER_CLOSED', 'the speaker has been closed before everything was sent');
    const releasing = [...this.#ribs].map(([name, ribs]) => {
      this.announcer.remove(name);
      return ribs.release(error);
    });
    this.#ribs.clear();
    await Promise.all([...listening, speaking, ...releasing]);
  }

  #adopt(name: string): PeerRibs {
    const ribs = this.#making!;
    this.#ribs.set(name, ribs);
    this.announcer.add(name, ribs);
    return ribs;
  }

  #drop(name: string): void {
    const ribs = this.#ribs.get(name);
    this.#ribs.delete(name);
    this.announcer.remove(name);
    void ribs?.release();
  }

  #ribsOf(peer: string): PeerRibs {
    const ribs = this.#ribs.get(peer);
    if (ribs) return ribs;
    const names = [...this.#ribs.keys()].join(', ');
    throw new MeshError('MESH_NO_PEER', `there is no peer ${JSON.stringify(peer)}, there is ${names || 'none'}`);
  }

  #chosen({ peers }: PeerChoice): PeerSnapshot[] {
    const chosen = peers ? this.peers().filter(peers) : this.peers();
    if (chosen.length === 0) throw new MeshError('MESH_NO_PEER', `none of ${this.#ribs.size} peers was chosen`);
    return chosen;
  }

  /** For each route the names of the peers chosen that have its family. */
  #takers(routes: readonly RouteKeySpec[], choice: PeerChoice): readonly (readonly string[])[] {
    const chosen = this.#chosen(choice).map(({ name }) => name);
    const byFamily = new Map<Family, readonly string[]>();
    return routes.map(({ prefix, nlri, family: given }) => {
      const unicast = prefix?.includes(':') ? Family.IPV6_UNICAST : Family.IPV4_UNICAST;
      const family = nlri?.family ?? given ?? unicast;
      const takers = byFamily.get(family) ?? chosen.filter((name) => this.#ribsOf(name).families.has(family));
      byFamily.set(family, takers);
      if (takers.length > 0) return takers;
      throw new MeshError(
        'MESH_NO_PEER',
        `no peer chosen has the family ${formatFamily(family)} of route ${nameOf({ prefix, nlri })}`,
      );
    });
  }

  /** Reports about the routes of a peer as the speaker reports about its sessions. */
  #report(ribs: PeerRibs | undefined, error: MeshError): void {
    for (const peer of this.peers()) if (this.#ribs.get(peer.name) === ribs) this.#speaker.emit('error', error, peer);
  }
}

/** A route for a message: its prefix, or its text where that does not say it. */
function nameOf({ prefix, nlri }: { readonly prefix: string | undefined; readonly nlri: Nlri | undefined }): string {
  if (!nlri) return prefix ?? '';
  return isPrefixNlri(nlri) ? nlri.prefix : formatRoute({ nlri, attributes: [] });
}
