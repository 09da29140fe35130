import { ORIGIN, type Origin } from '@mesh/bgp-wire';
import { attributeKeyword, type RouteKeyword } from './row.js';

const ORIGINS: readonly Origin[] = ['igp', 'egp', 'incomplete'];

export const origin: RouteKeyword = attributeKeyword({
  keyword: 'origin',
  argument: 'igp | egp | incomplete',
  attribute: ORIGIN,
  read: (cursor) =>
    cursor.value('igp, egp or incomplete', (text) => ORIGINS.find((value) => value === text.toLowerCase())),
  write: (value) => value,
});
