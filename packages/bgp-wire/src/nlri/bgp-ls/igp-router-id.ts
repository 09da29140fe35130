import { formatAddress, parseAddress } from '../../bytes/address.js';
import { formatHex, parseHex } from '../../bytes/hex.js';
import { rest, type ValueForm } from '../../tlv/form.js';

/** Octets of an IS-IS system identifier (ISO 10589 §7.1.3). */
const SYSTEM_ID_LENGTH = 6;

/** `1921.6825.2240` of the six octets at `offset`. */
export function formatSystemId(bytes: Uint8Array, offset: number): string {
  return formatHex(bytes, offset, offset + SYSTEM_ID_LENGTH).replace(/(....)(?=.)/g, '$1.');
}

/** The six octets of `1921.6825.2240`; undefined for any other text. */
export function parseSystemId(text: string): Uint8Array | undefined {
  return /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i.test(text) ? parseHex(text.replaceAll('.', '')) : undefined;
}

/**
 * IGP Router-ID, RFC 9552 §5.2.1.4: who it names is told by its length.
 *
 * ```text
 * 4   OSPF router, or a direct or static node     10.10.10.10
 * 6   IS-IS system                                1921.6825.2240
 * 7   IS-IS pseudonode: system, pseudonode        1921.6825.2240.03
 * 8   OSPF pseudonode: router, interface of DR    10.1.4.1:10.1.1.2
 * 16  direct or static node                       2001:db8::1
 * ```
 */
export const igpRouterId: ValueForm<string> = rest(format, (value, writer, name) => {
  const octets = typeof value === 'string' ? parse(value) : undefined;
  if (!octets) throw new RangeError(`${name} is 10.0.0.1, 10.0.0.1:10.0.0.2 or 1921.6825.2240.03, got ${value}`);
  writer.bytes(octets);
});

function format(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length === 4 || length === 16) return formatAddress(bytes, start, end);
  if (length === 6) return formatSystemId(bytes, start);
  if (length === 7) return `${formatSystemId(bytes, start)}.${formatHex(bytes, start + 6, end)}`;
  if (length === 8) return `${formatAddress(bytes, start, start + 4)}:${formatAddress(bytes, start + 4, end)}`;
  return undefined;
}

function parse(text: string): Uint8Array | undefined {
  const [router, designated, ...more] = text.split(':').map(parseAddress);
  if (router && designated && more.length === 0) return new Uint8Array([...router, ...designated]);
  const pseudonode = /^(.{14})\.([0-9a-f]{2})$/i.exec(text);
  if (!pseudonode) return parseSystemId(text) ?? parseAddress(text);
  const system = parseSystemId(pseudonode[1]!);
  return system && new Uint8Array([...system, Number.parseInt(pseudonode[2]!, 16)]);
}
