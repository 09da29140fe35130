import { type Clock, systemClock, systemRandom } from '@mesh/bgp-session';
import { isMeshError, type MeshError } from '@mesh/bgp-wire';
import { checkKey, checkPrefix, checkRevision, checkTtl, valueOctets } from '../registry/check.js';
import { GeneratedWatch } from '../registry/generated-watch.js';
import { KeptLease } from '../registry/kept-lease.js';
import type {
  CallOptions,
  DeleteOptions,
  PutOptions,
  Registry,
  RegistryEntry,
  RegistryEvent,
  RegistryLease,
  RegistrySnapshot,
  RegistryWatch,
  Revision,
  WatchOptions,
} from '../registry/registry.js';
import { conflict, leaseLost, registryError } from '../registry/registry-error.js';
import { type Answer, type EtcdTls, Gateway } from './gateway.js';
import {
  base64,
  entryOf,
  headerRevision,
  identifier,
  int64,
  type Json,
  prefixRange,
  record,
  records,
} from './gateway-value.js';

export interface EtcdRegistryOptions {
  /** Members of the cluster, as `http://127.0.0.1:2379`: tried in turn. */
  readonly endpoints: readonly string[];
  readonly tls?: EtcdTls | undefined;
  /** How long one member may take to answer. Default 3000. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long a call goes on trying members before it is `MESH_REGISTRY_UNAVAILABLE`. Default 10 000. */
  readonly callTimeoutMs?: number | undefined;
  /** The first pause after all members have failed, doubled up to `maxBackOffMs`. Default 100 and 5000. */
  readonly backOffMs?: number | undefined;
  readonly maxBackOffMs?: number | undefined;
  /** Told of every request and watch that failed and is tried again. */
  readonly onProblem?: ((error: MeshError) => void) | undefined;
  /** Told of every watch that broke and is begun again; `onProblem` is as well. */
  readonly onWatchBroken?: ((error: MeshError) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** For jitter. */
  readonly random?: (() => number) | undefined;
}

/** Entries of one request of a list; see `MAX_BODY_OCTETS` of the gateway. */
const PAGE = 30;
const NOT_FOUND = 5;
const OUT_OF_RANGE = 11;

/**
 * The registry port over the JSON gateway of etcd 3.4 and later (`/v3/…`).
 *
 * A write that got no answer is sent again, and so may be carried out twice; whose `ifRevision` then conflicts with its own
 * first attempt succeeds all the same. What `delete` says of a key may then be wrong. Answers that no etcd gives are
 * `MESH_ETCD_PROTOCOL`.
 */
export class EtcdRegistry implements Registry {
  readonly #gateway: Gateway;
  readonly #clock: Clock;
  readonly #leases = new Set<KeptLease>();
  readonly #watchBroken: (error: MeshError) => void;

