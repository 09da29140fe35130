import { Secret } from '@mesh/bgp-session';
import { z } from 'zod';

/** RFC 2385 §4.5 leaves it open; what Linux takes as a key. */
const MAX_KEY_OCTETS = 80;
const REDACTED = '[redacted]';
/** RFC 4648 §4, padded, nothing else between. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A key as text, or a `Secret`; no message says what it was. */
export function secret(): z.ZodType<Secret> {
  return z
    .custom<unknown>((value) => value !== undefined, { error: 'missing' })
    .meta({ type: 'string' })
    .transform((value, context): Secret => {
      const key = keyOf(value);
      if (key !== undefined) return key;
      context.addIssue(value === REDACTED ? 'must be the key itself, not [redacted]' : 'must be text or a Secret');
      return z.NEVER;
    });
}

/** The octets of a key, which its text is the base64 of where `base64` says so; a sentence where that cannot be. */
export function keyOctets(key: Secret, base64: boolean): Uint8Array | string {
  const text = base64 ? new TextDecoder().decode(key.octets()) : '';
  if (!BASE64.test(text)) return 'must be base64 (RFC 4648)';
  const octets = base64 ? Uint8Array.from(atob(text), (one) => one.charCodeAt(0)) : key.octets();
  if (octets.length >= 1 && octets.length <= MAX_KEY_OCTETS) return octets;
  return `must be a key of 1-${MAX_KEY_OCTETS} octets`;
}

function keyOf(value: unknown): Secret | undefined {
  if (value instanceof Secret) return value;
  // By shape: there may be another copy of the package.
  const text = isRevealing(value) ? value.reveal() : value;
  if (text instanceof Uint8Array) return new Secret(text);
  return typeof text === 'string' && text !== REDACTED ? new Secret(text) : undefined;
}

function isRevealing(value: unknown): value is { reveal(): unknown } {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function';
}
