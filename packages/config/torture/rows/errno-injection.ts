import { chownSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeFileSystem } from '../../src/storage/index.js';
import { ERRNOS, inject, injectionCases, saveAgain } from '../lib/errno-injection.js';
import { textOf, withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

/** S3, on a real disk. */
export const errnoInjection: Row = {
  id: 'S3',
  what: 'errno injection',
  full: 300,
  quick: 300,
  async run(volume) {
    const cases = injectionCases();
    const wrong: string[] = [];
    for (const one of cases) {
      await withFolder(async (folder) => {
        for (const [name, content] of [
          ['config', 'old'],
          ['config.backup', 'older'],
        ] as const) {
          writeFileSync(path.join(folder, name), content, { mode: 0o640 });
          chownSync(path.join(folder, name), 65534, 65534);
        }
        const bench = {
          path: path.join(folder, 'config'),
          fileSystem: nodeFileSystem(),
          names: async () => readdirSync(folder),
          text: async (name: string) => textOf(path.join(folder, name)),
        };
        const found = [...(await inject(bench, one)), ...(await saveAgain(bench))];
        wrong.push(...found.map((what) => `${one.call} ${one.occurrence} ${one.errno}: ${what}`));
      });
    }
    if (cases.length < volume) wrong.push(`only ${cases.length} cases`);
    return {
      goal: `≥ ${volume} failing system calls: old file, code and phase, 0 left behind`,
      measured: `${cases.length} cases (${cases.length / ERRNOS.length} calls × ${ERRNOS.length} errnos), ${wrong.length} wrong`,
      wrong,
    };
  },
};
