import type { FileSystem } from '../../src/storage/index.js';
import { forgetful } from '../lib/forgetful-file-system.js';
import type { MemoryDisk } from '../lib/memory-file-system.js';
import { judge, SCENARIOS } from '../lib/power-loss.js';
import type { Row } from '../lib/row.js';

/** S5. */
export const powerLoss: Row = {
  id: 'S5',
  what: 'power loss: prefix × subset × {old, new, torn}',
  full: 10_000,
  quick: 10_000,
  async run(volume) {
    const verdicts = await Promise.all(SCENARIOS.map((scenario) => judge(scenario)));
    const states = verdicts.reduce((sum, verdict) => sum + verdict.states, 0);
    const wrong = verdicts.flatMap(({ bad }) => bad);
    if (states < volume) wrong.push(`only ${states} states`);
    const [once] = SCENARIOS;
    const through =
      (forgets: 'file' | 'directory') =>
      (disk: MemoryDisk): FileSystem =>
        forgetful(disk, forgets);
    const inPlace = (disk: MemoryDisk, content: string) => {
      disk.put('config', content);
      disk.settle();
    };
    const controls = await Promise.all([
      judge({ ...once!, through: through('file') }),
      judge({ ...once!, through: through('directory') }),
      judge({ ...once!, backup: false, save: inPlace }),
    ]);
    const caught = controls.filter(({ bad }) => bad.length > 0).length;
    if (caught !== controls.length) wrong.push(`only ${caught} of ${controls.length} broken protocols were found out`);
    return {
      goal: `≥ ${volume} states after a power loss, 0 bad; controls found out`,
      measured: `${states} states, ${wrong.length} bad; ${caught} of ${controls.length} broken protocols found out`,
      wrong,
    };
  },
};
