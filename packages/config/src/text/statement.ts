import { Family, formatIPv4, OperationalType, type PathAttribute, parseFamilyName, parseIPv4 } from '@mesh/bgp-wire';
import { familyWords } from './forms/form.js';
import { printText, readText } from './keywords/name.js';
import { type Token, TokenCursor } from './lexer.js';
import { atStatementEnd, RouteReader } from './route.js';
import type { RouteAction, RouteText, TextOptions } from './route-text.js';
import { MAX_UINT32, readUint } from './values.js';

/*
 * What can be announced beside routes, after ExaBGP's API:
 *
 *   "eor" [ afi safi ]                              default ipv4 unicast
 *   "route-refresh" afi safi
 *   "operational" kind "afi" afi "safi" safi { parameter }
 *   "attributes" { keyword }                        an UPDATE of attributes alone
 */

/** One statement of a text. */
export type RouteStatement =
  | { readonly type: 'routes'; readonly routes: readonly RouteText[] }
  | { readonly type: 'attributes'; readonly attributes: readonly PathAttribute[] }
  | { readonly type: 'end-of-rib'; readonly family: Family }
  | { readonly type: 'route-refresh'; readonly family: Family }
  | OperationalStatement;

/** An OPERATIONAL message (draft-ietf-idr-operational-message §3). */
export interface OperationalStatement {
  readonly type: 'operational';
  readonly kind: keyof typeof OperationalType;
  readonly family: Family;
  /** Of ADM and ASM. */
  readonly advisory?: string;
  /** Of the others: our own where it is left out. */
  readonly routerId?: number;
  readonly sequence?: number;
  readonly counter?: number;
}

/** Statements that are no routes, by their first words. */
const READERS: ReadonlyMap<string, (cursor: TokenCursor) => RouteStatement> = new Map<
  string,
  (cursor: TokenCursor) => RouteStatement
>([
  [
    'eor',
    (cursor) => ({ type: 'end-of-rib', family: atStatementEnd(cursor) ? Family.IPV4_UNICAST : readFamily(cursor) }),
  ],
  ['route-refresh', (cursor) => ({ type: 'route-refresh', family: readFamily(cursor) })],
  ['operational', readOperational],
]);

/**
 * The statements of a text: routes as `parseRouteText` reads them, and what else can be announced. Throws
 * `MESH_TEXT_SYNTAX` as it does.
 */
export function parseRouteStatements(
  text: string,
  action: RouteAction = 'announce',
  options: TextOptions = {},
): RouteStatement[] {
  const cursor = new TokenCursor(text);
  const reader = new RouteReader(cursor, action, options);
  const statements: RouteStatement[] = [];
  while (cursor.peek().kind !== 'end') {
    if (!cursor.accept(';')) statements.push(readStatement(cursor, reader, action));
  }
  return statements;
}

function readStatement(cursor: TokenCursor, reader: RouteReader, action: RouteAction): RouteStatement {
  const opener = cursor.peek();
  const read = opener.kind === 'word' ? READERS.get(opener.text) : undefined;
  if (read) {
    if (action === 'withdraw') {
      throw cursor.error(opener, { problem: `${opener.text} cannot be withdrawn`, expected: 'a route' });
    }
    cursor.next();
    const statement = read(cursor);
    requireEnd(cursor);
    return statement;
  }
  if (cursor.accept('attributes') || cursor.accept('attribute')) return attributesStatement(reader, opener);
  return { type: 'routes', routes: reader.statement() };
}

function attributesStatement(reader: RouteReader, opener: Token): RouteStatement {
  const { routes, attributes = [] } = reader.afterAttributes(opener);
  return routes ? { type: 'routes', routes } : { type: 'attributes', attributes };
}

function requireEnd(cursor: TokenCursor): void {
  if (!atStatementEnd(cursor)) throw cursor.error(cursor.peek(), { expected: 'the end of the statement' });
}

/** Takes an address family and a subsequent one: `ipv4 unicast`. */
function readFamily(cursor: TokenCursor): Family {
  const afi = cursor.value('an address family such as ipv4', (text) => (AFI.test(text) ? text : undefined));
  return cursor.value('what is in the family, such as unicast', (safi) => parseFamilyName(`${afi} ${safi}`));
}

