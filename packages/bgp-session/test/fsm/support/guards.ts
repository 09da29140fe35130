import type { FsmEvent, FsmEventType, FsmSettings, FsmStateName } from '@mesh/bgp-session';
import { notification } from '@mesh/bgp-wire';
import { type Circumstances, eventOf, type Graceful, gracefulOpen, peerOpen } from './situation.js';

/** A cell of the matrix under other circumstances than the usual: the reachable rows of the guards, as data. */
export interface GuardCase {
  readonly guard: string;
  readonly when: string;
  readonly state: FsmStateName;
  readonly event: FsmEvent;
  readonly settings: Partial<FsmSettings>;
  readonly circumstances: Circumstances;
  readonly cell: string;
}

const CASES: GuardCase[] = [];

function add(
  guard: string,
  when: string,
  state: FsmStateName,
  event: FsmEvent | FsmEventType,
  cell: string,
  settings: Partial<FsmSettings> = {},
  circumstances: Circumstances = {},
): void {
  const resolved = typeof event === 'string' ? eventOf(event) : event;
  CASES.push({ guard, when, state, event: resolved, settings, circumstances, cell });
}

const BOTH = [false, true] as const;
const OPENING = ['Connect', 'Active'] as const;
const held: Circumstances = { timers: ['delay-open'], dialing: false };
const speak = 'CRT0 INIT OPEN HT240 ->OpenSent';
const yes = (value: boolean): string => (value ? 'yes' : 'no');

/** g2: Active tells of a manual stop only with DelayOpenTimer running and SendNOTIFICATIONwithoutOPEN; Connect never. */
for (const dot of BOTH) {
  for (const snwo of BOTH) {
    const settings = { sendNotificationWithoutOpen: snwo, ...(dot ? { delayOpenSeconds: 10 } : {}) };
    const when = `DOT ${yes(dot)}, SNWO ${yes(snwo)}`;
    add('g2', when, 'Active', 'ManualStop', dot && snwo ? 'N(6,2) STOP' : 'STOP', settings, dot ? held : {});
    add('g2', when, 'Connect', 'ManualStop', 'STOP', settings, dot ? held : {});
    const n = (text: string) => (snwo ? `${text} FAIL` : 'FAIL');
    for (const state of OPENING) {
      add('g21', when, state, 'BGPHeaderErr', n('N(1,2,0012)'), settings, dot ? held : {});
      add('g21', when, state, 'BGPOpenMsgErr', n('N(2,1,0004)'), settings, dot ? held : {});
    }
  }
  for (const state of OPENING) {
    const settings = dot ? { delayOpenSeconds: 10 } : {};
    const down = 'CRT0 REL TCPX ->Idle';
    add('g24', `DOT ${yes(dot)}`, state, 'NotifMsgVerErr', dot ? down : 'FAIL', settings, dot ? held : {});
  }
}

/** g6, g13: the damped start. */
const damped = 'AutomaticStart_with_DampPeerOscillations';
const dampedPassive = `${damped}_and_PassiveTcpEstablishment` as const;
const passive = { passiveTcpEstablishment: true };
const waiting: Circumstances = { timers: ['idle-hold'], idleHoldSeconds: 4 };
add('g6', 'IHT no', 'Idle', damped, 'INIT CRT! DIAL LISTEN ->Connect', {}, { idleHoldSeconds: 4 });
add('g6', 'IHT yes', 'Idle', damped, '·', {}, waiting);
add('g6', 'IHT no', 'Idle', dampedPassive, 'INIT LISTEN ->Active', passive, { idleHoldSeconds: 4 });
add('g6', 'IHT yes', 'Idle', dampedPassive, '·', passive, waiting);
add('g6', 'manual start, IHT yes', 'Idle', 'ManualStart', 'INIT CRC0 CRT! DIAL LISTEN IHT0 ->Connect', {}, waiting);
for (const startPending of BOTH) {
  for (const allowAutomaticStart of BOTH) {
    add(
      'g13',
      `start pending ${yes(startPending)}, AllowAutomaticStart ${yes(allowAutomaticStart)}`,
      'Idle',
      'IdleHoldTimer_Expires',
      startPending || allowAutomaticStart ? 'RESTART' : '·',
      { allowAutomaticStart },
      { ...waiting, startPending },
    );
  }
}

