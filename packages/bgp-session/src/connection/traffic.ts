import { MessageType } from '@mesh/bgp-wire';

/** What has passed in one direction. */
export interface TrafficCount {
  readonly messages: number;
  readonly opens: number;
  readonly updates: number;
  readonly notifications: number;
  readonly keepalives: number;
  readonly routeRefreshes: number;
  readonly octets: number;
}

/** What has passed in both directions since the peer was created. */
export interface Traffic {
  readonly received: TrafficCount;
  readonly sent: TrafficCount;
}

/** A count that is still counting. */
export type Counting = { -readonly [K in keyof TrafficCount]: TrafficCount[K] };

/** A count at zero. */
export function startCounting(): Counting {
  return { messages: 0, opens: 0, updates: 0, notifications: 0, keepalives: 0, routeRefreshes: 0, octets: 0 };
}

/** What each message type counts as besides a message. */
const COUNTED: readonly (keyof TrafficCount | undefined)[] = Object.assign<(keyof TrafficCount)[], object>([], {
  [MessageType.OPEN]: 'opens',
  [MessageType.UPDATE]: 'updates',
  [MessageType.NOTIFICATION]: 'notifications',
  [MessageType.KEEPALIVE]: 'keepalives',
  [MessageType.ROUTE_REFRESH]: 'routeRefreshes',
});

/** Counts one message by the type octet of its header. */
export function countMessage(count: Counting, type: number): void {
  count.messages++;
  const kind = COUNTED[type];
  if (kind !== undefined) count[kind]++;
}
