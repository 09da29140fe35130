import { formatAddress, parseAddress } from '../bytes/address.js';
import { unsigned } from '../bytes/range.js';
import { readUint } from '../tlv/value.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** The label that stands for a PE inside an aggregated tunnel. */
export interface PeDistinguisherLabel {
  readonly address: string;
  /** 24 bits as they stand: an MPLS label in the upper 20. */
  readonly label: number;
}

const LABEL_LENGTH = 3;

/** Octets of the addresses in a list of `length` octets: IPv4 where both would fit; -1 where none does. */
function addressLength(length: number): number {
  if (length > 0 && length % (4 + LABEL_LENGTH) === 0) return 4;
  return length > 0 && length % (16 + LABEL_LENGTH) === 0 ? 16 : -1;
}

/**
 * PE Distinguisher Labels, RFC 6514 §8. Whether the addresses are IPv4 or IPv6 is told by the length.
 *
 * ```text
 * +---------------------+-----------+
 * | PE address (4, 16)  | label (3) | …
 * +---------------------+-----------+
 * ```
 */
export const PE_DISTINGUISHER_LABELS: AttributeRow<readonly PeDistinguisherLabel[]> = {
  code: 27,
  name: 'PE_DISTINGUISHER_LABELS',
  flags: OPTIONAL_TRANSITIVE,
  check: (_bytes, start, end) =>
    addressLength(end - start) > 0
      ? undefined
      : withdrawFor(
          `PE_DISTINGUISHER_LABELS has a length of 7 × n or 19 × n, got ${end - start}`,
          'RFC 6514 §8',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        ),
  decode(bytes, start, end) {
    const size = addressLength(end - start);
    const list: PeDistinguisherLabel[] = [];
    for (let at = start; at < end; at += size + LABEL_LENGTH) {
      list.push({ address: formatAddress(bytes, at, at + size), label: readUint(bytes, at + size, LABEL_LENGTH) });
    }
    return list;
  },
  encode(value, writer) {
    for (const { address, label } of value) {
      const octets = parseAddress(address);
      if (!octets) throw new RangeError(`a PE is an IPv4 or IPv6 address, got ${address}`);
      writer.bytes(octets);
      writer.u24(unsigned('the label of a PE', label, 0xffffff));
    }
  },
  format: (value) => value.map(({ address, label }) => `${address} ${label}`).join(', '),
};
