import * as fc from 'fast-check';
import { SrPolicySubTlv } from '../../attribute/tunnel-encap/sr-policy.js';
import type { SubTlvRow } from '../../attribute/tunnel-encap/sub-tlv.js';
import { TUNNEL_ENCAP, type Tunnel } from '../../attribute/tunnel-encap/tunnel-encap.js';
import { TunnelSubTlv } from '../../attribute/tunnel-encap/tunnel-sub-tlv.js';
import { TunnelType } from '../../attribute/tunnel-encap/tunnel-type.js';
import { ByteWriter } from '../../bytes/writer.js';
import { createContext } from '../../standard-context.js';
import { u8 } from '../primitives.js';
import { formOctets } from '../tlv.js';

const context = createContext();
/** Sub-TLVs of smaller types have a length of one octet, the others of two (RFC 9012 §2). */
const LONG = 128;

interface Octets {
  readonly type: number;
  readonly value: Uint8Array;
}

function subTlvs(rows: readonly SubTlvRow<unknown>[]): fc.Arbitrary<readonly Octets[]> {
  const known = fc
    .constantFrom(...rows)
    .chain(({ type, form }) => fc.record({ type: fc.constant(type), value: formOctets(form) }));
  const unknown = fc.record({ type: u8, value: fc.uint8Array({ maxLength: 12 }) });
  return fc.array(fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: unknown }), { maxLength: 4 });
}

const tunnel = fc.oneof(
  fc.tuple(fc.constantFrom(...Object.values(TunnelType)), subTlvs(Object.values(TunnelSubTlv))),
  fc.tuple(fc.constant(TunnelType.SR_POLICY), subTlvs(Object.values(SrPolicySubTlv))),
);

/** Tunnels of every type that any peer may send: the models are those of octets made of the rows of their sub-TLVs. */
export const tunnelEncap: fc.Arbitrary<readonly Tunnel[]> = fc
  .array(tunnel, { minLength: 1, maxLength: 2 })
  .map((tunnels) => {
    const writer = new ByteWriter();
    for (const [type, list] of tunnels) {
      writer.u16(type);
      const length = writer.reserve16();
      for (const one of list) writeSubTlv(one, writer);
      writer.patch16(length);
    }
    return writer.take();
  })
  .filter((bytes) => TUNNEL_ENCAP.check(bytes, 0, bytes.length, context) === undefined)
  .map((bytes) => TUNNEL_ENCAP.decode(bytes, 0, bytes.length, context));

function writeSubTlv({ type, value }: Octets, writer: ByteWriter): void {
  writer.u8(type);
  if (type < LONG) writer.u8(value.length);
  else writer.u16(value.length);
  writer.bytes(value);
}