/** g9: a passive peer is not dialled. */
add('g9', 'Passive no', 'Active', 'ConnectRetryTimer_Expires', 'CRT! DIAL LISTEN ->Connect');
add('g9', 'Passive yes', 'Active', 'ConnectRetryTimer_Expires', '·', passive);
add('g9', 'Passive yes', 'Connect', 'ConnectRetryTimer_Expires', 'TCPX DOT0 LISTEN', passive);

/** g16: what comes of a connection. */
for (const delayOpen of BOTH) {
  const settings = delayOpen ? { delayOpenSeconds: 10 } : {};
  const cell = delayOpen ? 'CRT0 DOT!' : speak;
  const when = `DelayOpen ${yes(delayOpen)}`;
  for (const state of OPENING) add('g16', when, state, 'Tcp_CR_Acked', cell, settings);
  for (const one of [false, true]) {
    add('g16', `${when}, Passive ${yes(one)}`, 'Active', 'TcpConnectionConfirmed', cell, {
      ...settings,
      passiveTcpEstablishment: one,
    });
  }
  add('g16', `${when}, no dial`, 'Connect', 'TcpConnectionConfirmed', cell, settings, { dialing: false });
  add('g16', `${when}, dial pending`, 'Connect', 'TcpConnectionConfirmed', 'TRACK', settings);
}
for (const state of OPENING) {
  for (const event of ['Tcp_CR_Acked', 'TcpConnectionConfirmed'] as const) {
    add('g16', 'DOT yes: a connection is there', state, event, 'TRACK', { delayOpenSeconds: 10 }, held);
  }
}

/** g18: the connection fails before an OPEN. */
for (const one of BOTH) {
  const settings = { passiveTcpEstablishment: one };
  add('g18', `DOT no, Passive ${yes(one)}`, 'Connect', 'TcpConnectionFails', 'DOWN', settings);
  const delayed = { ...settings, delayOpenSeconds: 10 };
  const cell = 'TCPX CRT! DOT0 LISTEN ->Active';
  add('g18', `DOT yes, Passive ${yes(one)}`, 'Connect', 'TcpConnectionFails', cell, delayed, held);
  const sent = 'TCPX CRT! LISTEN HT0 ->Active';
  add('g18', `Passive ${yes(one)}`, 'OpenSent', 'TcpConnectionFails', sent, settings);
}

/** g19: the OPEN is examined first, then the collision. */
const bad = peerOpen({ holdTime: 2 });
for (const loses of BOTH) {
  const when = `loses ${yes(loses)}`;
  const opens = 'DOT0 CRT0 USE KA HT=neg ->OpenConfirm';
  add('g19', when, 'OpenSent', { type: 'BGPOpen', open: peerOpen(), loses }, loses ? 'N(6,7) FAILu' : opens);
  add('g19', `${when}, unacceptable`, 'OpenSent', { type: 'BGPOpen', open: bad, loses }, 'N(2,6) FAIL');
  for (const state of OPENING) {
    for (const snwo of BOTH) {
      const settings = { delayOpenSeconds: 10, sendNotificationWithoutOpen: snwo };
      const type = 'BGPOpen_with_DelayOpenTimer_running';
      const answer = 'CRT0 INIT DOT0 OPEN USE KA HT=neg ->OpenConfirm';
      const dump = snwo ? 'N(6,7) FAILu' : 'FAILu';
      const refuse = snwo ? 'N(2,6) FAIL' : 'FAIL';
      const label = `${when}, SNWO ${yes(snwo)}`;
      add('g19', label, state, { type, open: peerOpen(), loses }, loses ? dump : answer, settings, held);
      add('g19', `${label}, unacceptable`, state, { type, open: bad, loses }, refuse, settings, held);
    }
  }
}

/** g11, and hold time 0 in general: no HoldTimer, KeepaliveTimer or SendHoldTimer. */
const zero: Circumstances = { holdTime: 0, timers: [] };
const openZero = { type: 'BGPOpen', open: gracefulOpen('none', 0) } as const;
add('HT 0', 'OPEN', 'OpenSent', openZero, 'DOT0 CRT0 USE KA HT=neg ->OpenConfirm', {}, { holdTime: 0 });
add('HT 0', 'KEEPALIVE', 'OpenConfirm', 'KeepAliveMsg', 'UP ->Established', {}, zero);
add('HT 0', 'KEEPALIVE', 'Established', 'KeepAliveMsg', '·', {}, zero);
add('HT 0', 'UPDATE', 'Established', 'UpdateMsg', 'UPDATE', {}, zero);
add('g11', 'HT 0', 'OpenConfirm', 'KeepaliveTimer_Expires', '·', {}, zero);
add('g11', 'HT 0', 'Established', 'KeepaliveTimer_Expires', '·', {}, zero);
add('HT 0', 'event 29', 'Established', 'SendHoldTimer_Expires', '·', {}, zero);
add('SHT 0', 'KEEPALIVE', 'OpenConfirm', 'KeepAliveMsg', 'HT! UP ->Established', { sendHoldTimeSeconds: 0 });

