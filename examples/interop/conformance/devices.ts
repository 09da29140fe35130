import { run } from '@mesh-examples/lib/daemon';
import { bird } from '../lab/bird.js';
import type { DaemonKind } from '../lab/daemon.js';
import { exabgp } from '../lab/exabgp.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import { openbgpd } from '../lab/openbgpd.js';
import { type DeviceRow, startDaemon, startOurs } from './device.js';

/** Of `dpkg-query`: its own placeholders. */
const VERSION = '$' + '{Package} $' + '{Version}';

function daemon(kind: DaemonKind, debian: string, row: Partial<DeviceRow> = {}): DeviceRow {
  return {
    name: kind.name,
    propagates: true,
    neighbours: 420,
    lanes: 24,
    async start(settings) {
      const { daemon: running, health } = await startDaemon(kind, settings);
      const version = await run('dpkg-query', ['-W', '-f', VERSION, debian]);
      return { version, health, stop: () => running.stop() };
    },
    ...row,
  };
}

/** Who is tried: ourselves and five daemons, as Debian has them. */
export const DEVICES: readonly DeviceRow[] = [
  {
    name: 'mesh',
    propagates: true,
    neighbours: 420,
    lanes: 24,
    start: async (settings) => ({ version: 'this project', ...(await startOurs(settings)) }),
  },
  daemon(bird, 'bird2'),
  daemon(frr, 'frr'),
  // It falls over now and then, and with many neighbours takes long to come back.
  daemon(gobgp, 'gobgpd', { neighbours: 100, lanes: 12 }),
  daemon(openbgpd, 'openbgpd'),
  daemon(exabgp, 'exabgp', { propagates: false, neighbours: 64, lanes: 16 }),
];
