import type { IncomingMessage } from 'node:http';
import { isMeshError } from '@mesh/bgp-wire';
import { parseJson } from '@mesh/config/storage';
import type { z } from 'zod';
import { Failure } from '../failure.js';
import { explain } from '../settings/load.js';

/** Octets of a body at most. */
export const MAX_BODY = 1024 * 1024;

/** The value of a request's body, as its schema has it. Rejects with a `Failure` that says what is wrong with it. */
export async function readBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  // A form or plain text would come from a page of any origin without asking (CSRF).
  if (!/^application\/json *(; *charset=utf-8 *)?$/i.test(request.headers['content-type'] ?? '')) {
    throw new Failure('UNSUPPORTED_MEDIA_TYPE', 'the content type must be application/json');
  }
  if (request.headers['content-encoding'] !== undefined) {
    throw new Failure('UNSUPPORTED_MEDIA_TYPE', 'the body must not be compressed');
  }
  return check(parse(await octetsOf(request)), schema);
}

/** A value as a schema has it, or the `Failure` that says why not. */
export function check<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Failure('INVALID_REQUEST', explain(result.error));
}

/** All octets, or a `Failure` once they are too many; the request stays open, to be answered. */
function octetsOf(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new Failure('BODY_TOO_LARGE', `a body has at most ${MAX_BODY} octets`, { headers: { connection: 'close' } });
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
      else {
        request.pause();
        reject(tooLarge());
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Failure('REQUEST_TIMEOUT', 'the body has not come')));
  });
}

function parse(octets: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch (cause) {
    throw new Failure('INVALID_REQUEST', 'the body is no UTF-8', { cause });
  }
  try {
    return parseJson(text, { maxLength: MAX_BODY, maxDepth: 8, maxKeys: 100, maxToken: 512 });
  } catch (cause) {
    if (isMeshError(cause)) throw new Failure('INVALID_REQUEST', `the body is no JSON: ${cause.message}`, { cause });
    throw cause;
  }
}
