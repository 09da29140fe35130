import type { Session } from '@mesh/bgp-session';
import { formatFamily } from '@mesh/bgp-wire';

/** What both sides agreed on, in one line. */
export function describeSession(session: Session): string {
  const { peerAs, internal, families, holdTime, tx, rx } = session;
  const paths = families.filter((family) => tx.addPath.has(family) || rx.addPath.has(family));
  return [
    `AS ${peerAs} (${internal ? 'internal' : 'external'})`,
    families.length === 0 ? 'no common family' : families.map(formatFamily).join(', '),
    holdTime === 0 ? 'no hold time' : `hold time ${holdTime} s`,
    `AS numbers of ${tx.asn4 ? 4 : 2} octets`,
    ...(tx.extendedMessage ? ['extended messages'] : []),
    ...(paths.length === 0 ? [] : [`path identifiers for ${paths.map(formatFamily).join(', ')}`]),
  ].join(', ');
}