const AFI = /^(?:ipv4|ipv6|l2vpn|l2|bgp-ls|\d+)$/;
/** Most octets of an advisory text. */
const MAX_ADVISORY = 2048;

/** The parameters of each kind besides its family. */
const PARAMETERS: Readonly<Record<keyof typeof OperationalType, readonly (keyof OperationalStatement)[]>> = {
  ADM: ['advisory'],
  ASM: ['advisory'],
  RPCQ: ['sequence'],
  RPCP: ['sequence', 'counter'],
  APCQ: ['sequence'],
  APCP: ['sequence', 'counter'],
  LPCQ: ['sequence'],
  LPCP: ['sequence', 'counter'],
};

const PARAMETER_READERS: Readonly<Record<string, (cursor: TokenCursor) => string | number>> = {
  advisory: readAdvisory,
  sequence: (cursor) => readUint(cursor, MAX_UINT32),
  counter: (cursor) => readUint(cursor, MAX_UINT32),
};

/** The OPERATIONAL messages of a text: what stands behind `operational`, divided by `;`. Throws `MESH_TEXT_SYNTAX`. */
export function parseOperational(text: string): OperationalStatement[] {
  const cursor = new TokenCursor(text);
  const statements: OperationalStatement[] = [];
  while (cursor.peek().kind !== 'end') {
    if (cursor.accept(';')) continue;
    statements.push(readOperational(cursor));
    requireEnd(cursor);
  }
  return statements;
}

/** Takes an OPERATIONAL message, from its kind on. */
export function readOperational(cursor: TokenCursor): OperationalStatement {
  const kinds = Object.keys(OperationalType).join(', ').toLowerCase();
  const kind = cursor.value(`a kind: ${kinds}`, (text) => {
    const upper = text.toUpperCase();
    return Object.hasOwn(OperationalType, upper) ? (upper as keyof typeof OperationalType) : undefined;
  });
  cursor.expect('afi');
  const afi = cursor.value('an address family such as ipv4', (text) => (AFI.test(text) ? text : undefined));
  cursor.expect('safi');
  const family = cursor.value('what is in the family, such as unicast', (safi) => parseFamilyName(`${afi} ${safi}`));
  const values: Record<string, string | number> = {};
  const advisory = PARAMETERS[kind].includes('advisory');
  for (const name of PARAMETERS[kind]) {
    if (!advisory && cursor.accept('router-id')) values['routerId'] = cursor.value('an IPv4 address', parseIPv4);
    cursor.expect(name);
    values[name] = PARAMETER_READERS[name]!(cursor);
  }
  if (!advisory && cursor.accept('router-id')) values['routerId'] = cursor.value('an IPv4 address', parseIPv4);
  return { type: 'operational', kind, family, ...values };
}

function readAdvisory(cursor: TokenCursor): string {
  const token = cursor.peek();
  const text = readText(cursor, 'a text');
  if (new TextEncoder().encode(text).length > MAX_ADVISORY) {
    throw cursor.error(token, { problem: 'the advisory is too long', expected: `at most ${MAX_ADVISORY} octets` });
  }
  return text;
}

/** The text that `parseRouteStatements` reads as the same statement, where it is no route. */
export function formatRouteStatement(
  statement: Exclude<RouteStatement, { readonly type: 'routes' | 'attributes' }>,
): string {
  const words = familyWords(statement.family);
  if (statement.type === 'end-of-rib') return `eor ${words}`;
  if (statement.type === 'route-refresh') return `route-refresh ${words}`;
  return `operational ${formatOperational(statement)}`;
}

/** The text that `parseOperational` reads as the same message. */
export function formatOperational(statement: OperationalStatement): string {
  const { kind, family, advisory, routerId, sequence, counter } = statement;
  const [afi, safi] = familyWords(family).split(' ');
  return [
    `${kind.toLowerCase()} afi ${afi} safi ${safi}`,
    ...(routerId === undefined ? [] : [`router-id ${formatIPv4(routerId)}`]),
    ...(advisory === undefined ? [] : [`advisory ${printText(advisory)}`]),
    ...(sequence === undefined ? [] : [`sequence ${sequence}`]),
    ...(counter === undefined ? [] : [`counter ${counter}`]),
  ].join(' ');
}
