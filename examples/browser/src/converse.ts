import { type AnyDuplex, formatCloseReason, type PeerSettings, Speaker } from '@mesh/bgp-session';
import { AS_PATH, asSequence, attribute, ORIGIN } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';

/** Routes that each end announces: a burst of several messages. */
const ROUTES = 1_000;

type Settings = PeerSettings & { readonly routerId: string };

const CALLER: Settings = { localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' };
const CALLED: Settings = { localAs: 65002, peerAs: 65001, routerId: '192.0.2.2', passive: true };

/** In the browser: a session over a WebSocket to the address, both tables exchanged, and a Cease. Gives what it heard. */
export async function call(url: string): Promise<string[]> {
  const { speaker, out, heard, over } = startEnd(CALLER, '10.1', () => new WebSocket(url));
  const routes = await heard;
  await out.flushed();
  await speaker.close();
  return [...routes, await over];
}

/** In Node: the other end, over the socket of a server. Gives what it heard, up to why the session ended. */
export async function answer(socket: AnyDuplex): Promise<string[]> {
  const { speaker, heard, over } = startEnd(CALLED, '10.2');
  speaker.accept(socket);
  const [routes, reason] = await Promise.all([heard, over]);
  await speaker.close();
  return [...routes, reason];
}

/** A speaker of one peer, with routes of its own; `heard` settles with all that the peer announces, `over` at the end. */
function startEnd(settings: Settings, net: string, connect?: () => AnyDuplex) {
  const out = new AdjRibOut(new RouteStore());
  for (let i = 0; i < ROUTES; i++) {
    out.announce({
      prefix: `${net}.${i >> 2}.${(i & 3) * 64}/26`,
      nextHop: settings.routerId,
      attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(settings.localAs))],
    });
  }
  const routes: string[] = [];
  const [heard, allHeard] = later<string[]>();
  const [over, ended] = later<string>();
  const sink = new AdjRibIn(new RouteStore(), {
    onChange: (route) => {
      if (route !== undefined) routes.push(`${route.prefix} via ${route.nextHop}`);
    },
    onEndOfRib: () => allHeard(routes),
  });
  const speaker = new Speaker({
    connect,
    handlerFor: () => ({
      onEstablished: (session) => ({ source: out.open(session), sink }),
      onClose: (reason) => ended(formatCloseReason(reason)),
    }),
  });
  speaker.create(settings);
  return { speaker, out, heard, over };
}

function later<T>(): [promise: Promise<T>, resolve: (value: T) => void] {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return [promise, settle];
}
