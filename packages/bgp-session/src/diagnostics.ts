import { type Channel, channel } from 'node:diagnostics_channel';
import type { Speaker } from './speaker.js';
import type { SpeakerEvents } from './speaker-events.js';

/** The channels, and what their messages are: always an object with the speaker. */
export const CHANNELS = {
  /** `{ speaker, peer, from }`: the state of a peer has changed. */
  state: 'mesh:bgp-session:state',
  /** `{ speaker, peer, session }` */
  established: 'mesh:bgp-session:established',
  /** `{ speaker, peer, reason }`: a session, or an attempt at one, is over. */
  closed: 'mesh:bgp-session:closed',
  /** `{ speaker, peer, fault }` */
  fault: 'mesh:bgp-session:fault',
  /** `{ speaker, peer, error }` */
  error: 'mesh:bgp-session:error',
  /** `{ speaker, stream, direction, octets }`: a message that came, or octets that go; borrowed. Only while somebody subscribes. */
  message: 'mesh:bgp-session:message',
} as const;

/**
 * Publishes what a speaker does on channels of `node:diagnostics_channel`, for whoever traces or logs the process. A
 * channel that nobody subscribes to costs nothing but the look at it. Gives back what ends it.
 */
export function publishDiagnostics(speaker: Speaker): () => void {
  const { state, established, closed, fault, error, message } = mapChannels();
  const listeners = {
    state: (peer, from) => publish(state, { speaker, peer, from }),
    established: (session, peer) => publish(established, { speaker, peer, session }),
    closed: (reason, peer) => publish(closed, { speaker, peer, reason }),
    fault: (found, peer) => publish(fault, { speaker, peer, fault: found }),
    error: (thrown, peer) => publish(error, { speaker, peer, error: thrown }),
  } satisfies SpeakerEvents;
  speaker.on('state', listeners.state);
  speaker.on('established', listeners.established);
  speaker.on('closed', listeners.closed);
  speaker.on('fault', listeners.fault);
  speaker.on('error', listeners.error);
  const untap = speaker.tap((stream) => {
    const passed = (direction: 'received' | 'sent') => (octets: Uint8Array) => {
      if (message.hasSubscribers) message.publish({ speaker, stream, direction, octets });
    };
    return { received: passed('received'), sent: passed('sent') };
  });
  return () => {
    untap();
    speaker.off('state', listeners.state);
    speaker.off('established', listeners.established);
    speaker.off('closed', listeners.closed);
    speaker.off('fault', listeners.fault);
    speaker.off('error', listeners.error);
  };
}

function publish(to: Channel, message: object): void {
  if (to.hasSubscribers) to.publish(message);
}

function mapChannels(): { readonly [K in keyof typeof CHANNELS]: Channel } {
  const entries = Object.entries(CHANNELS).map(([key, name]) => [key, channel(name)] as const);
  return Object.fromEntries(entries) as { [K in keyof typeof CHANNELS]: Channel };
}
