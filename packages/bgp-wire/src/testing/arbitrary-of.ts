import type { Arbitrary } from 'fast-check';
import type { AttributeRow } from '../attribute/row.js';
import type { CapabilityRow } from '../capability/row.js';
import type { CodecContext } from '../context.js';
import type { FamilyRow, Nlri } from '../nlri/row.js';
import { createContext } from '../standard-context.js';
import { attributeValueOf } from './attribute/table.js';
import { capabilityValueOf } from './capabilities.js';
import { nlriOf } from './nlri/table.js';

/** How the octets will be read, as far as an arbitrary has to know. */
export interface ArbitraryOptions {
  /** Default: `createContext()`. Models are such as it reads and writes: its AS size, its path identifiers, its peer. */
  readonly context?: CodecContext;
  /** The NLRI stand among withdrawn routes, where a label may mean none. */
  readonly withdrawn?: boolean;
}

/**
 * Well-formed models of one row: `arbitraryOf(COMMUNITIES)`, `arbitraryOf(IPV4_VPN, { context, withdrawn: true })`,
 * `arbitraryOf(ADD_PATH)`. Throws `RangeError` for a row that is none of the standard tables'.
 */
export function arbitraryOf<N extends Nlri>(row: FamilyRow<N>, options?: ArbitraryOptions): Arbitrary<N>;
export function arbitraryOf<T>(row: AttributeRow<T>, options?: ArbitraryOptions): Arbitrary<T>;
export function arbitraryOf<T>(row: CapabilityRow<T>, options?: ArbitraryOptions): Arbitrary<T>;
export function arbitraryOf(
  row: FamilyRow<Nlri> | AttributeRow<unknown> | CapabilityRow<unknown>,
  { context = createContext(), withdrawn = false }: ArbitraryOptions = {},
): Arbitrary<unknown> {
  if ('family' in row) return nlriOf(row, context, withdrawn);
  return 'check' in row ? attributeValueOf(row, context) : capabilityValueOf(row);
}
