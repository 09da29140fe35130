import { standardAttributes } from './attribute/table.js';
import { standardCapabilities } from './capability/table.js';
import { type CodecContext, type ContextOptions, createContextFrom } from './context.js';
import { standardFamilies } from './nlri/table.js';

/** A frozen context. Defaults: 4-octet AS numbers, 4096 octets, no ADD-PATH, all families, peering `any`, all rows. */
export function createContext(options: ContextOptions = {}): CodecContext {
  const {
    attributes = standardAttributes,
    capabilities = standardCapabilities,
    familyTable = standardFamilies,
    ...rest
  } = options;
  return createContextFrom({ attributes, capabilities, familyTable }, rest);
}
