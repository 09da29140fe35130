import { jsonLog } from '@mesh-examples/lib/log';
import { run } from '../run.js';
import { farewellSignals } from '../signals.js';
import type { Command } from './command.js';
import { settingsOf } from './settings-option.js';

export const runCommand: Command = {
  name: 'run',
  synopsis: '--config FILE',
  summary: 'run the node; SIGTERM leaves the mesh, SIGUSR1 ends for a restart that nobody notices',
  async run(args) {
    const log = jsonLog((line) => process.stderr.write(line));
    // Before anything is begun: without a listener SIGUSR1 would open Node's debugger.
    const { asked, release } = farewellSignals(log);
    try {
      const running = await run(await settingsOf(args), log);
      await running.stop(await asked);
    } finally {
      release();
    }
    return 0;
  },
};
