import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { bgpMessageLength } from './bgp-message.js';
import { type BmpFault, bmpFault, isBmpFault } from './fault.js';
import { hasIPv6Address, type PeerHeader, readPaddedAddress, writePaddedAddress } from './peer-header.js';
import { type BmpTlv, decodeTlvs, encodeTlvs, INFORMATION_TLVS } from './tlv.js';

/**
 * A session came up, with both OPENs (RFC 7854 §4.10, RFC 9069 §5.2).
 *
 * ```text
 * +-----------------+--------------------+----------------+-----------------+
 * | per-peer header | local address (16) | local port (2) | remote port (2) |
 * +-----------+-----+--------------------+---------+------+-----------------+
 * | sent OPEN | received OPEN | information TLVs … |
 * +-----------+---------------+--------------------+
 * ```
 */
export interface PeerUpMessage {
  readonly type: 'PEER-UP';
  readonly peer: PeerHeader;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remotePort: number;
  /** The OPEN that the router sent, as a frame for `decodeMessage`; borrowed. */
  readonly sentOpen: Uint8Array;
  /** The OPEN that the router received, likewise. */
  readonly receivedOpen: Uint8Array;
  readonly information: readonly BmpTlv[];
}

const FIXED_LENGTH = 20;

/** Reads what follows the per-peer header. */
export function decodePeerUp(
  bytes: Uint8Array,
  start: number,
  end: number,
  peer: PeerHeader,
): PeerUpMessage | BmpFault {
  const opens = start + FIXED_LENGTH;
  if (opens > end)
    return bmpFault(start, `a Peer Up has at least ${FIXED_LENGTH} octets, got ${end - start}`, 'RFC 7854 §4.10');
  const sent = bgpMessageLength(bytes, opens, end);
  if (typeof sent !== 'number') return sent;
  const received = bgpMessageLength(bytes, opens + sent, end);
  if (typeof received !== 'number') return received;
  const information = decodeTlvs(bytes, opens + sent + received, end, INFORMATION_TLVS);
  if (isBmpFault(information)) return information;
  return {
    type: 'PEER-UP',
    peer,
    localAddress: readPaddedAddress(bytes, start, hasIPv6Address(peer)),
    localPort: readU16(bytes, start + 16),
    remotePort: readU16(bytes, start + 18),
    sentOpen: bytes.subarray(opens, opens + sent),
    receivedOpen: bytes.subarray(opens + sent, opens + sent + received),
    information,
  };
}

/** Writes what follows the per-peer header. */
export function encodePeerUp(message: PeerUpMessage, writer: ByteWriter): void {
  writePaddedAddress(message.localAddress, writer);
  writer.u16(unsigned('the local port', message.localPort, MAX_U16));
  writer.u16(unsigned('the remote port', message.remotePort, MAX_U16));
  writer.bytes(message.sentOpen);
  writer.bytes(message.receivedOpen);
  encodeTlvs(message.information, writer);
}
