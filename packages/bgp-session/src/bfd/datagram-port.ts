/** The ports that BFD packets may come from (RFC 5881 §4). */
export const SOURCE_PORTS = { low: 49152, high: 65535 } as const;

/** Where datagrams arrive, or leave from. */
export interface DatagramAddress {
  /** Undefined: any address of the host. */
  readonly address: string | undefined;
  readonly family: 4 | 6;
  readonly port: number;
}

export interface DatagramEvents {
  /** A datagram has come; its octets are the port's and may change once the call has returned. */
  received(bytes: Uint8Array, from: string): void;
  /** The socket cannot be used; nothing more comes. Never called before `listen` has returned. */
  failed(error: Error): void;
}

/** A socket to send from. */
export interface DatagramSender {
  /** Sends a datagram with TTL or hop limit 255, if it can; what is lost is lost. */
  send(bytes: Uint8Array, to: { readonly address: string; readonly port: number }): void;
  close(): void;
}

/** Unreliable datagrams: UDP, or a network in virtual time. */
export interface DatagramPort {
  /** Takes what comes to an address, until it is closed. */
  listen(at: DatagramAddress, events: DatagramEvents): { close(): void };
  /**
   * A socket to send from; where its port is taken, the next free one of `SOURCE_PORTS`. `failed` is never called before
   * this has returned.
   */
  sender(from: DatagramAddress, failed: (error: Error) => void): DatagramSender;
}
