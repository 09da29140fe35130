/** Why octets are no BMP message. A value, never thrown. */
export interface BmpFault {
  /** Octets from the start of the message. */
  readonly offset: number;
  /** One sentence, lower case, that quotes the offending value. */
  readonly reason: string;
  /** The clause that is broken: `RFC 7854 §4.1`. */
  readonly rfc: string;
}

/** A fault in octets of a message. */
export function bmpFault(offset: number, reason: string, rfc: string): BmpFault {
  return { offset, reason, rfc };
}

/** True for the fault of what is either a model or a fault. */
export function isBmpFault(value: object): value is BmpFault {
  return 'reason' in value && 'rfc' in value;
}
