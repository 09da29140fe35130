import type { ServerResponse } from 'node:http';
import type { Failure } from '../failure.js';

/** What every answer of the interface is. */
export type Envelope =
  | { readonly success: true; readonly data: unknown; readonly error: null }
  | {
      readonly success: false;
      readonly data: null;
      readonly error: { readonly code: string; readonly message: string };
    };

/** Headers of every answer: nothing is cached, framed, sniffed or loaded from elsewhere, and no other site reads it. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
};

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const octets = Buffer.from(body);
  response.writeHead(status, { ...HEADERS, 'content-type': type, 'content-length': octets.length, ...headers });
  response.end(octets);
}

export function sendData(response: ServerResponse, data: unknown): void {
  const envelope: Envelope = { success: true, data, error: null };
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(envelope));
}

export function sendFailure(response: ServerResponse, failure: Failure): void {
  send(response, failure.status, 'application/json; charset=utf-8', failureText(failure), failure.headers);
}

export function failureText({ code, message }: Pick<Failure, 'code' | 'message'>): string {
  const envelope: Envelope = { success: false, data: null, error: { code, message } };
  return JSON.stringify(envelope);
}
