import { type Family, type MeshError, type PathAttribute, parseFamilyName, standardFamilies } from '@mesh/bgp-wire';
import { attributesOf, routesOf } from './assemble.js';
import { closest } from './closest.js';
import { flowForm } from './forms/flow.js';
import { familyWords, type RouteForm } from './forms/form.js';
import { opaqueForm } from './forms/opaque.js';
import { anyPrefix, nlriOfPrefix } from './forms/prefix.js';
import { srPolicyForm } from './forms/sr-policy.js';
import { formOf } from './forms/table.js';
import { vplsForm } from './forms/vpls.js';
import { KnownAttributes } from './keywords/known-attributes.js';
import { readBlock, readKeyword } from './keywords/read.js';
import type { RouteDraft } from './keywords/row.js';
import { MAX_SPLIT } from './keywords/split.js';
import { type Token, TokenCursor } from './lexer.js';
import type { RouteAction, RouteText, TextOptions } from './route-text.js';
import { readPrefix } from './values.js';

/*
 * Route text, after ExaBGP's `static` section and its API:
 *
 *   text       = { statement [ ";" ] }
 *   statement  = "route" prefix body
 *              | afi safi head body
 *              | "attributes" { keyword } "nlri" prefix { prefix }
 *   body       = { keyword } [ "{" { keyword [ ";" ] } "}" ]
 *
 * A statement ends at `;`, or where the next one starts on a line of its own. Strict where ExaBGP is lenient: a keyword
 * that stands twice, a prefix with host bits and a value out of range are errors, each with its place in the text.
 * Reading a text changes nothing but what is returned.
 */

/** How a statement that names no address family begins, and the family it is of unless it says otherwise. */
const BARE: ReadonlyMap<string, RouteForm> = new Map([
  ['route', anyPrefix],
  ['flow', flowForm],
  ['vpls', vplsForm],
  ['sr-policy', srPolicyForm],
]);
/** The family of a statement that does not say it. */
const UNTOLD: Family = 0;
const AFIS = ['ipv4', 'ipv6', 'l2vpn', 'l2', 'bgp-ls'];
/** What can be nothing but an address or a prefix. */
const PREFIX = /^(?:[0-9a-f]*:[0-9a-f:.]*|\d+\.[\d.]*)(?:\/\d+)?$/i;
/** A family that has no name. */
const UNNAMED = /^afi-\d{1,5}-safi-\d{1,3}$/;
/** How a statement begins that is no route (`statement.ts`): it ends the one before as well. */
const OTHERS = ['eor', 'route-refresh', 'operational'];
const OPENERS: ReadonlySet<string> = new Set([...BARE.keys(), 'attributes', 'attribute', ...AFIS, ...OTHERS]);

/**
 * The routes of a text, of any family, one for each NLRI. For announcing, each has a next hop but flows. Throws
 * `MESH_TEXT_SYNTAX` with `details` of line, column, token, what was expected, and sometimes a hint.
 */
export function parseRouteText(text: string, action: RouteAction = 'announce', options: TextOptions = {}): RouteText[] {
  return readRoutes(text, action, options, false);
}

/** As `parseRouteText`, but a route of a prefix need not say that it is one: `10.0.0.0/24 next-hop self`. */
export function parseRouteSpecs(text: string, action: RouteAction, options: TextOptions = {}): RouteText[] {
  return readRoutes(text, action, options, true);
}

/** True for a word that a route can begin with, as `parseRouteSpecs` reads it. */
export function opensRoute(word: string): boolean {
  return OPENERS.has(word) || PREFIX.test(word) || UNNAMED.test(word);
}

function readRoutes(text: string, action: RouteAction, options: TextOptions, bare: boolean): RouteText[] {
  const cursor = new TokenCursor(text);
  const reader = new RouteReader(cursor, action, options);
  const routes: RouteText[] = [];
  while (cursor.kind !== 'end') {
    if (cursor.accept(';')) continue;
    for (const route of reader.statement(bare)) routes.push(route);
  }
  return routes;
}

/** Reads statements from a cursor, wherever they stand: a text of routes, a command, a section of a configuration. */
export class RouteReader {
  readonly #cursor: TokenCursor;
  readonly #action: RouteAction;
  readonly #compat: boolean;
  readonly #budget = { left: MAX_SPLIT };
  readonly #known = new KnownAttributes();

  constructor(cursor: TokenCursor, action: RouteAction, { compat }: TextOptions = {}) {
    this.#cursor = cursor;
    this.#action = action;
    this.#compat = compat === 'exabgp';
  }

