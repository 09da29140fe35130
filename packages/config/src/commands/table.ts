import { readPeers } from '../dynamic/parse-peer.js';
import { readLastSelector } from '../selector/parse.js';
import { parseUint } from '../text/values.js';
import {
  optionalSelector,
  readFamilies,
  readIndex,
  readLines,
  readName,
  readStatement,
  restWords,
} from './arguments.js';
import { ANNOUNCED_ONCE, ANNOUNCEMENTS, type Command, DETAILS, DIRECTIONS, RIB_FAMILIES } from './command.js';
import type { CommandRow, CommandText } from './row.js';
import { acceptWord, notOneOf, readWord } from './words.js';

const ACTIONS = ['list', 'add', 'remove'] as const;

/** A command that is its words. */
function plain(words: string, v4: string, description: string, command: Command): CommandRow {
  return {
    words,
    v4,
    argument: '',
    description,
    read: () => command,
  };
}

function announcing(verb: 'announce' | 'withdraw', description: string): CommandRow {
  const kinds = verb === 'announce' ? ANNOUNCEMENTS : ANNOUNCEMENTS.filter((kind) => !ANNOUNCED_ONCE.includes(kind));
  const legal = [...kinds, 'watchdog', 'index'];
  return {
    words: verb,
    v4: verb,
    selector: 'optional',
    argument: `${kinds.join('|')} … | watchdog <name> | index <index>`,
    description,
    read({ cursor, selector }) {
      const token = cursor.peek();
      const word = acceptWord(cursor, legal);
      if (word === 'watchdog') {
        return { name: `${verb}-watchdog`, selector, group: readName(cursor, 'the name of the watchdog') };
      }
      if (word === 'index') return { name: `${verb}-index`, selector, index: readIndex(cursor) };
      if (word === undefined) {
        throw notOneOf(cursor, token, legal, token.kind === 'word' ? `unknown ${verb} type: ${token.text}` : undefined);
      }
      const rest = readStatement(cursor);
      const between = cursor.source.slice(token.end, rest.at);
      return { name: verb, selector, statement: { text: `${word}${between}${rest.text}`.trimEnd(), at: token.start } };
    },
  };
}

