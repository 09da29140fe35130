import { z } from 'zod';
import { EVENT_VERSION } from './event-json.js';

const asn = z.int().min(0).max(0xffffffff);
const peer = z.strictObject({
  localAddress: z.string(),
  peerAddress: z.string(),
  localAs: asn,
  peerAs: asn,
  routerId: z.string().optional(),
});
const head = { version: z.literal(EVENT_VERSION), timeMs: z.number() };
const peerHead = { ...head, peer };
const messageHead = { ...peerHead, direction: z.enum(['in', 'out']), frame: z.string().optional() };
const families = z.array(z.string());

/** A message of a type of the codec: its members are those of `messageToJson`. */
const message = (type: string) => z.looseObject({ type: z.literal(type) });

/** Open to new members, as consumers should be too. */
const events = z.discriminatedUnion('type', [
  z.looseObject({
    ...peerHead,
    type: z.literal('state'),
    state: z.enum(['connected', 'up', 'down']),
    reason: z.string().optional(),
  }),
  z.looseObject({
    ...peerHead,
    type: z.literal('negotiated'),
    negotiated: z.looseObject({
      holdTimeSeconds: z.int(),
      asn4: z.boolean(),
      families,
      addPath: z.strictObject({ receive: families, send: families }),
      extendedMessage: z.strictObject({ receive: z.boolean(), send: z.boolean() }),
      extendedNextHop: families,
      routeRefresh: z.boolean(),
      enhancedRouteRefresh: z.boolean(),
      multisession: z.boolean(),
      operational: z.boolean(),
    }),
  }),
  z.looseObject({ ...peerHead, type: z.literal('fsm'), state: z.string() }),
  z.looseObject({ ...peerHead, type: z.literal('signal'), code: z.int(), name: z.string() }),
  z.looseObject({ ...messageHead, type: z.literal('open'), message: message('OPEN') }),
  z.looseObject({
    ...messageHead,
    type: z.literal('update'),
    endOfRib: z.string().optional(),
    outcome: z.string().optional(),
    faults: z.string().optional(),
    message: message('UPDATE'),
  }),
  z.looseObject({ ...messageHead, type: z.literal('notification'), message: message('NOTIFICATION') }),
  z.looseObject({ ...messageHead, type: z.literal('keepalive') }),
  z.looseObject({ ...messageHead, type: z.literal('packet'), frame: z.string() }),
  z.looseObject({ ...messageHead, type: z.literal('refresh'), message: message('ROUTE-REFRESH') }),
  z.looseObject({ ...messageHead, type: z.literal('operational'), message: message('OPERATIONAL') }),
  z.looseObject({ ...head, type: z.literal('shutdown') }),
]);

/** JSON Schema (2020-12) of `eventToJson`, for those who read events in other languages. */
export function eventJsonSchema(): object {
  return z.toJSONSchema(events);
}
