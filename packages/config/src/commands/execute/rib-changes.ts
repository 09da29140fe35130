import type { RouteAnnouncer, RouteSelector, RouteSpec } from '@mesh/rib';

/**
 * Changes to what peers are to have, collected and then applied in the order they came: the session of a peer sees them as
 * one step. A command alone makes its changes so, and a group those of all its commands.
 */
export class RibChanges {
  /** Routes of the commands, each counted once however many peers it is for. */
  announced = 0;
  withdrawn = 0;
  readonly #changes: ((announcer: RouteAnnouncer) => void)[] = [];
  readonly #peers = new Set<string>();

  announce(peers: readonly string[], route: RouteSpec): void {
    this.announced++;
    this.with(peers, (announcer) => announcer.put(route, peers));
  }

  withdraw(peers: readonly string[], route: RouteSelector): void {
    this.withdrawn++;
    this.with(peers, (announcer) => void announcer.withdrawKey(route, peers));
  }

  /** Anything else that is done with the Adj-RIBs-Out of peers in its turn. */
  with(peers: readonly string[], change: (announcer: RouteAnnouncer) => void): void {
    for (const peer of peers) this.#peers.add(peer);
    this.#changes.push(change);
  }

  /** The peers that have changes so far. */
  get peers(): ReadonlySet<string> {
    return this.#peers;
  }

  apply(announcer: RouteAnnouncer): void {
    announcer.together(() => {
      for (const change of this.#changes.splice(0)) change(announcer);
    });
  }
}
