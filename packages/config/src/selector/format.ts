import { routerIdText, selectorKeys } from './keys.js';
import type { SelectorPeer, SelectorTerm } from './selector.js';

/** The text that `parseSelector` reads as these terms. */
export function formatSelector(terms: readonly SelectorTerm[]): string {
  const texts = terms.map(formatTerm);
  return texts.length === 1 ? `neighbor ${texts[0]}` : `[ ${texts.join(' , ')} ]`;
}

function formatTerm(term: SelectorTerm): string {
  const words = [term.peerAddress ?? '*'];
  for (const { keyword, format } of selectorKeys) {
    const value = format(term);
    if (value !== undefined) words.push(keyword, value);
  }
  return words.join(' ');
}

/**
 * What a peer is called: `neighbor 192.0.2.1 local-ip 192.0.2.254 local-as 65001 peer-as 65002 router-id 192.0.2.254
 * family-allowed in-open`. It is a selector of this peer, and of others only where they have the same.
 */
export function formatPeerName({ peerAddress, settings }: SelectorPeer): string {
  const { localAddress = 'auto', localAs, peerAs = 'auto', routerId } = settings;
  return formatSelector([
    {
      ...(peerAddress === undefined ? {} : { peerAddress }),
      localIp: localAddress,
      localAs,
      peerAs,
      routerId: routerIdText(routerId),
      familyAllowed: 'in-open',
    },
  ]);
}
