import type { Session } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';
import { routeIndexOf } from '../../configured/route-index-of.js';
import { encodeOperational } from '../../running/operational.js';
import { routeSpec } from '../../running/route-spec.js';
import { takersOf } from '../../running/takers.js';
import { encodeStatement } from '../../text/encode.js';
import type { RouteText } from '../../text/route-text.js';
import { parseRouteStatements, type RouteStatement } from '../../text/statement.js';
import { chosenPeers, chosenSessions } from './chosen.js';
import type { Effect, EffectContext } from './effect.js';
import { readPlaced } from './read-placed.js';
import { NOTHING } from './record.js';

/** What is said once, to the sessions there are. */
type Said = Exclude<RouteStatement, { readonly type: 'routes' }>;

/** Everything that can be refused is looked at before anything is changed. */
export const announce: Effect<'announce'> = {
  run({ selector, statement }, context) {
    const { mesh, host, ribsOf, changes } = context;
    const peers = chosenPeers(mesh, selector);
    const statements = readPlaced(statement, (text) => parseRouteStatements(text, 'announce', host.text));
    const routes = statements.flatMap((one) => (one.type === 'routes' ? one.routes : []));
    const takers = takersOf(routes.map(routeSpec), peers);
    for (const route of routes) mesh.announcer.check(routeSpec(route));
    const said = statements
      .filter((one): one is Said => one.type !== 'routes')
      .flatMap((one) =>
        hearersOf(one, chosenSessions(mesh, selector)).map((session) => [session, octetsOf(one, session)] as const),
      );
    for (const [i, route] of routes.entries()) announceRoute(route, takers[i]!, context);
    // Behind the routes that were announced before it.
    for (const [session, octets] of said) {
      changes.with([session.peer], () => ribsOf(session.peer).say(session, octets));
    }
    return NOTHING;
  },
};

export const withdraw: Effect<'withdraw'> = {
  run({ selector, statement }, { mesh, host, ribsOf, changes }) {
    const peers = chosenPeers(mesh, selector);
    const statements = readPlaced(statement, (text) => parseRouteStatements(text, 'withdraw', host.text));
    const routes = statements.flatMap((one) => (one.type === 'routes' ? one.routes : []));
    const specs = routes.map(routeSpec);
    const takers = takersOf(specs, peers);
    for (const [i, spec] of specs.entries()) {
      const index = routeIndexOf(routes[i]!);
      for (const peer of takers[i]!) ribsOf(peer).watchdogs.forget(index);
      changes.withdraw(takers[i]!, spec);
    }
    return NOTHING;
  },
};

/** One that starts withdrawn is kept for its watchdog. */
function announceRoute(route: RouteText, takers: readonly string[], { changes, ribsOf }: EffectContext): void {
  for (const peer of takers) ribsOf(peer).watchdogs.set(route);
  if (!route.withdrawn) changes.announce(takers, routeSpec(route));
}

/** The sessions that can be told. Throws `MESH_NO_ROUTE_REFRESH` where none of them can be asked for its routes (RFC 2918 §3). */
function hearersOf(statement: Said, sessions: readonly Session[]): readonly Session[] {
  if (statement.type !== 'route-refresh') return sessions;
  const able = sessions.filter(({ routeRefresh, families }) => routeRefresh && families.includes(statement.family));
  if (able.length > 0) return able;
  throw new MeshError('MESH_NO_ROUTE_REFRESH', 'no neighbor chosen can be asked for its routes of the family');
}

/** The octets of what is said. */
function octetsOf(statement: Said, session: Session): Uint8Array {
  return statement.type === 'operational'
    ? encodeOperational(statement, session)
    : encodeStatement(statement, 'announce', session, session.tx);
}
