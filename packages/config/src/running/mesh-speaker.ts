import {
  type Clock,
  type PeerPredicate,
  type PeerSnapshot,
  type Session,
  Speaker,
  systemClock,
  systemRandom,
} from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';
import {
  type AdjRibIn,
  type AdjRibOut,
  type AnnouncedRoute,
  type AnnounceOptions,
  RouteAnnouncer,
  type RouteIndex,
  type RouteSpec,
  RouteStore,
} from '@mesh/rib';
import type { Command } from '../commands/command.js';
import { executeCommand } from '../commands/execute/execute-command.js';
import type { CommandRecord } from '../commands/execute/record.js';
import type { Configuration } from '../configuration.js';
import { routeTextIn } from '../configured/route-text-of.js';
import type { DynamicPeer } from '../dynamic/dynamic-peer.js';
import type { ConfigurationPlan } from '../plan/plan.js';
import type { Neighbor } from '../settings/neighbor.js';
import { parseRouteText } from '../text/route.js';
import { Applier, type ApplierPorts } from './applier.js';
import { createAll } from './create-all.js';
import { checkListening, checkPrograms, resolveDynamic } from './dynamic-neighbor.js';
import { setInternals } from './internals.js';
import { Listeners } from './listeners.js';
import { LiveRoutes, onlyRoute } from './live-routes.js';
import { countPeers, type PeerCounts } from './peer-counts.js';
import { PeerRibs } from './peer-ribs.js';
import { peerSettings } from './peer-settings.js';
import { type Persisted, Persister } from './persister.js';
import { routeSpec } from './route-spec.js';
import type { Listener, StartOptions } from './start-options.js';
import { type RouteKeySpec, takersOf } from './takers.js';

/** Which peers; all unless given. */
export interface PeerChoice {
  readonly peers?: PeerPredicate | undefined;
}

/** How a route is announced, and to which peers. */
export interface AnnounceChoice extends Omit<AnnounceOptions, 'peers'>, PeerChoice {}

/** What became of a change of the configured routes: in force at once, stored later or not at all. */
export interface RouteChange extends Persisted {
  readonly index: RouteIndex;
  /** Peers are told to have the route. */
  readonly live: boolean;
}

/** A running speaker with its RIBs. Made by `startSpeaker`. */
export class MeshSpeaker implements AsyncDisposable {
  /** The neighbours there are, those made at run time among them, and the routes each of them is to have. */
  readonly configuration: Configuration;
  readonly store: RouteStore;
  /**
   * Whom `announce` asks, with what it has beside: withdrawal by tag, batches, tables that are prepared and fired. Its peers
   * are those of the speaker, by name.
   */
  readonly announcer: RouteAnnouncer;
  /** The configured routes by peer and index. */
  readonly routes: LiveRoutes;
  /** Peers made and ended so far. */
  readonly counts: PeerCounts;
  readonly #persister: Persister;
  readonly #speaker: Speaker;
  readonly #ribs = new Map<string, PeerRibs>();
  readonly #listeners: Listeners;
  readonly #applier: Applier;
  readonly #load: StartOptions['load'];
  readonly #clock: Clock;
  readonly #detach: () => void;
  /** The RIBs of the peer that is being created; the speaker asks for them in the midst of it. */
  #making: PeerRibs | undefined;
  #closing: Promise<void> | undefined;

