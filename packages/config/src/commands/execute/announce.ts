import type { Session } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';
import { encodeOperational } from '../../running/operational.js';
import { routeSpec } from '../../running/route-spec.js';
import { takersOf } from '../../running/takers.js';
import { encodeStatement } from '../../text/encode.js';
import type { RouteText } from '../../text/route-text.js';
import { parseRouteStatements, type RouteStatement } from '../../text/statement.js';
import { chosenPeers, chosenSessions } from './chosen.js';
import type { Effect, EffectContext } from './effect.js';
import { NOTHING } from './record.js';

/** What is said once, to the sessions there are. */
type Said = Exclude<RouteStatement, { readonly type: 'routes' }>;

/** Everything that can be refused is looked at before anything is changed. */
export const announce: Effect<'announce'> = {
  run({ selector, statement }, context) {
    const { mesh, host } = context;
    const peers = chosenPeers(mesh, selector);
    const statements = parseRouteStatements(statement.text, 'announce', host.text);
    const routes = statements.flatMap((one) => (one.type === 'routes' ? one.routes : []));
    const takers = takersOf(routes.map(routeSpec), peers);
    const said = statements
      .filter((one): one is Said => one.type !== 'routes')
      .map((one) => ({ one, hearers: hearersOf(one, chosenSessions(mesh, selector)) }));
    for (const [i, route] of routes.entries()) announceRoute(route, takers[i]!, context);
    for (const { one, hearers } of said) {
      for (const session of hearers) say(one, session, context);
    }
    return NOTHING;
  },
};

export const withdraw: Effect<'withdraw'> = {
  run({ selector, statement }, { mesh, host, ribsOf, changes }) {
    const peers = chosenPeers(mesh, selector);
    const statements = parseRouteStatements(statement.text, 'withdraw', host.text);
    const routes = statements.flatMap((one) => (one.type === 'routes' ? one.routes : []));
    const specs = routes.map(routeSpec);
    const takers = takersOf(specs, peers);
    for (const [i, spec] of specs.entries()) {
      for (const peer of takers[i]!) ribsOf(peer).watchdogs.forget(routes[i]!);
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

/** Behind the routes that were announced before it. */
function say(statement: Said, session: Session, { ribsOf, changes }: EffectContext): void {
  const octets =
    statement.type === 'operational'
      ? encodeOperational(statement, session)
      : encodeStatement(statement, 'announce', session, session.tx);
  changes.with(session.peer, () => ribsOf(session.peer).say(session, octets));
}
