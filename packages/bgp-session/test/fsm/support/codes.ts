import {
  type CloseReason,
  type FsmAction,
  type FsmEvent,
  type FsmOptions,
  type FsmState,
  type FsmTimer,
  localOpen,
  type Transition,
} from '@mesh/bgp-session';
import { createContext, encodeMessage, Family, formatHex, notification, parseHex } from '@mesh/bgp-wire';
import { expect } from 'vitest';

/** What the words of a cell mean. The durations are those of RFC 4271 §10 and the defaults, written out. */
const MEANING: Readonly<Record<string, string>> = {
  INIT: 'allocate what the connection needs',
  'CRT!': 'restart ConnectRetryTimer; none for a passive peer',
  CRT0: 'stop ConnectRetryTimer',
  'DOT!': 'start DelayOpenTimer',
  DOT0: 'stop DelayOpenTimer',
  HT240: 'HoldTimer to its large value',
  'HT=neg': 'HoldTimer and KeepaliveTimer to the negotiated times',
  'HT!': 'restart HoldTimer',
  HT0: 'stop HoldTimer',
  'KAT!': 'restart KeepaliveTimer',
  KAT0: 'stop KeepaliveTimer',
  'SHT!': 'start SendHoldTimer',
  IHT0: 'stop IdleHoldTimer',
  DIAL: 'open a connection',
  LISTEN: 'accept connections of the peer',
  OPEN: 'send OPEN',
  KA: 'send KEEPALIVE',
  'N(c,s,data)': 'send NOTIFICATION',
  USE: 'use the negotiated contexts',
  UP: 'the session is up',
  UPDATE: 'deliver the UPDATE',
  REFRESH: 'deliver the ROUTE-REFRESH',
  REL: 'stop HoldTimer, KeepaliveTimer, DelayOpenTimer and SendHoldTimer, drop what is buffered',
  TCPX: 'close the stream',
  CRC0: 'ConnectRetryCounter to 0',
  'CRC+': 'ConnectRetryCounter up by 1',
  DAMP: 'double IdleHoldTime and start IdleHoldTimer',
  DELR: 'delete the routes of the peer',
  RETAIN: 'keep the routes of the peer as stale',
  TRACK: 'another connection: to the collision arbiter',
  PROCESS: 'let the connection request through',
  REJECT: 'turn the connection away',
  RESTART: 'ask for an automatic start',
  LOG: 'log an FSM error, or the expiry of SendHoldTimer',
};

/** Words for several. */
const COMPOSITES: Readonly<Record<string, string>> = {
  STOP: 'CRT0 REL TCPX CRC0 ->Idle',
  DOWN: 'CRT0 REL TCPX ->Idle',
  FAIL: 'CRT0 REL TCPX CRC+ DAMP ->Idle',
  FAILd: 'DELR CRT0 REL TCPX CRC+ DAMP ->Idle',
  FAILu: 'CRT0 REL TCPX CRC+ ->Idle',
  FAILdu: 'DELR CRT0 REL TCPX CRC+ ->Idle',
  FAILr: 'RETAIN CRT0 REL TCPX CRC+ DAMP ->Idle',
  FAILru: 'RETAIN CRT0 REL TCPX CRC+ ->Idle',
};

export function legend(): readonly (readonly [string, string])[] {
  return [...Object.entries(MEANING), ...Object.entries(COMPOSITES)];
}

interface Scene {
  readonly before: FsmState;
  readonly event: FsmEvent;
  readonly options: FsmOptions;
  /** Hold time of the session, seconds. */
  readonly holdTime: number;
}

function timer(name: FsmTimer, durationMs: number, jitter = false, minimumMs = 0): FsmAction {
  return { type: 'start-timer', timer: name, durationMs, jitter, minimumMs };
}

function stop(name: FsmTimer): FsmAction {
  return { type: 'stop-timer', timer: name };
}