  private constructor(configuration: Configuration, options: StartOptions) {
    const { clock = systemClock(), random = systemRandom, signal } = options;
    this.#clock = clock;
    this.configuration = configuration;
    this.store = options.store ?? seededStore(configuration, random);
    configuration.shareStore(this.store);
    this.#persister = new Persister(clock, options.persist, options.persistDelayMs ?? PERSIST_DELAY_MS);
    this.announcer = new RouteAnnouncer(this.store, {
      clock,
      report: (cause, peer) => {
        const message = 'the listener of an announced route has thrown';
        this.#report(this.#ribs.get(peer), new MeshError('MESH_HANDLER', message, { cause }));
      },
    });
    this.routes = new LiveRoutes({
      configuration,
      announcer: this.announcer,
      ribsOf: (peer) => this.#ribsOf(peer),
      changed: () => this.#persister.changed(),
    });
    this.#speaker = new Speaker({
      clock,
      random,
      connect: options.connect ?? options.transport?.connect,
      handlerFor: ({ name }) => this.#adopt(name),
    });
    this.counts = countPeers(this.#speaker);
    // Before anybody else hears of it: who does may make a peer of the same name.
    this.#speaker.on('deleted', ({ name }) => this.#drop(name));
    setInternals(this, {
      ribsOf: (peer) => this.#ribsOf(peer),
      createAll: (all) =>
        createAll(
          this.peers(),
          all,
          (settings) => this.create(settings),
          (made) => this.#unmake(made),
        ),
      delete: (predicate, text) => this.#speaker.delete(predicate, text),
    });
    const onAbort = () => void this.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#listeners = new Listeners(options.transport?.listen, this.#speaker);
    this.#applier = new Applier(this.#applierPorts());
    this.#load = options.load;
    this.#detach = () => signal?.removeEventListener('abort', onAbort);
  }

  /** What `startSpeaker` does. */
  static async start(configuration: Configuration, options: StartOptions): Promise<MeshSpeaker> {
    options.signal?.throwIfAborted();
    const mesh = new MeshSpeaker(configuration, options);
    try {
      await mesh.#listeners.open(configuration.neighbors);
      for (const neighbor of configuration.neighbors) mesh.#add(neighbor);
    } catch (error) {
      await mesh.close();
      throw error;
    }
    return mesh;
  }

  /** State changes and faults of the sessions, routes that cannot be sent (`error`, `MESH_ROUTE_SKIPPED`), and taps. */
  get events(): Pick<Speaker, 'on' | 'once' | 'off' | 'tap'> {
    return this.#speaker;
  }

  /** Where streams are accepted. */
  get listeners(): readonly Pick<Listener, 'host' | 'port'>[] {
    return this.#listeners.all;
  }

  /**
   * Adds a peer and starts it; its `routes` are announced. Where streams are accepted was settled at the start: `listen`
   * can name no other port. It is gone after a reload, unless it is to `persist`. Throws `MESH_SETTINGS_INVALID`, and what `Speaker.create` throws; then nothing has happened.
   */
  create(settings: DynamicPeer): PeerSnapshot {
    const { persist = false, ...rest } = settings;
    const neighbor = resolveDynamic(rest, this.configuration.templates);
    checkListening(neighbor, this.#listeners.all);
    checkPrograms(neighbor, this.configuration.processes);
    this.configuration.addNeighbor(neighbor, { ephemeral: !persist });
    try {
      const peer = this.#add(neighbor);
      if (persist) this.#persister.changed();
      return peer;
    } catch (error) {
      this.configuration.removeNeighbor(neighbor);
      throw error;
    }
  }

  /**
   * Ends and forgets the peers chosen. Those of the configuration, and the routes it has for them, are `retired`: they stay
   * in what is stored, and a reload brings them back. Returns how many; throws `MESH_NO_PEER` where it is none.
   */
  delete(predicate: PeerPredicate): number {
    return this.#speaker.delete(predicate);
  }

  /**
   * Carries out a command, as text of either grammar or as data, and gives what it tells: `peer * announce route …`,
   * `routes add …`, `rib show in`. Resolves when it is done; `sync` at the end of a text waits for the connected peers as
   * well. Rejects with `MESH_TEXT_SYNTAX`, `MESH_NO_PEER` where nobody is chosen, and what the command throws; then
   * nothing was changed.
   */
  execute(command: string | Command): Promise<readonly CommandRecord[]> {
    return executeCommand(command, { mesh: this });
  }

  /** The peers as they are now. */
  peers(): PeerSnapshot[] {
    return this.#speaker.peers();
  }

  /** True for a peer that was made at run time without `persist`: it is not stored, and a reload ends it. Throws `MESH_NO_PEER`. */
  isEphemeral(peer: string): boolean {
    return this.configuration.isEphemeral(this.#ribsOf(peer).neighbor);
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
    const names = this.#chosen({ peers: predicate }).map(({ name }) => name);
    const options = { ...how, peers: names };
    if (typeof route !== 'string') {
      const handle = this.announcer.announce(route, options);
      this.#ungroup(names, () => handle.index);
      return handle;
    }
    const routes = parseRouteText(route).filter(({ withdrawn }) => !withdrawn);
    const handles = this.announcer.batch((batch) => routes.map((one) => batch.announce(routeSpec(one), options)));
    for (const name of names) for (const one of routes) this.#ribsOf(name).watchdogs.set(one);
    return handles;
  }

  /**
   * Withdraws routes, known by prefix and path identifier, from every peer chosen, whoever announced them. Returns how
   * many went, counted for each peer. Throws `MESH_TEXT_SYNTAX` and `MESH_NO_PEER` as `announce`.
   */
  withdraw(route: string | RouteKeySpec, choice: PeerChoice = {}): number {
    const routes: readonly RouteKeySpec[] =
      typeof route === 'string' ? parseRouteText(route, 'withdraw').map(routeSpec) : [route];
    const takers = takersOf(routes, this.#chosen(choice));
    for (const [i, one] of routes.entries()) this.#ungroup(takers[i]!, () => indexIn(this.store, one));
    let count = 0;
    this.announcer.together(() => {
      for (const [i, one] of routes.entries()) count += this.announcer.withdrawKey(one, takers[i]);
    });
    return count;
  }

  /**
   * Adds a route, given as data or as text of one, to what the configuration has for the peers chosen, and announces it at once
   * to those that have its family. Resolves when it is stored, where the speaker was given a way to, or could not be: it is in
   * force all the same. Rejects with `MESH_TEXT_SYNTAX`, `MESH_ROUTE_COUNT`, `MESH_NO_PEER`, `MESH_NO_FAMILY` and
   * `MESH_ROUTE_INVALID`; then nothing has changed.
   */
  async addRoute(route: string | RouteSpec, choice: PeerChoice = {}): Promise<RouteChange> {
    const names = this.#chosen(choice).map(({ name }) => name);
    const text = typeof route === 'string' ? onlyRoute(parseRouteText(route)) : routeTextIn(this.store, route);
    const added = this.routes.add(names, text);
    return { ...added, ...(await this.#persister.settled()) };
  }

  /**
   * Removes the route of an index from what the configuration has for the peers chosen, and withdraws it from them at once.
   * Resolves as `addRoute`. Rejects with `MESH_ROUTE_INDEX`, `MESH_NO_PEER`, and `MESH_NO_ROUTE` where none of them has such
   * a route.
   */
  async removeByIndex(index: RouteIndex, choice: PeerChoice = {}): Promise<RouteChange> {
    const names = this.#chosen(choice).map(({ name }) => name);
    if (this.routes.remove(names, index) === 0) {
      throw new MeshError('MESH_NO_ROUTE', `no peer chosen has a route ${index}`);
    }
    return { index, live: false, ...(await this.#persister.settled()) };
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

  /**
   * Goes over to another configuration, or carries out a plan of `configuration.diff`: as a whole or, where this rejects, not
   * at all. Neighbours that stay as they are keep their sessions; those that differ in what a session has agreed on begin
   * anew; those that the configuration does not have are deleted, whoever made them. One is applied after another. Resolves
   * with what was done. Rejects with what `create` throws, and with `MESH_PLAN_STALE` for a plan that is not the way from how
   * things are when it is its turn.
   */
  apply(next: Configuration | ConfigurationPlan): Promise<ConfigurationPlan> {
    return this.#applier.apply(next);
  }

  /**
   * Applies what `load` of the start options gives. Without `load` there is nothing to read again: the peers that were made at
   * run time go, those of the configuration that were deleted are back, and the rest stays.
   */
  reload(): Promise<ConfigurationPlan> {
    return this.#applier.reload(this.#load);
  }

  /** Stops listening, ends all sessions (Cease 6/2) and gives all routes back. Resolves once everything was let go of. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Adds a peer whose settings were checked, to have the routes configured. */
  #add(neighbor: Neighbor): PeerSnapshot {
    const settings = peerSettings(neighbor);
    const report = (error: MeshError) => this.#report(ribs, error);
    const ribs: PeerRibs = new PeerRibs(this.store, this.#clock, neighbor, report, () => this.#forget(ribs));
    this.#making = ribs;
    try {
      const routes = this.configuration.routesOf(neighbor);
      for (const route of routes.noted()) ribs.watchdogs.set(route);
      for (const route of routes.standing()) ribs.adjRibOut.announce(route);
      return this.#speaker.create(settings);
    } catch (error) {
      void ribs.release();
      throw error;
    } finally {
      this.#making = undefined;
    }
  }

  #applierPorts(): ApplierPorts {
    return {
      configuration: this.configuration,
      speaker: this.#speaker,
      announcer: this.announcer,
      listeners: this.#listeners,
      add: (neighbor) => void this.#add(neighbor),
      peerOf: (neighbor) => {
        for (const [name, ribs] of this.#ribs) if (ribs.neighbor === neighbor) return { name, ribs };
        return undefined;
      },
    };
  }

  async #close(): Promise<void> {
    this.#detach();
    const listening = this.#listeners.close();
    const speaking = this.#speaker.close();
    const error = new MeshError('MESH_SPEAKER_CLOSED', 'the speaker has been closed before everything was sent');
    const releasing = [...this.#ribs].map(([name, ribs]) => {
      this.announcer.remove(name);
      return ribs.release(error);
    });
    this.#ribs.clear();
    await Promise.all([listening, speaking, ...releasing, this.#persister.close()]);
    for (const neighbor of this.configuration.ephemeral) this.configuration.removeNeighbor(neighbor);
  }

  /** Takes peers back that were just made. */
  #unmake(names: ReadonlySet<string>): void {
    for (const name of names) this.configuration.removeNeighbor(this.#ribsOf(name).neighbor);
    this.#speaker.delete(({ name }) => names.has(name));
  }

  /** A peer without `adjRibOut` has what is configured, and nothing else is kept over its sessions. */
  #forget({ neighbor, adjRibOut }: PeerRibs): void {
    const configured = this.configuration.routesOf(neighbor);
    const name = [...this.#ribs].find(([, ribs]) => ribs.neighbor === neighbor)?.[0];
    if (name === undefined) return;
    for (const { index } of adjRibOut.routes()) {
      if (!configured.stored(index)) this.announcer.withdrawKey(index, [name]);
    }
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
    if (ribs) this.configuration.retireNeighbor(ribs.neighbor);
    void ribs?.release();
  }

  /** A route that was announced or withdrawn by itself is of no watchdog. */
  #ungroup(peers: readonly string[], index: () => RouteIndex): void {
    for (const peer of peers) {
      const { watchdogs } = this.#ribsOf(peer);
      if (!watchdogs.isEmpty) watchdogs.forget(index());
    }
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

  /** Reports about the routes of a peer as the speaker reports about its sessions. */
  #report(ribs: PeerRibs | undefined, error: MeshError): void {
    for (const peer of this.peers()) if (this.#ribs.get(peer.name) === ribs) this.#speaker.emit('error', error, peer);
  }
}

const PERSIST_DELAY_MS = 250;

/** The index of a route, whether anybody holds it or not. */
function indexIn(store: RouteStore, key: RouteKeySpec): RouteIndex {
  const route = store.retain({ ...key, nextHop: 'self' });
  const { index } = route;
  store.release(route);
  return index;
}

/** The store that a configuration shares already, or a new one: peers are not trusted to leave its hashes alone. */
function seededStore({ sharesStore, store }: Configuration, random: () => number): RouteStore {
  return sharesStore ? store : new RouteStore({ seed: Math.floor(random() * 2 ** 32) });
}
