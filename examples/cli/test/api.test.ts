import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mesh, Run } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'mesh-api-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COLLECT = ['collect', '--listen', '127.0.0.1:0', '--local-as', '65002', '--router-id', '192.0.2.2', '--json'];

/** A collector that listens, and the port it listens on. */
async function collector(...options: readonly string[]) {
  const run = new Run([...COLLECT, ...options]);
  const [, port] = await run.stderr.match(/listening on 127\.0\.0\.1:(\d+)\n/);
  return { run, port: Number(port) };
}

const peerOptions = (port: number) => [
  ...['--peer', '127.0.0.1', '--port', String(port), '--local-as', '65001', '--peer-as', '65002'],
  ...['--local-address', '127.0.0.1', '--router-id', '192.0.2.1'],
];

/** Input that stays open until it is ended. */
class Input implements AsyncIterable<Uint8Array> {
  readonly #waiting: (string | undefined)[] = [];
  #wake: () => void = () => undefined;

  say(...lines: readonly string[]): void {
    this.#waiting.push(...lines.map((line) => `${line}\n`));
    this.#wake();
  }

  end(): void {
    this.#waiting.push(undefined);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#waiting.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      const next = this.#waiting.shift();
      if (next === undefined) return;
      yield new TextEncoder().encode(next);
    }
  }
}

/** A program in a file of its own. */
function program(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!${process.execPath}\n${text}`);
  chmodSync(file, 0o755);
  return file;
}

function configuration(name: string, port: number, run: readonly string[], more: object = {}): string {
  const file = path.join(folder, name);
  const session = {
    peerAddress: '127.0.0.1',
    connect: port,
    localAs: 65001,
    peerAs: 65002,
    localAddress: '127.0.0.1',
    routerId: '192.0.2.1',
  };
  const api = { processes: ['prog'], neighborChanges: true };
  const settings = {
    neighbors: [{ session, families: 'ipv4 unicast', api }],
    processes: [{ name: 'prog', run, encoder: 'json', ...more }],
  };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

describe('mesh api on standard input', () => {
  it('carries out commands of both grammars, answers them, and sends everything before it ends', async () => {
    const { run, port } = await collector();
    const script = [
      'announce route 10.0.0.0/24 next-hop self med 5',
      'peer * announce route 10.0.1.0/24 next-hop 192.0.2.9',
      'neighbor 127.0.0.1 announce route 10.0.2.0/24 next-hop 192.0.2.9',
      'withdraw route 10.0.2.0/24',
      'announce rout 10.0.3.0/24 next-hop self',
      'system version',
    ];
    const { code, stdout, stderr } = await mesh(['api', ...peerOptions(port)], `${script.join('\n')}\n`);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('is up\n') });
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 4)).toEqual(['done', 'done', 'done', 'done']);
    expect(lines[4]).toMatch(/^error: unknown announce type: rout/);
    expect(lines.slice(5)).toEqual(['error', 'mesh', 'done']);
    run.interrupt();
    const held = (await run.done).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(held.map(({ prefix, nextHop }) => `${prefix} ${nextHop}`).sort()).toEqual([
      '10.0.0.0/24 127.0.0.1',
      '10.0.1.0/24 192.0.2.9',
    ]);
  });

  it('answers as objects, and tells of events, where that is asked for', async () => {
    const { run, port } = await collector();
    const input = new Input();
    const api = new Run(['api', ...peerOptions(port), '--output', 'json', '--events', '--api-version', '4'], input);
    await api.stdout.match(/"state":"up"/);
    input.say('announce route 10.0.0.0/24 next-hop self sync');
    await api.stdout.match(/"answer": "done"/);
    input.end();
    expect((await api.done).code).toBe(0);
    const lines = (await api.done).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ exabgp: '4.0.1', type: 'state', neighbor: { state: 'connected' } });
    expect(lines.at(-1)).toMatchObject({ type: 'notification', notification: 'shutdown' });
    run.interrupt();
    await run.done;
  });

  it('does what the guide shows', async () => {
    const guide = readFileSync(path.resolve(import.meta.dirname, '../../../docs/guides/mesh-api.md'), 'utf8');
    const [, lines, argv, printed] = /^\$ printf '([^']*)' \| mesh (.*)\n((?:(?!```).*\n)*)/m.exec(guide)!;
    const { run, port } = await collector();
    const there = argv!
      .replace('--peer 192.0.2.2', `--peer 127.0.0.1 --port ${port}`)
      .replace('192.0.2.1', '127.0.0.1');
    const { code, stdout } = await mesh(there.split(' '), lines!.replaceAll('\\n', '\n'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: printed });
    run.interrupt();
    expect((await run.done).stdout).toContain('10.0.0.0/24');
  });

  it.each([
    [[], '--config or --peer is needed'],
    [['--config', 'x', '--peer', '::1'], '--config and --peer exclude each other'],
    [['--peer', '::1'], '--local-as and --peer-as are needed'],
  ])('%j is refused', async (argv, message) => {
    const { code, stderr } = await mesh(['api', ...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ['{"neighbors":[{"session":{"md5Password":"hunter2" oops}}]}', 'line 1, column 51: expected , or }'],
    ['{"neighbors":[],"neighbors":[]}', 'line 1, column 17'],
    ['{}', 'neighbors missing'],
  ])('[B15] refuses the settings %s, and quotes nothing of them', async (settings, message) => {
    const file = path.join(folder, 'refused.json');
    writeFileSync(file, settings);
    const { code, stderr } = await mesh(['api', '--config', file]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/hunter2|TypeError/);
  });

  it('[C23] SIGHUP ends it, as an interrupt does', async () => {
    const api = new Run(['api', ...peerOptions(1), '--hold']);
    const other = new Run(['api', ...peerOptions(1), '--hold']);
    await Promise.all([api.stderr.match(/no session/), other.stderr.match(/no session/)]);
    api.signal('SIGHUP');
    other.interrupt();
    expect([(await api.done).code, (await other.done).code]).toEqual([0, 0]);
  });
});

