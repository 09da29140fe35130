// An Adj-RIB-Out, its octets, and an Adj-RIB-In at the other end: whatever is announced, withdrawn, accepted, refreshed or
// cut off, the peer has in the end what we want it to have.
import { AS_PATH, asSequence, attribute, attributeSet, createContext, Family, formatHex, ORIGIN } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdjRibIn, AdjRibOut, type RibSession, type RibUpdateSource, type Route, RouteStore } from '../src/index.js';
import { specs } from './support/specs.js';
import { deliver, sessionOf } from './support/wire.js';

const families = Object.values(Family);
const sessions: Record<string, RibSession> = {
  '4-octet AS numbers with ADD-PATH': sessionOf({ addPath: families }),
  '2-octet AS numbers with ADD-PATH, AS4_PATH beside AS_PATH': sessionOf({ addPath: families, asn4: false }),
  'extended messages': sessionOf({ addPath: families, extendedMessage: true }),
  'two families': sessionOf({ addPath: families, families: [Family.IPV4_UNICAST, Family.IPV6_MULTICAST] }),
};

const wide = createContext();

/** What the peer should have of a route: RFC 4271 §5.1 for an external session, told apart from the code under test. */
function expected(route: Route, session: RibSession): string | undefined {
  const v6 = route.family === Family.IPV6_UNICAST || route.family === Family.IPV6_MULTICAST;
  if (!session.families.includes(route.family)) return undefined;
  if (v6 && route.nextHop === 'self') return undefined;
  const kept = route.attributes.filter(({ code }) => code !== 5);
  const added = [
    ...(kept.some(({ code }) => code === 1) ? [] : [attribute(ORIGIN, 'igp')]),
    ...(kept.some(({ code }) => code === 2) ? [] : [attribute(AS_PATH, asSequence(session.localAs))]),
  ];
  const nextHop = route.nextHop === 'self' ? session.localAddress : route.nextHop;
  return `${route.family} ${route.pathId ?? 0} ${route.prefix} ${nextHop} ${formatHex(attributeSet([...kept, ...added], wide))}`;
}

function actual(route: Route): string {
  return `${route.family} ${route.pathId} ${route.prefix} ${route.nextHop} ${formatHex(attributeSet(route.attributes, wide))}`;
}

/** One key a route on the wire: a route without path identifier has 0 there, so that the two must not both be wanted. */
const wireSpecs = specs.filter(({ pathId }) => pathId !== 0);

const steps = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('announce' as const), spec: wireSpecs }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), spec: wireSpecs }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), spec: wireSpecs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refresh' as const), spec: wireSpecs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), spec: wireSpecs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), spec: wireSpecs }) },
);

class Link {
  readonly ours: RouteStore = new RouteStore({ seed: 1 });
  readonly theirs: RouteStore = new RouteStore({ seed: 2 });
  readonly out: AdjRibOut = new AdjRibOut(this.ours);
  readonly sink: AdjRibIn = new AdjRibIn(this.theirs);
  readonly session: RibSession;
  #source: RibUpdateSource;

  constructor(session: RibSession) {
    this.session = session;
    this.#source = this.out.open(session);
  }

  send(): boolean {
    const chunk = this.#source.next(4096);
    if (!chunk) return false;
    deliver(chunk, this.session, this.sink);
    this.#source.accepted(chunk);
    return true;
  }

  refresh(family: number): void {
    this.#source.refresh(family);
  }

  restart(): void {
    this.#source.close({ kind: 'connection-lost' });
    this.sink.down({ kind: 'connection-lost' }, false);
    this.#source = this.out.open(this.session);
    this.sink.up(this.session);
  }
}

describe.each(Object.entries(sessions))('%s', (_name, session) => {
  it('brings the peer to what is wanted', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 120, size: 'max' }), (list) => {
        const link = new Link(session);
        for (const { kind, spec } of list) {
          if (kind === 'announce') link.out.announce(spec);
          else if (kind === 'withdraw') link.out.withdraw(spec);
          else if (kind === 'send') link.send();
          else if (kind === 'refresh') link.refresh(spec.family!);
          else if (kind === 'restart') link.restart();
          else link.out.clear(spec.family);
        }
        while (link.send());
        const wanted = [...link.out.routes()].flatMap((route) => expected(route, session) ?? []);
        expect([...link.sink.routes()].map(actual).sort()).toEqual(wanted.sort());
        expect(link.out.pending).toBe(0);
        expect(link.ours.size).toBe(link.out.size);
        for (const family of session.families) expect(link.sink.isComplete(family)).toBe(true);
        link.out.clear();
        while (link.send());
        expect([link.sink.size(), link.ours.size, link.theirs.size]).toEqual([0, 0, 0]);
      }),
      { seed: 30, numRuns: 120 },
    );
  });
});
