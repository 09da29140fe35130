import { MeshError } from '@mesh/bgp-wire';
import type { Effect } from './effect.js';

export const daemon: Effect<'daemon'> = {
  run({ action }, { host, mesh }) {
    if (action === 'status') {
      const peers = mesh.peers();
      const established = peers.filter(({ session }) => session).length;
      return [{ status: 'running', peers: peers.length, established, ...mesh.counts, ...host.daemon?.status?.() }];
    }
    const begin = host.daemon?.[action];
    if (!begin) throw new MeshError('MESH_COMMAND_UNSUPPORTED', `daemon ${action}: nobody here can do that`);
    begin();
    return [{ daemon: action, status: 'in progress' }];
  },
  text: ({ daemon: action, ...rest }) =>
    action === undefined
      ? Object.entries(rest)
          .map(([name, value]) => `${name} ${value}`)
          .join('\n')
      : `${action} in progress`,
};
