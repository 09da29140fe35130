/** What the collector tells the injector, over the channel between parent and child process. */
export type CollectorMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** Everything has arrived: End-of-RIB is there. */
  | { readonly type: 'complete'; readonly updates: number; readonly octets: number }
  /** The table as it is held. */
  | { readonly type: 'table'; readonly routes: number; readonly digest: string; readonly memory: number };

/** The two ends of the session, of a private AS each. */
export const INJECTOR = { as: 65001, routerId: '192.0.2.1', address: '127.0.0.1' } as const;
export const COLLECTOR = { as: 65002, routerId: '192.0.2.2', address: '127.0.0.1' } as const;
