import type { VrpDelta, VrpFeed } from '../ports.js';
import type { VrpTable } from './vrp-table.js';

export interface AttachRtrOptions {
  /** How the table calls this source. Default `rtr`. */
  readonly name?: string;
  /** Calls `fn` soon: with it, what goes when it is detached goes in slices. */
  readonly defer?: (fn: () => void) => void;
}

/**
 * Keeps a table up to date with what an RTR client holds. The function given back ends that, and takes out of the table
 * what came of it.
 */
export function attachRtr(client: VrpFeed, table: VrpTable, options: AttachRtrOptions = {}): () => void {
  const source = table.source(options.name ?? 'rtr');
  const update = (delta: VrpDelta) => source.apply(delta);
  const commit = () => source.commit();
  client.on('update', update);
  client.on('endOfData', commit);
  client.on('expired', commit);
  source.apply(client);
  commit();
  let isAttached = true;
  return () => {
    if (!isAttached) return;
    isAttached = false;
    client.off('update', update);
    client.off('endOfData', commit);
    client.off('expired', commit);
    const remove = source.remove();
    const { defer = (fn: () => void) => fn() } = options;
    const slice = () => {
      if (!remove()) defer(slice);
    };
    slice();
  };
}
