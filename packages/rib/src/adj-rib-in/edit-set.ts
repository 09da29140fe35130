import { type ByteWriter, forEachAttribute, writeAttribute } from '@mesh/bgp-wire';

/** A new value of an attribute, or none: `undefined` leaves the attribute out. */
export interface AttributeEdit {
  readonly code: number;
  readonly flags: number;
  readonly value: Uint8Array | undefined;
}

/** Appends a canonical set to `writer` with some attributes put in, replaced or left out; edits stand in ascending order of their codes. */
export function writeEdited(set: Uint8Array, edits: readonly AttributeEdit[], writer: ByteWriter): void {
  let next = 0;
  const writeBelow = (code: number): void => {
    for (; next < edits.length && edits[next]!.code < code; next++) write(edits[next]!, writer);
  };
  forEachAttribute(set, (code, flags, bytes, start, end) => {
    writeBelow(code);
    if (edits[next]?.code === code) write(edits[next++]!, writer);
    else writeAttribute(code, flags, bytes, start, end, writer);
  });
  writeBelow(256);
}

function write({ code, flags, value }: AttributeEdit, writer: ByteWriter): void {
  if (value !== undefined) writeAttribute(code, flags, value, 0, value.length, writer);
}
