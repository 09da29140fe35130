import { parseHex } from '@mesh/bgp-wire';

/** Octets as the checks write them: numbers are single octets, text is hexadecimal digits, spaces left out. */
export type Part = number | string | Uint8Array | readonly Part[];

/**
 * Messages octet by octet, from the diagrams of the RFCs and not by our own encoder: a check is to send what it says, and
 * most of it no encoder would.
 */
export function octets(...parts: readonly Part[]): Uint8Array {
  const bytes: number[] = [];
  const take = (part: Part): void => {
    if (typeof part === 'number') bytes.push(part);
    else if (typeof part === 'string') bytes.push(...hex(part));
    else if (part instanceof Uint8Array) bytes.push(...part);
    else for (const one of part) take(one);
  };
  for (const part of parts) take(part);
  return Uint8Array.from(bytes);
}

function hex(text: string): Uint8Array {
  const bytes = parseHex(text.replaceAll(' ', ''));
  if (bytes === undefined) throw new RangeError(`hexadecimal digits are needed, got ${JSON.stringify(text)}`);
  return bytes;
}

export function u16(value: number): Part {
  return [(value >>> 8) & 0xff, value & 0xff];
}

export function u32(value: number): Part {
  return [u16(value >>> 16), u16(value & 0xffff)];
}

/** An IPv4 address. */
export function ip(address: string): Part {
  return address.split('.').map(Number);
}

const MARKER = 'ff'.repeat(16);

/** A message around a body (RFC 4271 §4.1); what is given instead of the true length or marker stands there. */
export function message(
  type: number,
  body: Part = [],
  wrong: { readonly length?: number; readonly marker?: string } = {},
): Uint8Array {
  const content = octets(body);
  return octets(wrong.marker ?? MARKER, u16(wrong.length ?? 19 + content.length), type, content);
}

/** The fields of an OPEN (RFC 4271 §4.2). */
export interface OpenFields {
  readonly version?: number;
  readonly as: number;
  readonly holdTime?: number;
  readonly id: string;
  /** Optional parameters, whole. Default none. */
  readonly parameters?: Part;
  /** What stands in Opt Parm Len, where that is not the truth. */
  readonly parametersLength?: number;
}

export function open({
  version = 4,
  as,
  holdTime = 90,
  id,
  parameters = [],
  parametersLength,
}: OpenFields): Uint8Array {
  const list = octets(parameters);
  return message(1, [version, u16(as), u16(holdTime), ip(id), parametersLength ?? list.length, list]);
}

/** An optional parameter (RFC 4271 §4.2); type 2 holds capabilities. */
export function parameter(type: number, value: Part): Part {
  const content = octets(value);
  return [type, content.length, content];
}

/** A capability (RFC 5492 §4). */
export function capability(code: number, value: Part = []): Part {
  const content = octets(value);
  return [code, content.length, content];
}

/** A path attribute (RFC 4271 §4.3); `length` stands there instead of the true one. */
export function attribute(flags: number, code: number, value: Part, length?: number): Part {
  const content = octets(value);
  const size = length ?? content.length;
  return [flags, code, flags & 0x10 || size > 255 ? u16(size) : size, content].map((part, i) =>
    i === 0 && size > 255 ? flags | 0x10 : part,
  );
}

/** NLRI (RFC 4271 §4.3): `10.0.0.0/24`; of IPv6 in hexadecimal use `octets`. */
export function nlri(prefix: string): Part {
  const [address = '', length = '32'] = prefix.split('/');
  return [Number(length), octets(ip(address)).slice(0, Math.ceil(Number(length) / 8))];
}

/** The fields of an UPDATE (RFC 4271 §4.3), with the lengths that are theirs or those given. */
export interface UpdateFields {
  readonly withdrawn?: Part;
  readonly withdrawnLength?: number;
  readonly attributes?: Part;
  readonly attributesLength?: number;
  readonly nlri?: Part;
}

export function update(fields: UpdateFields): Uint8Array {
  const [withdrawn, attributes] = [octets(fields.withdrawn ?? []), octets(fields.attributes ?? [])];
  return message(2, [
    [u16(fields.withdrawnLength ?? withdrawn.length), withdrawn],
    [u16(fields.attributesLength ?? attributes.length), attributes],
    fields.nlri ?? [],
  ]);
}

/** A ROUTE-REFRESH (RFC 2918 §3, RFC 7313 §3.2). */
export function refresh(afi: number, safi: number, subtype = 0, rest: Part = []): Uint8Array {
  return message(5, [u16(afi), subtype, safi, rest]);
}

export const KEEPALIVE: Uint8Array = message(4);
