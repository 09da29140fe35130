import { type FsmAction, type FsmStateName, initialState, transition } from '@mesh/bgp-session';
import { notification } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { STATES } from './support/matrix.js';
import { EVENTS, eventOf, optionsWith, PRESUMED, stateAt, UPDATE, usual } from './support/situation.js';

/** Where the text of an RFC is silent, contradicts itself or is dangerous: each resolution, beside the clause. */

const sent = (actions: readonly FsmAction[]) =>
  actions.flatMap((one) => (one.type === 'send' && one.message.type === 'NOTIFICATION' ? [one.message] : []));
const types = (actions: readonly FsmAction[]) => actions.map(({ type }) => type);
const names = (except: readonly FsmStateName[]) => STATES.filter((name) => !except.includes(name));

describe('resolved ambiguities', () => {
  it('R1: "starts the ConnectRetryTimer with the initial value" of a passive start: a passive peer has none', () => {
    const options = optionsWith({ passiveTcpEstablishment: true });
    const start = eventOf('AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment');
    const { state, actions } = transition(initialState, start, options);
    expect(state.name).toBe('Active');
    expect([...state.timers]).toEqual([]);
    const expired = transition(state, eventOf('ConnectRetryTimer_Expires'), options);
    expect([...actions, ...expired.actions].map(({ type }) => type)).not.toContain('dial');
    expect(expired.state).toBe(state);
  });

  it('R2: the list of "HoldTimer_Expires" in Established forgets the routes: they are deleted before the release', () => {
    const options = optionsWith();
    const { actions } = transition(stateAt('Established', options), eventOf('HoldTimer_Expires'), options);
    const order = types(actions);
    expect(order.indexOf('delete-routes')).toBeGreaterThan(order.indexOf('send'));
    expect(order.indexOf('delete-routes')).toBeLessThan(order.indexOf('release'));
  });

  it('R2: "… or retained" with the N bit both ways (RFC 8538 §4)', () => {
    const options = optionsWith({ gracefulRestart: {} });
    const before = stateAt('Established', options, { graceful: 'gr+n' });
    expect(types(transition(before, eventOf('HoldTimer_Expires'), options).actions)).toContain('retain-routes');
  });

  it('R3: "IdleHoldTimer_Expires" outside Idle is an FSM error, and a bug of the caller: it is logged', () => {
    const options = optionsWith();
    for (const name of names(['Idle'])) {
      const { state, actions } = transition(stateAt(name, options), eventOf('IdleHoldTimer_Expires'), options);
      expect(state.name).toBe('Idle');
      expect(actions[0]).toMatchObject({ type: 'log', level: 'error' });
    }
  });

  it('R4: event 14 is missing from the list of Idle: the connection is refused', () => {
    const options = optionsWith({ trackTcpState: true });
    const result = transition(initialState, eventOf('TcpConnection_Valid'), options);
    expect(result).toEqual({ state: initialState, actions: [{ type: 'reject-connection' }] });
  });

  it('R5: Active restarts ConnectRetryTimer on event 18 and goes to Idle, where it would do nothing: it is stopped', () => {
    const options = optionsWith({ delayOpenSeconds: 5 });
    const before = stateAt('Active', options, { timers: ['delay-open'] });
    const { state } = transition(before, eventOf('TcpConnectionFails'), options);
    expect(state.name).toBe('Idle');
    expect([...state.timers]).toEqual(['idle-hold']);
  });

  it('R6: "FSM Error" for events 21 and 22 in Established; §6.1: header errors have code 1, and an OPEN is 5/3', () => {
    const options = optionsWith();
    const before = stateAt('Established', options);
    expect(sent(transition(before, eventOf('BGPHeaderErr'), options).actions)).toEqual([
      notification(1, 2, new Uint8Array([0, 0x12])),
    ]);
    expect(sent(transition(before, eventOf('BGPOpenMsgErr'), options).actions)).toEqual([
      notification(5, 3, new Uint8Array([1])),
    ]);
  });

  it('R7: "performs peer oscillation damping" on OpenCollisionDump: IdleHoldTime does not rise for the loser', () => {
    const options = optionsWith({ collisionDetectEstablishedState: true });
    for (const name of names(['Idle'])) {
      const before = stateAt(name, options, { idleHoldSeconds: 4 });
      const { state } = transition(before, eventOf('OpenCollisionDump'), options);
      expect(state).toMatchObject({ name: 'Idle', idleHoldSeconds: 4 });
      expect([...state.timers]).toEqual([]);
    }
  });

  it('R8: "sends the NOTIFICATION with the Error Code FSM Error" for NotifMsg in OpenSent; §6.4: never answered', () => {
    for (const type of ['NotifMsg', 'NotifMsgVerErr'] as const) {
      for (const name of STATES) {
        const options = optionsWith();
        expect(sent(transition(stateAt(name, options), eventOf(type), options).actions)).toEqual([]);
      }
    }
  });

  it('R9: UpdateMsgErr before Established is an unexpected message (RFC 6608 §3): 5/1 and 5/2, not 3/x', () => {
    const options = optionsWith();
    for (const [name, subcode] of [
      ['OpenSent', 1],
      ['OpenConfirm', 2],
    ] as const) {
      expect(sent(transition(stateAt(name, options), eventOf('UpdateMsgErr'), options).actions)).toEqual([
        notification(5, subcode, new Uint8Array([2])),
      ]);
    }
  });

  it('R10: RFC 9687 defines SendHoldTimer_Expires in Established only: ignored elsewhere, where the timer never runs', () => {
    const options = optionsWith();
    for (const name of names(['Established'])) {
      const before = stateAt(name, options);
      expect(transition(before, eventOf('SendHoldTimer_Expires'), options)).toEqual({ state: before, actions: [] });
      for (const event of EVENTS) {
        const after = transition(before, event, options).state;
        expect(after.timers.has('send-hold')).toBe(after.name === 'Established');
      }
    }
  });

  it('R11: "restarts its HoldTimer" names KEEPALIVE and UPDATE: ROUTE-REFRESH does not', () => {
    const options = optionsWith();
    const before = stateAt('Established', options);
    const { actions } = transition(before, eventOf('RouteRefreshMsg'), options);
    expect(types(actions)).toEqual(['deliver-refresh']);
  });

  it('R12: TcpConnectionFails after we began to close comes too late: it changes nothing', () => {
    for (const event of EVENTS) {
      const options = optionsWith(PRESUMED[event.type]);
      for (const name of names(['Idle'])) {
        const closed = transition(stateAt(name, options, usual(name, event.type)), event, options);
        if (closed.state.name !== 'Idle') continue;
        const late = transition(closed.state, eventOf('TcpConnectionFails'), options);
        expect(late).toEqual({ state: closed.state, actions: [] });
      }
    }
  });

  it('R13: KEEPALIVE and UPDATE in one chunk: the UPDATE is in order only after the KEEPALIVE was applied', () => {
    const options = optionsWith();
    const confirm = stateAt('OpenConfirm', options);
    const update = { type: 'UpdateMsg', update: UPDATE } as const;
    const inOrder = transition(transition(confirm, eventOf('KeepAliveMsg'), options).state, update, options);
    expect(types(inOrder.actions)).toContain('deliver-update');
    const early = transition(confirm, update, options);
    expect(types(early.actions)).not.toContain('deliver-update');
    expect(sent(early.actions)).toEqual([notification(5, 2, new Uint8Array([2]))]);
  });
});