/** g17e: a second connection of a peer that restarts gracefully. */
const restart = 'RETAIN REL TCPX INIT CRC0 CRT! ->Connect';
for (const graceful of ['none', 'gr', 'gr+n'] as const) {
  for (const replaceOn of ['open', 'connection'] as const) {
    for (const event of ['Tcp_CR_Acked', 'TcpConnectionConfirmed'] as const) {
      const cell = graceful !== 'none' && replaceOn === 'connection' ? restart : 'TRACK';
      const when = `${graceful}, replace on ${replaceOn}`;
      add('g17e', when, 'Established', event, cell, { gracefulRestart: { replaceOn } }, { graceful });
    }
  }
}

/** g18e, g23, g25 and the table of graceful restart: what becomes of the routes. `n`: only with the N bit both ways. */
type Fate = 'lost' | 'peer' | 'ours' | 'never';
const hardReset = notification(6, 9, new Uint8Array([6, 4]));
const ENDS: readonly (readonly [string, FsmEvent, string, Fate])[] = [
  ['E18', eventOf('TcpConnectionFails'), '', 'lost'],
  ['E24', eventOf('NotifMsgVerErr'), '', 'peer'],
  ['E25', eventOf('NotifMsg'), '', 'peer'],
  ['E25 Hard Reset', { type: 'NotifMsg', notification: hardReset }, '', 'never'],
  ['E10', eventOf('HoldTimer_Expires'), 'N(4,0)', 'ours'],
  ['E8', eventOf('AutomaticStop'), 'N(6,0)', 'ours'],
  ['E8 graceful', { type: 'AutomaticStop', notification: notification(6, 4), graceful: true }, 'N(6,4)', 'ours'],
  ['E8 of no lasting kind', { type: 'AutomaticStop', notification: notification(6, 8) }, 'N(6,8)', 'ours'],
  ['E8 Hard Reset', { type: 'AutomaticStop', notification: hardReset }, 'N(6,9,0604)', 'never'],
  ['E9', eventOf('ConnectRetryTimer_Expires'), 'N(5,0)', 'ours'],
  ['E19', eventOf('BGPOpen'), 'N(5,3,01)', 'ours'],
  ['E21', eventOf('BGPHeaderErr'), 'N(1,2,0012)', 'ours'],
  ['E28', eventOf('UpdateMsgErr'), 'N(3,1)', 'never'],
  ['E29 writable', eventOf('SendHoldTimer_Expires'), 'LOG N(8,0)', 'ours'],
  ['E29 blocked', { type: 'SendHoldTimer_Expires', writable: false }, 'LOG', 'ours'],
  ['X31', eventOf('RouteRefreshErr'), 'N(7,1,000101)', 'ours'],
];
const RETAINED: { readonly [F in Fate]: readonly Graceful[] } = {
  lost: ['gr', 'gr+n'],
  peer: ['gr+n'],
  ours: ['gr+n'],
  never: [],
};
for (const [label, event, said, fate] of ENDS) {
  for (const graceful of ['none', 'gr', 'gr+n'] as const) {
    const retained = RETAINED[fate].includes(graceful);
    const calm = retained && (fate === 'lost' || fate === 'peer');
    const exit = retained ? (calm ? 'FAILru' : 'FAILr') : 'FAILd';
    const cell = `${said} ${exit}`.trim();
    add('§10', `${label}, ${graceful}`, 'Established', event, cell, { gracefulRestart: {} }, { graceful });
  }
}
const limit = notification(6, 1, new Uint8Array([0, 1, 1, 0, 0, 0, 9]));
for (const graceful of ['none', 'gr', 'gr+n'] as const) {
  const settings = { gracefulRestart: {} };
  // RFC 8538 §5.1: what lasts longer than a restart is a Hard Reset, where that is known.
  const hard = graceful === 'gr+n';
  const stop = hard ? 'N(6,9,0602) DELR STOP' : 'N(6,2) DELR STOP';
  add('§10', `E2, ${graceful}`, 'Established', 'ManualStop', stop, settings, { graceful });
  for (const subcode of [1, 2, 3, 4]) {
    const event = { type: 'AutomaticStop', notification: { ...limit, subcode } } as const;
    const said = hard ? `N(6,9,060${subcode}00010100000009)` : `N(6,${subcode},00010100000009)`;
    add('§10', `E8 of the lasting kind ${subcode}, ${graceful}`, 'Established', event, `${said} FAILd`, settings, {
      graceful,
    });
  }
  for (const cdes of BOTH) {
    const cell = cdes ? `N(6,7) ${graceful === 'gr+n' ? 'FAILru' : 'FAILdu'}` : 'LOG';
    add(
      'g23',
      `CDES ${yes(cdes)}, ${graceful}`,
      'Established',
      'OpenCollisionDump',
      cell,
      {
        ...settings,
        collisionDetectEstablishedState: cdes,
      },
      { graceful },
    );
  }
}
add('§10', 'E18, the peer alone restarts', 'Established', 'TcpConnectionFails', 'FAILd', {}, { graceful: 'gr+n' });
const mute = { gracefulRestart: { notification: false } };
add('§10', 'E25, our N bit is clear', 'Established', 'NotifMsg', 'FAILd', mute, { graceful: 'gr+n' });

