import { EtcdRegistry } from '@mesh-examples/lib/etcd';
import { writeBirdFiles } from '../bird/bird-routing.js';
import { identityOf } from '../identity.js';
import { Membership } from '../node/membership.js';
import type { Command } from './command.js';
import { settingsOf } from './settings-option.js';

export const renderCommand: Command = {
  name: 'render',
  synopsis: '--config FILE',
  summary: 'write the files of BIRD once, for the nodes that are registered now',
  async run(args) {
    const settings = await settingsOf(args);
    const { endpoints, prefix } = settings.etcd;
    await using registry = new EtcdRegistry({ endpoints });
    const membership = new Membership({ self: identityOf(settings), mesh: settings.mesh.prefix, prefix });
    const { entries, revision } = await registry.list(prefix);
    membership.learn({ type: 'snapshot', entries, revision });
    const { members } = membership.resolve();
    const changed = await writeBirdFiles(settings, members);
    const { directory } = settings.bird;
    process.stdout.write(`${directory}: ${members.size} members, ${changed ? 'written' : 'nothing has changed'}\n`);
    return 0;
  },
};
