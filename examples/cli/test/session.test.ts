import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { asSequence, createContext, formatAsPath, isPrefixNlri, packUpdates } from '@mesh/bgp-wire';
import { compareTables, internetTable } from '@mesh-examples/lib';
import { afterAll, describe, expect, it } from 'vitest';
import { mesh, Run } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'mesh-session-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COLLECT = ['collect', '--listen', '127.0.0.1:0', '--local-as', '65002', '--router-id', '192.0.2.2'];
const INJECT = ['inject', '--peer', '127.0.0.1', '--local-as', '65001', '--router-id', '192.0.2.1'];

/** A collector that listens, and the port it listens on. */
async function collector(...options: readonly string[]) {
  const run = new Run([...COLLECT, ...options]);
  const [, port] = await run.stderr.match(/listening on 127\.0\.0\.1:(\d+)\n/);
  return { run, port: port! };
}

function file(name: string, bytes: Uint8Array | string): string {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
}

interface Line {
  readonly prefix: string;
  readonly nextHop: string;
  readonly asPath: string;
}

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('mesh inject into mesh collect over TCP', () => {
  it('writes what it holds as an MRT table that can be announced again', async () => {
    const table = path.join(folder, 'collected.mrt.gz');
    const first = await collector('--until-eor', '--json', '--mrt', table);
    const generated = ['--count', '300', '--ipv6', '20', '--next-hop', '192.0.2.1', '--next-hop', '2001:db8::1'];
    await mesh([...INJECT, '--port', first.port, ...generated]);
    const held = await first.run.done;
    expect(held.code).toBe(0);

    const second = await collector('--until-eor', '--json');
    expect(await mesh([...INJECT, '--port', second.port, '--mrt', table])).toMatchObject({ code: 0 });
    const again = await second.run.done;
    const sorted = (text: string) =>
      linesOf(text)
        .map((line) => JSON.stringify(line))
        .sort();
    expect(sorted(again.stdout)).toEqual(sorted(held.stdout));
    expect(sorted(again.stdout)).toHaveLength(300);

    const unwritable = path.join(folder, 'none', 'table.mrt');
    expect(await mesh([...COLLECT, '--mrt', unwritable])).toMatchObject({
      code: 1,
      stderr: `mesh collect: cannot write ${unwritable}: no such file or directory\n`,
    });
  });

  it('delivers every generated route with its attributes', async () => {
    const { run, port } = await collector('--until-eor', '--json', '--peer-as', '65001');
    const injected = await mesh([
      ...INJECT,
      '--port',
      port,
      '--count',
      '5000',
      '--seed',
      '9',
      '--next-hop',
      'self',
      '--prepend',
    ]);
    const collected = await run.done;
    expect(injected).toMatchObject({ code: 0, stdout: expect.stringContaining('injected 5,000 routes of seed 9') });
    expect(collected.code).toBe(0);

    const expected = new Map<string, string>();
    for (const { nlri, attributes } of internetTable({ count: 5000, seed: 9 })) {
      const [segment] = attributes.find(({ code }) => code === 2)!.value as ReturnType<typeof asSequence>;
      const path = formatAsPath(asSequence(65001, ...segment!.asns));
      for (const one of nlri.filter(isPrefixNlri)) expected.set(one.prefix, `127.0.0.1 ${path}`);
    }
    const actual = new Map(linesOf(collected.stdout).map((one) => [one.prefix, `${one.nextHop} ${one.asPath}`]));
    expect(compareTables(expected, actual)).toEqual({ missing: [], unexpected: [], changed: [] });
    expect(actual.size).toBe(5000);
  });

  it('delivers a compressed file of UPDATEs, IPv6 too, as it stands there', async () => {
    const groups = [...internetTable({ count: 800, seed: 2, ipv6Share: 0.5 })];
    const name = file('table.bgp.gz', gzipSync(packUpdates({ announced: groups }, createContext())));
    const { run, port } = await collector('--count', '800', '--json');
    const injected = await mesh([...INJECT, '--port', port, '--updates', name]);
    expect(injected.code).toBe(0);
    const lines = linesOf((await run.done).stdout);
    const hops = new Map(
      groups.flatMap(({ nlri, nextHop }) => nlri.filter(isPrefixNlri).map(({ prefix }) => [prefix, nextHop.address])),
    );
    expect(new Map(lines.map(({ prefix, nextHop }) => [prefix, nextHop]))).toEqual(hops);
  });

  it('reads route text from standard input, and says what a session cannot carry', async () => {
    const { run, port } = await collector('--until-eor', '--families', 'ipv4-unicast', '--json');
    const text =
      'route 10.0.0.0/24 next-hop self community [ 65001:7 no-export ] med 5;\nroute 2001:db8::/32 next-hop 2001:db8::1;';
    const injected = await mesh([...INJECT, '--port', port, '--routes', '-'], text);
    expect(injected.stdout).toContain('not sent  1 route: the session does not speak their family');
    expect(linesOf((await run.done).stdout)).toEqual([
      {
        family: 'ipv4-unicast',
        prefix: '10.0.0.0/24',
        nextHop: '127.0.0.1',
        origin: 'igp',
        asPath: '65001',
        med: 5,
        communities: ['65001:7', 'no-export'],
      },
    ]);
  });

  it('stays up with --hold until it is interrupted, and ends with Cease', async () => {
    const { run, port } = await collector('--follow');
    const injection = new Run([...INJECT, '--port', port, '--count', '3', '--next-hop', 'self', '--hold']);
    await injection.stdout.match(/rate/);
    await run.stdout.match(/(\+ .*\n){3}/);
    injection.interrupt();
    expect(await injection.done).toMatchObject({ code: 0 });
    expect(await run.done).toMatchObject({ code: 0, stderr: expect.stringContaining('routes        3') });
  });

  it('comes back with --hold where the session ends, and announces everything again', async () => {
    const { run, port } = await collector('--until-eor');
    const injection = new Run([...INJECT, '--port', port, '--count', '7', '--next-hop', 'self', '--hold']);
    expect(await run.done).toMatchObject({ code: 0, stdout: expect.stringContaining('routes        7') });
    const again = await mesh([...COLLECT.with(2, `127.0.0.1:${port}`), '--until-eor']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('routes        7') });
    injection.interrupt();
    expect((await injection.done).code).toBe(0);
  });

  it('collects from a listening injector just as well', async () => {
    const injection = new Run([
      'inject',
      '--listen',
      '127.0.0.1:0',
      '--local-as',
      '65001',
      '--router-id',
      '192.0.2.1',
      '--count',
      '200',
      '--next-hop',
      'self',
      '--hold',
    ]);
    const [, port] = await injection.stderr.match(/listening on 127\.0\.0\.1:(\d+)\n/);
    const { code, stdout } = await mesh([
      'collect',
      '--peer',
      '127.0.0.1',
      '--port',
      port!,
      '--local-as',
      '65002',
      '--router-id',
      '192.0.2.2',
      '--until-eor',
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('routes        200') });
    injection.interrupt();
    expect((await injection.done).code).toBe(0);
  });
});

