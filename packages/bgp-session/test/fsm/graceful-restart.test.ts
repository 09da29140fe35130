import { purgedOnReturn } from '@mesh/bgp-session';
import { capability, Family, GRACEFUL_RESTART, MULTIPROTOCOL } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { agreed, optionsWith, peerOpen } from './support/situation.js';

const BOTH = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
const options = optionsWith({ families: BOTH, gracefulRestart: {} });
const open = (families: readonly (readonly [Family, boolean])[] | undefined, spoken: readonly Family[] = BOTH) =>
  peerOpen({}, [
    ...spoken.map((family) => capability(MULTIPROTOCOL, family)),
    ...(families
      ? [
          capability(GRACEFUL_RESTART, {
            restarting: true,
            notification: true,
            restartTimeSeconds: 60,
            families: families.map(([family, forwardingPreserved]) => ({ family, forwardingPreserved })),
          }),
        ]
      : []),
  ]);

describe('when a restarted peer is back, stale routes are purged at once (RFC 4724 §4.2)', () => {
  const [v4, v6] = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
  it.each([
    [
      'of no family, where it kept its forwarding of all',
      open([
        [v4, true],
        [v6, true],
      ]),
      [],
    ],
    [
      'of a family whose F bit is clear',
      open([
        [v4, true],
        [v6, false],
      ]),
      [v6],
    ],
    ['of a family that it does not name', open([[v4, true]]), [v6]],
    [
      'of a family that the session has not',
      open(
        [
          [v4, true],
          [v6, true],
        ],
        [v4],
      ),
      [v6],
    ],
    ['of all, without the capability', open(undefined), BOTH],
  ] as const)('%s', (_name, peer, purged) => {
    expect(purgedOnReturn(BOTH, agreed(options, peer))).toEqual(purged);
  });
});
