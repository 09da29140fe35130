import { MeshError } from '@mesh/bgp-wire';
import type { Token } from '../text/lexer.js';
import { formatRoute } from '../text/print.js';
import type { RouteText } from '../text/route-text.js';
import { type FileKeyword, readBlock, type Source } from './row.js';

/*
 * Sections of routes. They may stand as often as one likes, and what they have adds up:
 *
 *   "static"   { statement [ ";" ] }                   any route text, see text/route.ts
 *   "flow"     { "route" … }                           flows, as behind "flow"
 *   "l2vpn"    { "vpls" … }                            as behind "l2vpn"
 *   "announce" { ( "ipv4" | "ipv6" | "l2vpn" ) { safi … } }
 *
 * All are printed as one "static".
 */

/** Whoever has routes while its text is read. */
export interface RoutesDraft {
  routes?: RouteText[];
}

/** Reads one statement of a section; its first word comes next. */
type ReadRoutes = (source: Source, opener: Token) => RouteText[];

const anyRoute: ReadRoutes = ({ routes }) => routes.statement();

const flow: ReadRoutes = ({ cursor, routes }, opener) => {
  if (!cursor.at('route')) throw cursor.error(opener, { expected: 'route' });
  return routes.afterFlow(opener);
};

const ofAfi =
  (afi: string): ReadRoutes =>
  ({ routes }, opener) =>
    routes.afterAfi(afi, opener);

/** Reads `{ route … }` into the draft; the brace comes next. */
function readRoutes(source: Source, draft: RoutesDraft, read: ReadRoutes): void {
  const { cursor } = source;
  cursor.expect('{');
  while (!cursor.accept('}')) {
    if (cursor.accept(';')) continue;
    draft.routes ??= [];
    for (const route of read(source, cursor.peek())) draft.routes.push(route);
  }
}

function section<S extends RoutesDraft>(keyword: string, read: ReadRoutes): FileKeyword<S> {
  return {
    keyword,
    argument: '{ … }',
    repeatable: true,
    read: (source, draft) => readRoutes(source, draft, read),
    print: () => undefined,
  };
}

const AFIS: readonly FileKeyword<RoutesDraft>[] = ['ipv4', 'ipv6', 'l2vpn', 'bgp-ls'].map((afi) =>
  section(afi, ofAfi(afi)),
);

const announce: FileKeyword<RoutesDraft> = {
  keyword: 'announce',
  argument: '{ … }',
  repeatable: true,
  read: (source, draft) => readBlock(source, draft, AFIS),
  print: () => undefined,
};

const staticRoutes: FileKeyword<RoutesDraft> = {
  ...section('static', anyRoute),
  print({ routes = [] }, lines) {
    lines.block('static', () => {
      for (const route of routes) lines.statement(routeLine(route));
    });
  },
};

/** The text of one route, which is one line. Throws `MESH_SETTINGS_INVALID` where a name in it is not. */
export function routeLine(route: RouteText): string {
  const text = formatRoute(route);
  if (!text.includes('\n')) return text;
  throw new MeshError('MESH_SETTINGS_INVALID', `a configuration text holds routes of one line, got '${text}'`);
}

export const routeSections: readonly FileKeyword<RoutesDraft>[] = [
  staticRoutes,
  section('flow', flow),
  section('l2vpn', ofAfi('l2vpn')),
  announce,
];
