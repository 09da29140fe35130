import type { MeshError } from '@mesh/bgp-wire';
import { canonicalAddress } from '../settings/address.js';
import { closest } from '../text/closest.js';
import { type Token, TokenCursor } from '../text/lexer.js';
import type { DynamicPeer } from './dynamic-peer.js';
import { type PeerDraft, type PeerParameter, peerParameters } from './parameters.js';
import type { PeerTextOptions } from './peer-text-options.js';

/*
 * Peers as text, for `create`:
 *
 *   peers = peer { "," peer }
 *   peer  = ( "neighbor" | "peer" ) address { parameter value } [ "create" { parameter value } ]
 *
 * Parameters come in any order, each once but `api`. Nothing is inferred: whoever leaves something out is told what.
 */

const PARAMETERS: ReadonlyMap<string, PeerParameter> = new Map(
  peerParameters.flatMap((row) => [[row.keyword, row] as const, ...(row.alias ? [[row.alias, row] as const] : [])]),
);
/** What is said to a peer that is there: one who says it here took one command for another. */
const OTHER_VERBS: ReadonlySet<string> = new Set(['delete', 'announce', 'withdraw', 'teardown', 'show', 'routes']);
const START = 'command must start with "neighbor <ip>" or "peer <ip>"';
export const DEFAULT_FAMILIES = 'ipv4 unicast';

/**
 * The settings of a peer from a text such as `neighbor 192.0.2.1 local-ip 192.0.2.254 local-as 65001 peer-as 65002
 * router-id 192.0.2.254`, with or without `create` at its end; IPv4 unicast alone unless `family-allowed` says
 * otherwise. Throws `MESH_TEXT_SYNTAX`.
 */
export function parsePeer(text: string, options: PeerTextOptions = {}): DynamicPeer {
  const cursor = new TokenCursor(text);
  const peers = readPeers(cursor, options);
  if (peers.length > 1) throw fail(cursor, cursor.peek(), `one peer is made of a text, got ${peers.length}`);
  return peers[0]!;
}

/** Takes peers with commas between them, perhaps with `create` behind them; `introduced`: the first one may begin with its address. */
export function readPeers(cursor: TokenCursor, options: PeerTextOptions, introduced = false): readonly DynamicPeer[] {
  const peers = [readPeer(cursor, options, introduced)];
  while (cursor.accept(',')) peers.push(readPeer(cursor, options));
  const rest = cursor.peek();
  if (rest.kind !== 'end') throw unknownParameter(cursor, rest);
  return peers;
}

/** Takes one peer; the word that is no parameter is left for whoever comes next. */
function readPeer(cursor: TokenCursor, options: PeerTextOptions, introduced = false): DynamicPeer {
  const start = cursor.peek();
  if (start.kind === 'end' || start.text === 'create') throw fail(cursor, start, 'no neighbor selector');
  if (!cursor.accept('neighbor') && !cursor.accept('peer') && !introduced) throw fail(cursor, start, START);
  const peerAddress = cursor.value('the address of the peer', canonicalAddress, (word) =>
    word === '*' ? `${START}: a peer is created one at a time, not by *` : `invalid IP address ${word}: ${START}`,
  );
  const draft: PeerDraft = {};
  const seen = new Set<PeerParameter>();
  readParameters(cursor, draft, seen);
  if (cursor.accept('create')) readParameters(cursor, draft, seen);
  const other = cursor.peek();
  if (OTHER_VERBS.has(other.text)) throw fail(cursor, other, 'expected "create" command');
  // What a template has need not be said; what it has not is found when it is looked up.
  const required = draft.templates ? [] : peerParameters.filter((row) => row.required);
  const missing = required.filter((row) => !seen.has(row)).map(({ keyword }) => keyword);
  const absent = missing.filter((keyword) => keyword !== 'local-ip' || options.localIp === undefined).sort();
  if (absent.length > 0) throw missingParameters(cursor, absent);
  return settingsOf(peerAddress, draft);
}

function readParameters(cursor: TokenCursor, draft: PeerDraft, seen: Set<PeerParameter>): void {
  for (let row = rowAt(cursor); row !== undefined; row = rowAt(cursor)) readParameter(cursor, row, draft, seen);
}

function rowAt(cursor: TokenCursor): PeerParameter | undefined {
  const { kind, text } = cursor.peek();
  return kind === 'word' ? PARAMETERS.get(text) : undefined;
}

function readParameter(cursor: TokenCursor, row: PeerParameter, draft: PeerDraft, seen: Set<PeerParameter>): void {
  const token = cursor.next();
  if (seen.has(row) && !row.repeatable) throw fail(cursor, token, `duplicate parameter: ${token.text}`);
  seen.add(row);
  const value = cursor.peek();
  if (value.kind === 'end' || value.kind === 'punctuation') {
    throw fail(cursor, value, `missing value for ${token.text}`, row.argument);
  }
  const problem = row.read(value.text, draft);
  if (problem !== undefined) throw fail(cursor, value, problem, row.argument);
  cursor.next();
}

function settingsOf(peerAddress: string, draft: PeerDraft): DynamicPeer {
  const { localAddress, localAs, peerAs, routerId, families, gracefulRestart, groupUpdates, processes } = draft;
  const { templates, persist } = draft;
  const given = defined({ localAddress, localAs, peerAs, routerId });
  const extra = persist === true ? { persist } : {};
  if (templates) {
    const capability = gracefulRestart === undefined ? undefined : { gracefulRestart };
    const api = processes && { processes };
    return {
      // The schema says what is missing once the templates were put in.
      session: { peerAddress, ...given } as DynamicPeer['session'],
      ...defined({ families, capability, groupUpdates, api }),
      template: templates,
      ...extra,
    };
  }
  return {
    session: { peerAddress, localAddress: 'auto', ...given } as DynamicPeer['session'],
    families: families ?? DEFAULT_FAMILIES,
    capability: { gracefulRestart: gracefulRestart ?? false },
    groupUpdates: groupUpdates ?? true,
    api: { processes: processes ?? [] },
    ...extra,
  };
}

/** The members that have a value. */
function defined<T extends object>(members: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function missingParameters(cursor: TokenCursor, names: readonly string[]): MeshError {
  const hint = names.includes('local-ip') ? 'local-ip auto: speak from whatever address the connection has' : undefined;
  return cursor.error(cursor.peek(), {
    problem: `missing required parameters: ${names.join(', ')}`,
    expected: names.join(', '),
    ...(hint === undefined ? {} : { hint }),
  });
}

function unknownParameter(cursor: TokenCursor, token: Token): MeshError {
  const likely = closest(token.text, PARAMETERS.keys());
  return cursor.error(token, {
    problem: `unknown parameter: ${token.text}`,
    expected: `one of ${peerParameters.map(({ keyword }) => keyword).join(', ')}`,
    ...(likely === undefined ? {} : { hint: `did you mean ${likely}?` }),
  });
}

function fail(cursor: TokenCursor, token: Token, problem: string, expected = problem): MeshError {
  return cursor.error(token, { problem, expected });
}
