import { formatHex, type Json, JsonField } from '@mesh/bgp-wire';
import { Failure } from '../failure.js';
import type { Decoded } from './kind.js';
import type { Line } from './lines.js';

/** The object of a line. Throws `Failure` that names the line. */
export function parseJsonLine({ number, text }: Line): JsonField {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Failure(`line ${number}: no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null) throw new Failure(`line ${number}: a line is a JSON object`);
  return new JsonField(value);
}

/**
 * One decoded line as JSON. `ok` is true for octets without fault, and then `message` stands there; else `fault` does,
 * the strongest, with `message` beside it where the octets make sense all the same. `beside` is where it came from.
 */
export function decodedLine(id: unknown, decoded: Decoded, beside: { readonly [name: string]: Json } = {}): string {
  const { verdict, faults } = decoded;
  const fault = faults.find(({ outcome }) => outcome === verdict);
  const reset = verdict === 'session-reset' ? fault?.notification : undefined;
  return JSON.stringify({
    id,
    ...beside,
    ok: fault === undefined,
    verdict,
    notification: reset === undefined ? null : { code: reset.code, subcode: reset.subcode },
    message: decoded.message?.(),
    fault: fault && {
      outcome: fault.outcome,
      attribute: fault.attribute,
      offset: fault.offset,
      reason: fault.reason,
      rfc: fault.rfc,
    },
    reencoded: reencoded(decoded),
  });
}

/** The answer to a line that makes no sense. */
export function refusedLine(id: unknown, error: string): string {
  return JSON.stringify({ id, ok: false, error });
}

/** What the model encodes to; null where it has no encoding, or there is no model. */
function reencoded({ reencode }: Decoded): Json {
  try {
    return reencode === undefined ? null : formatHex(reencode());
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
