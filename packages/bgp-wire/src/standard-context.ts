import { standardAttributes } from './attribute/table.js';
import { standardCapabilities } from './capability/table.js';
import { type CodecContext, type ContextOptions, createContextFrom, type ExtendedContext } from './context.js';
import type { MessageRow } from './message/row.js';
import { standardFamilies } from './nlri/table.js';

/**
 * A frozen context. Defaults: 4-octet AS numbers, 4096 octets, no ADD-PATH, all families, peering `any`, all rows, the
 * message types of every session. With `messageTypes: [OPERATIONAL_MESSAGE]` it decodes and encodes those as well.
 */
export function createContext<M extends { readonly type: string }>(
  options: ContextOptions & { readonly messageTypes: readonly MessageRow<M>[] },
): ExtendedContext<M>;
export function createContext(options?: ContextOptions): CodecContext;
export function createContext(options: ContextOptions = {}): CodecContext {
  const {
    attributes = standardAttributes,
    capabilities = standardCapabilities,
    familyTable = standardFamilies,
    ...rest
  } = options;
  return createContextFrom({ attributes, capabilities, familyTable }, rest);
}
