import { Family, type MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type DynamicRange, type PeerSettings, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { SinkLog, them } from '../lib.js';

const template = { localAs: 65001, routerId: '192.0.2.1' };

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as MeshError).code;
  }
  return undefined;
}

function bench(range: Partial<DynamicRange> = {}, sink?: SinkLog) {
  const clock = new VirtualClock();
  const speaker = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
  const events: string[] = [];
  speaker.on('created', ({ name }) => events.push(`created ${name}`));
  speaker.on('deleted', ({ name }) => events.push(`deleted ${name}`));
  speaker.on('refused', ({ code }, { remoteAddress }) => events.push(`refused ${remoteAddress} ${code}`));
  speaker.acceptFrom({ prefix: '10.0.0.0/8', template, ...range });
  /** A peer of an address connects. */
  const join = (remoteAddress: string, settings: Partial<PeerSettings> = {}) => {
    const [ours, theirs] = memoryPair(clock);
    const peer = new ScriptedPeer(theirs, { ...them, ...settings }, clock);
    speaker.accept(ours, { remoteAddress, localAddress: '192.0.2.1' });
    return peer;
  };
  return { clock, speaker, events, join };
}

describe('a range', () => {
  it('makes a peer of each address that connects, and forgets it with its session', async () => {
    const { clock, speaker, events, join } = bench();
    const one = join('10.0.0.1');
    await one.establish();
    await join('10.255.255.255', { localAs: 65009 }).establish();
    expect(speaker.peers().map(({ name, state, range }) => [name, state, range])).toEqual([
      ['10.0.0.1', 'Established', '10.0.0.0/8'],
      ['10.255.255.255', 'Established', '10.0.0.0/8'],
    ]);
    expect(speaker.ranges()).toEqual([
      { prefix: '10.0.0.0/8', template, limit: 100, peers: 2, created: 2, refused: 0 },
    ]);
    one.end();
    clock.runFor(1);
    expect(speaker.peer('10.0.0.1')).toBeUndefined();
    expect(speaker.ranges()[0]).toMatchObject({ peers: 1, created: 2 });
    await join('10.0.0.1').establish();
    expect(events).toEqual(['created 10.0.0.1', 'created 10.255.255.255', 'deleted 10.0.0.1', 'created 10.0.0.1']);
    void speaker.close();
    clock.runFor(1_001);
    expect(clock.pending).toBe(0);
  });

  it('turns away who is of no range', async () => {
    const { speaker, events, join } = bench();
    expect(await join('11.0.0.1').expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    expect(await join('2001:db8::1').expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    expect([speaker.peers(), events]).toEqual([
      [],
      ['refused 11.0.0.1 MESH_NO_PEER', 'refused 2001:db8::1 MESH_NO_PEER'],
    ]);
  });

  it('yields to a longer one, also in IPv6 and across IPv4 in IPv6 clothes', async () => {
    const { speaker, join } = bench();
    speaker.acceptFrom({ prefix: '10.1.0.0/16', template: { ...template, localAs: 65100 } });
    speaker.acceptFrom({ prefix: '10.1.1.0/31', template: { ...template, localAs: 65200 } });
    speaker.acceptFrom({ prefix: 'fe80::/10', template: { ...template, localAs: 65300 } });
    const said = async (address: string) => (await join(address).expect('OPEN')).myAs;
    expect(await said('10.2.0.1')).toBe(65001);
    expect(await said('10.1.2.1')).toBe(65100);
    expect(await said('10.1.1.1')).toBe(65200);
    expect(await said('10.1.1.2')).toBe(65100);
    expect(await said('::ffff:10.1.1.0')).toBe(65200);
    expect(await said('fe80::1%eth0')).toBe(65300);
    expect(speaker.ranges().map(({ prefix }) => prefix)).toEqual([
      '10.1.1.0/31',
      '10.1.0.0/16',
      'fe80::/10',
      '10.0.0.0/8',
    ]);
  });

  it('has no more peers than its limit', async () => {
    const { clock, speaker, events, join } = bench({ limit: 2 });
    const [first] = [join('10.0.0.1'), join('10.0.0.2')];
    expect(await join('10.0.0.3').expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    expect(events.at(-1)).toBe('refused 10.0.0.3 MESH_RANGE_FULL');
    expect(speaker.ranges()[0]).toMatchObject({ peers: 2, refused: 1 });
    first?.end();
    clock.runFor(1);
    await join('10.0.0.3').establish();
    expect(speaker.ranges()[0]).toMatchObject({ peers: 2, created: 3 });
  });

  it('may say which AS numbers its peers have', async () => {
    const { speaker, join } = bench({ template: { ...template, allowedAs: [65002, [65010, 65019]] } });
    await join('10.0.0.1', { localAs: 65002 }).establish();
    await join('10.0.0.2', { localAs: 65019 }).establish();
    for (const [address, localAs] of [
      ['10.0.0.3', 65003],
      ['10.0.0.4', 65020],
      ['10.0.0.5', 4_200_000_000],
    ] as const) {
      const stranger = join(address, { localAs });
      stranger.send(stranger.open);
      expect(await stranger.expect('NOTIFICATION')).toMatchObject({ code: 2, subcode: 2 });
    }
    expect(speaker.peers().map(({ name }) => name)).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('names its peers as the host wants, and turns away one that has no name of its own', async () => {
    const { events, join } = bench({ name: (address) => (address === '10.0.0.9' ? (7 as never) : 'leaf') });
    await join('10.0.0.1').establish();
    expect(await join('10.0.0.2').expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    expect(await join('10.0.0.9').expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    expect(events).toEqual(['created leaf', 'refused 10.0.0.2 MESH_PEER_EXISTS', 'refused 10.0.0.9 MESH_PEER_SETTING']);
  });

  it('turns away whom the host makes no handler for', async () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({
      clock,
      handlerFor: () => {
        throw new Error('no room');
      },
    });
    const codes: string[] = [];
    speaker.on('refused', ({ code }) => codes.push(code));
    speaker.acceptFrom({ prefix: '0.0.0.0/0', template });
    const [ours, theirs] = memoryPair(clock);
    const peer = new ScriptedPeer(theirs, them, clock);
    expect(speaker.accept(ours, { remoteAddress: '10.0.0.1' })).toBe(false);
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    clock.runFor(1_000);
    expect([codes, speaker.peers(), clock.pending]).toEqual([['MESH_HANDLER'], [], 0]);
    expect(speaker.ranges()[0]).toMatchObject({ peers: 0, created: 0, refused: 1 });
  });

  it('keeps a peer that will be back for as long as its routes are kept', async () => {
    const sink = new SinkLog();
    const gracefulRestart = {
      restartTimeSeconds: 60,
      families: [{ family: Family.IPV4_UNICAST, forwardingPreserved: true }],
    };
    const { clock, speaker, join } = bench({ template: { ...template, gracefulRestart } }, sink);
    const first = join('10.0.0.1', { gracefulRestart });
    await first.establish();
    first.end();
    clock.runFor(1);
    expect(sink.calls.at(-1)).toBe('down connection-lost true');
    clock.runFor(30_000);
    const second = join('10.0.0.1', { gracefulRestart });
    await second.establish();
    expect(speaker.peer('10.0.0.1')).toMatchObject({ sessions: 2 });
    clock.runFor(40_000);
    expect(speaker.peer('10.0.0.1')?.state).toBe('Established');
    second.end();
    clock.runFor(59_000);
    expect(speaker.peers()).toHaveLength(1);
    clock.runFor(2_000);
    expect(speaker.peers()).toEqual([]);
    expect(sink.calls.filter((call) => call.startsWith('purge'))).not.toEqual([]);
    void speaker.close();
    clock.runFor(1_001);
    expect(clock.pending).toBe(0);
  });

  it('keeps a peer for its idle timeout', async () => {
    const { clock, speaker, join } = bench({ idleTimeoutSeconds: 10 });
    const peer = join('10.0.0.1');
    await peer.establish();
    peer.end();
    clock.runFor(9_999);
    expect(speaker.peers()).toHaveLength(1);
    clock.runFor(2);
    expect([speaker.peers(), clock.pending]).toEqual([[], 0]);
  });

  it('is over with its sessions when it is removed (Cease 6/3)', async () => {
    const { clock, speaker, join } = bench();
    speaker.acceptFrom({ prefix: '10.1.0.0/16', template });
    const [one, two] = [join('10.0.0.1'), join('10.1.0.1')];
    await one.establish();
    await two.establish();
    expect(speaker.removeRange('10.0.0.0/8')).toMatchObject({ prefix: '10.0.0.0/8', peers: 1 });
    expect(await one.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 3 });
    expect(speaker.peers().map(({ name }) => name)).toEqual(['10.1.0.1']);
    expect(await join('10.0.0.1').expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    expect(codeOf(() => speaker.removeRange('10.0.0.0/8'))).toBe('MESH_NO_RANGE');
    clock.runFor(1_001);
    expect(two.closed).toBe(false);
  });

  it('makes room for a peer that is created', async () => {
    const { events, speaker, join } = bench();
    const dynamic = join('10.0.0.1');
    await dynamic.establish();
    const create = () => speaker.create({ ...template, peerAddress: '10.0.0.1', peerAs: 65002, passive: true });
    expect(codeOf(() => speaker.create({ ...template, peerAddress: '10.0.0.1', holdTimeSeconds: 1 }))).toBe(
      'MESH_SESSION_OPTION',
    );
    expect(speaker.peer('10.0.0.1')?.range).toBe('10.0.0.0/8');
    create();
    expect(await dynamic.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 3 });
    expect(speaker.peer('10.0.0.1')?.range).toBeUndefined();
    expect(events).toEqual(['created 10.0.0.1', 'deleted 10.0.0.1', 'created 10.0.0.1']);
    expect(speaker.ranges()[0]?.peers).toBe(0);
    const back = join('10.0.0.1');
    await back.establish();
    back.end();
    expect(codeOf(create)).toBe('MESH_PEER_EXISTS');
    expect(speaker.peers()).toHaveLength(1);
  });

  it('has nothing to do with the address of a created peer that takes no connections', async () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock, connect: () => new Promise(() => undefined) });
    speaker.acceptFrom({ prefix: '10.0.0.0/8', template });
    speaker.create({ ...template, peerAddress: '10.0.0.1', accept: false });
    const [ours, theirs] = memoryPair(clock);
    const peer = new ScriptedPeer(theirs, them, clock);
    expect(speaker.accept(ours, { remoteAddress: '10.0.0.1' })).toBe(false);
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
  });

  it('gives its peers settings that nobody changes one by one', async () => {
    const { speaker, join } = bench();
    await join('10.0.0.1').establish();
    expect(codeOf(() => speaker.update(() => true, { description: 'x' }))).toBe('MESH_PEER_DYNAMIC');
    expect(speaker.delete(({ range }) => range === '10.0.0.0/8')).toBe(1);
    expect(speaker.ranges()[0]?.peers).toBe(0);
  });

  it.each([
    [{ prefix: '10.0.0.1/8' }, 'MESH_RANGE_SETTING', 'prefix'],
    [{ prefix: 'ten' }, 'MESH_RANGE_SETTING', 'prefix'],
    [{ prefix: undefined }, 'MESH_RANGE_SETTING', 'prefix'],
    [{ limit: 0 }, 'MESH_RANGE_SETTING', 'limit'],
    [{ limit: '10' }, 'MESH_RANGE_SETTING', 'limit'],
    [{ idleTimeoutSeconds: -1 }, 'MESH_RANGE_SETTING', 'idleTimeoutSeconds'],
    [{ name: 'leaf' }, 'MESH_RANGE_SETTING', 'name'],
    [{ template: undefined }, 'MESH_RANGE_SETTING', 'template'],
    [{ template: { ...template, peerAddress: '10.0.0.1' } }, 'MESH_RANGE_SETTING', 'template.peerAddress'],
    [{ template: { ...template, passive: false } }, 'MESH_RANGE_SETTING', 'template.passive'],
    [{ template: { ...template, holdTimeSeconds: 1 } }, 'MESH_SESSION_OPTION', 'holdTimeSeconds'],
    [{ template: { ...template, peerAs: 65002, allowedAs: [65002] } }, 'MESH_SESSION_OPTION', 'allowedAs'],
    [{ idleTimeout: 5 }, 'MESH_RANGE_SETTING', 'idleTimeout'],
  ])('%j is refused', (wrong, code, field) => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    let error: MeshError | undefined;
    try {
      speaker.acceptFrom({ prefix: '10.0.0.0/8', template, ...wrong } as DynamicRange);
    } catch (thrown) {
      error = thrown as MeshError;
    }
    expect(error).toMatchObject({ code, details: { field } });
    expect(speaker.ranges()).toEqual([]);
  });

  it('is there once, and none is added to a speaker that was closed', () => {
    const { speaker } = bench();
    expect(codeOf(() => speaker.acceptFrom({ prefix: '10.0.0.0/8', template }))).toBe('MESH_RANGE_EXISTS');
    expect(codeOf(() => speaker.acceptFrom({ prefix: '11.0.0.0/8', template: { ...template, ttlSecurity: 1 } }))).toBe(
      'MESH_TCP_OPTION_UNSUPPORTED',
    );
    void speaker.close();
    expect(speaker.ranges()).toEqual([]);
    expect(codeOf(() => speaker.acceptFrom({ prefix: '12.0.0.0/8', template }))).toBe('MESH_SPEAKER_CLOSED');
  });
});
