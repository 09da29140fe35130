import type { Session, Clock as SessionClock, SessionInfo, UpdateSink, UpdateSource } from '@mesh/bgp-session';
import type { RtrClient } from '@mesh/bgp-session/rtr';
import type {
  AdjRibIn,
  AdjRibOut,
  RibSession,
  RibUpdateSource,
  Route,
  RouteObject,
  RouteSpec,
  UpdateGroup,
  VrpFeed,
} from '@mesh/rib';
import { expectTypeOf, it } from 'vitest';
import type { PrefixRouteText, RouteText, StartOptions, Transport } from '../src/index.js';

/*
 * `bgp-session` and `rib` do not know each other: what holds them together is that these shapes fit. The assertions are
 * of types, so that the type check is the test.
 */

it('what an Adj-RIB-Out opens is a source of UPDATEs, which takes filters', () => {
  expectTypeOf<ReturnType<AdjRibOut['open']>>().toExtend<UpdateSource>();
  expectTypeOf<ReturnType<UpdateGroup['open']>>().toExtend<UpdateSource>();
  expectTypeOf<RibUpdateSource['filter']>().toExtend<NonNullable<UpdateSource['filter']>>();
});

it('an Adj-RIB-In is a sink of UPDATEs', () => {
  expectTypeOf<AdjRibIn>().toExtend<UpdateSink>();
});

it('a session tells a RIB what it must know', () => {
  expectTypeOf<SessionInfo>().toExtend<RibSession>();
  expectTypeOf<Session>().toExtend<RibSession>();
});

it('an RTR client feeds a table of VRPs', () => {
  expectTypeOf<RtrClient>().toExtend<VrpFeed>();
});

it('a route of a RIB is one that prints, and a route that was read one that a RIB takes', () => {
  expectTypeOf<Route>().toExtend<RouteText>();
  expectTypeOf<RouteObject>().toExtend<PrefixRouteText>();
  expectTypeOf<RouteText & { nextHop: string }>().toExtend<RouteSpec>();
});

it('a clock of a session is the clock of a speaker', () => {
  expectTypeOf<NonNullable<StartOptions['clock']>>().toEqualTypeOf<SessionClock>();
});

it('TCP is a transport', () => {
  expectTypeOf<typeof import('@mesh/bgp-session/tcp')>().toExtend<Transport>();
});
