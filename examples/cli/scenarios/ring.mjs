// Five networks in a ring: a route goes round both ways; a cable is cut, and it goes the long way; a router falls over and
// comes back.
import { ring } from '@mesh/bgp-session/testing';

export const scenario = {
  title: 'A ring that is cut and mended',
  topology: ring(5),
  options: { seed: 1, latencyMs: 10, jitterMs: 5, session: { holdTimeSeconds: 9 } },
  steps: [
    { atMs: 2_000, say: 'r1 announces 192.0.2.0/24', do: ({ router }) => router('r1').originate('192.0.2.0/24') },
    {
      atMs: 5_000,
      say: 'the cable between r1 and r2 is cut',
      do: ({ network }) => network.partition('10.0.0.1', '10.0.0.2'),
    },
    { atMs: 30_000, say: 'the cable is mended', do: ({ network }) => network.heal() },
    { atMs: 50_000, say: 'r4 falls over', do: ({ router }) => router('r4').crash() },
    { atMs: 55_000, say: 'r4 is back', do: ({ router }) => router('r4').restart() },
  ],
  untilMs: 90_000,
};
