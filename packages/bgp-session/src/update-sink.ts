import type { Family, NotificationMessage, UpdateView } from '@mesh/bgp-wire';
import type { CloseReason } from './close-reason.js';
import type { SessionInfo } from './session-info.js';

/** What a session delivers, in the order it came. Calls are synchronous; views are borrowed. */
export interface UpdateSink {
  /** The session is Established. */
  up(session: SessionInfo): void;
  /**
   * An UPDATE whose RFC 7606 outcome is not `session-reset`. A NOTIFICATION given back ends the session with it (a
   * prefix limit: Cease 6/1).
   */
  update(view: UpdateView): NotificationMessage | undefined;
  /** The peer has sent all it has of the family (RFC 4724 §2). */
  endOfRib(family: Family): void;
  /** Begin or end of what the peer sends again of the family (RFC 7313 §4). */
  refresh(family: Family, mark: 'begin' | 'end'): void;
  /** The routes held of the family are stale from now (RFC 4724 §4.2, RFC 9494 §4.2). */
  stale(family: Family, kind: 'gr' | 'llgr'): void;
  /** The routes of the family that are still stale are gone. */
  purge(family: Family): void;
  /** The session is over. `retain`: the routes are kept, and `stale` has said so; else they are gone. */
  down(reason: CloseReason, retain: boolean): void;
}
