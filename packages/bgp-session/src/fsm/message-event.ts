import { type DecodedMessage, ErrorCode, OpenSubcode, type UpdateView } from '@mesh/bgp-wire';
import type { FsmEvent } from './event.js';
import type { FsmState } from './state.js';

/** A message other than UPDATE, whose event depends on its RFC 7606 outcome. */
type PlainMessage = Exclude<DecodedMessage, UpdateView>;

type ToEvent<M extends PlainMessage> = (message: M, state: FsmState, loses: boolean) => FsmEvent;

/** RFC 4271 §8.1.5, by the type of message. */
const EVENTS: { readonly [T in PlainMessage['type']]: ToEvent<Extract<PlainMessage, { readonly type: T }>> } = {
  OPEN: (open, { timers }, loses) =>
    timers.has('delay-open')
      ? { type: 'BGPOpen_with_DelayOpenTimer_running', open, loses }
      : { type: 'BGPOpen', open, loses },
  NOTIFICATION: (notification) =>
    notification.code === ErrorCode.OPEN_MESSAGE && notification.subcode === OpenSubcode.UNSUPPORTED_VERSION
      ? { type: 'NotifMsgVerErr', notification }
      : { type: 'NotifMsg', notification },
  KEEPALIVE: () => ({ type: 'KeepAliveMsg' }),
  'ROUTE-REFRESH': (refresh) => ({ type: 'RouteRefreshMsg', refresh }),
};

/**
 * The event that a message is. An OPEN is another event while DelayOpenTimer runs; `loses` passes on what the collision
 * arbiter said of it.
 */
export function messageEvent(state: FsmState, message: PlainMessage, loses: boolean = false): FsmEvent {
  const toEvent = EVENTS[message.type] as ToEvent<PlainMessage>;
  return toEvent(message, state, loses);
}
