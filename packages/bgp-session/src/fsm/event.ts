import type { Fault, NotificationMessage, OpenMessage, RouteRefreshMessage, UpdateView } from '@mesh/bgp-wire';

/** Starts (RFC 4271 §8.1.2, events 1 and 3–7). Which one fits a peer is told by `startEvent`. */
export type StartEvent =
  | { readonly type: 'ManualStart' }
  | { readonly type: 'AutomaticStart' }
  | { readonly type: 'ManualStart_with_PassiveTcpEstablishment' }
  | { readonly type: 'AutomaticStart_with_PassiveTcpEstablishment' }
  | { readonly type: 'AutomaticStart_with_DampPeerOscillations' }
  | { readonly type: 'AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment' };

/**
 * Stops (events 2 and 8). Both take the Cease to send; 6/2 and 6/0 where none is given. `graceful`: the session is to
 * restart gracefully, whatever the Cease (RFC 8538 §5.1).
 */
export type StopEvent =
  | { readonly type: 'ManualStop'; readonly notification?: NotificationMessage }
  | { readonly type: 'AutomaticStop'; readonly notification?: NotificationMessage; readonly graceful?: boolean };

/** Expiries (RFC 4271 §8.1.3, events 9–13; RFC 9687 §4, event 29). */
export type TimerEvent =
  | { readonly type: 'ConnectRetryTimer_Expires' }
  | { readonly type: 'HoldTimer_Expires' }
  | { readonly type: 'KeepaliveTimer_Expires' }
  | { readonly type: 'DelayOpenTimer_Expires' }
  | { readonly type: 'IdleHoldTimer_Expires' }
  /** `writable`: the stream would take a NOTIFICATION at once. */
  | { readonly type: 'SendHoldTimer_Expires'; readonly writable: boolean };

/** The stream (RFC 4271 §8.1.4, events 14–18). `TcpConnectionFails` comes exactly once a connection. */
export type TcpEvent =
  | { readonly type: 'TcpConnection_Valid' }
  | { readonly type: 'Tcp_CR_Invalid' }
  | { readonly type: 'Tcp_CR_Acked' }
  | { readonly type: 'TcpConnectionConfirmed' }
  | { readonly type: 'TcpConnectionFails'; readonly error?: Error };

/** Messages (RFC 4271 §8.1.5, events 19–28; ROUTE-REFRESH has no number in an RFC). */
export type MessageEvent =
  /** `loses`: the collision arbiter closes this connection if the OPEN is acceptable (RFC 4271 §6.8). */
  | { readonly type: 'BGPOpen'; readonly open: OpenMessage; readonly loses?: boolean }
  | { readonly type: 'BGPOpen_with_DelayOpenTimer_running'; readonly open: OpenMessage; readonly loses?: boolean }
  | { readonly type: 'BGPHeaderErr'; readonly fault: Fault }
  | { readonly type: 'BGPOpenMsgErr'; readonly fault: Fault }
  | { readonly type: 'OpenCollisionDump' }
  | { readonly type: 'NotifMsgVerErr'; readonly notification: NotificationMessage }
  | { readonly type: 'NotifMsg'; readonly notification: NotificationMessage }
  | { readonly type: 'KeepAliveMsg' }
  | { readonly type: 'UpdateMsg'; readonly update: UpdateView }
  | { readonly type: 'UpdateMsgErr'; readonly fault: Fault }
  | { readonly type: 'RouteRefreshMsg'; readonly refresh: RouteRefreshMessage }
  | { readonly type: 'RouteRefreshErr'; readonly fault: Fault };

/** Everything that can happen to an FSM, named as RFC 4271 §8.1 names it. */
export type FsmEvent = StartEvent | StopEvent | TimerEvent | TcpEvent | MessageEvent;

export type FsmEventType = FsmEvent['type'];

/** The event of a given type with its payload. */
export type FsmEventOf<T extends FsmEventType> = Extract<FsmEvent, { readonly type: T }>;

/** RFC 4271 §8.1 and RFC 9687 §4 number the events; those with an X are ours. */
export const EVENT_NUMBERS: { readonly [T in FsmEventType]: number | `X${number}` } = Object.freeze({
  ManualStart: 1,
  ManualStop: 2,
  AutomaticStart: 3,
  ManualStart_with_PassiveTcpEstablishment: 4,
  AutomaticStart_with_PassiveTcpEstablishment: 5,
  AutomaticStart_with_DampPeerOscillations: 6,
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: 7,
  AutomaticStop: 8,
  ConnectRetryTimer_Expires: 9,
  HoldTimer_Expires: 10,
  KeepaliveTimer_Expires: 11,
  DelayOpenTimer_Expires: 12,
  IdleHoldTimer_Expires: 13,
  TcpConnection_Valid: 14,
  Tcp_CR_Invalid: 15,
  Tcp_CR_Acked: 16,
  TcpConnectionConfirmed: 17,
  TcpConnectionFails: 18,
  BGPOpen: 19,
  BGPOpen_with_DelayOpenTimer_running: 20,
  BGPHeaderErr: 21,
  BGPOpenMsgErr: 22,
  OpenCollisionDump: 23,
  NotifMsgVerErr: 24,
  NotifMsg: 25,
  KeepAliveMsg: 26,
  UpdateMsg: 27,
  UpdateMsgErr: 28,
  SendHoldTimer_Expires: 29,
  RouteRefreshMsg: 'X30',
  RouteRefreshErr: 'X31',
});
