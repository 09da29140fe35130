import { type MrtMessage, MrtType, readMrtBatches } from '@mesh/bgp-wire/mrt';
import { BgpdumpPrinter } from '@mesh-examples/lib';
import type { CaptureItem, CaptureItems } from './item.js';

/** Lines as `bgpdump -m` prints them: of an MRT file as they are, of anything else as if its messages had been logged in one. */
export async function* dumpLines(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const printer = new BgpdumpPrinter();
  for await (const records of readMrtBatches(octets)) {
    for (const record of records) printer.print(record);
    yield printer.take();
  }
}

/** The lines of items that stand in no MRT file. */
export async function* dumpItemLines(items: CaptureItems): AsyncGenerator<Uint8Array, void, undefined> {
  const printer = new BgpdumpPrinter();
  for await (const batch of items) {
    for (const item of batch) if (item.kind === 'message') printer.print(recordOf(item));
    yield printer.take();
  }
}

function recordOf({ frame, context, origin }: Extract<CaptureItem, { kind: 'message' }>): MrtMessage {
  return {
    type: 'MESSAGE',
    offset: 0,
    timestamp: origin?.timestamp ?? 0,
    microseconds: origin?.microseconds,
    mrtType: origin?.microseconds === undefined ? MrtType.BGP4MP : MrtType.BGP4MP_ET,
    subtype: 4,
    peerAs: origin?.asn ?? 0,
    localAs: 0,
    interfaceIndex: 0,
    peerAddress: origin?.address ?? '0.0.0.0',
    localAddress: '0.0.0.0',
    asn4: context.asn4,
    addPath: context.addPath.size > 0,
    local: false,
    frame,
  };
}
