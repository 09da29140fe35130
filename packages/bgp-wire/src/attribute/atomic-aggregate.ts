import { discardFor, UpdateSubcode } from './finding.js';
import { type AttributeRow, WELL_KNOWN } from './row.js';

/** ATOMIC_AGGREGATE, RFC 4271 §5.1.6: no octets, its presence is the value. */
export const ATOMIC_AGGREGATE: AttributeRow<true> = {
  code: 6,
  name: 'ATOMIC_AGGREGATE',
  flags: WELL_KNOWN,
  soundLengths: { from: 0, to: 0, unit: 1 },
  check(_bytes, start, end) {
    return end === start
      ? undefined
      : discardFor(
          `ATOMIC_AGGREGATE has length 0, got ${end - start}`,
          'RFC 7606 §7.6',
          UpdateSubcode.ATTRIBUTE_LENGTH,
        );
  },
  decode: () => true,
  encode: () => undefined,
  format: () => 'atomic-aggregate',
};
