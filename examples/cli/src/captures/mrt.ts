import { type MrtRecord, mrtContext, RibEntryReader, readMrtBatches } from '@mesh/bgp-wire/mrt';
import type { CaptureItem, CaptureItems } from './item.js';

/** Messages of an MRT file; a RIB entry is put back into the UPDATE it came from. */
export async function* mrtItems(octets: AsyncIterable<Uint8Array>): CaptureItems {
  const entries = new RibEntryReader();
  for await (const records of readMrtBatches(octets)) yield records.flatMap((record) => itemsOf(record, entries));
}

function itemsOf(record: MrtRecord, entries: RibEntryReader): CaptureItem[] {
  const { timestamp, microseconds } = record;
  const time = microseconds === undefined ? { timestamp } : { timestamp, microseconds };
  switch (record.type) {
    case 'MESSAGE': {
      const origin = { address: record.peerAddress, asn: record.peerAs, ...time };
      return [{ kind: 'message', frame: record.frame, context: mrtContext(record), origin }];
    }
    case 'RIB':
      return record.entries.map((entry) => {
        const { frame, context } = entries.read(record, entry);
        const origin = { address: entry.peer.address, asn: entry.peer.asn, timestamp: entry.originated };
        return { kind: 'message', frame: frame.slice(), context, origin };
      });
    case 'STATE_CHANGE': {
      const origin = { address: record.peerAddress, asn: record.peerAs, ...time };
      return [{ kind: 'remark', text: `state ${record.oldState} to ${record.newState}`, origin }];
    }
    case 'PEER_INDEX_TABLE':
      return [{ kind: 'remark', text: `${record.peers.length} peers` }];
    case 'FAULT':
      return [{ kind: 'remark', text: `${record.reason}, at octet ${record.offset} (${record.rfc})` }];
    default:
      return [{ kind: 'remark', text: `a record of type ${record.mrtType}, subtype ${record.subtype}, is not read` }];
  }
}
