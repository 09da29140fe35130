import { readFile } from 'node:fs/promises';
import { MeshError } from '@mesh/bgp-wire';

/** What is asked of the machine to reach a tincd. */
export interface ProcessPort {
  /** Name of a process; undefined where there is none. */
  nameOf(pid: number): Promise<string | undefined>;
  hangUp(pid: number): void;
}

/** Linux: `/proc/<pid>/comm`. */
export const linuxProcesses: ProcessPort = {
  nameOf: (pid) =>
    readFile(`/proc/${pid}/comm`, 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    ),
  hangUp: (pid) => void process.kill(pid, 'SIGHUP'),
};

/**
 * Has tincd read its files again: SIGHUP to the process in its pid file (`PID cookie…` from tinc 1.1 on, before only the id).
 * A file may have outlived its tincd, and another process may have the id by now, which SIGHUP would end: it is looked at
 * first. Throws `MESH_NODE_TINCD` where no tincd runs.
 */
export async function reloadTincd(pidFile: string, processes: ProcessPort = linuxProcesses): Promise<void> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number(/^\s*(\d{1,10})(?:\s|$)/.exec(text)?.[1] ?? 0);
  if (pid === 0 || (await processes.nameOf(pid)) !== 'tincd') {
    throw new MeshError('MESH_NODE_TINCD', `tinc.pid_file: ${pidFile} names no tincd that runs: start it`);
  }
  processes.hangUp(pid);
}
