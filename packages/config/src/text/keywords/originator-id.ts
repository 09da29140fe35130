import { ORIGINATOR_ID } from '@mesh/bgp-wire';
import { readIPv4 } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const originatorId: RouteKeyword = attributeKeyword({
  keyword: 'originator-id',
  argument: '<IPv4 address>',
  attribute: ORIGINATOR_ID,
  read: readIPv4,
  write: (value) => value,
});
