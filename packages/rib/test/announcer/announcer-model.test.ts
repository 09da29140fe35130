// Handles × peers × flaps, beside a model of a few lines: who wants what of whom. A receipt is compared with what the
// chunks say that the stream has accepted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdjRibIn, type AnnouncedRoute, type RouteSpec, RouteStore } from '../../src/index.js';
import { type LabPeer, lab } from '../support/announcer-lab.js';
import { deliver } from '../support/wire.js';

const NAMES = ['a', 'b', 'c'] as const;
const KEYS = ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'];
const HOPS = ['192.0.2.1', '192.0.2.2'];

const announce = fc.record({
  kind: fc.constant('announce' as const),
  batched: fc.boolean(),
  key: fc.nat(KEYS.length - 1),
  hop: fc.nat(HOPS.length - 1),
  peers: fc.subarray([...NAMES], { minLength: 1 }),
  receipts: fc.boolean(),
  ttlMs: fc.constantFrom(undefined, undefined, 5, 20),
  tag: fc.constantFrom('x', 'y'),
});
const steps = fc.oneof(
  { weight: 8, arbitrary: announce },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tag' as const), tag: fc.constantFrom('x', 'y') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), which: fc.nat(40), ms: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(10) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('take' as const), peer: fc.constantFrom(...NAMES) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('accept' as const), peer: fc.constantFrom(...NAMES) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('flap' as const), peer: fc.constantFrom(...NAMES) }) },
);

interface Known {
  readonly handle: AnnouncedRoute;
  readonly key: string;
  readonly hop: string;
  readonly receipts: boolean;
  lapses: number | undefined;
  ttlMs: number | undefined;
}

/** What a peer has of what its stream has accepted. */
class AcceptedView {
  view = new AdjRibIn(new RouteStore());
  readonly peer: LabPeer;

  constructor(peer: LabPeer) {
    this.peer = peer;
  }

  accept(): void {
    const [chunk] = this.peer.inFlight;
    if (chunk) deliver(chunk, this.peer.session, this.view);
    this.peer.accept();
  }

  forget(): void {
    this.view = new AdjRibIn(new RouteStore());
  }

  hop(prefix: string): string | undefined {
    return this.view.get({ prefix })?.nextHop;
  }
}

describe('handles, peers and flaps', () => {
  it('agree with who announced last, and receipts with what was accepted', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 80, size: 'max' }), (list) => {
        const { announcer, peers, clock, store } = lab('abc');
        const views = Object.fromEntries(NAMES.map((name) => [name, new AcceptedView(peers[name]!)]));
        const all: Known[] = [];
        /** By peer, the handle that was announced last of each key and stands. */
        const wanted = Object.fromEntries(NAMES.map((name) => [name, new Map<string, Known>()]));
        const end = (known: Known) => {
          for (const name of NAMES) if (wanted[name]!.get(known.key) === known) wanted[name]!.delete(known.key);
        };
        const stands = (known: Known) => NAMES.filter((name) => wanted[name]!.get(known.key) === known);

        const check = () => {
          for (const known of all) {
            const { handle, key, hop, receipts } = known;
            expect([...handle.peers].sort()).toEqual(stands(known));
            expect(handle.ended === undefined).toBe(stands(known).length > 0);
            if (!receipts) continue;
            for (const [name, { state }] of handle.deliveries()) {
              const standing = wanted[name]!.get(key) === known;
              const has = views[name]!.hop(key);
              if (state === 'written') expect([standing, has]).toEqual([true, hop]);
              if (state === 'queued') expect(standing).toBe(true);
              if (state === 'withdrawn' && !all.slice(all.indexOf(known) + 1).some((one) => one.key === key)) {
                expect(has).toBeUndefined();
              }
              if (state === 'withdrawing')
                expect([standing, peers[name]!.source === undefined]).toEqual([false, false]);
              if (state === 'replaced') expect(standing).toBe(false);
            }
          }
          expect(announcer.size).toBe(all.filter(({ handle }) => handle.ended === undefined).length);
        };

        for (const step of list) {
          if (step.kind === 'announce') {
            const { receipts, ttlMs, tag } = step;
            const [key, hop] = [KEYS[step.key]!, HOPS[step.hop]!];
            const spec: RouteSpec = { prefix: key, nextHop: hop };
            const options = { receipts, ttlMs, tag, peers: step.peers };
            const handle = step.batched
              ? announcer.batch((tx) => tx.announce(spec, options))
              : announcer.announce(spec, options);
            const lapses = ttlMs === undefined ? undefined : clock.now() + ttlMs;
            const known: Known = { handle, key, hop, receipts, ttlMs, lapses };
            all.push(known);
            for (const name of step.peers) wanted[name]!.set(key, known);
          } else if (step.kind === 'withdraw') {
            const known = all.at(-1 - step.which);
            if (known) {
              expect(known.handle.withdraw()).toBe(stands(known).length > 0);
              end(known);
            }
          } else if (step.kind === 'tag') {
            const chosen = all.filter((known) => known.handle.tag === step.tag && stands(known).length > 0);
            expect(announcer.withdraw({ tag: step.tag })).toBe(chosen.length);
            for (const known of chosen) end(known);
          } else if (step.kind === 'renew') {
            const known = all.at(-1 - step.which);
            if (known && stands(known).length > 0) {
              known.handle.renew(step.ms + 1);
              known.lapses = clock.now() + step.ms + 1;
            }
          } else if (step.kind === 'wait') {
            clock.runFor(step.ms);
            for (const known of all) if (known.lapses !== undefined && known.lapses <= clock.now()) end(known);
          } else if (step.kind === 'take') peers[step.peer]!.take(4096);
          else if (step.kind === 'accept') views[step.peer]!.accept();
          else if (peers[step.peer]!.source) {
            peers[step.peer]!.down();
            views[step.peer]!.forget();
          } else peers[step.peer]!.up();
          check();
        }

        for (const name of NAMES) {
          if (!peers[name]!.source) peers[name]!.up();
          do while (peers[name]!.inFlight.length > 0) views[name]!.accept();
          while (peers[name]!.take());
          expect(peers[name]!.held()).toEqual([...wanted[name]!].map(([key, { hop }]) => `${key} ${hop}`).sort());
        }
        check();
        for (const { handle, receipts } of all) {
          for (const [name, { state }] of receipts ? handle.deliveries() : []) {
            if (handle.peers.includes(name)) expect(state).toBe('written');
            else expect(['withdrawn', 'replaced']).toContain(state);
          }
        }
        announcer.clear();
        for (const name of NAMES) peers[name]!.drain();
        expect([announcer.size, store.size, clock.pending]).toEqual([0, 0, 0]);
      }),
      { seed: 5, numRuns: 120 },
    );
  });
});
