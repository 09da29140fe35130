import { initTinc } from '../tinc/init.js';
import type { Command } from './command.js';
import { settingsOf } from './settings-option.js';

export const initCommand: Command = {
  name: 'init',
  synopsis: '--config FILE',
  summary: "make tinc's key and files, where there are none",
  async run(args) {
    const settings = await settingsOf(args);
    const made = await initTinc(settings);
    const text = made.length === 0 ? `everything is there in ${settings.tinc.directory}` : made.join('\n');
    process.stdout.write(`${text}\n`);
    return 0;
  },
};
