import { readRd } from '../values.js';
import { nlriKeyword } from './nlri.js';
import type { RouteKeyword } from './row.js';

/** Route distinguisher (RFC 4364 §4.2). */
export const rd: RouteKeyword = nlriKeyword<string>({
  keyword: 'rd',
  aliases: ['route-distinguisher'],
  argument: '<asn>:<number> | <IPv4 address>:<number>',
  member: 'rd',
  read: readRd,
  write: (value) => value,
});
