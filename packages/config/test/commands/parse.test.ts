import { Family, isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type Command, parseCommand } from '../../src/index.js';

/** A command with its selector as text. */
function read(line: string): Record<string, unknown> {
  const { command } = parseCommand(line);
  return 'selector' in command ? { ...command, selector: String(command.selector) } : { ...command };
}

const EVERY = 'neighbor *';

describe('[C20] commands of both grammars', () => {
  // Each line: version 6, version 4, what both mean.
  it.each<[string, string, object]>([
    ['daemon shutdown', 'shutdown', { name: 'daemon', action: 'shutdown' }],
    ['daemon reload', 'reload', { name: 'daemon', action: 'reload' }],
    ['daemon restart', 'restart', { name: 'daemon', action: 'restart' }],
    ['daemon status', 'status', { name: 'daemon', action: 'status' }],
    ['session ack enable', 'enable-ack', { name: 'ack', mode: 'enable' }],
    ['session ack disable', 'disable-ack', { name: 'ack', mode: 'disable' }],
    ['session ack silence', 'silence-ack', { name: 'ack', mode: 'silence' }],
    ['session sync enable', 'enable-sync', { name: 'sync', enabled: true }],
    ['session sync disable', 'disable-sync', { name: 'sync', enabled: false }],
    ['session reset', 'reset', { name: 'session', action: 'reset' }],
    ['session ping', 'ping', { name: 'ping', words: [] }],
    ['session ping 1-2 3.5 hello', 'ping 1-2 3.5 hello', { name: 'ping', words: ['1-2', '3.5', 'hello'] }],
    ['session bye 1-2', 'bye 1-2', { name: 'bye', words: ['1-2'] }],
    ['system help', 'help', { name: 'system', action: 'help' }],
    ['system version', 'version', { name: 'system', action: 'version' }],
    ['system crash', 'crash', { name: 'system', action: 'crash' }],
    ['system queue-status', 'queue-status', { name: 'system', action: 'queue-status' }],
    ['system api version', 'api version', { name: 'api-version', version: undefined }],
    ['system api version 4', 'api version 4', { name: 'api-version', version: 4 }],
    [
      'rib show in',
      'show adj-rib in',
      { name: 'rib-show', direction: 'in', extensive: false, family: undefined, selector: EVERY },
    ],
    [
      'rib show out extensive flow 192.0.2.1',
      'show adj-rib out flow extensive 192.0.2.1',
      { name: 'rib-show', direction: 'out', extensive: true, family: 'flow', selector: 'neighbor 192.0.2.1' },
    ],
    ['rib flush out', 'flush adj-rib out', { name: 'rib-flush', selector: EVERY }],
    ['rib clear in', 'clear adj-rib in', { name: 'rib-clear', direction: 'in', selector: EVERY }],
    ['rib clear out', 'clear adj-rib out', { name: 'rib-clear', direction: 'out', selector: EVERY }],
    ['peer list', 'list neighbor', { name: 'peer-list' }],
    ['peer show', 'show neighbor', { name: 'peer-show', detail: undefined, selector: EVERY }],
    ['peer show summary', 'show neighbor summary', { name: 'peer-show', detail: 'summary', selector: EVERY }],
    [
      'peer 192.0.2.1 show extensive',
      'show neighbor 192.0.2.1 extensive',
      { name: 'peer-show', detail: 'extensive', selector: 'neighbor 192.0.2.1' },
    ],
    ['peer delete 192.0.2.1', 'delete neighbor 192.0.2.1', { name: 'delete', selector: 'neighbor 192.0.2.1' }],
    [
      'peer * peer-as 65002 delete',
      'neighbor * peer-as 65002 delete',
      { name: 'delete', selector: 'neighbor * peer-as 65002' },
    ],
    ['peer * teardown 4', 'teardown 4', { name: 'teardown', selector: EVERY, subcode: 4 }],
    [
      'peer * announce route 10.0.0.0/24 next-hop self',
      'announce route 10.0.0.0/24 next-hop self',
      {
        name: 'announce',
        selector: EVERY,
        statement: { text: 'route 10.0.0.0/24 next-hop self', at: expect.any(Number) },
      },
    ],
    [
      'peer [ 192.0.2.1 local-as 1, 192.0.2.2 ] withdraw route 10.0.0.0/24',
      'neighbor 192.0.2.1 local-as 1 , neighbor 192.0.2.2 withdraw route 10.0.0.0/24',
      {
        name: 'withdraw',
        selector: '[ 192.0.2.1 local-as 1 , 192.0.2.2 ]',
        statement: { text: 'route 10.0.0.0/24', at: expect.any(Number) },
      },
    ],
    [
      'peer * announce eor',
      'announce eor',
      { name: 'announce', selector: EVERY, statement: { text: 'eor', at: expect.any(Number) } },
    ],
    [
      'peer * announce watchdog dog',
      'announce watchdog dog',
      { name: 'announce-watchdog', selector: EVERY, group: 'dog' },
    ],
    [
      'peer * withdraw watchdog dog',
      'withdraw watchdog dog',
      { name: 'withdraw-watchdog', selector: EVERY, group: 'dog' },
    ],
    [
      'peer * announce index 0101180a000000',
      'announce index 0101180A000000',
      { name: 'announce-index', selector: EVERY, index: '0101180a000000' },
    ],
    [
      'peer 192.0.2.1 routes list',
      'neighbor 192.0.2.1 routes list',
      { name: 'routes-list', selector: 'neighbor 192.0.2.1', families: undefined },
    ],
    [
      'peer * routes ipv6 unicast list',
      'routes ipv6 unicast list',
      { name: 'routes-list', selector: EVERY, families: [Family.IPV6_UNICAST] },
    ],
    [
      'peer * routes add 10.0.0.0/24 next-hop self',
      'routes add 10.0.0.0/24 next-hop self',
      {
        name: 'routes-add',
        selector: EVERY,
        statement: { text: '10.0.0.0/24 next-hop self', at: expect.any(Number) },
      },
    ],
    [
      'peer * routes remove 10.0.0.0/24',
      'routes remove 10.0.0.0/24',
      { name: 'routes-remove', selector: EVERY, statement: { text: '10.0.0.0/24', at: expect.any(Number) } },
    ],
    [
      'peer * routes remove index 0101180a000000',
      'routes remove index 0101180a000000',
      { name: 'routes-remove-index', selector: EVERY, index: '0101180a000000' },
    ],
    ['group start', 'group start', { name: 'group-start' }],
    ['group end', 'group end', { name: 'group-end' }],
  ])('%s = %s', (six, four, command) => {
    expect(read(six)).toEqual(command);
    expect(read(four)).toEqual(command);
  });

  it('divides a group at its own semicolons', () => {
    const line = 'peer * group announce route 10.0.0.0/24 { next-hop self; med 1; } ; withdraw route 10.0.1.0/24;';
    expect(read(line)).toEqual({
      name: 'group',
      selector: EVERY,
      lines: ['announce route 10.0.0.0/24 { next-hop self; med 1; }', 'withdraw route 10.0.1.0/24'],
    });
    expect(read('group attributes med 5 ; announce route 10.0.0.0/24 next-hop self')).toEqual({
      name: 'group',
      selector: EVERY,
      lines: ['attributes med 5', 'announce route 10.0.0.0/24 next-hop self'],
    });
  });

  it('tells where the text of a route stands', () => {
    const line = 'peer 192.0.2.1 announce   route 10.0.0.0/24 next-hop self json';
    const { command, output } = parseCommand(line);
    expect(output).toBe('json');
    expect(command.name === 'announce' && command.statement).toEqual({
      text: 'route 10.0.0.0/24 next-hop self',
      at: line.indexOf('route'),
    });
  });

  const made = { localAs: 65001, peerAs: 65002, routerId: '192.0.2.254', localAddress: '192.0.2.254' };
  const parameters = 'local-ip 192.0.2.254 local-as 65001 peer-as 65002 router-id 192.0.2.254';
  it.each([
    `neighbor 192.0.2.1 ${parameters} create`,
    `peer 192.0.2.1 ${parameters} create`,
    `create neighbor 192.0.2.1 ${parameters}`,
    `peer create neighbor 192.0.2.1 ${parameters}`,
    `peer create 192.0.2.1 ${parameters}`,
    `create neighbor neighbor 192.0.2.1 ${parameters}`,
    `neighbor 192.0.2.1 ${parameters} create api one`,
    `neighbor 192.0.2.1 ${parameters} create api one api recreate`,
  ])('%s', (line) => {
    const { command } = parseCommand(line);
    expect(command.name === 'create' && command.peers.map(({ session }) => session)).toEqual([
      { peerAddress: '192.0.2.1', ...made },
    ]);
  });

  it('leaves the address to speak from open where the host does', () => {
    const line = 'create neighbor 192.0.2.1 local-as 65001 peer-as 65002 router-id 192.0.2.254';
    expect(() => parseCommand(line)).toThrow('missing required parameters: local-ip');
    expect(parseCommand(line, { localIp: 'auto' }).command.name).toBe('create');
  });

  it('creates several peers in one line', () => {
    const { command } = parseCommand(`neighbor 192.0.2.1 ${parameters} , neighbor 192.0.2.2 ${parameters} create`);
    expect(command.name === 'create' && command.peers.map(({ session }) => session.peerAddress)).toEqual([
      '192.0.2.1',
      '192.0.2.2',
    ]);
  });

  it.each<[string, object]>([
    ['announce route 10.0.0.0/24 next-hop self', { output: undefined, sync: undefined }],
    ['peer list json', { output: 'json', sync: undefined }],
    ['peer list sync json', { output: 'json', sync: true }],
    ['peer list text async', { output: 'text', sync: false }],
  ])('%s is answered so', (line, modes) => {
    expect(parseCommand(line)).toMatchObject(modes);
  });

  it.each(['', '   ', '# a comment', '  # another'])('%j does nothing', (line) => {
    expect(read(line)).toEqual({ name: 'comment' });
  });

  it.each<[string, Command['name'], object]>([
    ['s n s', 'peer-show', { detail: 'summary' }],
    ['s a i', 'rib-show', { direction: 'in' }],
    ['a r 10.0.0.0/24 next-hop self', 'announce', { statement: { text: 'route 10.0.0.0/24 next-hop self' } }],
    ['w w dog', 'withdraw-watchdog', { group: 'dog' }],
    ['neighbour 192.0.2.1 t 4', 'teardown', { subcode: 4 }],
    ['n * id 192.0.2.254 t 4', 'teardown', { subcode: 4 }],
    ['h', 'system', { action: 'help' }],
    ['f a o', 'rib-flush', {}],
    ['a e', 'announce', { statement: { text: 'eor' } }],
  ])('%s is short for %s', (line, name, more) => {
    expect(parseCommand(line).command).toMatchObject({ name, ...more });
  });

  it.each([
    ['frobnicate', 'unknown command: frobnicate'],
    ['rib shoe in', 'did you mean show?'],
    ['rib show sideways', 'one of in, out'],
    ['peer 192.0.2.1', 'one of'],
    ['peer 192.0.2.1 frobnicate', 'unknown command: frobnicate'],
    ['peer nobody announce eor', 'the address of a peer, or *'],
    ['peer 192.0.2.1 peer-sa 1 announce eor', 'unknown command: peer-sa'],
    ['teardown', 'a subcode of Cease'],
    ['teardown four', 'a subcode of Cease'],
    ['teardown 256', 'a subcode of Cease'],
    ['announce', 'one of route'],
    ['announce nonsense', 'unknown announce type: nonsense'],
    ['withdraw eor', 'unknown withdraw type: eor'],
    ['withdraw operational asm', 'unknown withdraw type: operational'],
    ['announce index', 'a route index'],
    ['announce index zz', 'Invalid hex index: zz'],
    ['announce watchdog', 'the name of the watchdog'],
    ['routes', 'routes requires action: list, add, or remove'],
    ['peer * routes frob', 'routes requires action: list, add, or remove'],
    ['routes add', 'routes add requires route specification'],
    ['routes remove', 'routes remove requires route spec or index'],
    ['routes remove index 01', 'Invalid hex index: 01'],
    ['routes ipv4 bogus list', 'a family of ipv4'],
    ['routes bogus list', 'routes requires action: list, add, or remove'],
    ['delete', 'neighbor'],
    ['peer list more', 'the end of the command'],
    ['system api version 5', 'one of 4, 6'],
    ['peer create neighbor 192.0.2.1', 'missing required parameters: local-as, local-ip, peer-as, router-id'],
    ['neighbor create', 'no neighbor selector'],
    [`announce route "${'x'.repeat(1 << 20)}"`, 'a command has at most 1048576 characters'],
  ])('%.40s is refused: %s', (line, problem) => {
    expect(() => parseCommand(line)).toThrow(problem);
    try {
      parseCommand(line);
    } catch (error) {
      expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
    }
  });
});
