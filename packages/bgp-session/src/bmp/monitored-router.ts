/** A router that is connected to a station. */
export interface MonitoredRouter {
  readonly remoteAddress: string | undefined;
  /** Of its Initiation (RFC 7854 §4.4). */
  readonly sysName: string | undefined;
  readonly sysDescr: string | undefined;
  /** Ends the connection. */
  close(): void;
  /** Takes nothing more from the router until `resume`. */
  pause(): void;
  resume(): void;
}
