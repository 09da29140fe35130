import { readFile, readlink } from 'node:fs/promises';
import * as host from 'node:process';
import { errnoOf } from './file-system.js';
import type { ProcessIdentity, ProcessState, ProcessTable } from './process-table.js';

/** What Linux says in `/proc` of a process, beyond its id. */
interface Told {
  /** `Z` and `X` are dead already: they wait for their parent to take notice. */
  readonly state: string;
  readonly startedAt: string;
}

const UNTOLD: Told = { state: '', startedAt: '' };
let self: Promise<ProcessIdentity> | undefined;

/** The processes of this machine. Elsewhere than on Linux only the process id tells them apart. */
export const nodeProcessTable: ProcessTable = {
  self() {
    self ??= identify();
    return self;
  },
  async stateOf(other: ProcessIdentity): Promise<ProcessState> {
    const own = await this.self();
    if (other.bootId !== own.bootId) return 'gone';
    if (other.namespace !== own.namespace) return 'unknown';
    if (!exists(other.pid)) return 'gone';
    const { state, startedAt } = await told(other.pid);
    const another = startedAt !== '' && other.startedAt !== '' && startedAt !== other.startedAt;
    return another || state === 'Z' || state === 'X' ? 'gone' : 'running';
  },
};

async function identify(): Promise<ProcessIdentity> {
  const [bootId, namespace, { startedAt }] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
    told(host.pid),
  ]);
  return { pid: host.pid, bootId: bootId.trim(), namespace, startedAt };
}

function exists(pid: number): boolean {
  try {
    host.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

/** Fields 3 and 22 of `/proc/<pid>/stat` (proc(5)); the second one is a name that may have anything in it. */
async function told(pid: number): Promise<Told> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.length < 20 ? UNTOLD : { state: fields[0]!, startedAt: fields[19]! };
}
