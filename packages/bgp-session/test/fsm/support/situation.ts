import {
  createFsmOptions,
  type FsmEvent,
  type FsmEventType,
  type FsmOptions,
  type FsmSettings,
  type FsmState,
  type FsmStateName,
  type FsmTimer,
  type Negotiated,
  negotiate,
} from '@mesh/bgp-session';
import {
  type Capability,
  capability,
  createContext,
  Family,
  type Fault,
  FOUR_OCTET_AS,
  GRACEFUL_RESTART,
  MULTIPROTOCOL,
  notification,
  type OpenMessage,
  routeRefresh,
  UpdateView,
} from '@mesh/bgp-wire';

/** Where an FSM stands before the event of a test, with counters that show every change. */

export const LOCAL = { localAs: 65001, routerId: 0xc0000201 } as const;
export const PEER_ROUTER_ID = 0xc0000202;
export const PEER_AS = 65002;

export function optionsWith(settings: Partial<FsmSettings> = {}): FsmOptions {
  return createFsmOptions({ ...LOCAL, peerAs: PEER_AS, ...settings });
}

export function peerOpen(
  fields: Partial<Omit<OpenMessage, 'type' | 'capabilities'>> = {},
  capabilities: readonly Capability[] = [
    capability(MULTIPROTOCOL, Family.IPV4_UNICAST),
    capability(FOUR_OCTET_AS, PEER_AS),
  ],
): OpenMessage {
  return { type: 'OPEN', version: 4, myAs: PEER_AS, holdTime: 90, routerId: PEER_ROUTER_ID, capabilities, ...fields };
}

/** What the peer says of graceful restart; `n` with the N bit. */
export type Graceful = 'none' | 'gr' | 'gr+n';

export function gracefulOpen(graceful: Graceful, holdTime: number = 90): OpenMessage {
  const base = peerOpen({ holdTime });
  if (graceful === 'none') return base;
  const gr = capability(GRACEFUL_RESTART, {
    restarting: false,
    notification: graceful === 'gr+n',
    restartTimeSeconds: 77,
    families: [{ family: Family.IPV4_UNICAST, forwardingPreserved: true }],
  });
  return { ...base, capabilities: [...base.capabilities, gr] };
}

export function agreed(options: FsmOptions, open: OpenMessage): Negotiated {
  const result = negotiate(options, open);
  if (!result.ok) throw new Error(result.fault.reason);
  return result.negotiated;
}

/** How a state differs from the usual. */
export interface Circumstances {
  readonly timers?: readonly FsmTimer[];
  readonly dialing?: boolean;
  readonly startPending?: boolean;
  readonly graceful?: Graceful;
  readonly holdTime?: number;
  readonly idleHoldSeconds?: number;
}

const USUAL_TIMERS: { readonly [N in FsmStateName]: readonly FsmTimer[] } = {
  Idle: [],
  Connect: ['connect-retry'],
  Active: ['connect-retry'],
  OpenSent: ['hold'],
  OpenConfirm: ['hold', 'keepalive'],
  Established: ['hold', 'keepalive', 'send-hold'],
};

export const USUAL_COUNTER = 3;

export function stateAt(name: FsmStateName, options: FsmOptions, circumstances: Circumstances = {}): FsmState {
  const common = {
    connectRetryCounter: USUAL_COUNTER,
    connectAttempts: name === 'Idle' || name === 'Established' ? 0 : 1,
    idleHoldSeconds: circumstances.idleHoldSeconds ?? 0,
    timers: new Set(circumstances.timers ?? USUAL_TIMERS[name]),
  };
  if (name === 'Idle') return { ...common, name, startPending: circumstances.startPending ?? false };
  if (name === 'Connect') return { ...common, name, dialing: circumstances.dialing ?? true };
  if (name === 'Active' || name === 'OpenSent') return { ...common, name };
  const negotiated = agreed(options, gracefulOpen(circumstances.graceful ?? 'none', circumstances.holdTime));
  return { ...common, name, negotiated };
}

