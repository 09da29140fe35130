import {
  AttributeCode,
  type CodecContext,
  decodeFrame,
  Framer,
  formatAssessment,
  formatHex,
  isPrefixNlri,
  MP_REACH_NLRI,
  NEXT_HOP,
  type NextHop,
  type Nlri,
  strongerThan,
  type UpdateView,
} from '@mesh/bgp-wire';
import { plural } from '@mesh-examples/lib';
import { Failure } from '../failure.js';
import type { RouteChanges, RouteKey, RouteSource, SourceRoute } from './route-change.js';

/** Attributes that say where and what; the rest are the route's qualities. */
const PLACE: readonly number[] = [AttributeCode.NEXT_HOP, AttributeCode.MP_REACH_NLRI, AttributeCode.MP_UNREACH_NLRI];

/** Routes of a file of BGP messages one after another; what is no UPDATE is passed over. */
export function updatesSource(name: string, octets: AsyncIterable<Uint8Array>, context: CodecContext): RouteSource {
  let others = 0;
  let skipped = 0;
  let firstFault = '';
  return {
    name,
    count: undefined,
    async *changes() {
      for await (const frames of framesOf(name, octets)) {
        for (const frame of frames) {
          const result = decodeFrame(frame, context);
          if (!result.ok || result.message.type !== 'UPDATE') {
            others += 1;
            continue;
          }
          const { assessment } = result.message;
          if (strongerThan(assessment.outcome, 'attribute-discard')) {
            skipped += 1;
            firstFault ||= formatAssessment(assessment);
          } else yield changesOf(result.message);
        }
      }
    },
    remarks: () => [
      ...(others === 0 ? [] : [`${plural(others, 'message')} passed over: not an UPDATE`]),
      ...(skipped === 0 ? [] : [`${plural(skipped, 'malformed UPDATE')} passed over; the first: ${firstFault}`]),
    ],
  };
}

/** What an UPDATE does, as plain data that outlives its octets. */
export function changesOf(view: UpdateView): RouteChanges {
  const attributes = view.attributes().filter(({ code }) => !PLACE.includes(code));
  const reach = view.get(MP_REACH_NLRI);
  const ipv4NextHop = view.get(NEXT_HOP);
  const announced: SourceRoute[] = [];
  for (const nlri of view.announced()) {
    const key = keyOf(nlri);
    const hop = reach?.nlri.some((one) => one.family === nlri.family)
      ? nextHopText(reach.nextHop)
      : { nextHop: ipv4NextHop };
    if (key && hop.nextHop !== undefined) announced.push({ ...key, ...hop, nextHop: hop.nextHop, attributes });
  }
  return {
    withdrawn: view
      .withdrawn()
      .map(keyOf)
      .filter((key) => key !== undefined),
    announced,
  };
}

function keyOf(nlri: Nlri): RouteKey | undefined {
  if (!isPrefixNlri(nlri)) return undefined;
  const { family, prefix, pathId } = nlri;
  return pathId === undefined ? { family, prefix } : { family, prefix, pathId };
}

function nextHopText(nextHop: NextHop): { nextHop: string; linkLocal?: string } {
  if (nextHop.address === undefined) throw new Failure(`no address in the next hop 0x${formatHex(nextHop.bytes)}`);
  return nextHop.linkLocal === undefined
    ? { nextHop: nextHop.address }
    : { nextHop: nextHop.address, linkLocal: nextHop.linkLocal };
}

/** The messages of each chunk. Throws `Failure` with the octet where the stream stops being BGP. */
async function* framesOf(name: string, octets: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Uint8Array[]> {
  const framer = new Framer({ extendedMessage: true });
  let taken = 0;
  for await (const chunk of octets) {
    const frames: Uint8Array[] = [];
    let before = taken;
    const fault = framer.push(chunk, (frame) => {
      frames.push(frame.slice());
      before += frame.length;
      return true;
    });
    taken = before;
    yield frames;
    if (fault) throw new Failure(`${name} is no sequence of BGP messages at octet ${taken}: ${fault.reason}`);
  }
  if (framer.held > 0) throw new Failure(`${name} ends inside a message, at octet ${taken + framer.held}`);
}
