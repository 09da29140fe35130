import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import type { BfdRouterKind, BfdRouterSettings } from './router.js';

/** BIRD: one process for BGP and BFD, which the kernel answers for while it stands still. */
export const bird: BfdRouterKind = {
  name: 'bird',
  // 2.0.12 is older than RFC 9384 and has no words for its subcode.
  sawBfdDown: /Received: Unknown error 6\.10/,
  async start(settings) {
    const daemon = new DaemonProcess('bird-bfd');
    const control = (...args: readonly string[]) => run('/usr/sbin/birdc', ['-s', daemon.path('bird.ctl'), ...args]);
    daemon.write('bird.conf', configuration(settings));
    await daemon.launch({
      program: '/usr/sbin/bird',
      args: ['-f', '-c', daemon.path('bird.conf'), '-s', daemon.path('bird.ctl')],
      ready: () => control('show', 'status'),
    });
    return {
      async bfd() {
        const line = (await control('show', 'bfd', 'sessions'))
          .split('\n')
          .find((one) => one.startsWith(settings.peer.address));
        return line?.split(/\s+/)[2] ?? 'none';
      },
      bgp: async () => /BGP state:\s+(\S+)/.exec(await control('show', 'protocols', 'all', 'ours'))?.[1] ?? 'unknown',
      freeze: () => daemon.signal('SIGSTOP'),
      thaw: () => daemon.signal('SIGCONT'),
      lastError: async () => daemon.log(),
      log: () => daemon.log(),
      stop: () => daemon.stop(),
    };
  },
};

function configuration({ local, peer, intervalMs, multiplier }: BfdRouterSettings): string {
  return `log stderr all;
debug protocols { states, events };
router id ${local.address};
protocol device { }
protocol bfd { multihop { interval ${intervalMs} ms; multiplier ${multiplier}; }; }
protocol bgp ours {
  local ${local.address} port 179 as ${local.as};
  neighbor ${peer.address} port 179 as ${peer.as};
  strict bind; multihop 2; passive on; bfd on; hold time 90; error wait time 1, 2;
  ipv4 { import all; export none; };
}
`;
}
