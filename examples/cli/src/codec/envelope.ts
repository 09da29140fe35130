import {
  AttributeCode,
  AttributeFlag,
  afiOf,
  ByteWriter,
  type CodecContext,
  Family,
  type Fault,
  MessageType,
  OPTIONAL_NON_TRANSITIVE,
  type Outcome,
  safiOf,
  strongest,
  UpdateView,
} from '@mesh/bgp-wire';
import { Failure } from '../failure.js';

/*
 * Attributes and NLRI that stand alone are judged by the walk that judges whole UPDATEs: they are put into one, and
 * what that one lacks is not held against them. So there is one RFC 7606 in the house.
 */

/** An UPDATE around octets that are only a part of it. */
export interface Envelope {
  readonly view: UpdateView;
  readonly outcome: Outcome;
  /** Faults with offsets from the first of the given octets. */
  readonly faults: readonly Fault[];
}

/** Attributes as if reachable NLRI stood beside them: 0.0.0.0/0, with a path identifier where the context has them. */
export function aroundAttributes(bytes: Uint8Array, context: CodecContext): Envelope {
  return envelope(context, bytes, (writer) => {
    const attributes = writer.reserve16();
    const start = writer.length;
    writer.bytes(bytes);
    writer.patch16(attributes);
    if (context.addPath.has(Family.IPV4_UNICAST)) writer.u32(0);
    writer.u8(0);
    return start;
  });
}

/** NLRI of a family as an UPDATE would announce them. */
export function aroundNlri(bytes: Uint8Array, family: Family, context: CodecContext): Envelope {
  if (family === Family.IPV4_UNICAST) {
    return envelope(context, bytes, (writer) => {
      writer.u16(0);
      writer.bytes(bytes);
      return writer.length - bytes.length;
    });
  }
  return envelope(context, bytes, (writer) => {
    const attributes = writer.reserve16();
    writer.u8(OPTIONAL_NON_TRANSITIVE | AttributeFlag.EXTENDED_LENGTH);
    writer.u8(AttributeCode.MP_REACH_NLRI);
    const value = writer.reserve16();
    writer.u16(afiOf(family));
    writer.u8(safiOf(family));
    const nextHopLength = context.familyTable.get(family)?.nextHopLengths[0] ?? 0;
    writer.u8(nextHopLength);
    writer.bytes(new Uint8Array(nextHopLength));
    writer.u8(0);
    const start = writer.length;
    writer.bytes(bytes);
    writer.patch16(value);
    writer.patch16(attributes);
    return start;
  });
}

/** `write` writes what follows the withdrawn routes, and returns where the given octets begin. */
function envelope(context: CodecContext, bytes: Uint8Array, write: (writer: ByteWriter) => number): Envelope {
  if (bytes.length > 0xf000) throw new Failure(`${bytes.length} octets do not fit an UPDATE`);
  const writer = new ByteWriter(bytes.length + 64);
  for (let i = 0; i < 4; i++) writer.u32(0xffffffff);
  const length = writer.reserve16();
  writer.u8(MessageType.UPDATE);
  writer.u16(0);
  const start = write(writer);
  writer.overwrite16(length, writer.length);
  const view = new UpdateView(writer.take(), context);
  const faults = view.assessment.faults
    .filter(({ rfc }) => rfc !== 'RFC 7606 §3.d')
    .map((fault) => ({ ...fault, offset: Math.max(0, fault.offset - start) }));
  const outcome = faults.reduce<Outcome>((sum, fault) => strongest(sum, fault.outcome), 'accept');
  return { view, outcome, faults };
}
