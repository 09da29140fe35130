import { createContext, encodeMessage, type NotificationMessage } from '@mesh/bgp-wire';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { Clock } from '../clock.js';
import { LINGER_MS } from './wire.js';

/** Turns a stream away with a NOTIFICATION, for a second at most. */
export function refuse(stream: AnyDuplex, notification: NotificationMessage, clock: Clock, done: () => void): void {
  const duplex = toDuplex(stream);
  const cancel = clock.after(LINGER_MS, () => duplex.destroy());
  duplex.attach({
    data: () => undefined,
    drain: () => undefined,
    closed: () => {
      cancel();
      done();
    },
  });
  duplex.write(encodeMessage(notification, createContext()), () => undefined);
  duplex.end();
}
