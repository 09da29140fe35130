import { messageEvent } from '@mesh/bgp-session';
import { Family, KEEPALIVE, notification, routeRefresh } from '@mesh/bgp-wire';
import { expect, it } from 'vitest';
import { optionsWith, peerOpen, stateAt } from './support/situation.js';

const options = optionsWith({ delayOpenSeconds: 5 });
const sent = stateAt('OpenSent', options);

it('an OPEN is event 20 while DelayOpenTimer runs, and event 19 else', () => {
  const open = peerOpen();
  const delayed = stateAt('Active', options, { timers: ['delay-open'] });
  expect(messageEvent(delayed, open, true)).toEqual({ type: 'BGPOpen_with_DelayOpenTimer_running', open, loses: true });
  expect(messageEvent(sent, open)).toEqual({ type: 'BGPOpen', open, loses: false });
});

it('a NOTIFICATION is event 24 for an unsupported version, and event 25 for everything else', () => {
  expect(messageEvent(sent, notification(2, 1)).type).toBe('NotifMsgVerErr');
  for (const other of [notification(2, 2), notification(6, 1), notification(0, 0), notification(255, 255)]) {
    expect(messageEvent(sent, other)).toEqual({ type: 'NotifMsg', notification: other });
  }
});

it('KEEPALIVE and ROUTE-REFRESH are events 26 and X30', () => {
  expect(messageEvent(sent, KEEPALIVE)).toEqual({ type: 'KeepAliveMsg' });
  const refresh = routeRefresh(Family.IPV4_UNICAST);
  expect(messageEvent(sent, refresh)).toEqual({ type: 'RouteRefreshMsg', refresh });
});
