import type { ByteWriter } from '../bytes/writer.js';
import type { RtrFault } from './fault.js';
import type { RtrPdu } from './pdu.js';

/** Where a PDU stands: its header has been judged, `end` is where it ends. */
export interface PduOctets {
  readonly bytes: Uint8Array;
  /** The first octet after the header. */
  readonly start: number;
  readonly end: number;
  readonly version: number;
  /** The 16 bits after the type: a session id, an error code, or flags, by type. */
  readonly field: number;
}

/** Everything known about one PDU type. `P` is its model. */
export interface PduRow<P extends RtrPdu> {
  readonly code: number;
  readonly name: P['type'];
  /** The first version that has it. */
  readonly since: number;
  readonly rfc: string;
  /** Octets of the whole PDU: exactly, or at least where they vary. */
  length(version: number): { readonly least: number; readonly fixed: boolean };
  decode(octets: PduOctets): P | RtrFault;
  /** The 16 bits after the type. */
  field(pdu: P): number;
  /** Writes what follows the header. Throws `RangeError` for a value that has no encoding. */
  encode(pdu: P, writer: ByteWriter): void;
}

/** Length of PDUs that all have the same. */
export function exactly(octets: number): () => { readonly least: number; readonly fixed: true } {
  return () => ({ least: octets, fixed: true });
}

/** Length of PDUs that vary. */
export function atLeast(octets: number): () => { readonly least: number; readonly fixed: false } {
  return () => ({ least: octets, fixed: false });
}
