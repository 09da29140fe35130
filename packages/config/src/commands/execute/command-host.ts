import type { PeerTextOptions } from '../../dynamic/peer-text-options.js';
import type { MeshSpeaker } from '../../running/mesh-speaker.js';
import type { TextOptions } from '../../text/route-text.js';
import type { CommandRecord } from './record.js';

/**
 * What the application around a speaker does on command. Each begins what it is asked for: the answer does not wait. One
 * that is left out is answered with an error.
 */
export interface DaemonActions {
  readonly shutdown?: (() => void) | undefined;
  readonly reload?: (() => void) | undefined;
  readonly restart?: (() => void) | undefined;
  /** What `daemon status` tells beside what the speaker knows. */
  readonly status?: (() => CommandRecord) | undefined;
  /** What waits to be written to programs: `system queue-status`. */
  readonly queueStatus?: (() => CommandRecord) | undefined;
}

/** What commands act on. */
export interface CommandHost extends PeerTextOptions {
  readonly mesh: MeshSpeaker;
  readonly daemon?: DaemonActions | undefined;
  /** What `system version` answers, as `mesh 1.2.3`. Default `mesh`. */
  readonly version?: string | undefined;
  /** How route text of commands is read. Default: strictly. */
  readonly text?: TextOptions | undefined;
}
