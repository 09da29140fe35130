import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { VirtualClock } from '@mesh/bgp-session/testing';
import { silentLog } from '@mesh-examples/lib/log';
import { expect, onTestFinished, test } from 'vitest';
import { birdCommand } from '../../src/bird/bird-control.js';
import { BirdRouting, writeBirdFiles } from '../../src/bird/bird-routing.js';
import type { Members } from '../../src/ports.js';
import { settingsOf, temporaryFolder } from '../lib.js';

const members = (...numbers: readonly number[]): Members =>
  new Map(numbers.map((n) => [`node${n}`, { IP: `10.0.0.${n}`, Key: '', Endpoint: `tinc${n}:655` }]));

/** A node whose BIRD is a function. */
function bird(answer: (command: string) => Promise<unknown> = async () => {}) {
  const folder = temporaryFolder();
  const settings = settingsOf(2, folder, { bird: { directory: folder } });
  const clock = new VirtualClock();
  const told: string[] = [];
  const control = (command: string) => {
    told.push(command);
    return answer(command);
  };
  const routing = new BirdRouting(settings, { clock, log: silentLog, control });
  const neighbors = () =>
    [...readFileSync(path.join(folder, 'protocols.conf'), 'utf8').matchAll(/neighbor (\S+)/g)].map(([, one]) => one);
  return { folder, settings, clock, told, routing, neighbors };
}

test('files follow the members, and BIRD is told where they have changed', async () => {
  const { folder, told, routing, neighbors } = bird();
  routing.followPeers(members(1, 3));
  await routing.settled();
  expect(readdirSync(folder).sort()).toEqual(['bird.conf', 'filters.conf', 'protocols.conf']);
  expect(neighbors()).toEqual(['10.0.0.1', '10.0.0.3']);
  expect(told).toEqual(['configure']);
  routing.followPeers(members(1, 3));
  await routing.settled();
  expect(told).toEqual(['configure']);
  routing.followPeers(members(3));
  await routing.settled();
  expect(neighbors()).toEqual(['10.0.0.3']);
  expect(told).toEqual(['configure', 'configure']);
});

test('a process that comes after another tells BIRD once, for nobody knows what it has read', async () => {
  const { settings, told, routing } = bird();
  await writeBirdFiles(settings, members(1));
  routing.followPeers(members(1));
  await routing.settled();
  expect(told).toEqual(['configure']);
});

test('of changes that come while it is at work only the last is brought over', async () => {
  const { told, routing, neighbors } = bird();
  for (let n = 3; n < 20; n++) routing.followPeers(members(1, n));
  await routing.settled();
  expect(neighbors()).toEqual(['10.0.0.1', '10.0.0.19']);
  expect(told).toEqual(['configure']);
});

test('as long as BIRD is not there it is told again, and then no more', async () => {
  let there = false;
  const { clock, told, routing } = bird(async () => {
    if (!there) throw new Error('ENOENT');
  });
  routing.followPeers(members(1));
  await routing.settled();
  clock.runFor(5_000);
  await routing.settled();
  expect(told).toHaveLength(2);
  there = true;
  clock.runFor(5_000);
  await routing.settled();
  clock.runFor(60_000);
  await routing.settled();
  expect(told).toHaveLength(3);
});

test('files are for BIRD alone: there are passwords in them', async () => {
  const { folder, settings } = bird();
  await writeBirdFiles(settings, members(1));
  expect(statSync(path.join(folder, 'protocols.conf')).mode & 0o777).toBe(0o640);
});

test('a password that BIRD can not be told leaves the files as they are', async () => {
  const { folder, settings } = bird();
  await writeBirdFiles(settings, members(1));
  const before = readFileSync(path.join(folder, 'protocols.conf'), 'utf8');
  const bad = settingsOf(2, folder, { bird: { directory: folder }, bgp: { password: 'a"b' } });
  await expect(writeBirdFiles(bad, members(1, 3))).rejects.toMatchObject({ code: 'MESH_NODE_BIRD' });
  expect(readFileSync(path.join(folder, 'protocols.conf'), 'utf8')).toBe(before);
});

test('leaving, BIRD is left without sessions', async () => {
  const { told, routing, neighbors } = bird();
  routing.followPeers(members(1, 3));
  await routing.close('leave');
  expect(neighbors()).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
  routing.followPeers(members(1));
  await routing.settled();
  expect(neighbors()).toEqual([]);
});

test('restarting, BIRD goes on as it is', async () => {
  const { clock, told, routing, neighbors } = bird(async () => {
    throw new Error('ENOENT');
  });
  routing.followPeers(members(1, 3));
  await routing.close('restart');
  expect(neighbors()).toEqual(['10.0.0.1', '10.0.0.3']);
  clock.runFor(60_000);
  await routing.settled();
  expect(told).toHaveLength(1);
});

/** A control socket at which a function answers. */
async function listening(serve: (socket: Socket) => void): Promise<string> {
  const socketPath = path.join(temporaryFolder(), 'bird.ctl');
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  return socketPath;
}

const GREETING = '0001 BIRD 2.0.12 ready.\n';

test('an answer in pieces, with lines that go on', async () => {
  const asked: string[] = [];
  const socketPath = await listening((socket) => {
    for (const part of ['00', '01 BIRD 2.0.12 rea', 'dy.\n']) socket.write(part);
    socket.on('data', (octets) => {
      asked.push(String(octets));
      for (const part of ['0002-Reading configuration', ' from /etc/bird\n', ' and more\n00', '03 Reconfigured\n'])
        socket.write(part);
    });
  });
  expect(await birdCommand(socketPath, 'configure', new VirtualClock())).toEqual({
    code: 3,
    lines: ['Reading configuration from /etc/bird', 'and more', 'Reconfigured'],
  });
  expect(asked).toEqual(['configure\n']);
});

test.each([
  ['what it could not do', `${GREETING}0002-Reading\n8002 protocols.conf:3:1 syntax error\n`, 'syntax error'],
  ['what it did not understand', `${GREETING}9001 syntax error, unexpected CF_SYM\n`, 'CF_SYM'],
  ['a greeting that is none', `${'x'.repeat(1024 * 1024 + 1)}\n`, 'does not end'],
])('BIRD says %s: that is an error', async (_title, answer, named) => {
  const [greeting, rest] = answer.startsWith(GREETING) ? [GREETING, answer.slice(GREETING.length)] : [answer, ''];
  const socketPath = await listening((socket) => {
    socket.on('error', () => {});
    socket.write(greeting);
    socket.on('data', () => socket.write(rest));
  });
  const refused = expect(birdCommand(socketPath, 'configure', new VirtualClock())).rejects;
  await refused.toMatchObject({ code: 'MESH_NODE_BIRD', message: expect.stringContaining(named) });
});

test('BIRD that hangs up, that is not there, and that says nothing', async () => {
  const clock = new VirtualClock();
  const code = { code: 'MESH_NODE_BIRD' };
  const gone = await listening((socket) => socket.end('0001 BI'));
  await expect(birdCommand(gone, 'configure', clock)).rejects.toMatchObject(code);
  await expect(birdCommand(path.join(temporaryFolder(), 'none'), 'configure', clock)).rejects.toMatchObject(code);
  const silent = await listening(() => clock.runFor(10_000));
  await expect(birdCommand(silent, 'configure', clock)).rejects.toMatchObject(code);
});