function notificationOf(word: string): FsmAction | undefined {
  const parts = /^N\((\d+),(\d+)(?:,([0-9a-f]+))?\)$/.exec(word);
  if (!parts) return undefined;
  return { type: 'send', message: notification(Number(parts[1]), Number(parts[2]), parseHex(parts[3] ?? '')) };
}

/** Why the stream is closed: what was said, else what was heard, else what happened. */
function reasonFor({ event }: Scene, said: FsmAction | undefined): CloseReason {
  if (said?.type === 'send' && said.message.type === 'NOTIFICATION') {
    return {
      kind: 'notification-sent',
      notification: said.message,
      ...('fault' in event && event.fault.notification.code === said.message.code ? { fault: event.fault } : {}),
    };
  }
  if (event.type === 'NotifMsg' || event.type === 'NotifMsgVerErr') {
    return { kind: 'notification-received', notification: event.notification };
  }
  const lost = [
    'TcpConnectionFails',
    'ConnectRetryTimer_Expires',
    'SendHoldTimer_Expires',
    'Tcp_CR_Acked',
    'TcpConnectionConfirmed',
  ];
  return lost.includes(event.type) ? { kind: 'connection-lost' } : { kind: 'stopped' };
}

function actionsOf(word: string, scene: Scene): FsmAction[] {
  const { before, event, options, holdTime } = scene;
  const negotiated = expect.anything() as never;
  const attempts = before.name === 'Established' || event.type === 'ManualStart' ? 0 : before.connectAttempts;
  const hold = timer('hold', holdTime * 1000);
  const keepalive = timer('keepalive', (holdTime * 1000) / 3, true, 1000);
  const simple: Readonly<Record<string, FsmAction[]>> = {
    INIT: [{ type: 'initialize' }],
    'CRT!': options.passiveTcpEstablishment ? [] : [timer('connect-retry', [5, 10, 20][attempts]! * 1000, true)],
    CRT0: [stop('connect-retry')],
    'DOT!': [timer('delay-open', options.delayOpenSeconds * 1000)],
    DOT0: [stop('delay-open')],
    HT240: [timer('hold', 240_000)],
    'HT=neg': holdTime === 0 ? [stop('hold'), stop('keepalive')] : [hold, keepalive],
    'HT!': [hold],
    HT0: [stop('hold')],
    'KAT!': [keepalive],
    KAT0: [stop('keepalive')],
    'SHT!': [timer('send-hold', 480_000)],
    IHT0: [stop('idle-hold')],
    DIAL: [{ type: 'dial' }],
    LISTEN: [{ type: 'listen' }],
    OPEN: [{ type: 'send', message: localOpen(options) }],
    KA: [{ type: 'send', message: { type: 'KEEPALIVE' } }],
    USE: [{ type: 'use-negotiated', negotiated }],
    UP: [{ type: 'established', negotiated }],
    UPDATE: event.type === 'UpdateMsg' ? [{ type: 'deliver-update', update: event.update }] : [],
    REFRESH: event.type === 'RouteRefreshMsg' ? [{ type: 'deliver-refresh', refresh: event.refresh }] : [],
    REL: [{ type: 'release' }],
    CRC0: [],
    'CRC+': [],
    DAMP: [timer('idle-hold', Math.min(120, Math.max(1, before.idleHoldSeconds * 2)) * 1000)],
    DELR: [{ type: 'delete-routes' }],
    RETAIN: [{ type: 'retain-routes', families: [Family.IPV4_UNICAST], restartTimeSeconds: 77, staleTimeSeconds: 180 }],
    TRACK: [{ type: 'track-connection' }],
    PROCESS: [{ type: 'process-connection' }],
    REJECT: [{ type: 'reject-connection' }],
    RESTART: [
      { type: 'restart', event: expect.objectContaining({ type: expect.stringMatching(/^Automatic/) }) as never },
    ],
    LOG: [{ type: 'log', level: expect.stringMatching(/^(info|error)$/) as never, text: expect.any(String) as never }],
    '·': [],
  };
  const actions = simple[word];
  if (!actions) throw new Error(`no meaning for ${word}`);
  return actions;
}

