import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { type ProcessTable, Saver, type SaverOptions, type Snapshot } from '../../src/storage/index.js';
import { type Fault, faulty } from '../../torture/lib/faulty-file-system.js';
import { MemoryDisk } from '../../torture/lib/memory-file-system.js';
import { rejection } from './folder.js';

/** Without a look at the machine's processes nothing here waits for the machine. */
const ALONE: ProcessTable = {
  self: async () => ({ pid: 1, bootId: '', startedAt: '', namespace: '' }),
  stateOf: async () => 'running',
};

function setUp(options: SaverOptions & { fault?: Fault } = {}) {
  const clock = new VirtualClock();
  const disk = new MemoryDisk();
  const state = { generation: 0, writes: 0 };
  const snapshot = (): Snapshot => {
    state.writes++;
    return { generation: state.generation, chunks: `generation ${state.generation}` };
  };
  const { fault = () => undefined, ...rest } = options;
  const saver = new Saver('config', snapshot, { clock, fileSystem: faulty(disk, fault), processes: ALONE, ...rest });
  const change = () => {
    state.generation++;
    saver.changed();
  };
  /** Time for saves to be done that have begun; less than any pause. */
  const settle = () => clock.advance(1);
  return { clock, disk, state, saver, change, settle };
}

describe('a saver', () => {
  it('makes two writes of a thousand calls at most, the second with the newest state', async () => {
    const { clock, disk, state, saver } = setUp();
    const saves = Array.from({ length: 1_000 }, () => {
      state.generation++;
      return saver.save();
    });
    await clock.advance(1);
    const results = await Promise.all(saves);
    expect(state.writes).toBe(2);
    expect(disk.text('config')).toBe('generation 1000');
    expect(new Set(results.slice(1)).size).toBe(1);
    expect(saver.health()).toEqual({ status: 'saved', savedGeneration: 1_000, failures: 0 });
  });

  it('gathers changes for a while, however many there are', async () => {
    const { clock, disk, state, saver, change } = setUp({ debounceMs: 250 });
    for (let i = 0; i < 25; i++) {
      change();
      await clock.advance(9);
    }
    expect(saver.health()).toMatchObject({ status: 'dirty', nextSaveInMs: 25 });
    expect(state.writes).toBe(0);
    await clock.advance(30);
    expect([state.writes, disk.text('config')]).toEqual([1, 'generation 25']);
    await clock.advance(10_000);
    expect([state.writes, clock.pending]).toEqual([1, 0]);
  });

  it('writes what changed during a save after it', async () => {
    const { clock, disk, saver, state, change } = setUp({ debounceMs: 100 });
    const saving = saver.save();
    change();
    await clock.advance(1);
    await saving;
    expect([disk.text('config'), saver.health()]).toMatchObject(['generation 0', { status: 'dirty' }]);
    await clock.advance(150);
    expect([disk.text('config'), state.writes]).toEqual(['generation 1', 2]);
  });

  it('keeps the old file when the disk is full, tries again ever more seldom, and says so', async () => {
    let isFull = true;
    const errors: string[] = [];
    const { clock, disk, state, saver, change } = setUp({
      debounceMs: 0,
      retryMs: 1_000,
      fault: (call) => (isFull && call === 'write' ? 'ENOSPC' : undefined),
      onError: ({ code }) => errors.push(code),
    });
    disk.put('config', 'old');
    change();
    await clock.advance(1);
    expect(saver.health()).toEqual({
      status: 'failing',
      savedGeneration: undefined,
      failures: 1,
      error: { code: 'MESH_STORAGE_IO', message: 'Failed to lock config: ENOSPC', phase: 'lock' },
      nextSaveInMs: expect.closeTo(1_000, -1),
    });
    // After 1, 2, 4, 8, 16 and 32 seconds, then once a minute.
    await clock.advance(64_000);
    expect(saver.health().failures).toBe(7);
    await clock.advance(600_000);
    expect(saver.health().failures).toBe(17);
    expect([disk.text('config'), disk.names()]).toEqual(['old', ['config']]);
    isFull = false;
    await clock.advance(60_000);
    expect([disk.text('config'), saver.health()]).toEqual([
      'generation 1',
      { status: 'saved', savedGeneration: 1, failures: 0 },
    ]);
    expect([state.writes, errors.length, clock.pending]).toEqual([18, 17, 0]);
  });

  it('does not fight for a file that somebody else has written', async () => {
    const { clock, disk, saver, change, settle } = setUp({ debounceMs: 0 });
    const saving = saver.save();
    await settle();
    await saving;
    disk.put('config', 'by hand');
    change();
    await clock.advance(600_000);
    expect(saver.health()).toMatchObject({
      status: 'failing',
      failures: 1,
      error: { code: 'MESH_STORAGE_CHANGED_ON_DISK', phase: 'check-conflict' },
    });
    expect([disk.text('config'), clock.pending]).toEqual(['by hand', 0]);
  });

  it('saves over what it could not sync, once more', async () => {
    let syncs = 0;
    const { clock, disk, state, saver, change } = setUp({
      debounceMs: 0,
      fault: (call) => (call === 'fsync-directory' && ++syncs === 1 ? 'EIO' : undefined),
    });
    change();
    await clock.advance(1);
    expect([disk.text('config'), saver.health()]).toMatchObject([
      'generation 1',
      { status: 'failing', savedGeneration: undefined, error: { code: 'MESH_STORAGE_NOT_DURABLE' } },
    ]);
    await clock.advance(2_000);
    expect([state.writes, saver.health()]).toMatchObject([2, { status: 'saved', savedGeneration: 1 }]);
  });

  it('tells those who wait of a failure, and takes their next call', async () => {
    let isFull = true;
    const { settle, disk, saver } = setUp({ fault: (call) => (isFull && call === 'fsync' ? 'EDQUOT' : undefined) });
    const [one, two] = [rejection(saver.save()), rejection(saver.save())];
    await settle();
    const failed = { code: 'MESH_STORAGE_IO', details: { errno: 'EDQUOT' } };
    expect([await one, await two]).toMatchObject([failed, failed]);
    isFull = false;
    const saving = saver.save();
    await settle();
    await saving;
    expect(disk.text('config')).toBe('generation 0');
  });

  it('reports a snapshot that throws, and keeps the file', async () => {
    const clock = new VirtualClock();
    const fileSystem = new MemoryDisk();
    const reason = new Error('no state');
    const saver = new Saver(
      'config',
      () => {
        throw reason;
      },
      { clock, fileSystem, processes: ALONE },
    );
    expect(await rejection(saver.save())).toMatchObject({ code: 'MESH_STORAGE_SOURCE', cause: reason });
    expect(fileSystem.names()).toEqual([]);
  });

  it('writes what is left when it is closed, and leaves no timer behind', async () => {
    const { clock, disk, saver, change } = setUp();
    change();
    const closing = saver.close();
    await clock.advance(1);
    await closing;
    expect([disk.text('config'), clock.pending]).toEqual(['generation 1', 0]);
    expect(() => saver.changed()).toThrow(expect.objectContaining({ code: 'MESH_STORAGE_CLOSED' }));
    expect(() => saver.save()).toThrow(expect.objectContaining({ code: 'MESH_STORAGE_CLOSED' }));
    await saver.close();
  });

  it('says at its close that the last state could not be written', async () => {
    const { clock, saver, change } = setUp({ fault: (call) => (call === 'rename' ? 'EROFS' : undefined) });
    change();
    const closing = rejection(saver.close());
    await clock.advance(1);
    expect(await closing).toMatchObject({ code: 'MESH_STORAGE_IO', details: { phase: 'commit', errno: 'EROFS' } });
    expect(clock.pending).toBe(0);
  });
});
