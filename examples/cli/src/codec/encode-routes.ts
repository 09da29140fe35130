import {
  ByteWriter,
  type CodecContext,
  encodeNlri,
  type Family,
  Framer,
  formatFamily,
  type Nlri,
  UpdateView,
} from '@mesh/bgp-wire';
import { parseRouteText, type RouteText } from '@mesh/config';
import { AdjRibOut, RouteStore } from '@mesh/rib';
import { Failure } from '../failure.js';

/** Whose routes they are, and who is told: what decides on LOCAL_PREF and the default path. */
export interface RouteSender {
  readonly localAs: number;
  readonly peerAs: number;
  readonly localAddress: string | undefined;
}

/**
 * The UPDATEs that announce the routes of a text, as an Adj-RIB-Out sends them. Throws `MESH_TEXT_SYNTAX`, and `Failure`
 * for a route that such a session cannot carry.
 */
export function encodeRoutes(
  text: string,
  sender: RouteSender,
  context: CodecContext,
  allowed?: readonly Family[],
): Uint8Array[] {
  const rib = new AdjRibOut(new RouteStore(), {
    onSkipped: ({ prefix, nextHop }, reason) => {
      const why =
        nextHop === 'self' ? 'next-hop self needs --local-address' : `its ${reason} is not for such a session`;
      throw new Failure(`${prefix} cannot be sent: ${why}`);
    },
  });
  const routes = parseRouteText(text);
  requireFamilies(routes, allowed);
  for (const { nlri, nextHop, linkLocal, attributes } of routes) {
    if (nextHop === undefined) throw new Failure(`a route of ${formatFamily(nlri.family)} needs a next hop to be sent`);
    rib.announce({ nlri, nextHop, linkLocal, attributes });
  }
  const families = [...new Set(routes.map(({ nlri }) => nlri.family))];
  const internal = sender.localAs === sender.peerAs;
  const source = rib.open({ ...sender, internal, families, rx: context, tx: context });
  const messages: Uint8Array[] = [];
  const framer = new Framer({ extendedMessage: context.extendedMessage });
  for (let chunk = source.next(65_536); chunk !== undefined; chunk = source.next(65_536)) {
    framer.push(chunk, (frame) => {
      if (new UpdateView(frame, context).endOfRib === undefined) messages.push(frame.slice());
      return true;
    });
  }
  return messages;
}

/** The NLRI octets of the routes of a text, one for each. */
export function encodeRouteNlri(text: string, context: CodecContext, allowed?: readonly Family[]): Uint8Array[] {
  const routes = parseRouteText(text, 'withdraw');
  requireFamilies(routes, allowed);
  return routes.map(({ nlri }) => nlriOctets(nlri, context));
}

export function nlriOctets(nlri: Nlri, context: CodecContext): Uint8Array {
  const writer = new ByteWriter();
  encodeNlri([nlri], nlri.family, writer, context);
  return writer.take();
}

/** Throws `Failure` for a route of a family that the session does not have. */
export function requireFamilies(routes: readonly RouteText[], allowed: readonly Family[] | undefined): void {
  const stray = allowed && routes.find(({ nlri }) => !allowed.includes(nlri.family));
  if (stray) throw new Failure(`the session has no family ${formatFamily(stray.nlri.family)}: name it with --families`);
}
