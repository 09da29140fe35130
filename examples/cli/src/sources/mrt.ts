import { formatAssessment, MessageType, strongerThan, UpdateView } from '@mesh/bgp-wire';
import { type MrtRecord, type MrtRib, mrtContext, RibEntryReader, readMrtBatches } from '@mesh/bgp-wire/mrt';
import { plural } from '@mesh-examples/lib';
import { Failure } from '../failure.js';
import { bunzip2 } from './read-file.js';
import type { RouteSource } from './route-source.js';
import { UpdateFeeder } from './update-feeder.js';

/*
 * An MRT file holds the routes of many peers of its collector, while a session takes one route a prefix. So of each
 * prefix in a table the first route is taken, unless one peer is chosen; of a log of messages, every change in turn.
 */

/** Routes of an MRT file: a table dump or a log of messages. `from` is the address of the one peer to take them from. */
export function mrtSource(name: string, octets: AsyncIterable<Uint8Array>, from: string | undefined): RouteSource {
  const passedOver = new PassedOver();
  return {
    name,
    count: undefined,
    async *feed(target) {
      const feeder = new UpdateFeeder(target);
      const entries = new RibEntryReader();
      let found = false;
      const take = (view: UpdateView) => {
        found = true;
        if (strongerThan(view.assessment.outcome, 'attribute-discard')) passedOver.malformed(view);
        else feeder.feed(view);
      };
      let previous: Uint8Array | undefined;
      const takeEntry = (rib: MrtRib) => {
        // TABLE_DUMP has a record for each route of a prefix, one behind the other (RFC 6396 §4.2).
        const isNext = previous === undefined || !equalOctets(rib.nlri, previous);
        const first = isNext ? rib.entries[0] : undefined;
        const entry = from === undefined ? first : rib.entries.find(({ peer }) => peer.address === from);
        if (entry !== undefined) previous = rib.nlri;
        passedOver.entries += rib.entries.length - (entry === undefined ? 0 : 1);
        if (entry !== undefined) take(entries.read(rib, entry));
      };
      for await (const records of readMrtBatches(octets, { decompressBzip2: bunzip2 })) {
        for (const record of records) {
          if (record.type === 'RIB') takeEntry(record);
          else if (record.type === 'FAULT') passedOver.fault(record);
          else if (isUpdate(record)) {
            if (from === undefined || record.peerAddress === from)
              take(new UpdateView(record.frame, mrtContext(record)));
            else passedOver.messages += 1;
          }
        }
        yield;
      }
      if (from !== undefined && !found) throw new Failure(`${name} has no routes of ${from}`);
    },
    remarks: () => passedOver.remarks(),
  };
}

function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

function isUpdate(record: MrtRecord): record is Extract<MrtRecord, { type: 'MESSAGE' }> {
  if (record.type !== 'MESSAGE') return false;
  const { frame } = record;
  return frame.length >= 23 && ((frame[16]! << 8) | frame[17]!) === frame.length && frame[18] === MessageType.UPDATE;
}

/** What was left out, for the summary. */
class PassedOver {
  entries = 0;
  messages = 0;
  #malformed = 0;
  #firstMalformed = '';
  #faults = 0;
  #firstFault = '';

  malformed(view: UpdateView): void {
    this.#malformed += 1;
    this.#firstMalformed ||= formatAssessment(view.assessment);
  }

  fault({ reason, offset }: { readonly reason: string; readonly offset: number }): void {
    this.#faults += 1;
    this.#firstFault ||= `${reason}, at octet ${offset}`;
  }

  remarks(): readonly string[] {
    const { entries, messages } = this;
    return [
      ...(entries === 0 ? [] : [`${plural(entries, 'route')} of other peers passed over; --from chooses one`]),
      ...(messages === 0 ? [] : [`${plural(messages, 'UPDATE')} of other peers passed over`]),
      ...(this.#malformed === 0
        ? []
        : [`${plural(this.#malformed, 'malformed route')} passed over; the first: ${this.#firstMalformed}`]),
      ...(this.#faults === 0 ? [] : [`${plural(this.#faults, 'record')} passed over; the first: ${this.#firstFault}`]),
    ];
  }
}
