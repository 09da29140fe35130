import { MAX_U8, MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { checkBgpMessage } from './bgp-message.js';
import { PeerDownReason } from './codes.js';
import { type BmpFault, bmpFault, isBmpFault } from './fault.js';
import type { PeerHeader } from './peer-header.js';
import { type BmpTlv, decodeTlvs, encodeTlvs, INFORMATION_TLVS } from './tlv.js';

/** What a Peer Down tells beside its reason. */
export type PeerDownDetail =
  | { readonly kind: 'none' }
  /** The NOTIFICATION that ended the session, as a frame for `decodeMessage`; borrowed. */
  | { readonly kind: 'notification'; readonly frame: Uint8Array }
  /** The event of the FSM that ended it (RFC 4271 §8.1), 0 where there is none. */
  | { readonly kind: 'event'; readonly event: number }
  | { readonly kind: 'information'; readonly tlvs: readonly BmpTlv[] }
  /** What follows a reason that is not known. */
  | { readonly kind: 'octets'; readonly octets: Uint8Array };

/**
 * A session went down, or is no longer monitored (RFC 7854 §4.9, RFC 9069 §5.3).
 *
 * ```text
 * +-----------------+------------+-----------------------------------------------------------------+
 * | per-peer header | reason (1) | 1, 3: NOTIFICATION · 2: FSM event (2) · 4, 5: nothing · 6: TLVs |
 * +-----------------+------------+-----------------------------------------------------------------+
 * ```
 */
export interface PeerDownMessage {
  readonly type: 'PEER-DOWN';
  readonly peer: PeerHeader;
  /** `PeerDownReason`, or a code that is not known. */
  readonly reason: number;
  readonly detail: PeerDownDetail;
}

const DETAILS: Readonly<Record<number, PeerDownDetail['kind']>> = {
  [PeerDownReason.LOCAL_NOTIFICATION]: 'notification',
  [PeerDownReason.LOCAL_NO_NOTIFICATION]: 'event',
  [PeerDownReason.REMOTE_NOTIFICATION]: 'notification',
  [PeerDownReason.REMOTE_NO_NOTIFICATION]: 'none',
  [PeerDownReason.DECONFIGURED]: 'none',
  [PeerDownReason.LOCAL_INFORMATION]: 'information',
};

type ReadDetail = (bytes: Uint8Array, start: number, end: number) => PeerDownDetail | BmpFault;

const READERS: Readonly<Record<PeerDownDetail['kind'], ReadDetail>> = {
  none: (_bytes, start, end) =>
    start === end
      ? { kind: 'none' }
      : bmpFault(start, `nothing follows this reason, got ${end - start} octets`, 'RFC 7854 §4.9'),
  notification: (bytes, start, end) =>
    checkBgpMessage(bytes, start, end) ?? { kind: 'notification', frame: bytes.subarray(start, end) },
  event: (bytes, start, end) =>
    end - start === 2
      ? { kind: 'event', event: readU16(bytes, start) }
      : bmpFault(start, `an FSM event has 2 octets, got ${end - start}`, 'RFC 7854 §4.9'),
  information: (bytes, start, end) => {
    const tlvs = decodeTlvs(bytes, start, end, INFORMATION_TLVS);
    return isBmpFault(tlvs) ? tlvs : { kind: 'information', tlvs };
  },
  octets: (bytes, start, end) => ({ kind: 'octets', octets: bytes.subarray(start, end) }),
};

/** Reads what follows the per-peer header. */
export function decodePeerDown(
  bytes: Uint8Array,
  start: number,
  end: number,
  peer: PeerHeader,
): PeerDownMessage | BmpFault {
  if (start >= end) return bmpFault(start, 'the message ends before the reason', 'RFC 7854 §4.9');
  const reason = bytes[start]!;
  const detail = READERS[DETAILS[reason] ?? 'octets'](bytes, start + 1, end);
  return isBmpFault(detail) ? detail : { type: 'PEER-DOWN', peer, reason, detail };
}

/** Writes what follows the per-peer header; the detail as it is given, whatever the reason. */
export function encodePeerDown({ reason, detail }: PeerDownMessage, writer: ByteWriter): void {
  writer.u8(unsigned('a peer down reason', reason, MAX_U8));
  if (detail.kind === 'notification') writer.bytes(detail.frame);
  else if (detail.kind === 'event') writer.u16(unsigned('an FSM event', detail.event, MAX_U16));
  else if (detail.kind === 'information') encodeTlvs(detail.tlvs, writer);
  else if (detail.kind === 'octets') writer.bytes(detail.octets);
}
