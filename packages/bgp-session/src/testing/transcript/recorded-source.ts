import { formatHex } from '@mesh/bgp-wire';
import type { UpdateSource } from '../../update-source.js';
import type { SourceSkill, TranscriptEvent } from './line.js';

const SKILLS: readonly SourceSkill[] = ['refresh', 'filter', 'gracefulShutdown'];

/** What a source can do. */
export function skillsOf(source: UpdateSource): readonly SourceSkill[] {
  return SKILLS.filter((skill) => source[skill] !== undefined);
}

/** A source that tells what it gives. */
export function recordedSource(
  source: UpdateSource,
  peer: string,
  note: (event: TranscriptEvent) => void,
): UpdateSource {
  let refreshed = 0;
  const { refresh, filter, gracefulShutdown } = source;
  return {
    next: (maxBytes) => {
      const chunk = source.next(maxBytes);
      if (chunk !== undefined || refreshed > 0) {
        note({
          event: 'offered',
          peer,
          hex: formatHex(chunk ?? new Uint8Array()),
          ...(refreshed > 0 ? { refreshed } : {}),
        });
      }
      refreshed = 0;
      return chunk;
    },
    accepted: (chunk) => source.accepted(chunk),
    onReady: (wake) => source.onReady(wake),
    ...(refresh && {
      refresh: (family, done) =>
        refresh.call(source, family, () => {
          refreshed++;
          done();
        }),
    }),
    ...(filter && { filter: (family, filters) => filter.call(source, family, filters) }),
    ...(gracefulShutdown && { gracefulShutdown: () => gracefulShutdown.call(source) }),
    close: (reason) => source.close(reason),
  };
}
