import { MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { MAX_UINT32, readUint } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const med: RouteKeyword = attributeKeyword({
  keyword: 'med',
  argument: '<number>',
  attribute: MULTI_EXIT_DISC,
  read: (cursor) => readUint(cursor, MAX_UINT32),
  write: String,
});
