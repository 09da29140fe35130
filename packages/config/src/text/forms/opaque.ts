import type { OpaqueNlri } from '@mesh/bgp-wire';
import { printOctets, readOctets } from '../values.js';
import { familyWords, nlriOf, type RouteForm, withRouteKeywords } from './form.js';

/** Routes of a family that the codec has no row for, as octets: `afi-9-safi-7 0x0a0b`. */
export const opaqueForm: RouteForm = {
  families: [],
  rows: [],
  keywords: withRouteKeywords(),
  head(cursor, draft) {
    draft.fields['bytes'] = readOctets(cursor, 'the NLRI in hexadecimal, as 0x00ff');
  },
  nlri: (_cursor, draft, family) => [nlriOf(family, draft, draft.fields)],
  printHead: ({ nlri }) => `${familyWords(nlri.family)} ${printOctets((nlri as OpaqueNlri).bytes)}`,
};
