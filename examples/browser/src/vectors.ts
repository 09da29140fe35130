import {
  type CodecContext,
  type DecodedMessage,
  decodeMessage,
  encodeMessage,
  formatHex,
  type Json,
  messageToJson,
} from '@mesh/bgp-wire';
import type { Vector } from '../../corpus/lib/corpus.js';
import { vectorContext, vectorFrame } from '../../corpus/lib/frame.js';

/** All that the codec makes of a vector: verdict, faults, model and octets. */
export function decodeVector(vector: Vector): Json {
  const context = vectorContext(vector);
  const result = decodeMessage(vectorFrame(vector), context);
  if (!result.ok) {
    const { outcome, offset, reason } = result.fault;
    return { id: vector.id, verdict: outcome, faults: [{ offset, reason }] };
  }
  const { message } = result;
  const { outcome, faults } =
    message.type === 'UPDATE' ? message.assessment : ({ outcome: 'accept', faults: [] } as const);
  return {
    id: vector.id,
    verdict: outcome,
    faults: faults.map(({ offset, reason }) => ({ offset, reason })),
    message: outcome === 'session-reset' ? null : messageToJson(message, context),
    reencoded: outcome === 'session-reset' ? null : encoded(message, context),
  };
}

function encoded(message: DecodedMessage, context: CodecContext): string {
  return formatHex(encodeMessage('frame' in message ? message.toMessage() : message, context));
}