  constructor(options: EtcdRegistryOptions) {
    this.#watchBroken = options.onWatchBroken ?? (() => undefined);
    this.#clock = options.clock ?? systemClock();
    this.#gateway = new Gateway({
      endpoints: options.endpoints,
      tls: options.tls ?? {},
      clock: this.#clock,
      random: options.random ?? systemRandom,
      requestTimeoutMs: options.requestTimeoutMs ?? 3_000,
      callTimeoutMs: options.callTimeoutMs ?? 10_000,
      backOffMs: options.backOffMs ?? 100,
      maxBackOffMs: options.maxBackOffMs ?? 5_000,
      problem: options.onProblem ?? (() => undefined),
    });
  }

  async get(key: string, options: CallOptions = {}): Promise<RegistryEntry | undefined> {
    checkKey(key);
    const { body } = await this.#gateway.post('/v3/kv/range', { key: base64(key) }, options);
    const [kv] = records(body['kvs'], 'kvs');
    return kv && entryOf(kv);
  }

  async list(prefix: string, options: CallOptions = {}): Promise<RegistrySnapshot> {
    checkPrefix(prefix);
    return this.#list(prefix, { signal: options.signal });
  }

  async put(key: string, value: Uint8Array | string, options: PutOptions = {}): Promise<Revision> {
    checkKey(key);
    checkRevision('ifRevision', options.ifRevision);
    const { lease, ifRevision } = options;
    const put = {
      key: base64(key),
      value: base64(valueOctets(value)),
      ...(lease === undefined ? {} : { lease: lease.id }),
    };
    try {
      if (ifRevision === undefined) {
        return headerRevision((await this.#gateway.post('/v3/kv/put', put, options)).body);
      }
      const answer = await this.#compare(key, ifRevision, { request_put: put }, options);
      if (answer.body['succeeded'] === true) return headerRevision(answer.body);
      const kv = foundKv(answer.body);
      const isOurs = kv?.['value'] === put.value && (kv?.['lease'] ?? undefined) === lease?.id;
      if (kv !== undefined && answer.isRepeated && isOurs) return entryOf(kv).revision;
      throw conflict(key, ifRevision, kv === undefined ? 0 : entryOf(kv).revision);
    } catch (error) {
      if (lease !== undefined && isRefused(error, NOT_FOUND)) throw leaseLost(lease.id, 'the store has none such');
      throw error;
    }
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<boolean> {
    checkKey(key);
    checkRevision('ifRevision', options.ifRevision);
    const { ifRevision } = options;
    if (ifRevision === undefined) {
      const { body } = await this.#gateway.post('/v3/kv/deleterange', { key: base64(key) }, options);
      return int64(body['deleted'], 'deleted') > 0;
    }
    const answer = await this.#compare(key, ifRevision, { request_delete_range: { key: base64(key) } }, options);
    if (answer.body['succeeded'] === true) return ifRevision > 0;
    const kv = foundKv(answer.body);
    if (kv === undefined && answer.isRepeated) return true;
    throw conflict(key, ifRevision, kv === undefined ? 0 : entryOf(kv).revision);
  }

  watch(prefix: string, options: WatchOptions = {}): RegistryWatch {
    checkPrefix(prefix);
    checkRevision('from', options.from);
    this.#gateway.closing.throwIfAborted();
    const run = (signal: AbortSignal) => this.#events(prefix, options.from, signal);
    return new GeneratedWatch(run, [this.#gateway.closing, options.signal]);
  }

  async lease(options: { readonly ttlSeconds: number } & CallOptions): Promise<RegistryLease> {
    checkTtl(options.ttlSeconds);
    const grantedAt = this.#clock.now();
    const { body } = await this.#gateway.post('/v3/lease/grant', { TTL: `${options.ttlSeconds}` }, options);
    this.#gateway.closing.throwIfAborted();
    const id = identifier(body['ID'], 'ID');
    const lease: KeptLease = new KeptLease({
      id,
      ttlSeconds: int64(body['TTL'], 'TTL'),
      grantedAt,
      clock: this.#clock,
      renew: () => this.#renew(id, lease.lost),
      revoke: () => {
        this.#leases.delete(lease);
        return this.#revoke(id);
      },
    });
    this.#leases.add(lease);
    lease.lost.addEventListener('abort', () => this.#leases.delete(lease));
    return lease;
  }

  async close(): Promise<void> {
    this.#gateway.close();
    for (const lease of this.#leases) lease.stop();
    this.#leases.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Page by page, all of the revision of the first; from the beginning where that is compacted meanwhile. */
  async #list(
    prefix: string,
    options: { readonly signal: AbortSignal | undefined; readonly isPatient?: boolean },
  ): Promise<RegistrySnapshot> {
    const range = prefixRange(prefix);
    let entries: RegistryEntry[] = [];
    let page: Json = { ...range, limit: `${PAGE}` };
    let revision: Revision | undefined;
    for (;;) {
      try {
        const { body } = await this.#gateway.post('/v3/kv/range', page, options);
        revision ??= headerRevision(body);
        const kvs = records(body['kvs'], 'kvs');
        for (const kv of kvs) entries.push(entryOf(kv));
        const last = kvs.at(-1);
        if (body['more'] !== true || last === undefined) return { revision, entries };
        const next = Buffer.concat([Buffer.from(String(last['key']), 'base64'), Buffer.of(0)]);
        page = { ...page, key: base64(next), revision: `${revision}` };
      } catch (error) {
        if (revision === undefined || !isRefused(error, OUT_OF_RANGE)) throw error;
        [entries, revision, page] = [[], undefined, { ...range, limit: `${PAGE}` }];
      }
    }
  }

  #compare(key: string, ifRevision: Revision, success: Json, options: CallOptions): Promise<Answer> {
    const encoded = base64(key);
    const request = {
      compare: [{ target: 'MOD', key: encoded, mod_revision: `${ifRevision}` }],
      success: [success],
      failure: [{ request_range: { key: encoded } }],
    };
    return this.#gateway.post('/v3/kv/txn', request, options);
  }

  async #renew(id: string, signal: AbortSignal): Promise<number> {
    const { body } = await this.#gateway.post('/v3/lease/keepalive', { ID: id }, { signal, isUrgent: true });
    if (body['error'] !== undefined) throw registryError('MESH_REGISTRY_REFUSED', 'the lease is not renewed');
    return int64(record(body['result'], 'result')['TTL'], 'TTL');
  }

  async #revoke(id: string): Promise<void> {
    try {
      await this.#gateway.post('/v3/lease/revoke', { ID: id });
    } catch (error) {
      if (!isRefused(error, NOT_FOUND)) throw error; // it has lapsed: as good
    }
  }

  async *#events(prefix: string, from: Revision | undefined, signal: AbortSignal): AsyncGenerator<RegistryEvent, void> {
    const position = new WatchPosition(from);
    while (!signal.aborted) {
      if (position.next === undefined) {
        const snapshot = await this.#list(prefix, { signal, isPatient: true });
        position.begin(snapshot.revision + 1);
        yield { type: 'snapshot', ...snapshot };
      }
      const endpoint = this.#gateway.current;
      try {
        yield* this.#changes(prefix, position, signal);
      } catch (error) {
        if (!signal.aborted && isMeshError(error)) this.#watchBroken(error);
        await this.#gateway.failed(endpoint, error, signal, Number.POSITIVE_INFINITY);
      }
    }
  }

  /** What one connection brings; returns where changes before `position` are compacted. */
  async *#changes(prefix: string, position: WatchPosition, signal: AbortSignal): AsyncGenerator<RegistryEvent, void> {
    const request = { ...prefixRange(prefix), start_revision: `${position.startRevision}`, fragment: true };
    position.restart();
    for await (const answer of this.#gateway.lines('/v3/watch', { create_request: request }, signal)) {
      if (answer['canceled'] === true) {
        if (int64(answer['compact_revision'], 'compact_revision') === 0) {
          throw registryError('MESH_REGISTRY_UNAVAILABLE', `the watch is cancelled: ${answer['cancel_reason'] ?? ''}`);
        }
        position.begin(undefined);
        return;
      }
      for (const event of records(answer['events'], 'events')) {
        const entry = entryOf(record(event['kv'], 'kv'));
        if (!position.take(entry.revision)) continue;
        const { key, revision } = entry;
        yield event['type'] === 'DELETE' ? { type: 'delete', key, revision } : { type: 'put', ...entry };
      }
      if (answer['fragment'] !== true) position.complete();
    }
    throw registryError('MESH_REGISTRY_UNAVAILABLE', 'the watch has ended');
  }
}

/** How far a watch has told, so that the next connection goes on there, also within a revision whose changes came in pieces. */
class WatchPosition {
  /** The first revision that has not been told whole; undefined where a snapshot is due. */
  #next: Revision | undefined;
  /** Changes of `next` that have been told already. */
  #told = 0;
  #seen = 0;

  constructor(from: Revision | undefined) {
    this.#next = from;
  }

  get next(): Revision | undefined {
    return this.#next;
  }

  begin(next: Revision | undefined): void {
    [this.#next, this.#told, this.#seen] = [next, 0, 0];
  }

  /**
   * One before what is wanted. etcd 3.4.23 drops a delete at the very revision that is compacted, and lets a watch begin
   * there as if nothing were missing; asked for the one before, it says that it is compacted.
   */
  get startRevision(): Revision {
    return Math.max(1, (this.#next ?? 1) - 1);
  }

  restart(): void {
    this.#seen = 0;
  }

  /** Whether a change is new. */
  take(revision: Revision): boolean {
    const next = this.#next ?? 0;
    if (revision < next) return false;
    if (revision > next) {
      [this.#next, this.#told, this.#seen] = [revision, 1, 1];
      return true;
    }
    if (++this.#seen <= this.#told) return false;
    this.#told = this.#seen;
    return true;
  }

  /** All changes of the revisions so far have come. */
  complete(): void {
    if (this.#seen > 0 && this.#next !== undefined) this.begin(this.#next + 1);
  }
}

/** What stands at the key where a comparison failed. */
function foundKv(body: Json): Json | undefined {
  const [response] = records(body['responses'], 'responses');
  return records(record(response?.['response_range'], 'response_range')['kvs'], 'kvs')[0];
}

function isRefused(error: unknown, grpcCode: number): boolean {
  return isMeshError(error, 'MESH_REGISTRY_REFUSED') && error.details['grpcCode'] === grpcCode;
}
