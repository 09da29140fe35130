import { readPeers } from '../dynamic/parse-peer.js';
import type { PeerTextOptions } from '../dynamic/peer-text-options.js';
import { readSelector } from '../selector/parse.js';
import type { Selector } from '../selector/selector.js';
import { TokenCursor } from '../text/lexer.js';
import { EVERY_PEER } from './arguments.js';
import type { Command, CommandLine } from './command.js';
import type { CommandRow, CommandText } from './row.js';
import { commandRows } from './table.js';
import { notOneOf, readEnd, wordOf } from './words.js';

/*
 * Commands of both grammars, one line each:
 *
 *   line    = [ command ] { "json" | "text" | "sync" | "async" }     at most two of these, in any order
 *   command = words argument                                         rib show in, show adj-rib in
 *           | [ ( "peer" | "neighbor" ) selector ] words argument    scoped: announce, routes, teardown …
 *           | ( "peer" | "neighbor" ) address { parameter value } "create" { "api" process }
 *
 * Every row of the table is one command, with its words in both grammars; here stands only how a line finds its row.
 */

const PEER_WORDS: readonly string[] = ['list', 'show', 'create', 'delete'];
/** Most characters of a command. */
export const MAX_LINE: number = 1 << 20;
const TOO_LONG = { problem: `a command has at most ${MAX_LINE} characters`, expected: 'less' };

/** What may follow the words that were taken. */
interface Step {
  /** The command whose words end here. */
  row: CommandRow | undefined;
  /** In the order of the table, which is that of the messages. */
  readonly legal: string[];
  readonly next: Map<string, Step>;
}

/** Every spelling of some commands, word by word. Of two commands with the same words the first stands. */
function stepsOf(rows: readonly CommandRow[]): Step {
  const start: Step = { row: undefined, legal: [], next: new Map() };
  for (const row of rows) {
    for (const words of [row.words, row.v4 ?? row.words]) {
      let step = start;
      for (const word of words.split(' ')) {
        const next: Step = step.next.get(word) ?? { row: undefined, legal: [], next: new Map() };
        if (!step.next.has(word)) step.legal.push(word);
        step.next.set(word, next);
        step = next;
      }
      step.row ??= row;
    }
  }
  return start;
}

/** Behind `peer` or `neighbor`, behind a selector, and at the start of a line. */
const OF_PEERS: Step = stepsOf(commandRows).next.get('peer')!;
const SCOPED: Step = stepsOf(commandRows.filter(({ selector }) => selector !== undefined));
const UNSCOPED: Step = stepsOf(commandRows.filter(({ selector }) => selector !== 'required'));

/**
 * The command of a line; one that names no peers is for those of `selector`, all unless given. Throws `MESH_TEXT_SYNTAX`
 * with line, column, token and what was expected.
 */
export function parseCommand(
  line: string,
  options: PeerTextOptions = {},
  selector: Selector = EVERY_PEER,
): CommandLine {
  const { text, output, sync } = splitModifiers(line);
  return { command: readCommand(text, options, selector), output, sync };
}

function readCommand(text: string, options: PeerTextOptions, selector: Selector): Command {
  if (text.trim() === '' || text.trimStart().startsWith('#')) return { name: 'comment' };
  const cursor = new TokenCursor(text);
  if (text.length > MAX_LINE) throw cursor.error({ start: 0, end: 0 }, TOO_LONG);
  const first = wordOf(cursor.peek(), ['peer', 'neighbor']);
  if (first === undefined) return readRow(cursor, UNSCOPED, '', { selector, options });
  if (endsInCreate(text) && !/^\s*\S+\s+create\b/.test(text)) {
    return { name: 'create', peers: readPeers(cursor, options) };
  }
  cursor.next();
  if (wordOf(cursor.peek(), PEER_WORDS) !== undefined)
    return readRow(cursor, OF_PEERS, 'peer ', { selector: EVERY_PEER, options });
  return readRow(cursor, SCOPED, '', { selector: readSelector(cursor), options });
}

/** `create` is the last word, or programs alone stand behind it. One test, at one place: a line may be long. */
function endsInCreate(text: string): boolean {
  for (let at = text.lastIndexOf('create'); at > 0; at = text.lastIndexOf('create', at - 1)) {
    if (/\s/.test(text[at - 1]!)) return /^create(?:\s+api\s+\S+)*\s*$/.test(text.slice(at));
  }
  return false;
}

/** Takes words as long as they lead to a command, then what that command reads. */
function readRow(cursor: TokenCursor, start: Step, before: string, rest: Omit<CommandText, 'cursor'>): Command {
  let step = start;
  let taken = before;
  for (;;) {
    const token = cursor.peek();
    const word = wordOf(token, step.legal);
    if (word === undefined) break;
    step = step.next.get(word)!;
    taken += `${word} `;
    cursor.next();
  }
  if (step.row === undefined) {
    const token = cursor.peek();
    const unknown = `${taken}${token.text}`;
    throw notOneOf(cursor, token, step.legal, token.kind === 'end' ? undefined : `unknown command: ${unknown}`);
  }
  const command = step.row.read({ cursor, ...rest });
  readEnd(cursor);
  return command;
}

/** Takes `json`, `text`, `sync` and `async` off the end of a line. */
function splitModifiers(line: string): { readonly text: string } & Pick<CommandLine, 'output' | 'sync'> {
  let text = line.trimEnd();
  let output: CommandLine['output'];
  let sync: boolean | undefined;
  for (let i = 0; i < 2; i++) {
    const found = /\s(json|text|sync|async)$/.exec(text)?.[1];
    if (found === undefined) break;
    if (found === 'json' || found === 'text') output ??= found;
    else sync ??= found === 'sync';
    text = text.slice(0, -found.length).trimEnd();
  }
  return { text, output, sync };
}
