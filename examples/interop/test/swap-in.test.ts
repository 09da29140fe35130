import { exabgp } from '../lab/exabgp.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import { openbgpd } from '../lab/openbgpd.js';
import { transit } from '../lab/swap/transit.js';
import { describeSwapIn, type SwapIn } from './swap-in-suite.js';

const ROWS: readonly Omit<SwapIn, 'scenario'>[] = [
  { kind: frr, swapped: 'middle' },
  { kind: gobgp, swapped: 'middle' },
  {
    kind: openbgpd,
    swapped: 'middle',
    differs: {
      in: ['NEXT_HOP'],
      why: 'lab/openbgpd.ts has it pass next hops on as they came (`nexthop no-modify`)',
      report:
        /^left: message \d+ that was received on stream 1 is the first that differs:\n {2}ours {6}at .* s {2}UPDATE announces 10\.3\.0\.0\/16; .*NEXT_HOP 10\.99\.0\.2\n {2}openbgpd {2}at .* s {2}UPDATE announces 10\.3\.0\.0\/16; .*NEXT_HOP 10\.99\.0\.7$/,
    },
  },
  // ExaBGP passes nothing on: it can only stand at an end.
  ...[frr, gobgp, openbgpd, exabgp].map((kind) => ({ kind, swapped: 'right' })),
];

for (const row of ROWS) describeSwapIn({ scenario: transit, ...row });
