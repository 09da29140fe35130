import type { Speaker } from '@mesh/bgp-session';

/** How many peers a speaker has made and ended since it started, those of its configuration among them. */
export interface PeerCounts {
  readonly created: number;
  readonly deleted: number;
}

/** Counts the peers of a speaker that has none yet. */
export function countPeers(speaker: Pick<Speaker, 'on'>): PeerCounts {
  const counts = { created: 0, deleted: 0 };
  speaker.on('created', () => void counts.created++);
  speaker.on('deleted', () => void counts.deleted++);
  return counts;
}
