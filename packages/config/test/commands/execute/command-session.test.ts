import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { CommandSession, createMinimalConfiguration, startSpeaker } from '../../../src/index.js';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const DONE_JSON = '{ "answer": "done", "message": "command completed" }';
const ERROR_JSON = '{ "answer": "error", "message": "this command does not support json output" }';

describe('answers', () => {
  it('[C17] are the words of ExaBGP as text', async () => {
    const { ask, session, lines, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('announce route 10.1.0.0/24 next-hop self')).toEqual(['done']);
    expect(await ask('peer 10.9.9.9 announce route 10.1.0.0/24 next-hop self')).toEqual([
      'error: no neighbors match the selector',
      'error',
    ]);
    await session.shutdown();
    expect(lines.at(-1)).toBe('shutdown');
    await close();
  });

  it('[C17] [A17] are the objects of ExaBGP as JSON, asked for once or for the session', async () => {
    const { ask, session, lines, close } = await apiLab([neighborAt(THEM)], { output: 'json' });
    expect(await ask('announce route 10.1.0.0/24 next-hop self')).toEqual([DONE_JSON]);
    expect(await ask('peer 10.9.9.9 withdraw route 10.1.0.0/24')).toEqual([
      '{"error": "no neighbors match the selector"}',
      ERROR_JSON,
    ]);
    expect(await ask('announce route 10.1.0.0/24 next-hop self text')).toEqual(['done']);
    await session.shutdown();
    expect(lines.at(-1)).toBe('{ "answer": "shutdown", "message": "exbgp exited" }');
    await close();
  });

  it('[C17] say what is wrong with a command on one line, with its place', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('annonce route 10.1.0.0/24 next-hop self')).toEqual([
      'error: unknown command: annonce, at line 1, column 1',
      'error',
    ]);
    expect(await ask('announce route 10.1.0.1/24 next-hop self json')).toEqual([
      expect.stringMatching(/^\{"error": ".*10\.1\.0\.1\/24.*"\}$/),
      ERROR_JSON,
    ]);
    await close();
  });

  it('[C1] follow a comment, and no empty line', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('# a word to whoever reads the log')).toEqual(['done']);
    expect(await ask('   ')).toEqual([]);
    await close();
  });

  it('[C3] end with the answer to ack disable, and before the one to ack silence', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('session ack disable')).toEqual(['done']);
    expect(await ask('announce route 10.1.0.0/24 next-hop self')).toEqual([]);
    expect(await ask('no such command')).toEqual([]);
    expect(await ask('peer list')).toHaveLength(1);
    expect(await ask('session ack enable')).toEqual(['done']);
    expect(await ask('announce route 10.1.0.0/24 next-hop self')).toEqual(['done']);
    expect(await ask('silence-ack')).toEqual([]);
    expect(await ask('# nothing')).toEqual([]);
    expect(await ask('enable-ack')).toEqual(['done']);
    await close();
  });

  it('[C4] [A17] wait for connected peers where they are to be synchronous', async () => {
    const { clock, establish, session, lines, ask, close } = await apiLab([neighborAt(THEM), neighborAt('10.0.0.3')]);
    const peer = await establish(THEM);
    peer.pause();
    await clock.advance(10);
    // More than the stream takes at once, so that a peer that does not read is waited for.
    const prefixes = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const command = `announce attributes next-hop self nlri ${prefixes.join(' ')}`;
    void session.feed(`${command} async`);
    await clock.advance(100);
    expect(lines).toEqual(['done']);
    void session.feed('session sync enable');
    void session.feed(`${command.replace('next-hop', 'med 5 next-hop')}`);
    await clock.advance(5_000);
    expect(lines).toEqual(['done', 'done']);
    peer.resume();
    await clock.advance(1_000);
    expect(lines).toEqual(['done', 'done', 'done']);
    // The other peer, which never connected, is not waited for.
    expect(await ask('peer 10.0.0.3 announce route 10.1.0.0/24 next-hop self sync')).toEqual(['done']);
    expect(await ask('session sync disable')).toEqual(['done']);
    await close();
  });

  it('[C4] are not held up for ever by a peer that goes away', async () => {
    const { clock, establish, session, lines, close } = await apiLab([neighborAt(THEM)]);
    const peer = await establish(THEM);
    peer.pause();
    const prefixes = Array.from({ length: 30_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    void session.feed(`announce attributes next-hop self nlri ${prefixes.join(' ')} sync`);
    await clock.advance(1_000);
    expect(lines).toEqual([]);
    peer.destroy();
    await clock.advance(1_000);
    expect(lines).toEqual(['done']);
    await close();
  });
});

