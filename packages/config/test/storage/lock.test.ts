import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import type { ProcessIdentity, ProcessState, ProcessTable } from '../../src/storage/index.js';
import { nodeProcessTable, replaceFile, type StorageOptions } from '../../src/storage/index.js';
import { CALLS, faulty } from '../../torture/lib/faulty-file-system.js';
import { MemoryDisk } from '../../torture/lib/memory-file-system.js';
import { rejection } from './folder.js';

const identity = (pid: number): ProcessIdentity => ({ pid, bootId: 'b', startedAt: '1', namespace: 'pid:[1]' });

/** Processes that are what the test says. */
function processes(self: number, states: Readonly<Record<number, ProcessState>>): ProcessTable {
  return {
    self: async () => identity(self),
    stateOf: async ({ pid }) => states[pid] ?? 'running',
  };
}

const lockOf = (pid: number, token = 'feedfeedfeedfeed') => `${JSON.stringify({ ...identity(pid), token })}\n`;

function save(disk: MemoryDisk, options: StorageOptions, content = 'new') {
  return replaceFile('config', content, { fileSystem: disk, backup: true, ...options });
}

describe('the lock of a file', () => {
  it('is there while a save is at work, and names the process', async () => {
    const disk = new MemoryDisk();
    let lock: string | undefined;
    const chunks = (function* () {
      lock = disk.text('config.lock');
      yield 'new';
    })();
    await replaceFile('config', chunks, { fileSystem: disk, processes: processes(1, {}) });
    expect(JSON.parse(lock!)).toEqual({ ...identity(1), token: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(disk.names()).toEqual(['config']);
  });

  it('of a running process is waited for, then refused by name', async () => {
    const clock = new VirtualClock();
    const disk = new MemoryDisk();
    disk.put('config', 'old');
    disk.put('config.lock', lockOf(2));
    const failing = rejection(save(disk, { clock, processes: processes(1, {}), lockWaitMs: 1_000 }));
    await clock.advance(2_000);
    expect(await failing).toMatchObject({
      code: 'MESH_STORAGE_LOCKED',
      message: 'config is locked: config.lock is of process 2 in pid:[1]',
      details: { phase: 'lock', committed: false },
    });
    expect(disk.names()).toEqual(['config', 'config.lock']);
    const saving = save(disk, { clock, processes: processes(1, {}), lockWaitMs: 1_000 });
    await clock.advance(500);
    await (await disk.openDirectory()).unlink('config.lock');
    await clock.advance(500);
    await saving;
    expect([disk.text('config'), disk.names()]).toEqual(['new', ['config', 'config.backup']]);
  });

  it('of a process that is gone is broken', async () => {
    const disk = new MemoryDisk();
    disk.put('config.lock', lockOf(2));
    await save(disk, { processes: processes(1, { 2: 'gone' }) });
    expect([disk.text('config'), disk.names()]).toEqual(['new', ['config']]);
  });

  it('of another namespace is broken once it is ten minutes old', async () => {
    const disk = new MemoryDisk();
    disk.put('config.lock', lockOf(2));
    const options = { processes: processes(1, { 2: 'unknown' }), lockWaitMs: 0 };
    disk.nowNs += 599_000_000_000n;
    expect(await rejection(save(disk, options))).toMatchObject({ code: 'MESH_STORAGE_LOCKED' });
    disk.nowNs += 2_000_000_000n;
    await save(disk, options);
    expect(disk.names()).toEqual(['config']);
  });

  it.each([
    '',
    'mine',
    '{}',
    '[]',
    'null',
    JSON.stringify({ ...identity(2), token: '../../../../etc' }),
    JSON.stringify({ ...identity(-1), token: 'feedfeedfeedfeed' }),
    'x'.repeat(5_000),
  ])('that says nothing of a process is left alone: %s', async (text) => {
    const disk = new MemoryDisk();
    disk.put('config.lock', text);
    expect(await rejection(save(disk, { processes: processes(1, { 2: 'gone' }), lockWaitMs: 0 }))).toMatchObject({
      code: 'MESH_STORAGE_LOCKED',
      message: 'config is locked: config.lock does not say by which process: remove it if nobody is writing',
    });
    expect(disk.names()).toEqual(['config.lock']);
  });

  it('is broken by one process only, of any number that find it dead', async () => {
    const disk = new MemoryDisk();
    disk.put('config', '0');
    disk.put('config.lock', lockOf(99));
    let inside = 0;
    let most = 0;
    const one = async (pid: number) => {
      const chunks = (async function* () {
        most = Math.max(most, ++inside);
        for (let turn = 0; turn < 20; turn++) await null;
        yield String(pid);
        inside--;
      })();
      await replaceFile('config', chunks, { fileSystem: disk, processes: processes(pid, { 99: 'gone' }) });
    };
    await Promise.all(Array.from({ length: 12 }, (_, i) => one(i + 1)));
    expect([most, disk.names()]).toEqual([1, ['config']]);
  });

  it('of a process killed at any system call does not keep the next one out, and costs neither content', async () => {
    let kills = 0;
    for (const call of CALLS) {
      for (let at = 1, killed = true; killed; at++) {
        killed = false;
        const disk = new MemoryDisk();
        disk.put('config', 'old');
        disk.put('config.lock', lockOf(99));
        const dying = faulty(disk, (made, occurrence) => {
          if (made !== call || occurrence !== at) return undefined;
          killed = true;
          return 'killed';
        });
        const ended = save(disk, { fileSystem: dying, processes: processes(1, { 99: 'gone' }) });
        // A save in memory has ended or hangs after two turns of the loop: it takes one when it serialises.
        const turns = (async () => {
          for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
        })();
        await Promise.race([ended, turns]);
        if (!killed) continue;
        kills++;
        expect([undefined, 'old']).toContain(disk.text('config.backup'));
        expect(['old', 'new']).toContain(disk.text('config'));
        await save(disk, { processes: processes(3, { 1: 'gone', 99: 'gone' }) }, 'newest');
        expect(disk.text('config')).toBe('newest');
        expect(disk.names().filter((name) => !name.endsWith('.tmp') && !name.endsWith('.break'))).toEqual([
          'config',
          'config.backup',
        ]);
      }
    }
    expect(kills).toBeGreaterThan(50);
  });

  it('that could not be removed does not keep its own process out', async () => {
    const disk = new MemoryDisk();
    let isStuck = true;
    const stuck = faulty(disk, (call, occurrence) =>
      isStuck && call === 'unlink' && occurrence > 1 ? 'EIO' : undefined,
    );
    await save(disk, { fileSystem: stuck, processes: processes(1, {}) });
    expect(disk.names()).toEqual(['config', 'config.lock']);
    isStuck = false;
    await save(disk, { processes: processes(1, {}), lockWaitMs: 0 });
    expect(disk.names()).toEqual(['config', 'config.backup']);
  });
});

describe('the processes of this machine', () => {
  it('has this one, running', async () => {
    const self = await nodeProcessTable.self();
    expect(self.pid).toBe(process.pid);
    expect(await nodeProcessTable.stateOf(self)).toBe('running');
  });

  it('knows one that is gone, of another boot, or whose id is used again', async () => {
    const self = await nodeProcessTable.self();
    // Beyond the largest process id there can be.
    expect(await nodeProcessTable.stateOf({ ...self, pid: 2 ** 22 + 1 })).toBe('gone');
    expect(await nodeProcessTable.stateOf({ ...self, bootId: 'another' })).toBe('gone');
    if (self.startedAt !== '') expect(await nodeProcessTable.stateOf({ ...self, startedAt: '1' })).toBe('gone');
    expect(await nodeProcessTable.stateOf({ ...self, namespace: 'another' })).toBe('unknown');
  });
});
