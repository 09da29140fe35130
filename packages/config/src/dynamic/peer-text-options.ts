/** What a host allows in the text of a peer beyond the grammar. */
export interface PeerTextOptions {
  /** What `local-ip` is where the text has none. Default: it must be given. */
  readonly localIp?: 'auto';
}
