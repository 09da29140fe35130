import { Family } from '@mesh/bgp-wire';
import { addressKeyword, isIPv4, numberKeyword } from '../keywords/address.js';
import { nlriKeyword } from '../keywords/nlri.js';
import { rd } from '../keywords/rd.js';
import { MAX_UINT32, parseUint, readAddress, readPrefix } from '../values.js';
import type { RouteForm } from './form.js';
import { typedForm } from './typed.js';

const prefix = nlriKeyword<string>({
  keyword: '',
  argument: '<prefix>',
  member: 'prefix',
  read: (cursor) => readPrefix(cursor).text,
  write: (value) => value,
});
const address = nlriKeyword<string>({
  keyword: '',
  argument: '<address>',
  member: 'address',
  read: (cursor) => readAddress(cursor),
  write: (value) => value,
});
const source = addressKeyword('source');

/** The endpoint of a type 2 route: the model has the leading bits of the tunnel identifier behind it. */
const endpoint = nlriKeyword<string>({
  keyword: '',
  argument: '<address>',
  member: 'endpoint',
  read: (cursor) => readAddress(cursor),
  write: (value) => value.split(' ')[0]!,
});
const partialTeid = nlriKeyword<string>({
  keyword: 'teid',
  argument: '<number>/<bits>',
  member: 'teid',
  read: (cursor) => cursor.value('a tunnel identifier and its length in bits, as 12345/32', parseTeid),
  write: (value) => value,
});

/** `12345/32`, where the number fits the octets of so many bits. */
function parseTeid(text: string): string | undefined {
  const [digits = '', length = '', ...more] = text.split('/');
  const bits = parseUint(length, 32);
  const number = parseUint(digits, MAX_UINT32);
  if (bits === undefined || number === undefined || more.length > 0) return undefined;
  return number < 256 ** Math.ceil(bits / 8) ? `${number}/${bits}` : undefined;
}

const form: RouteForm = typedForm([Family.IPV4_MUP, Family.IPV6_MUP], 0xffffff, [
  { type: 0x010001, word: 'mup-isd', first: prefix, rows: [rd] },
  { type: 0x010002, word: 'mup-dsd', first: address, rows: [rd] },
  {
    type: 0x010003,
    word: 'mup-t1st',
    first: prefix,
    rows: [rd, numberKeyword('teid'), numberKeyword('qfi', 0xff), addressKeyword('endpoint'), source],
    optional: [source],
  },
  {
    type: 0x010004,
    word: 'mup-t2st',
    first: endpoint,
    rows: [rd, { ...partialTeid, print: ({ nlri }) => `teid ${teidOf(nlri)}` }],
    complete(fields) {
      const { endpoint: at, teid } = fields;
      delete fields['teid'];
      if (!String(teid).endsWith('/0')) fields['endpoint'] = `${at} ${teid}`;
    },
  },
]);

function teidOf(nlri: object): string {
  const [, teid = '0/0'] = String((nlri as { endpoint?: string }).endpoint).split(' ');
  return teid;
}

/** Mobile user plane routes (draft-ietf-bess-mup-safi §3): `ipv4 mup mup-isd 10.0.1.0/24 rd 100:100`. */
export const mupForm: RouteForm = {
  ...form,
  nlri(cursor, draft, family, at) {
    const { nextHop, compat } = draft;
    // ExaBGP maps the IPv4 next hop of an IPv6 route; both lengths are legal.
    if (compat && family === Family.IPV6_MUP && nextHop && isIPv4(nextHop.address))
      draft.nextHop = { ...nextHop, address: `::ffff:${nextHop.address}` };
    return form.nlri(cursor, draft, family, at);
  },
};
