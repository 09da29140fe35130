import { type Policy, policy, prefixList, reject, when } from '@mesh/rib';
import type { Settings } from '../settings/settings.js';

/** What nobody in a mesh has behind it: this host, a link, groups (RFC 6890), and everything. */
export const NEVER = [
  '0.0.0.0/0',
  '0.0.0.0/8 orlonger',
  '127.0.0.0/8 orlonger',
  '169.254.0.0/16 orlonger',
  '224.0.0.0/3 orlonger',
  '::/0',
  '::/127 orlonger',
  '::ffff:0:0/96 orlonger',
  'fe80::/10 orlonger',
  'ff00::/8 orlonger',
];

/** A route was refused; all text is printable. */
export type Refused = (route: { readonly peer: string; readonly prefix: string; readonly reason: string }) => void;

/**
 * What is taken of every neighbour:
 *
 * - not the overlay itself, nor any part of it: an address there is reached over the overlay's own link, and whoever
 *   announces it would take somebody's traffic, and its sessions with it;
 * - no default route: what is not of the mesh goes its own way, the overlay's own packets among it;
 * - what `more` refuses.
 */
export function importPolicy({ prefix, prefix6 }: Settings['mesh'], refused: Refused, more?: Policy): Policy {
  const inner = policy(
    'mesh',
    when(prefixList([`${prefix} orlonger`, `${prefix6} orlonger`], 'overlay'), reject('overlay')),
    when(prefixList(NEVER, 'never'), reject('never')),
    ...(more === undefined ? [] : [more]),
  );
  return (route) => {
    const verdict = inner(route);
    if (typeof verdict === 'object') {
      refused({ peer: route.peer.name, prefix: route.prefix, reason: verdict.reject });
    }
    return verdict;
  };
}
