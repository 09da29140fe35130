import { ATOMIC_AGGREGATE } from '@mesh/bgp-wire';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const atomicAggregate: RouteKeyword = attributeKeyword({
  keyword: 'atomic-aggregate',
  argument: '',
  attribute: ATOMIC_AGGREGATE,
  read: () => true,
  write: () => '',
});
