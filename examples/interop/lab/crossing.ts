import { EventEmitter, once } from 'node:events';
import type { AnyDuplex, StreamAddresses } from '@mesh/bgp-session';
import { connect, listen } from '@mesh/bgp-session/tcp';
import type { Network } from './ours.js';

/**
 * TCP on which the first two connections always cross: ours is opened once the peer's has come, and the peer's is taken
 * once ours stands. So both ends have dialled, and both have two connections. What comes later is left alone.
 */
export function crossing(first: 'ours' | 'theirs'): Network {
  const arrivals = new EventEmitter();
  let theirs: (() => void) | undefined;
  let crossed = false;
  return {
    listen: (options, speaker) =>
      listen(options, {
        accept(stream: AnyDuplex, addresses?: StreamAddresses) {
          if (crossed) return speaker.accept(stream, addresses);
          theirs = () => speaker.accept(stream, addresses);
          arrivals.emit('arrival');
          return true;
        },
      }),
    async connect(target, signal) {
      if (crossed) return connect(target, signal);
      if (theirs === undefined) await once(arrivals, 'arrival', { signal });
      const ours = await connect(target, signal);
      crossed = true;
      const take = theirs as () => void;
      if (first === 'theirs') take();
      else setImmediate(take);
      return ours;
    },
  };
}
