import { mkdirSync } from 'node:fs';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import type { BfdRouterKind, BfdRouterSettings } from './router.js';

const DAEMONS = '/usr/lib/frr';

/** FRR: bgpd asks bfdd through zebra, so it takes all three. They share the folder of zebra, as the user `frr`. */
export const frr: BfdRouterKind = {
  name: 'frr',
  sawBfdDown: /received from neighbor \S+ 6\/10 \(Cease\/BFD Down\)/,
  async start(settings) {
    const [zebra, bfdd, bgpd] = ['zebra', 'bfdd', 'bgpd'].map((name) => new DaemonProcess(`frr-${name}`)) as [
      DaemonProcess,
      DaemonProcess,
      DaemonProcess,
    ];
    const vty = zebra.path('vty');
    mkdirSync(vty);
    await run('chown', ['frr:frr', zebra.folder, vty]);
    const shell = (...commands: readonly string[]) =>
      run('/usr/bin/vtysh', ['--vty_socket', vty, ...commands.flatMap((command) => ['-c', command])]);
    const common = (name: string) => [
      ...['-i', zebra.path(`${name}.pid`), '-z', zebra.path('zserv'), '--vty_socket', vty, '-P', '0'],
      ...['--log', 'stdout', '--log-level', 'debugging'],
    ];
    const launch = async (daemon: DaemonProcess, name: string, args: readonly string[], show: string) => {
      const config = daemon.path('frr.conf');
      daemon.write('frr.conf', name === 'bgpd' ? configuration(settings) : '');
      await run('chown', ['-R', 'frr:frr', config]);
      await daemon.launch({
        program: `${DAEMONS}/${name}`,
        args: ['-f', config, ...common(name), ...args],
        ready: () => shell(show),
      });
    };
    await launch(zebra, 'zebra', [], 'show zebra');
    await launch(bfdd, 'bfdd', ['--bfdctl', zebra.path('bfdd.sock')], 'show bfd peers');
    await launch(bgpd, 'bgpd', ['-l', settings.local.address, '-p', '179', '-S'], 'show bgp summary json');
    return {
      async bfd() {
        const peers: readonly { readonly peer: string; readonly status: string }[] = JSON.parse(
          await shell('show bfd peers json'),
        );
        return peers.find(({ peer }) => peer === settings.peer.address)?.status ?? 'none';
      },
      async bgp() {
        const { address } = settings.peer;
        const all: Record<string, { bgpState?: string }> = JSON.parse(
          await shell(`show bgp neighbors ${address} json`),
        );
        return all[address]?.bgpState ?? 'unknown';
      },
      freeze: () => bfdd.signal('SIGSTOP'),
      thaw: () => bfdd.signal('SIGCONT'),
      lastError: async () => bgpd.log(),
      log: () => [zebra, bfdd, bgpd].map((daemon) => daemon.log()).join('\n'),
      async stop() {
        for (const daemon of [bgpd, bfdd, zebra]) await daemon.stop();
      },
    };
  },
};

function configuration({ local, peer, intervalMs, multiplier }: BfdRouterSettings): string {
  return [
    `router bgp ${local.as}`,
    ` bgp router-id ${local.address}`,
    ' bgp log-neighbor-changes',
    ' no bgp ebgp-requires-policy',
    ` neighbor ${peer.address} remote-as ${peer.as}`,
    ` neighbor ${peer.address} update-source ${local.address}`,
    ` neighbor ${peer.address} ebgp-multihop 2`,
    ` neighbor ${peer.address} disable-connected-check`,
    ` neighbor ${peer.address} passive`,
    ` neighbor ${peer.address} timers 30 90`,
    ` neighbor ${peer.address} bfd ${multiplier} ${intervalMs} ${intervalMs}`,
    '',
  ].join('\n');
}
