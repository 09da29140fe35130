import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Settings, type SettingsInput, validate } from '../src/settings/settings.js';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-node-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings of `node<N>` with its tinc in a folder. */
export function settingsOf(n: number, folder: string, more: Partial<SettingsInput> = {}): Settings {
  return validate({
    node: { name: `node${n}` },
    etcd: { endpoints: ['http://127.0.0.1:2379'] },
    ...more,
    tinc: { endpoint: `tinc${n}:655`, directory: folder, pid_file: path.join(folder, 'pid'), ...more.tinc },
  });
}
