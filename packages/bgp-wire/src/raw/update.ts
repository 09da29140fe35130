import type { PathAttribute } from '../attribute/row.js';
import type { Family as FamilyNumber } from '../brand.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { Family } from '../family.js';
import { encodeNlri } from '../nlri/field.js';
import type { Nlri } from '../nlri/row.js';
import { type RawAttribute, writeRawAttributes } from './attribute.js';

/** An UPDATE, right or wrong. An `UpdateMessage` is one; octets may stand wherever a model may. */
export interface RawUpdate {
  readonly type: 'UPDATE';
  readonly withdrawn?: readonly (Nlri | Uint8Array)[];
  /** What the field says that counts the withdrawn routes. */
  readonly withdrawnLength?: number;
  /** In the order they are written, twice where they stand twice. */
  readonly attributes?: readonly (RawAttribute | PathAttribute | Uint8Array)[];
  /** What the field says that counts the attributes. */
  readonly attributesLength?: number;
  readonly nlri?: readonly (Nlri | Uint8Array)[];
}

/** The octets of NLRI of one family; octets among them are written as they are. */
export function rawNlri(list: readonly (Nlri | Uint8Array)[], family: FamilyNumber, context: CodecContext): Uint8Array {
  const writer = new ByteWriter();
  for (const one of list) {
    if (one instanceof Uint8Array) writer.bytes(one);
    else encodeNlri([one], family, writer, context);
  }
  return writer.take();
}

/** Writes the body. */
export function writeRawUpdate(update: RawUpdate, writer: ByteWriter, context: CodecContext): void {
  const { withdrawn = [], attributes = [], nlri = [], withdrawnLength, attributesLength } = update;
  const counted = (write: () => void, said: number | undefined) => {
    const at = writer.reserve16();
    write();
    if (said === undefined) writer.patch16(at);
    else writer.overwrite16(at, said);
  };
  counted(() => writer.bytes(rawNlri(withdrawn, Family.IPV4_UNICAST, context)), withdrawnLength);
  counted(() => writeRawAttributes(attributes, writer, context), attributesLength);
  writer.bytes(rawNlri(nlri, Family.IPV4_UNICAST, context));
}
