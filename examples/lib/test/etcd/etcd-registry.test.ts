import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { EtcdRegistry, type EtcdRegistryOptions } from '../../src/etcd/index.js';
import { breaks, hangs, ScriptedGateway, type Step, says, sends, streams } from './scripted-gateway.js';

/* What a real etcd doesn't do when it is asked to; `examples/interop/test/etcd.test.ts` has the real one. */

const b64 = (text: string) => Buffer.from(text).toString('base64');
const header = { revision: '7' };
const found = says({ header, kvs: [{ key: b64('/a'), value: b64('1'), mod_revision: '5' }], count: '1' });
const ENTRY = { key: '/a', value: new Uint8Array(Buffer.from('1')), revision: 5 };
const put = (key: string, revision: number) => ({
  kv: { key: b64(key), value: b64('1'), mod_revision: `${revision}` },
});

function registryOf(gateways: readonly ScriptedGateway[], options: Partial<EtcdRegistryOptions> = {}): EtcdRegistry {
  return new EtcdRegistry({
    endpoints: gateways.map(({ endpoint }) => endpoint),
    backOffMs: 1,
    maxBackOffMs: 2,
    ...options,
  });
}

describe('a member that fails', () => {
  it.each<[string, Step]>([
    ['breaks the connection', breaks],
    ['has no leader', says({ error: 'etcdserver: no leader', message: 'etcdserver: no leader', code: 14 }, 503)],
    ['is a proxy with a page', sends('<html>Bad Gateway</html>', 502)],
    ['says no JSON', sends('{"header":')],
  ])('%s: the next one is asked, and stays the one that is asked', async (_, step) => {
    await using bad = await ScriptedGateway.start(step);
    await using good = await ScriptedGateway.start(found);
    const problems: string[] = [];
    await using registry = registryOf([bad, good], { onProblem: ({ code }) => problems.push(code) });
    expect(await registry.get('/a')).toEqual(ENTRY);
    expect(await registry.get('/a')).toEqual(ENTRY);
    expect([bad.requests.length, good.requests.length, problems.length]).toEqual([1, 2, 1]);
  });

  it('does not answer: the next one is asked after requestTimeoutMs', async () => {
    await using bad = await ScriptedGateway.start(hangs);
    await using good = await ScriptedGateway.start(found);
    const clock = new VirtualClock();
    await using registry = registryOf([bad, good], { clock, requestTimeoutMs: 700 });
    const entry = registry.get('/a');
    await bad.heard(1);
    clock.runFor(699);
    expect(good.requests.length).toBe(0);
    clock.runFor(1);
    expect(await entry).toEqual(ENTRY);
    expect(clock.pending).toBe(0);
  });

  it('what etcd says of the request is thrown at once, with its gRPC code', async () => {
    const message = 'etcdserver: permission denied';
    await using gateway = await ScriptedGateway.start(says({ error: message, message, code: 7 }, 403));
    await using registry = registryOf([gateway]);
    const expected = { code: 'MESH_REGISTRY_REFUSED', message, details: { grpcCode: 7 } };
    await expect(registry.get('/a')).rejects.toMatchObject(expected);
    expect(gateway.requests.length).toBe(1);
  });

  it('close ends a call that waits, and the pause between two', async () => {
    await using bad = await ScriptedGateway.start(hangs);
    await using broken = await ScriptedGateway.start(breaks);
    for (const gateway of [bad, broken]) {
      const clock = new VirtualClock();
      const registry = registryOf([gateway], { clock });
      const call = registry.get('/a');
      call.catch(() => undefined);
      await gateway.heard(1);
      await registry.close();
      await expect(call).rejects.toMatchObject({ code: 'MESH_REGISTRY_CLOSED' });
      expect(clock.pending).toBe(0);
    }
  });
});

describe('answers no etcd gives', () => {
  it.each<[string, unknown]>([
    ['a list', []],
    ['null', null],
    ['kvs that are none', { header, kvs: 'many' }],
    ['a kv that is none', { header, kvs: [1] }],
    ['a value that is none', { header, kvs: [{ key: b64('/a'), value: 1, mod_revision: '5' }] }],
    ['a revision that is no number', { header, kvs: [{ key: b64('/a'), mod_revision: '0x5' }] }],
    ['a revision beyond 2^53', { header, kvs: [{ key: b64('/a'), mod_revision: '9007199254740993' }] }],
  ])('%s: MESH_REGISTRY_UNAVAILABLE or MESH_ETCD_PROTOCOL', async (_, body) => {
    await using gateway = await ScriptedGateway.start(says(body));
    await using registry = registryOf([gateway], { callTimeoutMs: 20 });
    const code = expect.stringMatching(/^MESH_(REGISTRY_UNAVAILABLE|ETCD_PROTOCOL)$/);
    await expect(registry.get('/a')).rejects.toMatchObject({ code });
  });
});

