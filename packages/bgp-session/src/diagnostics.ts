import { type Channel, channel } from 'node:diagnostics_channel';
import type { Speaker } from './speaker/speaker.js';
import type { SpeakerEvents } from './speaker/speaker-events.js';

/** The channels, and what their messages are: always an object with the speaker. */
export const CHANNELS = {
  /** `{ speaker, peer }` */
  created: 'mesh:bgp-session:created',
  /** `{ speaker, peer }`: its settings were changed. */
  updated: 'mesh:bgp-session:updated',
  /** `{ speaker, peer }` */
  deleted: 'mesh:bgp-session:deleted',
  /** `{ speaker, reason, from }`: a stream was turned away before a peer had it. */
  refused: 'mesh:bgp-session:refused',
  /** `{ speaker, peer, from }`: the state of a peer has changed. */
  state: 'mesh:bgp-session:state',
  /** `{ speaker, peer, session }` */
  established: 'mesh:bgp-session:established',
  /** `{ speaker, peer, reason }`: a session, or an attempt at one, is over. */
  closed: 'mesh:bgp-session:closed',
  /** `{ speaker }`: our own restart is over. */
  restarted: 'mesh:bgp-session:restarted',
  /** `{ speaker, peer, from }`: the BFD session of a peer is in another state. */
  bfd: 'mesh:bgp-session:bfd',
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
  const { created, updated, deleted, refused, state, established, closed, restarted, bfd, fault, error, message } =
    mapChannels();
  const listeners = {
    created: (peer) => publish(created, { speaker, peer }),
    updated: (peer) => publish(updated, { speaker, peer }),
    deleted: (peer) => publish(deleted, { speaker, peer }),
    refused: (reason, from) => publish(refused, { speaker, reason, from }),
    state: (peer, from) => publish(state, { speaker, peer, from }),
    established: (session, peer) => publish(established, { speaker, peer, session }),
    closed: (reason, peer) => publish(closed, { speaker, peer, reason }),
    restarted: () => publish(restarted, { speaker }),
    bfd: (peer, from) => publish(bfd, { speaker, peer, from }),
    fault: (found, peer) => publish(fault, { speaker, peer, fault: found }),
    error: (thrown, peer) => publish(error, { speaker, peer, error: thrown }),
  } satisfies SpeakerEvents;
  speaker.on('created', listeners.created);
  speaker.on('updated', listeners.updated);
  speaker.on('deleted', listeners.deleted);
  speaker.on('refused', listeners.refused);
  speaker.on('state', listeners.state);
  speaker.on('established', listeners.established);
  speaker.on('closed', listeners.closed);
  speaker.on('restarted', listeners.restarted);
  speaker.on('bfd', listeners.bfd);
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
    speaker.off('created', listeners.created);
    speaker.off('updated', listeners.updated);
    speaker.off('deleted', listeners.deleted);
    speaker.off('refused', listeners.refused);
    speaker.off('state', listeners.state);
    speaker.off('established', listeners.established);
    speaker.off('closed', listeners.closed);
    speaker.off('restarted', listeners.restarted);
    speaker.off('bfd', listeners.bfd);
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