export function faultOf(code: number, subcode: number, data: number[] = []): Fault {
  return {
    outcome: 'session-reset',
    offset: 0,
    reason: 'a test',
    rfc: 'RFC 4271 §6',
    notification: notification(code, subcode, new Uint8Array(data)),
  };
}

const emptyUpdate = new Uint8Array([...new Array<number>(16).fill(0xff), 0, 23, 2, 0, 0, 0, 0]);
export const UPDATE: UpdateView = new UpdateView(emptyUpdate, createContext());

const START_TYPES = [
  'ManualStart',
  'AutomaticStart',
  'ManualStart_with_PassiveTcpEstablishment',
  'AutomaticStart_with_PassiveTcpEstablishment',
  'AutomaticStart_with_DampPeerOscillations',
  'AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment',
] as const;

/** One event of each type. */
export const EVENTS: readonly FsmEvent[] = [
  ...START_TYPES.map((type) => ({ type })),
  { type: 'ManualStop' },
  { type: 'AutomaticStop' },
  { type: 'ConnectRetryTimer_Expires' },
  { type: 'HoldTimer_Expires' },
  { type: 'KeepaliveTimer_Expires' },
  { type: 'DelayOpenTimer_Expires' },
  { type: 'IdleHoldTimer_Expires' },
  { type: 'TcpConnection_Valid' },
  { type: 'Tcp_CR_Invalid' },
  { type: 'Tcp_CR_Acked' },
  { type: 'TcpConnectionConfirmed' },
  { type: 'TcpConnectionFails' },
  { type: 'BGPOpen', open: peerOpen() },
  { type: 'BGPOpen_with_DelayOpenTimer_running', open: peerOpen() },
  { type: 'BGPHeaderErr', fault: faultOf(1, 2, [0, 0x12]) },
  { type: 'BGPOpenMsgErr', fault: faultOf(2, 1, [0, 4]) },
  { type: 'OpenCollisionDump' },
  { type: 'NotifMsgVerErr', notification: notification(2, 1, new Uint8Array([0, 4])) },
  { type: 'NotifMsg', notification: notification(6, 4) },
  { type: 'KeepAliveMsg' },
  { type: 'UpdateMsg', update: UPDATE },
  { type: 'UpdateMsgErr', fault: faultOf(3, 1) },
  { type: 'SendHoldTimer_Expires', writable: true },
  { type: 'RouteRefreshMsg', refresh: routeRefresh(Family.IPV4_UNICAST) },
  { type: 'RouteRefreshErr', fault: faultOf(7, 1, [0, 1, 1]) },
];

export function eventOf(type: FsmEventType): FsmEvent {
  return EVENTS.find((event) => event.type === type)!;
}

/** The session attributes that an event presumes (RFC 4271 §8.1.2–§8.1.5). */
export const PRESUMED: Readonly<Partial<Record<FsmEventType, Partial<FsmSettings>>>> = {
  AutomaticStart: { dampPeerOscillations: false },
  ManualStart_with_PassiveTcpEstablishment: { passiveTcpEstablishment: true, dampPeerOscillations: false },
  AutomaticStart_with_PassiveTcpEstablishment: { passiveTcpEstablishment: true, dampPeerOscillations: false },
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: { passiveTcpEstablishment: true },
  DelayOpenTimer_Expires: { delayOpenSeconds: 10 },
  BGPOpen_with_DelayOpenTimer_running: { delayOpenSeconds: 10 },
  TcpConnection_Valid: { trackTcpState: true },
  Tcp_CR_Invalid: { trackTcpState: true },
};

/** Where an event presumes that DelayOpenTimer runs: there is a connection, and the dial is over. */
const DELAYED: Circumstances = { timers: ['delay-open'], dialing: false };

/** The circumstances of a cell of the matrix, so that the event can come about. */
export function usual(name: FsmStateName, type: FsmEventType): Circumstances {
  const delayed = type === 'DelayOpenTimer_Expires' || type === 'BGPOpen_with_DelayOpenTimer_running';
  return delayed && (name === 'Connect' || name === 'Active') ? DELAYED : {};
}