describe('a slow or absent reader', () => {
  const routes = Array.from({ length: 50 }, (_, i) => `route 10.0.${i}.0/24 next-hop self`).join('; ');

  it('[C4] may see the peer of its command gone before it has read the answer', async () => {
    const waiting: (() => void)[] = [];
    const written: string[] = [];
    const { mesh, session, clock, close } = await apiLab([neighborAt(THEM), neighborAt('10.0.0.3')], {
      write: (line) => {
        written.push(line);
        return new Promise<void>((resolve) => waiting.push(resolve));
      },
    });
    void session.feed('peer 10.0.0.2 routes add route 10.1.0.0/24 next-hop self sync');
    await clock.advance(() => waiting.length > 0, 1000);
    mesh.delete(({ name }) => name === THEM);
    waiting.shift()!();
    await clock.advance(() => waiting.length > 0, 1000);
    expect(written.at(-1)).toBe('done');
    await close();
  });

  it('[C11] that is gone has no more of a table read, and its next command is carried out all the same', async () => {
    const written: string[] = [];
    const { mesh, session, clock, close } = await apiLab([neighborAt(THEM, { routes })], {
      write: (line) => {
        written.push(line);
        return written.length < 3;
      },
    });
    let done = false;
    void session.run(['rib show out\nannounce route 10.1.0.0/24 next-hop self\n']).then(() => (done = true));
    await clock.advance(() => done, 10_000);
    expect(written.filter((line) => line.startsWith('neighbor'))).toHaveLength(3);
    expect(mesh.adjRibOut(THEM).get({ prefix: '10.1.0.0/24' })).toBeDefined();
    await close();
  });
});

