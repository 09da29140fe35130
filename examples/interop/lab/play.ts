import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '@mesh-examples/lib/daemon';

/** What came of a playbook. */
export interface Played {
  readonly code: number;
  readonly output: string;
  /** Tasks that changed something, by host. */
  readonly changed: ReadonlyMap<string, number>;
}

export interface PlayOptions {
  /** The folder of the playbook, with its `ansible.cfg`. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Runs `ansible-playbook site.yml` against this machine. */
export function play({ folder, args, variables }: PlayOptions): Promise<Played> {
  return new Promise((resolve) => {
    execFile(
      'ansible-playbook',
      ['site.yml', ...args, '--extra-vars', JSON.stringify({ ansible_connection: 'local', ...variables })],
      { cwd: folder, env: { ...process.env, ANSIBLE_PIPELINING: '1', ANSIBLE_NOCOLOR: '1' }, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        const counts = [...stdout.matchAll(/^(\S+) +: ok=\d+ +changed=(\d+)/gm)];
        const changed = new Map(counts.map(([, host, count]) => [host!, Number(count)]));
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr, changed });
      },
    );
  });
}

/**
 * Machines that pretend to have systemd. Ansible comes to each by a Python of its own, behind which `systemctl` is ours. It
 * knows one service that is more than a name: `mesh-node` answers at a port, and another process takes its place at a reload.
 */
export class PretendedMachines {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A machine whose node is running, and well. */
  async make(name: string, port: number): Promise<void> {
    const folder = this.of(name);
    mkdirSync(path.join(folder, 'bin'), { recursive: true });
    const write = (file: string, text: string) => {
      writeFileSync(path.join(folder, 'bin', file), text);
      chmodSync(path.join(folder, 'bin', file), 0o755);
    };
    write('python', `#!/bin/sh\nPATH='${folder}/bin':"$PATH" exec /usr/bin/python3 "$@"\n`);
    write('systemctl', systemctl(name, folder, this.log));
    writeFileSync(path.join(folder, 'service.mjs'), service(name, folder, port, this.log));
    spawn(process.execPath, [path.join(folder, 'service.mjs')], { stdio: 'ignore', detached: true }).unref();
    await until(`${name} is well`, () => this.events().includes(`${name} well`), 10_000);
  }

  /** Its folder, with `bin/python`. */
  of(name: string): string {
    return path.join(this.#folder, name);
  }

  /** From now on the node of a machine is not well again after a reload. */
  spoil(name: string): void {
    writeFileSync(path.join(this.of(name), 'spoiled'), '');
  }

  /** What happened on all machines, in its order: `node1 reload`, `node1 well`. */
  events(): readonly string[] {
    return readFileSync(this.log, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
  }

  forget(): void {
    rmSync(this.log, { force: true });
  }

  stop(...names: readonly string[]): void {
    for (const name of names) process.kill(Number(readFileSync(path.join(this.of(name), 'pid'), 'utf8')));
  }

  get log(): string {
    return path.join(this.#folder, 'events');
  }
}

/** What Ansible asks of `systemctl`: whether a unit is there, enabled and running, and that it be reloaded. */
function systemctl(name: string, folder: string, log: string): string {
  return `#!/bin/sh
case "$1 $2" in
  show*) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nUnitFileState=enabled\\n' ;;
  is-enabled*) echo enabled ;;
  is-active*) echo active ;;
  'reload mesh-node.service') echo '${name} reload' >>'${log}'; kill -USR1 "$(cat '${folder}/pid')" ;;
  *) echo '${name} '"$*" >>'${log}' ;;
esac
`;
}

/** Answers `/health` as the node does: 503 at first, for who comes after another. At SIGUSR1 another one takes its place. */
function service(name: string, folder: string, port: number, log: string): string {
  return `import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { pid, argv: [, file, after] } = process;
let left = after === undefined ? 0 : 2;
const isWell = () => left === 0 && !existsSync('${folder}/spoiled');
const tell = () => isWell() && appendFileSync('${log}', '${name} well\\n');
const server = createServer((_request, response) => {
  const isNews = left === 1;
  if (left > 0) left--;
  if (isNews) tell();
  response.writeHead(isWell() ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: isWell() ? 'ok' : 'waiting', pid }));
});
const listen = () => server.listen(${port}, '127.0.0.1');
server.on('error', () => setTimeout(listen, 50)); // its predecessor still has the port
server.on('listening', () => {
  writeFileSync('${folder}/pid', String(pid));
  tell();
});
process.on('SIGUSR1', () => {
  spawn(process.execPath, [file, 'after'], { stdio: 'ignore', detached: true }).unref();
  server.close();
  server.closeAllConnections();
});
listen();
`;
}
