import { CLUSTER_LIST } from '@mesh/bgp-wire';
import { printList, readIPv4, readList } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const clusterList: RouteKeyword = attributeKeyword({
  keyword: 'cluster-list',
  argument: '<IPv4 address> | [ … ]',
  attribute: CLUSTER_LIST,
  read: (cursor) => readList(cursor, () => readIPv4(cursor)),
  write: printList,
});
