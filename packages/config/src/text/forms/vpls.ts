import { Family, type VplsNlri } from '@mesh/bgp-wire';
import { addressKeyword, numberKeyword } from '../keywords/address.js';
import { MAX_LABEL } from '../keywords/label.js';
import { readName } from '../keywords/name.js';
import { rd } from '../keywords/rd.js';
import { nlriOf, type RouteForm, requireEncodable, requireKeywords, withRouteKeywords } from './form.js';

const endpoint = numberKeyword('endpoint', 0xffff);
const base = numberKeyword('base', MAX_LABEL);
const offset = numberKeyword('offset', 0xffff);
const size = numberKeyword('size', 0xffff);
const address = addressKeyword('address');
const BLOCK = [rd, endpoint, base, offset, size];
/** What names a block of labels (RFC 4761 §3.2.2): the rest is payload, which a withdrawal may leave out. */
const KEY = [rd, endpoint, offset];
const keywords = withRouteKeywords(...BLOCK, address);

/**
 * VPLS: `vpls endpoint 5 base 10702 offset 1 size 8 rd 192.168.201.1:123` (RFC 4761), or who takes part,
 * `vpls address 192.0.2.1 rd 65000:1` (RFC 6074). A name may stand behind the first word.
 */
export const vplsForm: RouteForm = {
  families: [Family.L2VPN_VPLS],
  rows: [rd, endpoint, base, offset, size, address],
  keywords,
  head(cursor, draft) {
    readName(cursor, draft, keywords);
  },
  nlri(cursor, draft, family, at) {
    const { fields } = draft;
    if ('address' in fields) requireKeywords(cursor, draft, [rd], at);
    else requireKeywords(cursor, draft, draft.action === 'withdraw' ? KEY : BLOCK, at);
    if ('address' in fields && Object.keys(fields).length > 2) {
      throw cursor.error(at, {
        problem: 'a VPLS route has an address, or a block of labels',
        expected: 'rd and address, or endpoint, base, offset and size',
      });
    }
    const members = 'address' in fields ? fields : { base: 0, size: 0, ...fields };
    return [requireEncodable(cursor, nlriOf(family, draft, members) as VplsNlri, at)];
  },
  printHead: () => 'vpls',
};
