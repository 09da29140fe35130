import type { Clock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';
import type { Registry, RegistryEvent } from '@mesh-examples/lib/registry';
import { type Identity, identityOf } from '../identity.js';
import { formatPeer, splitEndpoint } from '../peer.js';
import type { Discovery, Farewell, Members, NodeMetrics, Overlay, Routing } from '../ports.js';
import { limitedLog } from '../routing/limited-log.js';
import type { Settings } from '../settings/settings.js';
import { BackOff } from './back-off.js';
import { CalmWindow, type CalmWindowTimes } from './calm-window.js';
import { failure } from './failure.js';
import { Membership, type Refusal } from './membership.js';
import { Neighbourhood } from './neighbourhood.js';
import { OverlaySync } from './overlay-sync.js';
import { Registration, type RegistrationState } from './registration.js';

/*
 * A node of the mesh, whatever it is made of:
 *
 *   put self under a lease → advertise by mDNS → the registry's snapshot → calm window → first sync → changes, as they come
 *
 * - Nothing is touched before the registry has said who there is: a node that starts while it is away leaves host files and
 *   connections as an earlier process has left them.
 * - Changes that come together are brought over together; while one sync runs, the next waits for it.
 * - A registry that is away takes nobody out of the mesh: members are those it told of last. When it is back, and our own
 *   key has lapsed, so have those of others: they have `max_wait` to put them again.
 * - A node that was taken out by hand has no members: the others have let go of it, and it lets go of them.
 */

/** What a node is made of. All of it is the node's: `stop` closes it. */
export interface NodePorts {
  readonly clock: Clock;
  /** Numbers drawn uniformly from [0, 1), for the pauses between attempts. */
  readonly random: () => number;
  readonly registry: Registry;
  readonly overlay: Overlay;
  readonly routing: Routing;
  /** Undefined where mDNS is off. */
  readonly discovery: Discovery | undefined;
  readonly metrics: NodeMetrics;
  readonly log: Log;
}

/** Changes after the first sync: those within a tenth of a second go together, and none waits longer than a second. */
const BURST = { calmMs: 100, maxWaitMs: 1_000 } as const;

/** How long the registry may take to drop our key when we leave. */
const LEAVE_MS = 3_000;

const NOBODY: Members = new Map();

export class MeshNode {
  readonly identity: Identity;
  readonly #settings: Settings;
  readonly #ports: NodePorts;
  readonly #membership: Membership;
  readonly #overlay: OverlaySync;
  readonly #stopping = new AbortController();
  /** For what others can make us write. */
  readonly #limited: Log;
  readonly #ofWatch: BackOff;
  readonly #ofSync: BackOff;
  #registration: Registration | undefined;
  #neighbourhood: Neighbourhood | undefined;
  readonly #window: CalmWindow;
  /** While we are not registered, and for the first changes after: others may be about to register again as well. */
  readonly #patience: CalmWindowTimes;
  #members: Members = NOBODY;
  #refused: ReadonlyMap<string, Refusal> = new Map();
  /** The registry has said who there is. */
  #isTold = false;
  #isSynced = false;
  /** The sync that runs, and whether there is news since it began. */
  #sync: Promise<void> | undefined;
  #isDirty = false;
  #cancelRetry: (() => void) | undefined;
  #following: Promise<void> = Promise.resolve();

  /** Throws `MESH_NODE_SETTINGS` where the node has no address in the mesh. */
  constructor(settings: Settings, ports: NodePorts) {
    const { clock, random } = ports;
    this.#settings = settings;
    this.#ports = ports;
    this.identity = identityOf(settings);
    const { prefix } = settings.etcd;
    this.#membership = new Membership({ self: this.identity, mesh: settings.mesh.prefix, prefix });
    this.#overlay = new OverlaySync(ports);
    this.#limited = limitedLog(ports.log, clock);
    this.#ofWatch = new BackOff({ clock, random });
    this.#ofSync = new BackOff({ clock, random });
    const { calm_window, max_wait } = settings.timers;
    const maxWaitMs = max_wait * 1000;
    this.#patience = { calmMs: maxWaitMs, maxWaitMs };
    this.#window = new CalmWindow(clock, { calmMs: calm_window * 1000, maxWaitMs }, () => this.#calm());
  }

  /** All others that there are, by name, as they were synced last. */
  get members(): Members {
    return this.#members;
  }

  /** Whether the first sync is over. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get registration(): RegistrationState {
    return this.#registration?.state ?? 'absent';
  }

  /** Begins; the rest follows by itself. Rejects where the overlay has no key of this node. */
  async start(): Promise<void> {
    const { registry, clock, random, overlay, metrics, log } = this.#ports;
    const { name, number, address } = this.identity;
    const { etcd, tinc } = this.#settings;
    const value = formatPeer({ IP: address, Key: await overlay.publicKey(), Endpoint: tinc.endpoint });
    if (this.#stopping.signal.aborted) return;
    log.info('starting', { node: name, number, address });
    const registration = new Registration({
      ...{ registry, clock, random, metrics, log, value },
      key: this.#ownKey,
      ttlSeconds: etcd.lease_ttl,
      changed: () => this.#touch(),
    });
    this.#registration = registration;
    this.#following = this.#follow(registration);
  }

  /**
   * `leave`: the key goes, peers are told, and routes are taken out of the kernel. `restart`: everything stays in place for
   * the process that comes next. Host files and `ConnectTo` stay in either case. What fails is logged; a registry that does
   * not answer is given a few seconds, and drops the key when the lease lapses.
   */
  async stop(how: Farewell): Promise<void> {
    const { registry, routing, clock, log } = this.#ports;
    this.#stopping.abort();
    this.#window.cancel();
    this.#cancelRetry?.();
    // The registry last: the key goes by it.
    const cancel = clock.after(LEAVE_MS, () => void registry.close());
    const steps: [what: string, step: Promise<unknown> | undefined][] = [
      ['sync', this.#sync],
      ['deregister', this.#registration?.stop(how)],
      ['mDNS', this.#neighbourhood?.stop() ?? this.#ports.discovery?.close()],
      ['routing', routing.close(how)],
    ];
    const results = await Promise.allSettled(steps.map(([, step]) => step));
    cancel();
    await registry.close();
    await this.#following;
    for (const [i, result] of results.entries()) {
      if (result.status === 'rejected') log.error(`stopping: can not ${steps[i]![0]}`, failure(result.reason));
    }
    log.info('stopped', { how });
  }

  get #ownKey(): string {
    return this.#settings.etcd.prefix + this.identity.name;
  }

  /** Tries to register once before it goes on, and goes on also where that failed. */
  async #follow(registration: Registration): Promise<void> {
    await registration.start();
    if (this.#stopping.signal.aborted) return;
    this.#lookAround();
    await this.#watch(registration);
  }

  #lookAround(): void {
    const { clock, discovery, log } = this.#ports;
    if (discovery === undefined) return;
    const { name, address } = this.identity;
    this.#neighbourhood = new Neighbourhood({
      ...{ discovery, clock, log },
      intervalMs: this.#settings.discovery.interval * 1000,
      isKnown: (one) => !this.#isSynced || one === name || this.#members.has(one),
    });
    const { port } = splitEndpoint(this.#settings.tinc.endpoint)!;
    void this.#neighbourhood.start({ name, IP: address, port });
  }

  /** Follows the registry until the node is stopped; a watch that fails is begun anew. */
  async #watch(registration: Registration): Promise<void> {
    const { registry, metrics, log } = this.#ports;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        for await (const event of registry.watch(this.#settings.etcd.prefix, { signal })) {
          this.#learn(event, registration);
        }
      } catch (error) {
        if (signal.aborted) return;
        metrics.etcdWatchError();
        log.error('can not watch the registry: trying again', failure(error));
        await this.#ofWatch.pause(signal);
      }
    }
  }

  #learn(event: RegistryEvent, registration: Registration): void {
    this.#ofWatch.reset();
    this.#membership.learn(event);
    this.#isTold = true;
    if (event.type === 'snapshot') {
      registration.heard(event.revision, event.entries.find(({ key }) => key === this.#ownKey)?.value);
    } else if (event.key === this.#ownKey) {
      registration.heard(event.revision, event.type === 'put' ? event.value : undefined);
    }
    this.#touch();
  }

  #touch(): void {
    if (this.#isTold && !this.#stopping.signal.aborted) this.#window.touch();
  }

  /** What was told has settled. */
  #calm(): void {
    this.#cancelRetry?.();
    this.#window.times = this.registration === 'absent' ? this.#patience : BURST;
    this.#isDirty = true;
    if (this.#sync !== undefined) return;
    this.#sync = this.#syncAll().finally(() => {
      this.#sync = undefined;
    });
  }

  async #syncAll(): Promise<void> {
    while (this.#isDirty && !this.#stopping.signal.aborted) {
      this.#isDirty = false;
      const members = this.#resolve();
      const isDone = await this.#overlay.run(members);
      if (this.#stopping.signal.aborted) return;
      this.#members = members;
      this.#ports.metrics.peersDiscovered(members.size);
      this.#ports.routing.followPeers(members);
      this.#synced(isDone);
    }
  }

  #synced(isDone: boolean): void {
    const { clock, log } = this.#ports;
    if (!this.#isSynced) log.info('in the mesh', { members: this.#members.size });
    this.#isSynced = true;
    if (isDone) this.#ofSync.reset();
    else this.#cancelRetry = clock.after(this.#ofSync.next(), () => this.#calm());
  }

  /** Who there is now; what is refused is said once. */
  #resolve(): Members {
    const { metrics } = this.#ports;
    if (this.registration === 'removed') return NOBODY;
    const { members, refused } = this.#membership.resolve();
    for (const [peer, reason] of refused) {
      if (this.#refused.get(peer) === reason) continue;
      metrics.peerSync('error', this.#isSynced ? 'put' : 'sync');
      this.#limited.error('a peer of the registry is refused', { peer, reason });
    }
    this.#refused = refused;
    return members;
  }
}
