import type { FsmEventType, FsmStateName } from '@mesh/bgp-session';

/**
 * The state × event matrix as data: RFC 4271 §8.2.2 with its updates, in the order and the words of the tables that
 * describe it, not of the code. `codes.ts` says what each word means.
 *
 * `·` is "ignored"; `->X` the next state, and without it the state stays. Guards are in `guards.ts`: the cells here are
 * of an active peer with damping and SendNOTIFICATIONwithoutOPEN, without DelayOpen (but where an event presumes it),
 * collision detection in Established and graceful restart. In Connect the dial is still under way.
 */
export const STATES: readonly FsmStateName[] = ['Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm', 'Established'];

type Cells = readonly [string, string, string, string, string, string];

const dial = 'INIT CRC0 CRT! DIAL LISTEN ->Connect';
const wait = 'INIT CRC0 LISTEN ->Active';
const speak = 'CRT0 INIT OPEN HT240 ->OpenSent';
const answer = 'CRT0 INIT DOT0 OPEN USE KA HT=neg ->OpenConfirm';
const onlyIdle = (cell: string): Cells => [cell, '·', '·', '·', '·', '·'];

export const MATRIX: { readonly [T in FsmEventType]: Cells } = {
  ManualStart: onlyIdle(dial),
  ManualStop: ['·', 'STOP', 'STOP', 'N(6,2) STOP', 'N(6,2) STOP', 'N(6,2) DELR STOP'],
  AutomaticStart: onlyIdle(dial),
  ManualStart_with_PassiveTcpEstablishment: onlyIdle(wait),
  AutomaticStart_with_PassiveTcpEstablishment: onlyIdle(wait),
  AutomaticStart_with_DampPeerOscillations: onlyIdle('INIT CRT! DIAL LISTEN ->Connect'),
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: onlyIdle('INIT LISTEN ->Active'),
  AutomaticStop: ['·', 'FAIL', 'FAIL', 'N(6,0) FAIL', 'N(6,0) FAIL', 'N(6,0) FAILd'],
  ConnectRetryTimer_Expires: [
    '·',
    'TCPX CRT! DOT0 DIAL LISTEN ->Connect',
    'CRT! DIAL LISTEN ->Connect',
    'N(5,0) FAIL',
    'N(5,0) FAIL',
    'N(5,0) FAILd',
  ],
  HoldTimer_Expires: ['·', 'FAIL', 'FAIL', 'N(4,0) FAIL', 'N(4,0) FAIL', 'N(4,0) FAILd'],
  KeepaliveTimer_Expires: ['·', 'FAIL', 'FAIL', 'N(5,0) FAIL', 'KA KAT!', 'KA KAT!'],
  DelayOpenTimer_Expires: [
    '·',
    'OPEN HT240 ->OpenSent',
    'CRT0 DOT0 INIT OPEN HT240 ->OpenSent',
    'N(5,0) FAIL',
    'N(5,0) FAIL',
    'N(5,0) FAILd',
  ],
  IdleHoldTimer_Expires: ['RESTART', 'LOG FAIL', 'LOG FAIL', 'LOG N(5,0) FAIL', 'LOG N(5,0) FAIL', 'LOG N(5,0) FAILd'],
  TcpConnection_Valid: ['REJECT', 'PROCESS', 'PROCESS', 'TRACK', 'TRACK', 'TRACK'],
  Tcp_CR_Invalid: ['·', 'REJECT', 'REJECT', '·', '·', '·'],
  Tcp_CR_Acked: ['·', speak, speak, 'TRACK', 'TRACK', 'TRACK'],
  TcpConnectionConfirmed: ['REJECT', 'TRACK', speak, 'TRACK', 'TRACK', 'TRACK'],
  TcpConnectionFails: ['·', 'DOWN', 'FAIL', 'TCPX CRT! LISTEN HT0 ->Active', 'FAIL', 'FAILd'],
  BGPOpen: ['·', 'FAIL', 'FAIL', 'DOT0 CRT0 USE KA HT=neg ->OpenConfirm', 'N(5,2,01) FAIL', 'N(5,3,01) FAILd'],
  BGPOpen_with_DelayOpenTimer_running: ['·', answer, answer, 'N(5,1,01) FAIL', 'N(5,2,01) FAIL', 'N(5,3,01) FAILd'],
  BGPHeaderErr: [
    '·',
    'N(1,2,0012) FAIL',
    'N(1,2,0012) FAIL',
    'N(1,2,0012) FAIL',
    'N(1,2,0012) FAIL',
    'N(1,2,0012) FAILd',
  ],
  BGPOpenMsgErr: [
    '·',
    'N(2,1,0004) FAIL',
    'N(2,1,0004) FAIL',
    'N(2,1,0004) FAIL',
    'N(2,1,0004) FAIL',
    'N(5,3,01) FAILd',
  ],
  OpenCollisionDump: ['·', 'FAILu', 'FAILu', 'N(6,7) FAILu', 'N(6,7) FAILu', 'LOG'],
  NotifMsgVerErr: ['·', 'FAIL', 'FAIL', 'DOWN', 'DOWN', 'DELR CRT0 REL TCPX CRC+ DAMP ->Idle'],
  NotifMsg: ['·', 'FAIL', 'FAIL', 'FAIL', 'FAIL', 'DELR CRT0 REL TCPX CRC+ DAMP ->Idle'],
  KeepAliveMsg: ['·', 'FAIL', 'FAIL', 'N(5,1,04) FAIL', 'HT! SHT! UP ->Established', 'HT!'],
  UpdateMsg: ['·', 'FAIL', 'FAIL', 'N(5,1,02) FAIL', 'N(5,2,02) FAIL', 'UPDATE HT!'],
  UpdateMsgErr: ['·', 'FAIL', 'FAIL', 'N(5,1,02) FAIL', 'N(5,2,02) FAIL', 'N(3,1) FAILd'],
  SendHoldTimer_Expires: ['·', '·', '·', '·', '·', 'LOG N(8,0) FAILd'],
  RouteRefreshMsg: ['·', 'FAIL', 'FAIL', 'N(5,1,05) FAIL', 'N(5,2,05) FAIL', 'REFRESH'],
  RouteRefreshErr: ['·', 'FAIL', 'FAIL', 'N(5,1,05) FAIL', 'N(5,2,05) FAIL', 'N(7,1,000101) FAILd'],
};
