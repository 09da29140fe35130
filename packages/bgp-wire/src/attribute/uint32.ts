import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { discardFor, discardFromExternal, withdrawFor } from './finding.js';
import type { AttributeFinding, AttributeRow } from './row.js';

/** A row whose value is one unsigned 32-bit number; any other length is treated as withdrawn. */
export function uint32Row(row: {
  readonly code: number;
  readonly name: string;
  readonly flags: number;
  readonly rfc: string;
  readonly subcode: number;
  readonly internalOnly?: boolean;
}): AttributeRow<number> {
  return {
    code: row.code,
    name: row.name,
    flags: row.flags,
    ...(row.internalOnly ? { flagsOutcome: discardFromExternal } : { soundLengths: { from: 4, to: 4, unit: 4 } }),
    check(_bytes, start, end, context): AttributeFinding | undefined {
      // Members of a confederation exchange it as internal peers do (RFC 5065 §4.2).
      if (row.internalOnly && context.peering === 'external' && !context.confederation) {
        return discardFor(`${row.name} from an external peer`, row.rfc, row.subcode);
      }
      return end - start === 4
        ? undefined
        : withdrawFor(`${row.name} has length 4, got ${end - start}`, row.rfc, row.subcode);
    },
    decode: (bytes, start) => readU32(bytes, start),
    encode(value, writer) {
      writer.u32(unsigned(row.name, value, MAX_U32));
    },
    format: String,
  };
}
