import { formatIPv4, parseIPv4 } from '../../bytes/address.js';
import { readU32 } from '../../bytes/reader.js';
import { formatSystemId, parseSystemId } from '../../nlri/bgp-ls/igp-router-id.js';
import { fixed, type ValueForm } from '../../tlv/form.js';
import { ipv4 } from '../../tlv/value.js';

/** The system identifier of a neighbour on an IS-IS LAN, `1921.6825.2240`. */
export const isisNeighbor: ValueForm<string> = fixed(6, formatSystemId, (value, writer, name) => {
  const octets = typeof value === 'string' ? parseSystemId(value) : undefined;
  if (!octets) throw new RangeError(`${name} is 1921.6825.2240, got ${value}`);
  writer.bytes(octets);
});

/** The router id of a neighbour on an OSPF LAN. */
export const ospfNeighbor: ValueForm<string> = ipv4;

/** Octets of a SID behind the neighbour. */
const LONGEST_SID = 4;

/** Either of them, told apart by what a SID of three or four octets leaves (RFC 9085 §2.2.2). */
export const lanNeighbor: ValueForm<string> = {
  measure: (_bytes, start, end) => (end - start > 4 + LONGEST_SID ? 6 : 4),
  decode: (bytes, start, end) =>
    end - start === 4 ? formatIPv4(readU32(bytes, start)) : isisNeighbor.decode(bytes, start, end),
  encode(value, writer, name) {
    const form = typeof value === 'string' && parseIPv4(value) !== undefined ? ospfNeighbor : isisNeighbor;
    form.encode(value, writer, name);
  },
};