export const commandRows: readonly CommandRow[] = [
  plain('daemon shutdown', 'shutdown', 'end all sessions and stop', { name: 'daemon', action: 'shutdown' }),
  plain('daemon reload', 'reload', 'read the configuration again', { name: 'daemon', action: 'reload' }),
  plain('daemon restart', 'restart', 'end all sessions and start anew', { name: 'daemon', action: 'restart' }),
  plain('daemon status', 'status', 'what the daemon is doing', { name: 'daemon', action: 'status' }),
  plain('session ack enable', 'enable-ack', 'answer each command', { name: 'ack', mode: 'enable' }),
  plain('session ack disable', 'disable-ack', 'answer this command and none after it', {
    name: 'ack',
    mode: 'disable',
  }),
  plain('session ack silence', 'silence-ack', 'answer no more, this command neither', { name: 'ack', mode: 'silence' }),
  plain('session sync enable', 'enable-sync', 'answer when peers have been told', { name: 'sync', enabled: true }),
  plain('session sync disable', 'disable-sync', 'answer at once', { name: 'sync', enabled: false }),
  plain('session reset', 'reset', 'forget the modes of this session', { name: 'session', action: 'reset' }),
  {
    words: 'session ping',
    v4: 'ping',
    argument: '[<uuid> <timestamp>] [<text>]',
    description: 'ask whether the daemon answers',
    read: ({ cursor }) => ({ name: 'ping', words: restWords(cursor) }),
  },
  {
    words: 'session bye',
    v4: 'bye',
    argument: '[<uuid>]',
    description: 'leave',
    read: ({ cursor }) => ({ name: 'bye', words: restWords(cursor) }),
  },
  plain('system help', 'help', 'this list', { name: 'system', action: 'help' }),
  plain('system version', 'version', 'the version of the daemon', { name: 'system', action: 'version' }),
  plain('system crash', 'crash', 'fail on purpose', { name: 'system', action: 'crash' }),
  plain('system queue-status', 'queue-status', 'what waits to be written', { name: 'system', action: 'queue-status' }),
  {
    words: 'system api version',
    v4: 'api version',
    argument: '[4|6]',
    description: 'show, or choose, the version of this grammar and of the events',
    read({ cursor }) {
      if (cursor.peek().kind === 'end') return { name: 'api-version', version: undefined };
      return { name: 'api-version', version: readWord(cursor, ['4', '6'] as const) === '4' ? 4 : 6 };
    },
  },
  {
    words: 'rib show',
    v4: 'show adj-rib',
    argument: 'in|out [extensive] [inet|flow|l2vpn] [<selector>]',
    description: 'the routes of an Adj-RIB',
    read: readRibShow,
  },
  {
    words: 'rib flush',
    v4: 'flush adj-rib',
    argument: 'out [<selector>]',
    description: 'send all routes again',
    read({ cursor }) {
      readWord(cursor, ['out']);
      return { name: 'rib-flush', selector: optionalSelector(cursor) };
    },
  },
  {
    words: 'rib clear',
    v4: 'clear adj-rib',
    argument: 'in|out [<selector>]',
    description: 'forget what peers announced, or withdraw everything',
    read({ cursor }) {
      const direction = readWord(cursor, DIRECTIONS);
      return { name: 'rib-clear', direction, selector: optionalSelector(cursor) };
    },
  },
  plain('peer list', 'list neighbor', 'the names of the peers', { name: 'peer-list' }),
  {
    words: 'peer show',
    v4: 'show neighbor',
    argument: '[<selector>] [summary|extensive|configuration]',
    description: 'peers and the state of their sessions',
    read: readPeerShow,
  },
  {
    words: 'show',
    selector: 'required',
    argument: '[summary|extensive|configuration]',
    description: 'the peers chosen and the state of their sessions',
    read: readScopedShow,
  },
  {
    words: 'peer create',
    v4: 'create neighbor',
    argument: '<ip> local-ip <ip> local-as <asn> peer-as <asn> router-id <ip> [<parameter> <value>]…',
    description: 'make a peer and start it; also written neighbor <ip> … create',
    read: ({ cursor, options }) => ({ name: 'create', peers: readPeers(cursor, options, true) }),
  },
  {
    words: 'peer delete',
    v4: 'delete neighbor',
    argument: '<selector>',
    description: 'end and forget peers (Cease 6/3); also written neighbor <selector> delete',
    read: ({ cursor }) => ({ name: 'delete', selector: readLastSelector(cursor) }),
  },
  {
    words: 'delete',
    selector: 'required',
    argument: '',
    description: 'end and forget the peers chosen (Cease 6/3)',
    read: ({ selector }) => ({ name: 'delete', selector }),
  },
  {
    words: 'teardown',
    v4: 'teardown',
    selector: 'optional',
    argument: '<subcode>',
    description: 'end the sessions of the peers chosen with this subcode of Cease',
    read({ cursor, selector }) {
      const subcode = cursor.value('a subcode of Cease, 1 to 255', (text) => parseUint(text, 255) || undefined);
      return { name: 'teardown', selector, subcode };
    },
  },
  announcing('announce', 'announce a route to the peers chosen, or say something to them'),
  announcing('withdraw', 'withdraw a route from the peers chosen'),
  {
    words: 'routes',
    selector: 'optional',
    argument: '[<afi> [<safi>]] list | add <route> | remove <route> | remove index <index>',
    description: 'the routes that the configuration has for the peers chosen',
    read: readRoutes,
  },
  plain('group start', 'group start', 'collect the commands that follow', { name: 'group-start' }),
  plain('group end', 'group end', 'apply the commands collected, together', { name: 'group-end' }),
  {
    words: 'group',
    selector: 'optional',
    argument: '<command> ; <command> …',
    description: 'apply commands together',
    read: ({ cursor, selector }) => ({ name: 'group', selector, lines: readLines(cursor) }),
  },
];

function readRibShow({ cursor }: CommandText): Command {
  const direction = readWord(cursor, DIRECTIONS);
  let extensive = false;
  let family: (typeof RIB_FAMILIES)[number] | undefined;
  for (;;) {
    const word = acceptWord(cursor, ['extensive', ...RIB_FAMILIES] as const);
    if (word === undefined) break;
    if (word === 'extensive') extensive = true;
    else family = word;
  }
  return { name: 'rib-show', direction, extensive, family, selector: optionalSelector(cursor) };
}

function readPeerShow({ cursor }: CommandText): Command {
  const before = acceptWord(cursor, DETAILS);
  const selector = optionalSelector(cursor);
  return { name: 'peer-show', detail: before ?? acceptWord(cursor, DETAILS), selector };
}

function readScopedShow({ cursor, selector }: CommandText): Command {
  return { name: 'peer-show', detail: acceptWord(cursor, DETAILS), selector };
}

function readRoutes({ cursor, selector }: CommandText): Command {
  const families = readFamilies(cursor);
  const token = cursor.peek();
  const action = acceptWord(cursor, families ? (['list'] as const) : ACTIONS);
  if (action === 'list') return { name: 'routes-list', selector, families };
  if (action === undefined) throw notOneOf(cursor, token, ACTIONS, 'routes requires action: list, add, or remove');
  if (cursor.peek().kind === 'end') {
    const problem =
      action === 'add' ? 'routes add requires route specification' : 'routes remove requires route spec or index';
    throw cursor.error(cursor.peek(), { problem, expected: 'a route such as 10.0.0.0/24 next-hop self' });
  }
  if (action === 'remove' && cursor.accept('index')) {
    return { name: 'routes-remove-index', selector, index: readIndex(cursor) };
  }
  return { name: `routes-${action}`, selector, statement: readStatement(cursor) };
}
