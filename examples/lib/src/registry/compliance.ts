import assert from 'node:assert/strict';
import { isMeshError } from '@mesh/bgp-wire';
import type { Registry, RegistryEvent, RegistryLease, RegistryWatch, Revision } from './registry.js';

/** A client under test, and the network between it and its store. */
export interface ComplianceClient {
  readonly registry: Registry;
  /** Breaks its connections and lets none come up. */
  cut(): void;
  mend(): void;
}

/** What a check needs of an adapter: an empty store with as many clients as it likes, and time. */
export interface ComplianceLab {
  connect(): ComplianceClient;
  /** Makes the store forget the changes up to a revision. */
  compact(revision: Revision): Promise<void>;
  /** Lets time pass, virtual or real, until the promise settles, and gives what it gives. */
  settled<T>(promise: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RegistryCheck {
  readonly title: string;
  /** Throws where the adapter does not comply. */
  run(): Promise<void>;
}

/** etcd grants no less with its usual election timeout of a second. */
const TTL_SECONDS = 2;

/** What every adapter of `Registry` has to do; each check begins with a lab of its own. */
export function registryCompliance(start: () => Promise<ComplianceLab>): readonly RegistryCheck[] {
  return Object.entries(CHECKS).map(([title, check]) => ({
    title,
    async run() {
      const lab = await start();
      try {
        await check(lab);
      } finally {
        await lab.close();
      }
    },
  }));
}

const CHECKS: Readonly<Record<string, (lab: ComplianceLab) => Promise<void>>> = {
  'a value comes back octet for octet, and text as UTF-8': async (lab) => {
    const { registry } = lab.connect();
    const octets = Uint8Array.from({ length: 256 }, (_, i) => i);
    const first = await registry.put('/a', octets);
    assert.deepEqual(await registry.get('/a'), { key: '/a', value: octets, revision: first });
    const second = await registry.put('/ä🙂', 'grün');
    assert.equal(second, first + 1);
    assert.deepEqual(Buffer.from((await registry.get('/ä🙂'))!.value).toString(), 'grün');
    await registry.put('/empty', '');
    assert.equal((await registry.get('/empty'))!.value.length, 0);
    assert.equal(await registry.get('/missing'), undefined);
  },

  'the octets of a caller, and those handed out, are nobody else’s': async (lab) => {
    const { registry } = lab.connect();
    const octets = Uint8Array.of(1);
    await registry.put('/a', octets);
    octets[0] = 2;
    (await registry.get('/a'))!.value[0] = 3;
    assert.deepEqual((await registry.get('/a'))!.value, Uint8Array.of(1));
  },

  'a list has the keys of its prefix, in the order of their octets, at one revision': async (lab) => {
    const { registry } = lab.connect();
    const keys = ['/p/b', '/p/', '/p/a', '/p/\u{10000}', '/p/\uffff', '/p0', '/o', '/p'];
    for (const key of keys) await registry.put(key, key);
    const { revision, entries } = await registry.list('/p/');
    assert.deepEqual(
      entries.map(({ key }) => key),
      ['/p/', '/p/a', '/p/b', '/p/\uffff', '/p/\u{10000}'],
    );
    assert.equal(revision, (await registry.get('/p'))!.revision);
    assert.equal((await registry.list('')).entries.length, keys.length);
    assert.deepEqual((await registry.list('/none')).entries, []);
  },

  'a list of five hundred entries, put at once, is whole': async (lab) => {
    const { registry } = lab.connect();
    const keys = Array.from({ length: 500 }, (_, i) => `/many/${String(i).padStart(4, '0')}`);
    await Promise.all(keys.map((key) => registry.put(key, 'x')));
    const { entries } = await registry.list('/many/');
    assert.deepEqual(
      entries.map(({ key }) => key),
      keys,
    );
  },

  'ifRevision 0 creates a key once': async (lab) => {
    const { registry } = lab.connect();
    const revision = await registry.put('/a', 'first', { ifRevision: 0 });
    await assertConflict(registry.put('/a', 'second', { ifRevision: 0 }), { key: '/a', ifRevision: 0, revision });
    assert.equal(textOf((await registry.get('/a'))!.value), 'first');
  },

  'ifRevision changes and deletes what has not been changed since': async (lab) => {
    const { registry } = lab.connect();
    const first = await registry.put('/a', '1');
    const second = await registry.put('/a', '2', { ifRevision: first });
    await assertConflict(registry.put('/a', '3', { ifRevision: first }), { ifRevision: first, revision: second });
    await assertConflict(registry.delete('/a', { ifRevision: first }), { ifRevision: first, revision: second });
    assert.equal(await registry.delete('/a', { ifRevision: second }), true);
    await assertConflict(registry.put('/a', '3', { ifRevision: second }), { ifRevision: second, revision: 0 });
    await assertConflict(registry.delete('/a', { ifRevision: second }), { ifRevision: second, revision: 0 });
  },

  'of several clients that create a key, one does': async (lab) => {
    const clients = [lab.connect(), lab.connect(), lab.connect(), lab.connect()];
    const tries = clients.map(({ registry }, i) => registry.put('/leader', `${i}`, { ifRevision: 0 }));
    const outcomes = await Promise.allSettled(tries);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    assert.equal(textOf((await clients[0]!.registry.get('/leader'))!.value), `${winner}`);
  },

  'delete says whether the key was there': async (lab) => {
    const { registry } = lab.connect();
    await registry.put('/a', '1');
    assert.equal(await registry.delete('/a'), true);
    assert.equal(await registry.delete('/a'), false);
    assert.equal(await registry.get('/a'), undefined);
  },

  'a watch begins with a snapshot, and then has every change of its prefix in order': async (lab) => {
    const [writer, reader] = [lab.connect().registry, lab.connect().registry];
    const before = await writer.put('/p/a', '1');
    const watch = reader.watch('/p/');
    const snapshot = await take(lab, watch, 1);
    assert.deepEqual(snapshot, [`snapshot ${before}: /p/a=1@${before}`]);
    await writer.put('/p/b', '2');
    await writer.put('/q', 'not of the prefix');
    await writer.put('/p/a', '3');
    await writer.delete('/p/b');
    assert.deepEqual(await take(lab, watch, 3), [
      `put /p/b=2@${before + 1}`,
      `put /p/a=3@${before + 3}`,
      `delete /p/b@${before + 4}`,
    ]);
  },

  'a watch from a revision has the changes since, that one included': async (lab) => {
    const { registry } = lab.connect();
    await registry.put('/a', '1');
    const from = await registry.put('/a', '2');
    await registry.delete('/a');
    const watch = registry.watch('/', { from });
    assert.deepEqual(await take(lab, watch, 2), [`put /a=2@${from}`, `delete /a@${from + 1}`]);
    const later = registry.watch('/', { from: from + 3 });
    await registry.put('/b', '1');
    await registry.put('/b', '2');
    assert.deepEqual(await take(lab, later, 1), [`put /b=2@${from + 3}`]);
  },

  'a watch ends, without an error, when it is returned from, aborted, or its registry closed': async (lab) => {
    const { registry } = lab.connect();
    const controller = new AbortController();
    const watches = [registry.watch('/'), registry.watch('/', { signal: controller.signal }), registry.watch('/')];
    for (const watch of watches) await take(lab, watch, 1);
    const ends = watches.map((watch) => watch.next());
    await watches[0]!.return();
    controller.abort();
    await registry.close();
    for (const end of ends) assert.deepEqual(await lab.settled(end), { done: true, value: undefined });
    for (const watch of watches) assert.deepEqual(await watch.next(), { done: true, value: undefined });
  },

  'a watch that was cut goes on where it was, with nothing twice': async (lab) => {
    const [writer, cut] = [lab.connect().registry, lab.connect()];
    const watch = cut.registry.watch('/');
    await take(lab, watch, 1);
    const first = await writer.put('/a', '1');
    assert.deepEqual(await take(lab, watch, 1), [`put /a=1@${first}`]);
    cut.cut();
    await writer.put('/a', '2');
    await writer.delete('/a');
    const next = take(lab, watch, 3);
    cut.mend();
    await writer.put('/b', '3');
    assert.deepEqual(await next, [`put /a=2@${first + 1}`, `delete /a@${first + 2}`, `put /b=3@${first + 3}`]);
  },

  'a watch that missed what was compacted has a snapshot, and goes on': async (lab) => {
    const [writer, cut] = [lab.connect().registry, lab.connect()];
    const watch = cut.registry.watch('/');
    await take(lab, watch, 1);
    await writer.put('/a', '1');
    await take(lab, watch, 1);
    cut.cut();
    await writer.delete('/a');
    const revision = await writer.put('/b', '2');
    await lab.compact(revision);
    const next = take(lab, watch, 1);
    cut.mend();
    assert.deepEqual(await next, [`snapshot ${revision}: /b=2@${revision}`]);
    await writer.put('/b', '3');
    assert.deepEqual(await take(lab, watch, 1), [`put /b=3@${revision + 1}`]);
  },

  'a delete at the very revision that is compacted is not lost': async (lab) => {
    const [writer, cut] = [lab.connect().registry, lab.connect()];
    const watch = cut.registry.watch('/');
    await take(lab, watch, 1);
    const put = await writer.put('/a', '1');
    await take(lab, watch, 1);
    cut.cut();
    await writer.delete('/a');
    await lab.compact(put + 1);
    const next = take(lab, watch, 1);
    cut.mend();
    assert.deepEqual(await next, [`snapshot ${put + 1}: `]);
  },

  'a watch from a compacted revision begins with a snapshot': async (lab) => {
    const { registry } = lab.connect();
    const first = await registry.put('/a', '1');
    await registry.put('/a', '2');
    await lab.compact(first + 1);
    assert.deepEqual(await take(lab, registry.watch('/', { from: first }), 1), [
      `snapshot ${first + 1}: /a=2@${first + 1}`,
    ]);
  },

  'the keys of a lease go when it is revoked, those of others stay': async (lab) => {
    const { registry } = lab.connect();
    const lease = await registry.lease({ ttlSeconds: TTL_SECONDS });
    await registry.put('/mine', '1', { lease });
    await registry.put('/moved', '1', { lease });
    await registry.put('/moved', '2');
    await registry.put('/other', '1');
    await lease.revoke();
    assert.deepEqual(
      (await registry.list('/')).entries.map(({ key }) => key),
      ['/moved', '/other'],
    );
    assert.equal(lease.lost.aborted, false);
    await lease.revoke();
    await assertCode(registry.put('/mine', '1', { lease }), 'MESH_REGISTRY_LEASE_LOST');
  },

  'the keys of a client that is gone go with its lease, those of one that lives stay': async (lab) => {
    const [living, dying, reader] = [lab.connect().registry, lab.connect().registry, lab.connect().registry];
    const kept = await living.lease({ ttlSeconds: TTL_SECONDS });
    const left = await dying.lease({ ttlSeconds: 2 * TTL_SECONDS });
    await living.put('/living', '1', { lease: kept });
    const revision = await dying.put('/dying', '1', { lease: left });
    const watch = reader.watch('/dying', { from: revision + 1 });
    await dying.close();
    // It lapses after twice the time to live of the other, which is renewed meanwhile.
    assert.deepEqual(await take(lab, watch, 1), [`delete /dying@${revision + 1}`]);
    assert.equal(textOf((await reader.get('/living'))!.value), '1');
    assert.equal(kept.lost.aborted, false);
    assert.equal(left.lost.aborted, false);
  },

  'all keys of a lease go at one revision': async (lab) => {
    const { registry } = lab.connect();
    const lease = await registry.lease({ ttlSeconds: TTL_SECONDS });
    await registry.put('/a', '1', { lease });
    const revision = await registry.put('/b', '1', { lease });
    const watch = registry.watch('/', { from: revision + 1 });
    await lease.revoke();
    const told = await take(lab, watch, 2);
    assert.deepEqual(told.sort(), [`delete /a@${revision + 1}`, `delete /b@${revision + 1}`]);
  },

  'a client that cannot renew its lease is told that it is lost': async (lab) => {
    const [other, cut] = [lab.connect().registry, lab.connect()];
    const lease = await cut.registry.lease({ ttlSeconds: TTL_SECONDS });
    const revision = await cut.registry.put('/a', '1', { lease });
    const watch = other.watch('/', { from: revision + 1 });
    cut.cut();
    await lab.settled(lost(lease));
    assert.ok(isMeshError(lease.lost.reason, 'MESH_REGISTRY_LEASE_LOST'));
    assert.deepEqual(await take(lab, watch, 1), [`delete /a@${revision + 1}`]);
    cut.mend();
    const again = await lab.settled(cut.registry.lease({ ttlSeconds: TTL_SECONDS }));
    await cut.registry.put('/a', '2', { lease: again, ifRevision: 0 });
    assert.equal(textOf((await other.get('/a'))!.value), '2');
  },

  'the end of a lease leaves another alone': async (lab) => {
    const [owner, other] = [lab.connect().registry, lab.connect().registry];
    const lease = await owner.lease({ ttlSeconds: TTL_SECONDS });
    const same = await other.lease({ ttlSeconds: TTL_SECONDS });
    assert.notEqual(lease.id, same.id);
    assert.ok(lease.ttlSeconds >= TTL_SECONDS);
    await same[Symbol.asyncDispose]();
    await assertCode(other.put('/a', '1', { lease: same }), 'MESH_REGISTRY_LEASE_LOST');
    await owner.put('/a', '1', { lease });
  },

  'a store out of reach is MESH_REGISTRY_UNAVAILABLE, and then comes back': async (lab) => {
    const client = lab.connect();
    await client.registry.put('/a', '1');
    client.cut();
    await assertCode(lab.settled(client.registry.get('/a')), 'MESH_REGISTRY_UNAVAILABLE');
    client.mend();
    assert.equal(textOf((await lab.settled(client.registry.get('/a')))!.value), '1');
  },

  'what cannot be is MESH_REGISTRY_INVALID': async (lab) => {
    const { registry } = lab.connect();
    const calls: readonly (() => unknown)[] = [
      () => registry.get(''),
      () => registry.get('a\0'),
      () => registry.get('\ud800'),
      () => registry.get('k'.repeat(4_097)),
      () => registry.list('\udfff'),
      () => registry.put('', '1'),
      () => registry.put('/a', new Uint8Array(1_048_577)),
      () => registry.put('/a', '1', { ifRevision: -1 }),
      () => registry.delete('/a', { ifRevision: 1.5 }),
      () => registry.watch('/', { from: 0 }),
      () => registry.lease({ ttlSeconds: 0 }),
      () => registry.lease({ ttlSeconds: 1.5 }),
      () => registry.lease({ ttlSeconds: Number.NaN }),
    ];
    for (const call of calls) await assertCode(called(call), 'MESH_REGISTRY_INVALID');
    await registry.put('k'.repeat(4_096), new Uint8Array(1_048_576));
    assert.equal((await registry.list('')).entries.length, 1);
  },

  'after close every call is MESH_REGISTRY_CLOSED, and closing twice is nothing': async (lab) => {
    const { registry } = lab.connect();
    await registry.close();
    await registry[Symbol.asyncDispose]();
    const calls: readonly (() => unknown)[] = [
      () => registry.get('/a'),
      () => registry.list('/'),
      () => registry.put('/a', '1'),
      () => registry.delete('/a'),
      () => registry.watch('/'),
      () => registry.lease({ ttlSeconds: TTL_SECONDS }),
    ];
    for (const call of calls) await assertCode(called(call), 'MESH_REGISTRY_CLOSED');
  },

  'an aborted call throws the reason of its signal': async (lab) => {
    const { registry } = lab.connect();
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    for (const call of [registry.get('/a', { signal }), registry.put('/a', '1', { signal })]) {
      await assert.rejects(call, (error) => error === reason);
    }
    assert.equal(await registry.get('/a'), undefined);
  },
};

/** The next events of a watch, as text. */
async function take(lab: ComplianceLab, watch: RegistryWatch, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { value, done } = await lab.settled(watch.next());
    if (done) throw new Error(`the watch ended after ${taken.join(', ') || 'nothing'}`);
    taken.push(eventText(value));
  }
  return taken;
}

function eventText(event: RegistryEvent): string {
  if (event.type === 'delete') return `delete ${event.key}@${event.revision}`;
  if (event.type === 'put') return `put ${entryText(event)}`;
  return `snapshot ${event.revision}: ${event.entries.map(entryText).join(' ')}`;
}

function entryText({ key, value, revision }: { key: string; value: Uint8Array; revision: Revision }): string {
  return `${key}=${textOf(value)}@${revision}`;
}

function textOf(value: Uint8Array): string {
  return Buffer.from(value).toString();
}

function lost(lease: RegistryLease): Promise<void> {
  return new Promise((resolve) => {
    lease.lost.addEventListener('abort', () => resolve());
    if (lease.lost.aborted) resolve();
  });
}

/** Whether a call throws at once or rejects makes no difference. */
async function called(call: () => unknown): Promise<unknown> {
  return call();
}

async function assertCode(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, (error) => isMeshError(error, code) || fail(error, code));
}

async function assertConflict(promise: Promise<unknown>, details: Readonly<Record<string, unknown>>): Promise<void> {
  await assert.rejects(promise, (error) => {
    if (!isMeshError(error, 'MESH_REGISTRY_CONFLICT')) fail(error, 'MESH_REGISTRY_CONFLICT');
    assert.deepEqual({ ...(error as { details: object }).details, ...details }, (error as { details: object }).details);
    return true;
  });
}

function fail(error: unknown, code: string): never {
  throw new Error(`${code} expected, got ${error}`, { cause: error });
}
