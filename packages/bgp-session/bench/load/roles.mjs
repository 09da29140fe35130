import { AS_PATH, asSequence, attribute, createContext, encodeMessage, Family, NEXT_HOP, ORIGIN } from '@mesh/bgp-wire';

/** Messages a second that a flooding peer sends. */
export const FLOOD_RATE = 100_000;
const TICK_MS = 5;

/** An UPDATE whose ORIGIN has a value that there is none of: treat-as-withdraw (RFC 7606 §7.1). */
function malformed() {
  const octets = encodeMessage(
    {
      type: 'UPDATE',
      attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002)), attribute(NEXT_HOP, '192.0.2.2')],
      nlri: [{ family: Family.IPV4_UNICAST, prefix: '198.51.100.0/24' }],
    },
    createContext(),
  );
  octets[26] = 3;
  return octets;
}

/** A source of the malformed message, so many a second, as long as the other side takes them. */
function flood() {
  const message = malformed();
  let wake = () => undefined;
  let owed = 0;
  let at = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    owed = Math.min(owed + ((now - at) / 1000) * FLOOD_RATE, FLOOD_RATE);
    at = now;
    wake();
  }, TICK_MS);
  return {
    next(maxBytes) {
      const count = Math.min(Math.floor(owed), Math.floor(maxBytes / message.length));
      if (count === 0) return undefined;
      owed -= count;
      const chunk = new Uint8Array(count * message.length);
      for (let i = 0; i < count; i++) chunk.set(message, i * message.length);
      return chunk;
    },
    accepted: () => undefined,
    onReady: (fn) => {
      wake = fn;
    },
    close: () => clearInterval(timer),
  };
}

/** What the peers of the other side do, as handlers. */
export const ROLES = {
  /** Nothing but keep alive. */
  quiet: () => ({}),
  /** The same; how long UPDATEs took is written down. */
  timed: () => ({}),
  /** Keeps alive, but reads nothing once the session is up. */
  deaf: () => ({ onEstablished: (session) => session.pause() }),
  /** Sends malformed UPDATEs. */
  flood: () => ({ onEstablished: () => ({ source: flood() }) }),
};
