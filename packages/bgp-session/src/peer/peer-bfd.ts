import { CeaseSubcode, ErrorCode, type NotificationMessage, notification } from '@mesh/bgp-wire';
import type { BfdEvents, BfdPort, BfdStateName, BfdStatus, BfdWatch } from '../bfd/bfd-port.js';
import type { ResolvedPeer } from './peer-settings.js';

/*
 * The BFD session of a peer (RFC 5882 §10.2, RFC 9384). It runs as long as the peer is enabled, whether a BGP session is
 * up or not, so that the path is watched from the first moment on.
 *
 * - Up to Down ends the BGP session: the path is gone, or the peer says so.
 * - Where the peer has put its BFD into AdminDown, or never spoke it, that says nothing of the path: the BGP session
 *   goes on, and comes up, without (RFC 5882 §3.2, §4.1, §4.2).
 */

export interface PeerBfdPorts {
  /** The path was there and is no more. */
  down(cease: NotificationMessage): void;
  changed(from: BfdStateName): void;
  failed(error: Error): void;
}

/** RFC 9384 §3. */
const BFD_DOWN = notification(ErrorCode.CEASE, CeaseSubcode.BFD_DOWN);

export class PeerBfd {
  readonly #port: BfdPort | undefined;
  #resolved: ResolvedPeer;
  readonly #ports: PeerBfdPorts;
  #watch: BfdWatch | undefined;

  constructor(port: BfdPort | undefined, resolved: ResolvedPeer, ports: PeerBfdPorts) {
    this.#port = port;
    this.#resolved = resolved;
    this.#ports = ports;
  }

  get status(): BfdStatus | undefined {
    return this.#watch?.status;
  }

  /** Watches the path from now on; nothing where the peer is not to be watched, or is already. */
  start(): void {
    const { peerAddress, localAddress, settings } = this.#resolved;
    if (this.#watch !== undefined || settings.bfd === undefined || peerAddress === undefined) return;
    this.#watch = this.#port?.watch({ peerAddress, localAddress }, settings.bfd, this.#events);
  }

  /** Takes over new settings; the same path stays watched, at another pace. */
  update(resolved: ResolvedPeer, enabled: boolean): void {
    const before = this.#watch;
    this.#watch = undefined;
    this.#resolved = resolved;
    try {
      if (enabled) this.start();
    } finally {
      before?.close();
    }
  }

  stop(): void {
    const watch = this.#watch;
    this.#watch = undefined;
    watch?.close();
  }

  readonly #events: BfdEvents = {
    changed: ({ state, remoteState }, from) => {
      this.#ports.changed(from);
      if (from === 'Up' && state === 'Down' && remoteState !== 'AdminDown') this.#ports.down(BFD_DOWN);
    },
    failed: (error) => this.#ports.failed(error),
  };
}