describe('what is left when standard input ends', () => {
  it('[C2] is nothing to wait for where the commands have deleted every peer', async () => {
    const { code, stdout } = await mesh(['api', ...peerOptions(1)], 'peer delete *\n');
    expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'done' });
  });
});

describe('programs of the configuration', () => {
  it('[C21] end with what they have started, which holds their output', async () => {
    const child = program(
      'child.mjs',
      `process.on('SIGTERM', () => process.stderr.write('the child ends\\n', () => process.exit(0)));
      setInterval(() => undefined, 1e6);
      process.stderr.write('child\\n');`,
    );
    const file = program(
      'parent.mjs',
      `import { spawn } from 'node:child_process';
      spawn(${JSON.stringify(child)}, { stdio: ['ignore', 'inherit', 'inherit'] });
      process.stdin.resume();`,
    );
    const api = new Run(['api', '--config', configuration('parent.json', 1, [file])]);
    await api.stderr.match(/child\n/);
    api.interrupt();
    const { code, stderr } = await api.done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('the child ends\n') });
  });

  it('[C21] that leave a child behind are started again all the same', async () => {
    const file = program(
      'leaver.mjs',
      `import { spawn } from 'node:child_process';
      spawn('sleep', ['5'], { stdio: ['ignore', 'inherit', 'inherit'] }).unref();
      process.stderr.write('gone\\n', () => process.exit(0));`,
    );
    const api = new Run(['api', '--config', configuration('leaver.json', 1, [file])]);
    await api.stderr.match(/is started again\n(?:.*\n)*gone\n/);
    api.interrupt();
    expect((await api.done).code).toBe(0);
  });

  it('[C21] are started, told events, answered, and started again', async () => {
    const { run, port } = await collector();
    const file = program(
      'announcer.mjs',
      `let text = '';
      process.stdin.on('data', (part) => {
        text += part;
        if (/"state":"up"/.test(part)) process.stdout.write('announce route 10.0.7.0/24 next-hop self\\n');
        if (/"answer": "done"/.test(part)) { process.stderr.write('answered\\n'); process.exit(3); }
      });`,
    );
    const api = new Run(['api', '--config', configuration('one.json', port, [file])]);
    await api.stderr.match(/answered\n/);
    await api.stderr.match(/program prog has ended with exit code 3, and is started again\n/);
    api.interrupt();
    expect((await api.done).code).toBe(0);
    run.interrupt();
    expect((await run.done).stdout).toContain('10.0.7.0/24');
  });

  it('[C21] are left alone after five starts in 64 seconds', async () => {
    const file = program('dying.mjs', 'process.exit(1);');
    const api = new Run(['api', '--config', configuration('dying.json', 1, [file])]);
    await api.stderr.match(/program prog has ended with exit code 1 too often, and is left alone\n/);
    api.interrupt();
    const { code, stderr } = await api.done;
    expect(code).toBe(0);
    expect(stderr.match(/is started again/g)).toHaveLength(5);
  });

  it('[C21] that cannot be started, or shall not be started again, are reported', async () => {
    const none = new Run(['api', '--config', configuration('none.json', 1, ['./no-such-program'], { respawn: false })]);
    await none.stderr.match(/program prog has ended spawn .*no-such-program ENOENT\n/);
    none.interrupt();
    expect((await none.done).code).toBe(0);
  });

  it('[C21] that no system could start are refused, and nothing is left running', async () => {
    const file = configuration('nul.json', 1, ['/bin/true', '\u0000']);
    const { code, stderr } = await mesh(['api', '--config', file]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('null bytes') });
    // Its session was ended, and its end reported, before the command returned.
    expect(stderr).toContain('no session with 127.0.0.1');
  });

  it('[C18] of a command longer than 1 MiB nothing is kept', async () => {
    const file = program(
      'long.mjs',
      `process.stdout.write('announce route ' + 'x'.repeat(1 << 20) + '\\nsystem version\\n');
      process.stdin.on('data', (part) => process.stderr.write(part));`,
    );
    const api = new Run(['api', '--config', configuration('long.json', 1, [file], { encoder: 'text' })]);
    await api.stderr.match(/error: a command has at most 1048576 characters\nerror\nmesh\ndone\n/);
    api.interrupt();
    expect((await api.done).code).toBe(0);
  });
});

