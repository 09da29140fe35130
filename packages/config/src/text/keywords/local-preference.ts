import { LOCAL_PREF } from '@mesh/bgp-wire';
import { MAX_UINT32, readUint } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const localPreference: RouteKeyword = attributeKeyword({
  keyword: 'local-preference',
  argument: '<number>',
  attribute: LOCAL_PREF,
  read: (cursor) => readUint(cursor, MAX_UINT32),
  write: String,
});
