import { RtrErrorCode } from './codes.js';

/** Why octets are no RTR PDU. A value, never thrown; `errorReport` makes the answer to the sender of it. */
export interface RtrFault {
  /** The `RtrErrorCode` to answer with. */
  readonly errorCode: number;
  /** Octets from the start of the PDU. */
  readonly offset: number;
  /** One sentence, lower case, that quotes the offending value. */
  readonly reason: string;
  /** The clause that is broken: `RFC 8210 §5.6`. */
  readonly rfc: string;
}

/** A fault in the octets of a PDU; Corrupt Data where no other code fits better. */
export function rtrFault(
  offset: number,
  reason: string,
  rfc: string,
  errorCode: number = RtrErrorCode.CORRUPT_DATA,
): RtrFault {
  return { errorCode, offset, reason, rfc };
}

/** True for the fault of what is either a model or a fault. */
export function isRtrFault(value: object): value is RtrFault {
  return 'errorCode' in value && 'rfc' in value;
}
