/** What has passed in one direction. */
export interface TrafficCount {
  readonly messages: number;
  readonly updates: number;
  readonly notifications: number;
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
  return { messages: 0, updates: 0, notifications: 0, octets: 0 };
}
