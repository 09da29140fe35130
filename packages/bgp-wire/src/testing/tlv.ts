import * as fc from 'fast-check';
import { ByteWriter } from '../bytes/writer.js';
import type { ValueForm } from '../tlv/form.js';
import type { TlvTable } from '../tlv/record.js';
import { octets } from './primitives.js';

/** Octets a value is cut from. */
const ROOM = 40;

/** Octets that are of a form wherever random ones can be; else any. Forms cannot be looked into, but they can be asked. */
export function formOctets(form: ValueForm<unknown>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(octets(ROOM), fc.nat({ max: ROOM })).map(([bytes, first]) => {
    const measured = form.measure(bytes, 0, ROOM);
    const lengths = [measured, ...Array.from({ length: ROOM + 1 }, (_, i) => (first + i) % (ROOM + 1))];
    const fits = (length: number) => length >= 0 && length <= ROOM && form.decode(bytes, 0, length) !== undefined;
    return bytes.slice(0, lengths.find(fits) ?? first);
  });
}

/**
 * Octets of TLVs with 2-octet types and lengths, as a model writes them back: types of the table in ascending order,
 * and now and then one nobody knows.
 */
export function tlvOctets(table: TlvTable, most: number = 6): fc.Arbitrary<Uint8Array> {
  const known = fc
    .constantFrom(...table.rows)
    .chain(({ type, form }) => fc.record({ type: fc.constant(type), value: formOctets(form) }));
  const unknown = fc.record({
    type: fc.integer({ min: 60000, max: 65535 }),
    value: fc.uint8Array({ maxLength: ROOM }),
  });
  const one = fc.oneof({ weight: 5, arbitrary: known }, { weight: 1, arbitrary: unknown });
  return fc.array(one, { minLength: 1, maxLength: most }).map((tlvs) => {
    const writer = new ByteWriter();
    for (const { type, value } of [...tlvs].sort((a, b) => a.type - b.type)) {
      writer.u16(type);
      writer.u16(value.length);
      writer.bytes(value);
    }
    return writer.take();
  });
}
