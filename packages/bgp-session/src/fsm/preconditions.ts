import type { FsmEventType } from './event.js';
import type { FsmOptions } from './options.js';

/** What an event presumes about the session attributes; `needs` says it in words. */
interface Precondition {
  readonly needs: string;
  holds(options: FsmOptions): boolean;
}

/** The status of the optional attributes that each event demands (RFC 4271 §8.1.2–§8.1.5, RFC 9687 §4). */
const PRECONDITIONS: Readonly<Partial<Record<FsmEventType, Precondition>>> = {
  ManualStart: { needs: 'an active peer', holds: (o) => !o.passiveTcpEstablishment },
  AutomaticStart: {
    needs: 'an active peer with allowAutomaticStart and without dampPeerOscillations',
    holds: (o) => o.allowAutomaticStart && !o.passiveTcpEstablishment && !o.dampPeerOscillations,
  },
  ManualStart_with_PassiveTcpEstablishment: {
    needs: 'a passive peer without dampPeerOscillations',
    holds: (o) => o.passiveTcpEstablishment && !o.dampPeerOscillations,
  },
  AutomaticStart_with_PassiveTcpEstablishment: {
    needs: 'a passive peer with allowAutomaticStart and without dampPeerOscillations',
    holds: (o) => o.allowAutomaticStart && o.passiveTcpEstablishment && !o.dampPeerOscillations,
  },
  AutomaticStart_with_DampPeerOscillations: {
    needs: 'an active peer with allowAutomaticStart and dampPeerOscillations',
    holds: (o) => o.allowAutomaticStart && !o.passiveTcpEstablishment && o.dampPeerOscillations,
  },
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: {
    needs: 'a passive peer with allowAutomaticStart and dampPeerOscillations',
    holds: (o) => o.allowAutomaticStart && o.passiveTcpEstablishment && o.dampPeerOscillations,
  },
  AutomaticStop: { needs: 'allowAutomaticStop', holds: (o) => o.allowAutomaticStop },
  DelayOpenTimer_Expires: { needs: 'delayOpenSeconds', holds: (o) => o.delayOpenSeconds > 0 },
  IdleHoldTimer_Expires: { needs: 'dampPeerOscillations', holds: (o) => o.dampPeerOscillations },
  TcpConnection_Valid: { needs: 'trackTcpState', holds: (o) => o.trackTcpState },
  Tcp_CR_Invalid: { needs: 'trackTcpState', holds: (o) => o.trackTcpState },
  BGPOpen_with_DelayOpenTimer_running: { needs: 'delayOpenSeconds', holds: (o) => o.delayOpenSeconds > 0 },
  SendHoldTimer_Expires: { needs: 'a sendHoldTimeSeconds other than 0', holds: (o) => o.sendHoldTimeSeconds !== 0 },
  RouteRefreshMsg: {
    needs: 'routeRefresh or enhancedRouteRefresh',
    holds: (o) => o.routeRefresh || o.enhancedRouteRefresh,
  },
};

/** What the options lack for the event, in words; undefined where it may be processed. */
export function unmetPrecondition(event: FsmEventType, options: FsmOptions): string | undefined {
  const precondition = PRECONDITIONS[event];
  return precondition && !precondition.holds(options) ? precondition.needs : undefined;
}
