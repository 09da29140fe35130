// The only web globals this package uses; they exist in Node and in every browser, while its types know neither.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

/** UTF-8 octets of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Text of UTF-8 octets; a sequence that is no UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes);
}

/** Text of UTF-8 octets, or undefined where they are not UTF-8 in shortest form. */
export function decodeUtf8Strict(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The longest beginning of a text that has at most `max` octets in UTF-8; a code point is never cut. */
export function clampUtf8(text: string, max: number): string {
  let length = 0;
  let at = 0;
  for (const point of text) {
    length += encodeUtf8(point).length;
    if (length > max) return text.slice(0, at);
    at += point.length;
  }
  return text;
}