/** A configuration in ExaBGP's own text. */
function exabgpText(port: number, file: string, ...routes: readonly string[]): string {
  return `process prog { run ${file}; encoder text; }
neighbor 127.0.0.1 {
  router-id 192.0.2.1; local-address 127.0.0.1; local-as 65001; peer-as 65002; connect ${port};
  family { ipv4 unicast; }
  api { processes [ prog ]; signal; }
  static { ${routes.map((route) => `route ${route};`).join(' ')} }
}
`;
}

describe('the configuration of ExaBGP', () => {
  const quiet = () =>
    program(
      'quiet.mjs',
      "process.stderr.write('here\\n'); process.stdin.on('data', (part) => process.stderr.write(part));",
    );

  it('[C2] [C23] is read again on SIGUSR1: what it adds is announced, what it lacks withdrawn, the session stays', async () => {
    const { run, port } = await collector();
    const file = path.join(folder, 'reload.conf');
    writeFileSync(file, exabgpText(port, quiet(), '10.0.1.0/24 next-hop 192.0.2.9', '10.0.2.0/24 next-hop 192.0.2.9'));
    const api = new Run(['api', '--config', file]);
    await Promise.all([api.stderr.match(/here\n/), api.stderr.match(/is up\n/)]);
    writeFileSync(file, exabgpText(port, quiet(), '10.0.2.0/24 next-hop 192.0.2.9', '10.0.3.0/24 next-hop 192.0.2.9'));
    api.signal('SIGUSR1');
    await api.stderr.match(/the configuration was read again\n/);
    writeFileSync(file, 'neighbor 127.0.0.1 { nonsense; }\n');
    api.signal('SIGUSR1');
    await api.stderr.match(/reload failed: .*nonsense/s);
    api.interrupt();
    const { code, stderr } = await api.done;
    expect(code).toBe(0);
    expect(stderr.match(/here\n/g)).toHaveLength(1);
    expect(stderr.match(/is up\n/g)).toHaveLength(1);
    run.interrupt();
    const held = (await run.done).stdout.trim().split('\n');
    expect(held.map((line) => JSON.parse(line).prefix).sort()).toEqual(['10.0.2.0/24', '10.0.3.0/24']);
  });

  it('[C23] SIGUSR2 starts the programs again as well, SIGALRM everything', async () => {
    const { run, port } = await collector();
    const file = path.join(folder, 'restart.conf');
    writeFileSync(file, exabgpText(port, quiet(), '10.0.1.0/24 next-hop 192.0.2.9'));
    const api = new Run(['api', '--config', file]);
    await Promise.all([api.stderr.match(/here\n/), api.stderr.match(/is up\n/)]);
    api.signal('SIGUSR2');
    await api.stderr.match(/here\n.*here\n/s);
    api.signal('SIGALRM');
    await api.stderr.match(/(?:here\n.*){3}/s);
    api.interrupt();
    expect((await api.done).code).toBe(0);
    run.interrupt();
    await run.done;
  });

  it('[C7] [C2] queue-status tells what waits, status that it runs', async () => {
    const api = new Run(['api', ...peerOptions(1)], 'queue-status\nstatus\nbye\n');
    await api.stdout.match(/queued 0\ndone\nstatus running\npeers 1\nestablished 0\n.*done\n/s);
    api.interrupt();
    expect((await api.done).code).toBe(0);
  });
});

describe('the socket', () => {
  const ask = (file: string, command: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      const client = net.connect(file, () => client.end(`${command}\n`));
      client.on('data', (part) => (answer += part));
      client.on('end', () => resolve(answer));
      client.on('error', reject);
    });

  it('is for its owner, answers each client, is not taken from another, and is removed', async () => {
    const file = path.join(folder, 'api.sock');
    const api = new Run(['api', ...peerOptions(1), '--socket', file]);
    await api.stderr.match(/commands are taken at/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await Promise.all([ask(file, 'system version'), ask(file, 'ping')])).toEqual([
      'mesh\ndone\n',
      'pong\ndone\n',
    ]);
    expect(await mesh(['api', ...peerOptions(1), '--socket', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`another process listens at ${file}\n`),
    });
    expect(await ask(file, 'daemon shutdown')).toContain('done\nshutdown\n');
    expect((await api.done).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it('takes the place of one that was left behind, and of nothing else', async () => {
    const file = path.join(folder, 'plain');
    writeFileSync(file, '');
    expect(await mesh(['api', ...peerOptions(1), '--socket', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file} is there and no socket\n`),
    });
  });
});
