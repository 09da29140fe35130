import {
  type Family,
  formatFamily,
  formatHex,
  formatNextHop,
  isOpaqueNlri,
  isPrefixNlri,
  type NextHop,
  type Nlri,
  parseAddress,
  parseFamilyName,
} from '@mesh/bgp-wire';
import { Failure } from '../failure.js';
import type { Field, Json } from './field.js';
import { type JsonForm, textual } from './form.js';

export const FAMILY: JsonForm<Family> = textual(formatFamily, parseFamilyName, 'a family such as ipv4-unicast');

/** NLRI of a field whose family is known: `{ "prefix", "pathId"? }`, or `{ "hex" }` where the family has no row. */
export function writeNlri(nlri: Nlri): Json {
  if (isOpaqueNlri(nlri)) return { hex: formatHex(nlri.bytes) };
  if (!isPrefixNlri(nlri)) throw new Failure(`${formatFamily(nlri.family)} has no JSON form`);
  return { prefix: nlri.prefix, ...(nlri.pathId === undefined ? {} : { pathId: nlri.pathId }) };
}

export function readNlri(field: Field, family: Family): Nlri {
  const hex = field.member('hex');
  if (hex.isPresent) return Object.assign({ family }, { bytes: hex.hex() });
  const pathId = field.member('pathId');
  const nlri = { family, prefix: field.member('prefix').text() };
  return pathId.isPresent ? { ...nlri, pathId: pathId.integer() } : nlri;
}

/** An address, two for IPv6 with a link-local one beside it, or `{ "hex" }` for octets that are none. */
export const NEXT_HOP_FORM: JsonForm<NextHop> = {
  write(nextHop) {
    if (nextHop.address === undefined) return { hex: formatHex(nextHop.bytes) };
    return nextHop.linkLocal === undefined ? formatNextHop(nextHop) : [nextHop.address, nextHop.linkLocal];
  },
  read(field) {
    const isText = typeof field.value === 'string';
    if (!isText && !Array.isArray(field.value)) return { bytes: field.member('hex').hex() };
    const [address, linkLocal] = (isText ? [field] : field.items()).map((one) =>
      one.parsed((text) => (parseAddress(text) ? text : undefined), 'an IPv4 or IPv6 address'),
    );
    if (address === undefined) return field.fail('one address or two');
    return linkLocal === undefined ? { address } : { address, linkLocal };
  },
};
