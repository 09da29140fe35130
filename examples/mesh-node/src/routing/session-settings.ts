import type { PeerSettings } from '@mesh/bgp-session';
import { Family } from '@mesh/bgp-wire';
import type { Identity } from '../identity.js';
import type { Settings } from '../settings/settings.js';
import type { PlannedPeer } from './topology.js';

const FAMILIES = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];

/** How long the others keep our routes while this node is restarted (RFC 4724 §4.2). */
export const RESTART_SECONDS = 120;
/** The wait between two attempts doubles up to this: a node that comes back is not to be waited for. */
const MAX_WAIT_SECONDS = 15;

/**
 * A session with another node: iBGP over the IPv4 overlay addresses, with both families.
 *
 * Both sides dial, for either may be the first to know of the other; RFC 4271 §6.8 says which connection stays. A peer is
 * not damped (§8.1.1, DampPeerOscillations): who was turned away because the other did not know us yet would turn the
 * other away in its turn.
 *
 * Graceful restart is offered with forwarding preserved, for the kernel forwards and not this process. The N bit is not, so
 * that routes go at once where a session ends with a word (hold timer, BFD down, a node that leaves): they are kept only
 * where it is cut, as a restart does.
 */
export function sessionSettings(
  { name, address }: PlannedPeer,
  self: Identity,
  { asn, port, password, hold_time, bfd }: Settings['bgp'],
): PeerSettings {
  return {
    name,
    peerAddress: address,
    peerPort: port,
    localAddress: self.address,
    localAs: asn,
    peerAs: asn,
    routerId: self.routerId,
    password,
    holdTimeSeconds: hold_time,
    connectRetrySeconds: 2,
    connectRetryMaxSeconds: MAX_WAIT_SECONDS,
    dampPeerOscillations: false,
    families: FAMILIES,
    gracefulRestart: {
      restartTimeSeconds: RESTART_SECONDS,
      notification: false,
      families: FAMILIES.map((family) => ({ family, forwardingPreserved: true })),
    },
    bfd: bfd.enabled
      ? { desiredMinTxMs: bfd.interval, requiredMinRxMs: bfd.interval, detectMultiplier: bfd.multiplier }
      : undefined,
  };
}