/** The words of a cell, composites expanded. */
export function words(cell: string): string[] {
  return cell.split(' ').flatMap((word) => (COMPOSITES[word] ? COMPOSITES[word].split(' ') : [word]));
}

/** Asserts everything a cell says of a transition. */
export function expectCell(cell: string, scene: Scene, { state, actions }: Transition): void {
  const list = words(cell);
  const arrow = list.find((word) => word.startsWith('->'));
  const expected: FsmAction[] = [];
  let said: FsmAction | undefined;
  for (const word of list.filter((one) => one !== arrow)) {
    const notice = notificationOf(word);
    if (notice) said = notice;
    if (notice) expected.push(notice);
    else if (word === 'TCPX')
      expected.push({ type: 'close-stream', reason: expect.objectContaining(reasonFor(scene, said)) as never });
    else expected.push(...actionsOf(word, scene));
  }
  expect(actions).toEqual(expected);
  expect(state.name).toBe(arrow ? arrow.slice(2) : scene.before.name);
  const counter = scene.before.connectRetryCounter;
  expect(state.connectRetryCounter).toBe(list.includes('CRC0') ? 0 : list.includes('CRC+') ? counter + 1 : counter);
  expect([...state.timers].sort()).toEqual(timersAfter(list, scene));
  if (state.name === 'Idle' && scene.before.name !== 'Idle') expect(state.startPending).toBe(false);
  expectBytes(actions);
}

const EFFECT: Readonly<Record<string, readonly [add: readonly FsmTimer[], remove: readonly FsmTimer[]]>> = {
  'CRT!': [['connect-retry'], []],
  CRT0: [[], ['connect-retry']],
  'DOT!': [['delay-open'], []],
  DOT0: [[], ['delay-open']],
  HT240: [['hold'], []],
  'HT=neg': [['hold', 'keepalive'], []],
  'HT!': [['hold'], []],
  HT0: [[], ['hold']],
  'KAT!': [['keepalive'], []],
  KAT0: [[], ['keepalive']],
  'SHT!': [['send-hold'], []],
  IHT0: [[], ['idle-hold']],
  DAMP: [['idle-hold'], []],
  REL: [[], ['hold', 'keepalive', 'delay-open', 'send-hold']],
};

const EXPIRED: Readonly<Record<string, FsmTimer>> = {
  ConnectRetryTimer_Expires: 'connect-retry',
  HoldTimer_Expires: 'hold',
  KeepaliveTimer_Expires: 'keepalive',
  DelayOpenTimer_Expires: 'delay-open',
  IdleHoldTimer_Expires: 'idle-hold',
  SendHoldTimer_Expires: 'send-hold',
};

function timersAfter(list: readonly string[], { before, event, options, holdTime }: Scene): FsmTimer[] {
  const running = new Set(before.timers);
  const expired = EXPIRED[event.type];
  if (expired) running.delete(expired);
  for (const word of list) {
    const [add, remove] = EFFECT[word] ?? [[], []];
    const none = (word === 'CRT!' && options.passiveTcpEstablishment) || (word === 'HT=neg' && holdTime === 0);
    for (const one of none ? [] : add) running.add(one);
    for (const one of word === 'HT=neg' && none ? add : remove) running.delete(one);
  }
  return [...running].sort();
}

/** RFC 4271 §4.5, octet by octet. */
function expectBytes(actions: readonly FsmAction[]): void {
  for (const action of actions) {
    if (action.type !== 'send' || action.message.type !== 'NOTIFICATION') continue;
    const { code, subcode, data } = action.message;
    const octets = [code, subcode, ...data].map((one) => one.toString(16).padStart(2, '0')).join('');
    const length = (21 + data.length).toString(16).padStart(4, '0');
    expect(formatHex(encodeMessage(action.message, createContext()))).toBe(`${'ff'.repeat(16)}${length}03${octets}`);
  }
}
