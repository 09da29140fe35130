import type { Log } from '@mesh-examples/lib/log';
import type { Overlay } from '../ports.js';

export interface Reconciled {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Has the overlay connect to exactly these nodes. Writes nothing, and says nothing, where it does already. */
export async function reconcileConnections(
  desired: readonly string[],
  { overlay, log }: { readonly overlay: Overlay; readonly log: Log },
): Promise<Reconciled> {
  const current = new Set(await overlay.currentConnections());
  const wanted = new Set(desired);
  const added = desired.filter((name) => !current.has(name));
  const removed = [...current].filter((name) => !wanted.has(name));
  if (added.length > 0 || removed.length > 0) {
    log.info(`Reconciling connections (added: ${added.length}, removed: ${removed.length})`, named({ added, removed }));
    await overlay.updateConnectTo(desired);
  }
  return { added, removed };
}

/** Names for the log, as far as there are few. */
function named({ added, removed }: Reconciled): Partial<Reconciled> {
  return {
    ...(added.length > 0 && added.length <= MOST_NAMED ? { added } : {}),
    ...(removed.length > 0 && removed.length <= MOST_NAMED ? { removed } : {}),
  };
}

const MOST_NAMED = 20;
