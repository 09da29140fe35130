import { chosenPeers } from './chosen.js';
import type { Effect } from './effect.js';
import { NOTHING } from './record.js';

/** What a peer is told when it is deleted. */
const GOODBYE = 'deleted by the operator';

/** Answered at once: the sessions come up later. */
export const create: Effect<'create'> = {
  run({ peers }, { internals }) {
    internals.createAll(peers);
    return NOTHING;
  },
};

/** A static peer goes as well, with a warning: the next reload brings it back. */
export const deletePeers: Effect<'delete'> = {
  run({ selector }, { mesh, internals }) {
    const chosen = chosenPeers(mesh, selector);
    const warnings = chosen
      .filter(({ name }) => !mesh.isEphemeral(name))
      .map(({ name }) => ({ warning: `${name} is of the configuration: a reload brings it back` }));
    internals.delete(selector, GOODBYE);
    return warnings;
  },
  text: ({ warning }) => `warning: ${warning}`,
};

export const teardown: Effect<'teardown'> = {
  run({ selector, subcode }, { mesh }) {
    for (const { session } of chosenPeers(mesh, selector)) session?.teardown(subcode);
    return NOTHING;
  },
};