describe('a session that does not come to be', () => {
  it('is reported with the meaning of the NOTIFICATION, on both sides, with exit code 1', async () => {
    const { run, port } = await collector('--peer-as', '65009');
    expect(await mesh([...INJECT, '--port', port, '--count', '1'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `mesh inject: no session with 127.0.0.1:${port}: the peer refused: OPEN Message Error / Bad Peer AS (2/2)\n`,
    });
    expect(await run.done).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('we refused: OPEN Message Error / Bad Peer AS (2/2)'),
    });
  });

  it('is given up after --wait, with the last reason', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await mesh([...INJECT, '--port', `${port}`, '--count', '1', '--wait', '1'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /no session with 127\.0\.0\.1:\d+ within 1 seconds: the connection failed: .*ECONNREFUSED/,
      ),
    });
  });

  it.each([
    [['inject', '--count', '1'], '--peer or --listen is needed'],
    [['inject', '--peer', '192.0.2.1', '--router-id', '192.0.2.1', '--count', '1'], '--local-as is needed'],
    [
      ['inject', '--peer', '192.0.2.1', '--local-as', '65001', '--count', '1'],
      '--router-id is needed without an IPv4 --local-address',
    ],
    [[...INJECT, '--passive', '--count', '1'], '--passive needs --listen'],
    [INJECT, '--mrt, --updates, --routes or --count is needed'],
    [[...INJECT, '--count', '1', '--routes', 'x'], '--mrt, --updates, --routes and --count exclude each other'],
    [[...INJECT, '--hold-time', '2'], '--hold-time must be 0 or 3 to 65535 seconds, got 2'],
    [[...INJECT, '--next-hop', 'there'], '--next-hop must be self, keep, or an IPv4 or IPv6 address, got there'],
  ])('%j is refused with exit code 2: %s', async (argv, message) => {
    expect(await mesh(argv)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`mesh inject: ${message}\n`),
    });
  });

  it('names the place where route text is wrong, with exit code 1', async () => {
    const { run, port } = await collector();
    const { code, stderr } = await mesh([
      ...INJECT,
      '--port',
      port,
      '--routes',
      file('bad.txt', 'route 10.0.0.0/24 next-hop nowhere'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/'nowhere', at line 1, column 28/);
    run.interrupt();
    await run.done;
  });
});

describe('a protected session', () => {
  const count = ['--count', '10', '--next-hop', 'self'];

  it('comes up where both have the key, out of a file, and the distance', async () => {
    const key = file('key', 'tiger\n');
    const { run, port } = await collector('--until-eor', '--password-file', key, '--ttl-security', '1');
    const protectedBy = ['--port', port, '--password', 'tiger', '--ttl-security', '1', '--interface', 'lo'];
    expect(await mesh([...INJECT, ...count, ...protectedBy])).toMatchObject({ code: 0 });
    expect(await run.done).toMatchObject({ code: 0 });
  });

  it('says that nobody answers where the key is another one', async () => {
    const { run, port } = await collector('--password', 'tiger');
    expect(await mesh([...INJECT, ...count, '--port', port, '--password', 'lion', '--wait', '1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('within 1 seconds: '),
    });
    run.interrupt();
    expect(await run.done).toMatchObject({ code: 0 });
  });

  it('says what is wrong with a key, and never shows it', async () => {
    const none = path.join(folder, 'no-key');
    expect(await mesh([...COLLECT, '--password-file', none])).toMatchObject({
      code: 1,
      stderr: `mesh collect: cannot read ${none}: no such file or directory\n`,
    });
    const empty = file('empty-key', '\n');
    expect(await mesh([...COLLECT, '--password-file', empty])).toMatchObject({
      code: 1,
      stderr: `mesh collect: there is no key in ${empty}\n`,
    });
    const long = await mesh([...COLLECT, '--password', 'k'.repeat(81)]);
    expect(long.code).toBe(1);
    expect(long.stderr).toContain('password must be a key of 1 to 80 octets');
    expect(long.stderr).not.toContain('kkk');
    for (const pair of [
      ['--password', 'a', '--password-file', 'b'],
      ['--ttl', '1', '--ttl-security', '1'],
    ]) {
      expect(await mesh([...COLLECT, ...pair])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('exclude each other'),
      });
    }
  });
});
