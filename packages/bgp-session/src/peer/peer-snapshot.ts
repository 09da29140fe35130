import type { Outcome } from '@mesh/bgp-wire';
import type { BfdStatus } from '../bfd/bfd-port.js';
import type { CloseReason } from '../close-reason.js';
import type { Traffic } from '../connection/traffic.js';
import type { FsmStateName } from '../fsm/state.js';
import type { Session } from '../session.js';
import type { Peer } from './peer.js';
import type { PeerSettings } from './peer-settings.js';
import type { HeldDown } from './peer-supervisor.js';
import type { StaleFamily } from './stale-routes.js';

/** One peer as it is now; plain data. */
export interface PeerSnapshot {
  readonly name: string;
  readonly settings: PeerSettings;
  readonly peerAddress: string | undefined;
  readonly state: FsmStateName;
  /** Not stopped by an operator. */
  readonly enabled: boolean;
  /** The Established session, while there is one. */
  readonly session: Session | undefined;
  readonly uptimeMs: number | undefined;
  /** Families whose routes are kept though the peer is away, or back and still sending them again (RFC 4724, RFC 9494). */
  readonly stale: readonly StaleFamily[];
  /** Sessions that were Established since the peer was created. */
  readonly sessions: number;
  readonly traffic: Traffic;
  /** Findings in what the peer sent since it was created, by their outcome (RFC 7606). */
  readonly faults: Readonly<Record<Outcome, number>>;
  /** Why the last session or attempt ended. */
  readonly lastReason: CloseReason | undefined;
  /** The BFD session that watches the path, while the peer is enabled and to be watched. */
  readonly bfd: BfdStatus | undefined;
  /** Why the peer is not tried, where it is not though it is enabled. */
  readonly heldDown: HeldDown | undefined;
  /** The prefix of the range that a dynamic peer is of; undefined for one that was created. */
  readonly range: string | undefined;
}

/** Chooses peers. */
export type PeerPredicate = (peer: PeerSnapshot) => boolean;

/** A peer as it is now. */
export function snapshot(peer: Peer): PeerSnapshot {
  const { name, resolved, state, enabled, session, stale, statistics, heldDown, bfd, ephemeral } = peer;
  const { settings, peerAddress } = resolved;
  const { uptimeMs, sessions, traffic, faults, lastReason } = statistics;
  return {
    name,
    settings,
    peerAddress,
    state,
    enabled,
    session,
    uptimeMs,
    stale,
    sessions,
    traffic,
    faults,
    lastReason,
    bfd,
    heldDown,
    range: ephemeral?.range,
  };
}
