import type { MeshError } from '@mesh/bgp-wire';
import type { PeerPredicate, PeerSnapshot } from '../peer/peer-snapshot.js';
import type { Session } from '../session.js';
import type { SpeakerEmitter } from './speaker-emitter.js';

/** Those who wait for something, as a session: each is given the error that ends its waiting. */
export type Waiting = Set<(error: MeshError) => void>;

/** The next session of a peer that is chosen. Rejects where the signal aborts, or with what those waiting are told. */
export function whenEstablished(
  speaker: SpeakerEmitter,
  predicate: PeerPredicate,
  signal: AbortSignal | undefined,
  waiting: Waiting,
): Promise<Session> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      speaker.off('established', onEstablished);
      waiting.delete(onClose);
      signal?.removeEventListener('abort', onAbort);
    };
    const onEstablished = (session: Session, of: PeerSnapshot) => {
      if (!predicate(of)) return;
      settle();
      resolve(session);
    };
    const onAbort = () => {
      settle();
      reject(signal?.reason);
    };
    const onClose = (error: MeshError) => {
      settle();
      reject(error);
    };
    speaker.on('established', onEstablished);
    waiting.add(onClose);
    signal?.addEventListener('abort', onAbort);
  });
}
