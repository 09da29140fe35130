import { spawnSync } from 'node:child_process';
import { run, until } from '@mesh-examples/lib/daemon';

const GONE_MS = 5_000;
const LOOKS = 2;
const LOOK_MS = 100;

/** A network namespace of ours, and what runs in it. */
export class NetworkNamespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** Makes it, with its loopback up. Throws where the caller may not, or the name is taken. */
  static async make(name: string): Promise<NetworkNamespace> {
    await run('ip', ['netns', 'add', name]);
    const namespace = new NetworkNamespace(name);
    await namespace.ip('link', 'set', 'lo', 'up');
    return namespace;
  }

  /** What a command is run by to be in it. */
  get within(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** A command of `ip` in it; resolves to what that prints. */
  ip(...args: readonly string[]): Promise<string> {
    return run('ip', ['-n', this.name, ...args]);
  }

  /** Several, in one process of it. Throws where one of them fails. */
  async ipBatch(commands: readonly string[]): Promise<void> {
    await run('sh', ['-c', 'printf "%s\\n" "$@" | ip -n "$0" -batch -', this.name, ...commands]);
  }

  async pids(): Promise<readonly number[]> {
    return parsePids(await run('ip', ['netns', 'pids', this.name]));
  }

  /** Ends what still runs in it, then removes it. */
  async remove(): Promise<void> {
    for (const pid of await this.pids()) kill(pid);
    await until(`nothing runs in ${this.name}`, async () => (await this.pids()).length === 0, GONE_MS);
    await run('ip', ['netns', 'del', this.name]);
  }
}

/**
 * Removes all namespaces whose names begin so, without a promise: for a process that is about to exit. What the process was
 * just about to start may come up meanwhile, so it looks again.
 */
export function removeNamespacesNow(prefix: string): void {
  const ip = (...args: readonly string[]) => spawnSync('ip', args, { encoding: 'utf8' }).stdout;
  const names = () =>
    ip('netns', 'list')
      .split(/[\s]+/)
      .filter((word) => word.startsWith(prefix));
  for (let look = 0; look < LOOKS; look++) {
    for (const name of names()) for (const pid of parsePids(ip('netns', 'pids', name))) kill(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
  for (const name of names()) ip('netns', 'del', name);
}

function parsePids(text: string): readonly number[] {
  return text.split('\n').filter(Boolean).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
