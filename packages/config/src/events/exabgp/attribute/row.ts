import type { AttributeRow, CodecContext } from '@mesh/bgp-wire';

/** How an attribute stands in ExaBGP's JSON. */
export interface ExabgpAttribute {
  readonly code: number;
  /** The row whose check says whether the octets make sense. */
  readonly row: AttributeRow<unknown>;
  readonly name: string;
  /** JSON text of the value in `bytes[start, end)`, which the row has found sound. */
  write(bytes: Uint8Array, start: number, end: number, context: CodecContext): string;
}

/** A row that writes the model of the codec. */
export function fromValue<T>(row: AttributeRow<T>, name: string, write: (value: T) => string): ExabgpAttribute {
  return {
    code: row.code,
    row: row as AttributeRow<unknown>,
    name,
    write: (bytes, start, end, context) => write(row.decode(bytes, start, end, context)),
  };
}

/** A row that reads the octets itself: for attributes that most UPDATEs have. */
export function fromOctets<T>(row: AttributeRow<T>, name: string, write: ExabgpAttribute['write']): ExabgpAttribute {
  return { code: row.code, row: row as AttributeRow<unknown>, name, write };
}