  /** The routes of the statement that comes next; `bare`: it may begin with a prefix. */
  statement(bare: boolean = false): RouteText[] {
    const cursor = this.#cursor;
    const opener = cursor.peek();
    if (opener.kind !== 'word') throw notAStatement(cursor, opener);
    if (bare && PREFIX.test(opener.text)) return this.#route(anyPrefix, UNTOLD, opener);
    const form = BARE.get(opener.text);
    if (form) {
      cursor.next();
      return this.#route(form, form.families.length === 1 ? form.families[0]! : UNTOLD, opener);
    }
    if (cursor.accept('attributes') || cursor.accept('attribute')) return this.#attributes(opener);
    if (AFIS.includes(opener.text)) {
      cursor.next();
      return this.afterAfi(opener.text, opener);
    }
    const family = UNNAMED.test(opener.text) ? parseFamilyName(opener.text) : undefined;
    if (family !== undefined && !standardFamilies.get(family)) {
      cursor.next();
      return this.#route(opaqueForm, family, opener);
    }
    throw notAStatement(cursor, opener);
  }

  /** The flows of what stands behind `flow`: `route name { match { … } then { … } }`, as in a section of that name. */
  afterFlow(opener: Token): RouteText[] {
    return this.#route(flowForm, UNTOLD, opener);
  }

  /** The routes of what stands behind an address family: `unicast 10.0.0.0/24 …`, as in a section of that name. */
  afterAfi(afi: string, opener: Token): RouteText[] {
    const token = this.#cursor.peek();
    const family = token.kind === 'word' ? parseFamilyName(`${afi} ${token.text}`) : undefined;
    const form = family === undefined ? undefined : formOf(family);
    if (family === undefined || !form) throw this.#cursor.error(token, { expected: safisOf(afi) });
    this.#cursor.next();
    return this.#route(form, family, opener);
  }

  #route(form: RouteForm, family: Family, opener: Token): RouteText[] {
    const cursor = this.#cursor;
    const draft = this.#draft();
    form.head?.(cursor, draft, family);
    const keywords = form.keywordsOf?.(draft) ?? form.keywords;
    while (!atStatementEnd(cursor)) {
      if (cursor.at('{')) {
        readBlock(cursor, draft, keywords);
        break;
      }
      readKeyword(cursor, draft, keywords);
    }
    return routesOf(cursor, draft, form.nlri(cursor, draft, family, opener), opener);
  }

  /** The routes of an `attributes` statement whose first word has been taken. */
  #attributes(opener: Token): RouteText[] {
    const { routes } = this.afterAttributes(opener);
    if (routes) return routes;
    throw this.#cursor.error(this.#cursor.peek(), { expected: 'nlri and the prefixes that share the attributes' });
  }

  /** What stands behind `attributes`: the routes that have them, or where no `nlri` follows the attributes alone. */
  afterAttributes(opener: Token): { readonly routes?: RouteText[]; readonly attributes?: readonly PathAttribute[] } {
    const cursor = this.#cursor;
    const draft = this.#draft();
    while (!cursor.accept('nlri')) {
      if (atStatementEnd(cursor)) return { attributes: attributesOf(draft) };
      readKeyword(cursor, draft, anyPrefix.keywords);
    }
    const list = [];
    do {
      const span = cursor.span();
      for (const nlri of nlriOfPrefix(cursor, draft, readPrefix(cursor), span)) list.push(nlri);
      cursor.accept(',');
    } while (!atStatementEnd(cursor));
    return { routes: routesOf(cursor, draft, list, opener) };
  }

  #draft(): RouteDraft {
    return {
      action: this.#action,
      compat: this.#compat,
      budget: this.#budget,
      seen: [],
      fields: {},
      attributes: [],
      known: this.#known,
    };
  }
}

/** A statement ends at `;`, at the end of the text or of a block, and where the next one starts on a line of its own. */
export function atStatementEnd(cursor: TokenCursor): boolean {
  return (
    cursor.kind === 'end' ||
    cursor.at(';') ||
    cursor.at('}') ||
    (cursor.firstOnLine && (OPENERS.has(cursor.text) || UNNAMED.test(cursor.text)))
  );
}

function notAStatement(cursor: TokenCursor, token: Token): MeshError {
  const likely = closest(token.text, OPENERS);
  return cursor.error(token, {
    expected: `a route: ${[...BARE.keys()].join(', ')}, attributes, or ${AFIS.slice(0, -1).join(', ')} or ${AFIS.at(-1)} and what follows`,
    hint:
      token.text === 'announce' || token.text === 'withdraw'
        ? 'route text starts with the route; whether it is announced or withdrawn is said beside it'
        : likely === undefined
          ? 'a route is written: route 10.0.0.0/24 next-hop 192.0.2.1'
          : `did you mean ${likely}?`,
  });
}

/** The families of an address family that have a form. */
function safisOf(afi: string): string {
  return standardFamilies.rows
    .filter(({ family }) => formOf(family) && familyWords(family).startsWith(`${afi} `))
    .map(({ family }) => familyWords(family).slice(afi.length + 1))
    .join(', ');
}
