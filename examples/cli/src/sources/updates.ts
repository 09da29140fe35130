import { type CodecContext, decodeFrame, Framer, formatAssessment, strongerThan } from '@mesh/bgp-wire';
import { plural } from '@mesh-examples/lib';
import { Failure } from '../failure.js';
import type { RouteSource } from './route-source.js';
import { UpdateFeeder } from './update-feeder.js';

/** Routes of a file of BGP messages one after another; what is no UPDATE, or malformed, is passed over. */
export function updatesSource(name: string, octets: AsyncIterable<Uint8Array>, context: CodecContext): RouteSource {
  let others = 0;
  let malformed = 0;
  let firstFault = '';
  return {
    name,
    count: undefined,
    async *feed(target) {
      const feeder = new UpdateFeeder(target);
      const take = (frame: Uint8Array) => {
        const result = decodeFrame(frame, context);
        if (!result.ok || result.message.type !== 'UPDATE') {
          others += 1;
          return;
        }
        const { assessment } = result.message;
        if (strongerThan(assessment.outcome, 'attribute-discard')) {
          malformed += 1;
          firstFault ||= formatAssessment(assessment);
        } else feeder.feed(result.message);
      };
      yield* eachFrame(name, octets, take);
    },
    remarks: () => [
      ...(others === 0 ? [] : [`${plural(others, 'message')} passed over: not an UPDATE`]),
      ...(malformed === 0 ? [] : [`${plural(malformed, 'malformed UPDATE')} passed over; the first: ${firstFault}`]),
    ],
  };
}

/** Calls back for each message. Throws `Failure` with the octet where the stream stops being BGP. */
async function* eachFrame(
  name: string,
  octets: AsyncIterable<Uint8Array>,
  take: (frame: Uint8Array) => void,
): AsyncGenerator<void, void, undefined> {
  const framer = new Framer({ extendedMessage: true });
  let taken = 0;
  for await (const chunk of octets) {
    const fault = framer.push(chunk, (frame) => {
      take(frame);
      taken += frame.length;
      return true;
    });
    if (fault) throw new Failure(`${name} is no sequence of BGP messages at octet ${taken}: ${fault.reason}`);
    yield;
  }
  if (framer.held > 0) throw new Failure(`${name} ends inside a message, at octet ${taken + framer.held}`);
}
