import type { ByteWriter } from '../bytes/writer.js';
import { bgpMessageLength } from './bgp-message.js';
import { type BmpFault, isBmpFault } from './fault.js';
import type { PeerHeader } from './peer-header.js';
import { type BmpTlv, decodeTlvs, encodeTlvs } from './tlv.js';

/**
 * An UPDATE of the monitored RIB (RFC 7854 §4.6).
 *
 * ```text
 * +-----------------+--------+--------+
 * | per-peer header | UPDATE | TLVs … |
 * +-----------------+--------+--------+
 * ```
 *
 * RFC 7854 has nothing after the UPDATE. Routers put TLVs there that mark its paths, with types of their own
 * (draft-ietf-grow-bmp-path-marking-tlv), so they are read.
 */
export interface RouteMonitoringMessage {
  readonly type: 'ROUTE-MONITORING';
  readonly peer: PeerHeader;
  /** The UPDATE, as a frame for `decodeMessage`; borrowed. */
  readonly frame: Uint8Array;
  /** What follows the UPDATE; their values stay octets. */
  readonly tlvs?: readonly BmpTlv[];
}

/** Reads what follows the per-peer header. */
export function decodeRouteMonitoring(
  bytes: Uint8Array,
  start: number,
  end: number,
  peer: PeerHeader,
): RouteMonitoringMessage | BmpFault {
  const length = bgpMessageLength(bytes, start, end);
  if (typeof length !== 'number') return length;
  const frame = bytes.subarray(start, start + length);
  if (start + length === end) return { type: 'ROUTE-MONITORING', peer, frame };
  const tlvs = decodeTlvs(bytes, start + length, end, {});
  return isBmpFault(tlvs) ? tlvs : { type: 'ROUTE-MONITORING', peer, frame, tlvs };
}

/** Writes what follows the per-peer header. */
export function encodeRouteMonitoring({ frame, tlvs = [] }: RouteMonitoringMessage, writer: ByteWriter): void {
  writer.bytes(frame);
  encodeTlvs(tlvs, writer);
}