/** Without damping there is no IdleHoldTimer. */
for (const [state, cell] of [
  ['Connect', 'FAILu'],
  ['OpenSent', 'N(4,0) FAILu'],
  ['OpenConfirm', 'N(4,0) FAILu'],
  ['Established', 'N(4,0) FAILdu'],
] as const) {
  add('DAMP', 'DampPeerOscillations no', state, 'HoldTimer_Expires', cell, { dampPeerOscillations: false });
}
for (const idleHoldSeconds of [1, 2, 64, 120]) {
  add('DAMP', `IdleHoldTime was ${idleHoldSeconds}`, 'Active', 'HoldTimer_Expires', 'FAIL', {}, { idleHoldSeconds });
}

/** RFC 4271 §8.1.2: an event whose attributes are not as they must be is logged and not processed. */
const off = { allowAutomaticStart: false };
const UNMET: readonly (readonly [FsmEventType, Partial<FsmSettings>])[] = [
  ['ManualStart', passive],
  ['AutomaticStart', {}],
  ['AutomaticStart', { dampPeerOscillations: false, ...off }],
  ['AutomaticStart', { dampPeerOscillations: false, ...passive }],
  ['ManualStart_with_PassiveTcpEstablishment', { dampPeerOscillations: false }],
  ['ManualStart_with_PassiveTcpEstablishment', passive],
  ['AutomaticStart_with_PassiveTcpEstablishment', { dampPeerOscillations: false }],
  ['AutomaticStart_with_PassiveTcpEstablishment', passive],
  [damped, off],
  [damped, passive],
  [damped, { dampPeerOscillations: false }],
  [dampedPassive, {}],
  [dampedPassive, { ...passive, dampPeerOscillations: false }],
  ['IdleHoldTimer_Expires', { dampPeerOscillations: false }],
];
for (const [event, settings] of UNMET) add('§8.1.2', JSON.stringify(settings), 'Idle', event, 'LOG', settings);
add('§8.1.2', 'AllowAutomaticStop no', 'Established', 'AutomaticStop', 'LOG', { allowAutomaticStop: false });
add('§8.1.2', 'TrackTcpState no', 'Active', 'TcpConnection_Valid', 'LOG');
add('§8.1.2', 'TrackTcpState no', 'Active', 'Tcp_CR_Invalid', 'LOG');
add('§8.1.2', 'DelayOpen no', 'OpenSent', 'DelayOpenTimer_Expires', 'LOG');
add('§8.1.2', 'DelayOpen no', 'OpenSent', 'BGPOpen_with_DelayOpenTimer_running', 'LOG');
add(
  '§8.1.2',
  'SendHoldTime 0',
  'Established',
  'SendHoldTimer_Expires',
  'LOG',
  { sendHoldTimeSeconds: 0 },
  {
    timers: ['hold', 'keepalive'],
  },
);
add('§8.1.2', 'no route refresh', 'Established', 'RouteRefreshMsg', 'LOG', {
  routeRefresh: false,
  enhancedRouteRefresh: false,
});

export const GUARDS: readonly GuardCase[] = CASES;
