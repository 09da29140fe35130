import type { AdjRibOut, RouteSelector, RouteSpec } from '@mesh/rib';

/**
 * Changes to what peers are to have, collected and then applied peer by peer in the order they came: the session of a
 * peer sees them as one step. A command alone makes its changes so, and a group those of all its commands.
 */
export class RibChanges {
  /** Routes of the commands, each counted once however many peers it is for. */
  announced = 0;
  withdrawn = 0;
  readonly #byPeer = new Map<string, ((out: AdjRibOut) => void)[]>();

  announce(peers: Iterable<string>, route: RouteSpec): void {
    this.announced++;
    for (const peer of peers) this.with(peer, (out) => void out.announce(route));
  }

  withdraw(peers: Iterable<string>, route: RouteSelector): void {
    this.withdrawn++;
    for (const peer of peers) this.with(peer, (out) => void out.withdraw(route));
  }

  /** Anything else that is done with the Adj-RIB-Out of a peer in its turn. */
  with(peer: string, change: (out: AdjRibOut) => void): void {
    const changes = this.#byPeer.get(peer);
    if (changes) changes.push(change);
    else this.#byPeer.set(peer, [change]);
  }

  /** The peers that have changes so far. */
  get peers(): readonly string[] {
    return [...this.#byPeer.keys()];
  }

  apply(adjRibOut: (peer: string) => AdjRibOut): void {
    for (const [peer, changes] of this.#byPeer) {
      const out = adjRibOut(peer);
      out.batch(() => {
        for (const change of changes) change(out);
      });
    }
    this.#byPeer.clear();
  }
}
