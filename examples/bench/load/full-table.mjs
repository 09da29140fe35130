import { attributeSet, ByteWriter, createContext, encodeNlri, NO_PATH_ID } from '@mesh/bgp-wire';
import { internetTable } from '@mesh-examples/lib';

const SELF = new Uint8Array(0);

/** Has an Adj-RIB-Out want a table like the Internet's, of so many routes, with us as the next hop. */
export function fillTable(rib, count) {
  const context = createContext();
  const writer = new ByteWriter();
  for (const { nlri, attributes } of internetTable({ count, seed: 1 })) {
    const set = attributeSet(attributes, context);
    for (const one of nlri) {
      writer.truncate(0);
      encodeNlri([one], one.family, writer, context);
      const octets = writer.view();
      rib.announceEncoded(one.family, octets, 0, octets.length, NO_PATH_ID, set, SELF);
    }
  }
}
