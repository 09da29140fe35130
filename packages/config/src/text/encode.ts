import {
  AS_PATH,
  asSequence,
  attribute,
  type CodecContext,
  createContext,
  encodeMessage,
  LOCAL_PREF,
  OPERATIONAL_MESSAGE,
  type OperationalMessage,
  ORIGIN,
  type PathAttribute,
  packUpdates,
  parseIPv4,
  routeRefresh,
  UpdatePacker,
} from '@mesh/bgp-wire';
import { announcementOf } from './announcement.js';
import type { RouteAction, RouteText } from './route-text.js';
import type { OperationalStatement, RouteStatement } from './statement.js';

/** Whose session a text is for: what a speaker adds to routes, and what `self` means. */
export interface StatementSender {
  readonly localAs: number;
  readonly peerAs: number;
  /** Without it a route with `next-hop self` goes without next hop. */
  readonly localAddress?: string | undefined;
}

/**
 * The messages, whole and one after another, that a statement makes on a session that has sent nothing yet: what the
 * text leaves out is added as a session does (ORIGIN, AS_PATH, LOCAL_PREF within the AS). Throws `RangeError` for a route
 * that no message holds.
 */
export function encodeStatement(
  statement: RouteStatement,
  action: RouteAction,
  sender: StatementSender,
  context: CodecContext,
): Uint8Array {
  switch (statement.type) {
    case 'routes':
      return action === 'withdraw'
        ? packUpdates({ withdrawn: statement.routes.map(({ nlri }) => nlri) }, context)
        : encodeRoutes(statement.routes, sender, context);
    case 'attributes':
      return encodeMessage(
        { type: 'UPDATE', withdrawn: [], attributes: withDefaults(statement.attributes, sender), nlri: [] },
        context,
      );
    case 'end-of-rib': {
      const packer = new UpdatePacker(context);
      packer.endOfRib(statement.family);
      return packer.take()!;
    }
    case 'route-refresh':
      return encodeMessage(routeRefresh(statement.family), context);
    case 'operational':
      return encodeMessage(operationalOf(statement, sender), createContext({ messageTypes: [OPERATIONAL_MESSAGE] }));
  }
}

/** The routes of one statement share their attributes and next hop. */
function encodeRoutes(routes: readonly RouteText[], sender: StatementSender, context: CodecContext): Uint8Array {
  const [first] = routes;
  if (!first) return new Uint8Array(0);
  const shared = announcementOf(first, sender.localAddress);
  const attributes = withDefaults(first.attributes, sender);
  return packUpdates({ announced: [{ ...shared, nlri: routes.map(({ nlri }) => nlri), attributes }] }, context);
}

/** What a session adds: ORIGIN, its AS number for another AS, LOCAL_PREF for its own (RFC 4271 §5.1). */
function withDefaults(given: readonly PathAttribute[], { localAs, peerAs }: StatementSender): PathAttribute[] {
  const internal = localAs === peerAs;
  const defaults: readonly PathAttribute[] = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, internal ? [] : asSequence(localAs)),
    ...(internal ? [attribute(LOCAL_PREF, 100)] : []),
  ];
  const missing = defaults.filter(({ code }) => !given.some((one) => one.code === code));
  return [...given, ...missing].sort((a, b) => a.code - b.code);
}

function operationalOf(statement: OperationalStatement, { localAddress }: StatementSender): OperationalMessage {
  const { kind, family, advisory = '', sequence = 0, counter = 0 } = statement;
  const routerId = statement.routerId ?? parseIPv4(localAddress ?? '') ?? 0;
  switch (kind) {
    case 'ADM':
    case 'ASM':
      return { type: 'OPERATIONAL', kind, family, text: advisory };
    case 'RPCQ':
    case 'APCQ':
    case 'LPCQ':
      return { type: 'OPERATIONAL', kind, family, routerId, sequence };
    case 'RPCP':
    case 'APCP':
    case 'LPCP':
      return { type: 'OPERATIONAL', kind, family, routerId, sequence, counter };
  }
}