describe('a session of commands', () => {
  it('[C5] answers pings, forgets its modes and leaves', async () => {
    const { ask, session, close } = await apiLab([neighborAt(THEM)]);
    expect(await ask('session ping')).toEqual(['pong', 'done']);
    expect(await ask('ping 1-2 3.5 hello')).toEqual(['pong 1-2 3.5 hello', 'done']);
    await ask('session ack disable');
    await ask('session sync enable');
    await ask('group start');
    expect(await ask('session reset')).toEqual(['done']);
    expect(session.modes).toMatchObject({ ack: true, sync: false });
    expect(await ask('group end')).toEqual(['error: no group was started', 'error']);
    expect(await ask('bye 1-2')).toEqual(['done']);
    expect(session.left).toBe(true);
    expect(await ask('peer list')).toEqual([]);
    await close();
  });

  it('[C7] knows its version, that of the grammar, and what waits', async () => {
    const { ask, session, close } = await apiLab([neighborAt(THEM)], {
      host: { version: 'mesh 1.2.3', daemon: { queueStatus: () => ({ queued: 7 }) } },
    });
    expect(await ask('system version')).toEqual(['mesh 1.2.3', 'done']);
    expect(await ask('version json')).toEqual(['{"version":"mesh 1.2.3"}', DONE_JSON]);
    expect(await ask('system api version')).toEqual(['api version 6', 'done']);
    expect(await ask('api version 4')).toEqual(['api version 4', 'done']);
    expect(session.modes.version).toBe(4);
    expect(await ask('system queue-status')).toEqual(['queued 7', 'done']);
    expect(await ask('crash')).toEqual(['error: crash test of the API', 'error']);
    expect(await ask('version')).toEqual(['mesh 1.2.3', 'done']);
    await close();
  });

  it('[C2] asks the application around it to shut down, reload and restart', async () => {
    const asked: string[] = [];
    const { ask, close } = await apiLab([neighborAt(THEM)], {
      host: {
        daemon: {
          shutdown: () => void asked.push('shutdown'),
          reload: () => void asked.push('reload'),
          status: () => ({ pid: 4711 }),
        },
      },
    });
    expect(await ask('daemon reload')).toEqual(['reload in progress', 'done']);
    expect(await ask('shutdown')).toEqual(['shutdown in progress', 'done']);
    expect(await ask('daemon restart')).toEqual(['error: daemon restart: nobody here can do that', 'error']);
    expect(asked).toEqual(['reload', 'shutdown']);
    expect(await ask('daemon status')).toEqual(
      expect.arrayContaining(['status running', 'peers 1', 'pid 4711', 'done']),
    );
    await close();
  });

  it('[C6] lists every command there is, with its argument', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM)]);
    const help = await ask('help');
    expect(help.at(-1)).toBe('done');
    for (const words of ['peer create <ip>', 'rib show in|out', 'peer <selector> teardown <subcode>', 'session ping']) {
      expect(help.some((line) => line.startsWith(words))).toBe(true);
    }
    await close();
  });

  it('[C18] refuses a command of more than 1 MiB, and goes on with the next', async () => {
    const { ask, session, lines, clock, close } = await apiLab([neighborAt(THEM)]);
    const long = `announce route 10.1.0.0/24 next-hop self community [${' 65001:1'.repeat(140_000)} ]`;
    expect(await ask(long)).toEqual([
      expect.stringMatching(/^error: a command has at most 1048576 characters/),
      'error',
    ]);
    const from = lines.length;
    // In pieces, of which no line is kept that is longer than it may be.
    const pieces = [long.slice(0, 700_000), long.slice(700_000), long, '\nversion\r\nses', 'sion ping\nversion'];
    let done = false;
    void session.run(pieces).then(() => (done = true));
    await clock.advance(() => done, 10_000);
    expect(lines.slice(from)).toEqual([
      expect.stringMatching(/^error: a command has at most 1048576 characters/),
      'error',
      'mesh',
      'done',
      'pong',
      'done',
      'mesh',
      'done',
    ]);
    await close();
  });

  it('writes a table as fast as it is read, in order', async () => {
    const clock = new VirtualClock();
    const configuration = createMinimalConfiguration();
    const mesh = await startSpeaker(configuration, { clock, connect: () => new Promise(() => undefined) });
    const taken: string[] = [];
    let take: () => void = () => undefined;
    const session = new CommandSession(
      { mesh },
      {
        write: (line) =>
          new Promise<void>((resolve) => {
            taken.push(line);
            take = resolve;
          }),
      },
    );
    void mesh.execute('announce attributes next-hop self nlri 10.1.0.0/24 10.2.0.0/24 10.3.0.0/24');
    void session.feed('rib show out json');
    void session.feed('version');
    for (let n = 1; n <= 6; n++) {
      await clock.advance(10);
      expect(taken).toHaveLength(n);
      take();
    }
    await clock.advance(10);
    expect(taken.slice(0, 3).map((line) => JSON.parse(line).nlri)).toEqual([
      '10.1.0.0/24',
      '10.2.0.0/24',
      '10.3.0.0/24',
    ]);
    expect(taken.slice(3)).toEqual([DONE_JSON, 'mesh', 'done']);
    void mesh.close();
    await clock.advance(2_000);
  });

  it('tells the caller where an answer is not taken, and goes on', async () => {
    const { mesh, close } = await apiLab([neighborAt(THEM)]);
    let broken = true;
    const lines: string[] = [];
    const write = async (line: string) => {
      if (broken) throw new Error('EPIPE');
      lines.push(line);
    };
    const session = new CommandSession({ mesh }, { write });
    await expect(session.feed('version')).rejects.toThrow('EPIPE');
    await expect(session.feed('peer list')).rejects.toThrow('EPIPE');
    broken = false;
    await session.feed('version');
    expect(lines).toEqual(['mesh', 'done']);
    await close();
  });
});
