import { identityOf } from '../identity.js';
import type { Command } from './command.js';
import { settingsOf } from './settings-option.js';

export const checkCommand: Command = {
  name: 'check',
  synopsis: '--config FILE',
  summary: 'only say whether the settings are right, and who the node is',
  async run(args) {
    const { name, address, address6, routerId } = identityOf(await settingsOf(args));
    process.stdout.write(`the settings are right: ${name} is ${address}, ${address6}, router id ${routerId}\n`);
    return 0;
  },
};
