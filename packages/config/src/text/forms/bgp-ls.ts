import { type BgpLsNlri, BgpLsNlriType, Family } from '@mesh/bgp-wire';
import { numberKeyword } from '../keywords/address.js';
import { nlriKeyword } from '../keywords/nlri.js';
import { rd } from '../keywords/rd.js';
import type { RouteKeyword } from '../keywords/row.js';
import { memberOf, printRecord, readRecord } from '../record.js';
import { printOctets, readOctets, readUint } from '../values.js';
import { canonical, familyWords, nlriOf, type RouteForm, requireKeywords, withRouteKeywords } from './form.js';

/*
 * Link state (RFC 9552), our own text, for ExaBGP has none:
 *
 *   "bgp-ls" ( "bgp-ls" | "bgp-ls-vpn" ) type [ rd ] "protocol" n "identifier" n { descriptor value }
 *   "bgp-ls" ( "bgp-ls" | "bgp-ls-vpn" ) "type" number octets [ rd ]
 *
 * Descriptors are the members of the model, written as plain data: local-node { autonomous-system 65000 … }.
 */

const WORDS: Readonly<Record<string, number>> = {
  node: BgpLsNlriType.NODE,
  link: BgpLsNlriType.LINK,
  'ipv4-prefix': BgpLsNlriType.IPV4_PREFIX,
  'ipv6-prefix': BgpLsNlriType.IPV6_PREFIX,
  'srv6-sid': BgpLsNlriType.SRV6_SID,
};

const data = (keyword: string): RouteKeyword =>
  nlriKeyword<unknown>({
    keyword,
    argument: '<value>',
    member: memberOf(keyword),
    read: readRecord,
    write: printRecord,
  });

/** See `BgpLsProtocol`. */
const protocol = numberKeyword('protocol', 0xff, 'protocolId' satisfies keyof BgpLsNlri);
const identifier = data('identifier');
const descriptors = [
  'local-node',
  'remote-node',
  'link-identifiers',
  'ipv4-interface-addresses',
  'ipv4-neighbor-addresses',
  'ipv6-interface-addresses',
  'ipv6-neighbor-addresses',
  'multi-topology-ids',
  'ospf-route-type',
  'prefix',
  'srv6-sid',
  'others',
  'order',
].map(data);
const rows = [rd, protocol, identifier, ...descriptors];

export const bgpLsForm: RouteForm = {
  families: [Family.BGP_LS, Family.BGP_LS_VPN],
  rows,
  keywords: withRouteKeywords(...rows),
  head(cursor, draft) {
    if (cursor.accept('type')) {
      const token = cursor.peek();
      const nlriType = readUint(cursor, 0xffff);
      if (Object.values(WORDS).includes(nlriType)) {
        throw cursor.error(token, { expected: 'the number of a type that has no word' });
      }
      Object.assign(draft.fields, { nlriType, body: readOctets(cursor, 'octets in hexadecimal, as 0x00ff') });
      return;
    }
    draft.fields['nlriType'] = cursor.value(`${Object.keys(WORDS).join(', ')}, or type`, (text) =>
      Object.hasOwn(WORDS, text) ? WORDS[text] : undefined,
    );
  },
  nlri(cursor, draft, family, at) {
    const needed = 'body' in draft.fields ? [] : [protocol, identifier];
    requireKeywords(cursor, draft, family === Family.BGP_LS_VPN ? [rd, ...needed] : needed, at);
    if (family === Family.BGP_LS && draft.seen.includes(rd)) {
      throw cursor.error(at, { problem: 'only bgp-ls bgp-ls-vpn has an rd', expected: 'no rd' });
    }
    return [canonical(cursor, nlriOf(family, draft, draft.fields), at)];
  },
  printHead({ nlri }) {
    const { family, nlriType, body } = nlri as BgpLsNlri;
    const word = Object.keys(WORDS).find((one) => WORDS[one] === nlriType);
    return `${familyWords(family)} ${body || word === undefined ? `type ${nlriType} ${printOctets(body ?? NOTHING)}` : word}`;
  },
};

const NOTHING = new Uint8Array(0);