describe('a conditional write whose first answer is lost', () => {
  const stands = (value: string, lease?: string) =>
    says({
      header,
      responses: [
        {
          response_range: { kvs: [{ key: b64('/a'), value: b64(value), mod_revision: '6', ...(lease && { lease }) }] },
        },
      ],
    });

  it('succeeds where it stands there', async () => {
    await using gateway = await ScriptedGateway.start(breaks, stands('1'));
    await using registry = registryOf([gateway]);
    expect(await registry.put('/a', '1', { ifRevision: 0 })).toBe(6);
  });

  it.each([
    ['another value', stands('2')],
    ['the value with a lease of another', stands('1', '99')],
  ])('conflicts where %s stands there', async (_, step) => {
    await using gateway = await ScriptedGateway.start(breaks, step);
    await using registry = registryOf([gateway]);
    const expected = { code: 'MESH_REGISTRY_CONFLICT', details: { key: '/a', ifRevision: 0, revision: 6 } };
    await expect(registry.put('/a', '1', { ifRevision: 0 })).rejects.toMatchObject(expected);
  });

  it('conflicts at the first attempt, whatever stands there', async () => {
    await using gateway = await ScriptedGateway.start(stands('1'));
    await using registry = registryOf([gateway]);
    await expect(registry.put('/a', '1', { ifRevision: 0 })).rejects.toMatchObject({ code: 'MESH_REGISTRY_CONFLICT' });
  });
});

describe('a watch', () => {
  async function keys(gateway: ScriptedGateway, count: number) {
    const [problems, broken]: [string[], string[]] = [[], []];
    await using registry = registryOf([gateway], {
      onProblem: ({ message }) => problems.push(message),
      onWatchBroken: ({ message }) => broken.push(message),
    });
    const watch = registry.watch('/', { from: 10 });
    const told: string[] = [];
    while (told.length < count) {
      const { value } = await watch.next();
      told.push(value?.type === 'snapshot' ? 'snapshot' : `${value?.key}@${value?.revision}`);
    }
    return { told, problems, broken };
  }

  it('cut within a revision that comes in pieces goes on there, with nothing twice', async () => {
    const whole = [put('/a', 10), put('/b', 10), put('/c', 10)];
    await using gateway = await ScriptedGateway.start(
      streams(
        [
          { header, created: true },
          { header, fragment: true, events: whole.slice(0, 2) },
        ],
        'break',
      ),
      streams([
        { header, events: [put('/z', 9), ...whole] },
        { header, events: [put('/d', 11)] },
      ]),
    );
    expect((await keys(gateway, 4)).told).toEqual(['/a@10', '/b@10', '/c@10', '/d@11']);
    const starts = gateway.requests.map(
      ({ body }) => (body['create_request'] as { start_revision: string }).start_revision,
    );
    expect(starts).toEqual(['9', '9']);
  });

  it('whose line has no end is cut after eight megabytes, and begun again', async () => {
    await using gateway = await ScriptedGateway.start(
      (response) => response.end(Buffer.alloc(9_000_000, 'x')),
      streams([{ header, events: [put('/a', 10)] }]),
    );
    const { told, problems, broken } = await keys(gateway, 1);
    expect(told).toEqual(['/a@10']);
    expect(problems).toEqual(['a line of more than 8388608 octets']);
    expect(broken).toEqual(problems);
  });

  it.each<[string, Step]>([
    ['ends', streams([{ header, created: true }], 'break')],
    ['is cancelled', streams([{ header, canceled: true, cancel_reason: 'etcdserver: no leader' }])],
    ['is told an error', sends(`${JSON.stringify({ error: { grpc_code: 14, message: 'no leader' } })}\n`)],
    // Both as etcd 3.4.23 says it of a member without a leader.
    ['is not begun', says({ error: { grpc_code: 14, http_code: 503, message: 'etcdserver: no leader' } }, 503)],
    ['is told nonsense', sends('{"result":{"events":7}}\n')],
    ['is told half a line', sends('{"result":')],
  ])('that %s is begun again', async (_, step) => {
    await using gateway = await ScriptedGateway.start(step, streams([{ header, events: [put('/a', 10)] }]));
    const { told, problems } = await keys(gateway, 1);
    expect(told).toEqual(['/a@10']);
    expect(problems.length).toBe(1);
  });

  it('that is refused throws', async () => {
    await using gateway = await ScriptedGateway.start(says({ message: 'permission denied', code: 7 }, 403));
    await using registry = registryOf([gateway]);
    const next = registry.watch('/', { from: 10 }).next();
    await expect(next).rejects.toMatchObject({ code: 'MESH_REGISTRY_REFUSED' });
  });
});

describe('endpoints', () => {
  it.each([[[]], [['ftp://127.0.0.1']], [['127.0.0.1:2379']]])('%j: MESH_REGISTRY_INVALID', (endpoints) => {
    expect(() => new EtcdRegistry({ endpoints })).toThrow(expect.objectContaining({ code: 'MESH_REGISTRY_INVALID' }));
  });
});
