import { Family } from '@mesh/bgp-wire';
import {
  AdjRibIn,
  AdjRibOut,
  type AdjRibOutOptions,
  type RibSession,
  type RibUpdateSource,
  RouteAnnouncer,
  type RouteAnnouncerOptions,
  RouteStore,
} from '../../src/index.js';
import { TurnClock } from './turn-clock.js';
import { deliver, sessionOf } from './wire.js';

/** One peer: our Adj-RIB-Out, and at the other end of a session, whenever there is one, the peer's Adj-RIB-In. */
export class LabPeer {
  readonly out: AdjRibOut;
  readonly theirs = new AdjRibIn(new RouteStore({ seed: 2 }));
  session: RibSession;
  source: RibUpdateSource | undefined;
  /** Chunks taken and not accepted. */
  readonly inFlight: Uint8Array[] = [];
  /** Chunks taken so far. */
  readonly chunks: Uint8Array[] = [];
  /** Takes and accepts all there is whenever it is woken, as a session whose stream never fills. */
  eager = false;

  constructor(store: RouteStore, session: RibSession, options: AdjRibOutOptions = {}) {
    this.out = new AdjRibOut(store, options);
    this.session = session;
  }

  up(session: RibSession = this.session): void {
    this.session = session;
    this.theirs.up(session);
    this.source = this.out.open(session);
    this.source.onReady(() => {
      if (this.eager) this.drain();
    });
    if (this.eager) this.drain();
  }

  down(): void {
    const { source } = this;
    this.source = undefined;
    this.inFlight.length = 0;
    this.theirs.down({}, false);
    source?.close({});
  }

  /** Takes a chunk without the stream accepting it. */
  take(maxBytes = 65536): Uint8Array | undefined {
    const chunk = this.source?.next(maxBytes);
    if (chunk) {
      this.inFlight.push(chunk);
      this.chunks.push(chunk);
      deliver(chunk, this.session, this.theirs);
    }
    return chunk;
  }

  /** The stream accepts the oldest chunk. */
  accept(): boolean {
    const chunk = this.inFlight.shift();
    if (chunk) this.source?.accepted(chunk);
    return chunk !== undefined;
  }

  drain(): void {
    while (this.accept());
    while (this.take()) this.accept();
  }

  held(): string[] {
    return [...this.theirs.routes()].map(({ prefix, nextHop }) => `${prefix} ${nextHop}`).sort();
  }
}

/** An announcer with peers `a`, `b` … that have no session yet. */
export function lab(
  names = 'ab',
  options: Partial<RouteAnnouncerOptions> = {},
  session: RibSession = sessionOf({ families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] }),
) {
  const clock = new TurnClock();
  const store = new RouteStore({ seed: 1 });
  const announcer = new RouteAnnouncer(store, { clock, ...options });
  const peers = Object.fromEntries([...names].map((name) => [name, new LabPeer(store, session)]));
  for (const [name, { out }] of Object.entries(peers)) announcer.add(name, { adjRibOut: out });
  return { clock, store, announcer, peers: peers as Record<string, LabPeer> };
}
