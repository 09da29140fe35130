import { MeshError } from '@mesh/bgp-wire';
import { commandRows } from '../table.js';
import type { Effect } from './effect.js';
import type { CommandRecord } from './record.js';

export const system: Effect<'system'> = {
  run({ action }, { host }) {
    switch (action) {
      case 'help':
        return commandRows.map(helpRecord);
      case 'version':
        return [{ version: host.version ?? 'mesh' }];
      case 'queue-status':
        return [host.daemon?.queueStatus?.() ?? { queued: 0 }];
      case 'crash':
        throw new MeshError('MESH_COMMAND_CRASH', 'crash test of the API');
    }
  },
  text: ({ command, description, version, ...rest }) => {
    if (command !== undefined) return `${String(command).padEnd(40)} ${description}`;
    if (version !== undefined) return String(version);
    return Object.entries(rest)
      .map(([name, value]) => `${name} ${value}`)
      .join('\n');
  },
};

function helpRecord({ words, v4, selector, argument, description }: (typeof commandRows)[number]): CommandRecord {
  const scope = selector === undefined ? '' : 'peer <selector> ';
  return {
    command: `${scope}${words} ${argument}`.trimEnd(),
    ...(v4 === undefined || v4 === words ? {} : { v4: `${v4} ${argument}`.trimEnd() }),
    description,
  };
}
