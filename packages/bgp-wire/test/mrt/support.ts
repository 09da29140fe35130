import { formatHex, readU32 } from '../../src/index.js';
import { type MrtInput, type MrtRecord, type ReadMrtOptions, readMrt } from '../../src/mrt/index.js';
import { hex, NEXT_HOP_192_0_2_1, ORIGIN_IGP, octets, PATH_65001, update } from '../support/octets.js';

export { gzipSync } from 'node:zlib';

/** What any bzip2 file begins with; the decompressor of a test does not look at it. */
export const bzip2Fixture: Uint8Array = new Uint8Array([0x42, 0x5a, 0x68, 0x39, 0x31]);

/** Records of a file, by its lengths. */
export function records(file: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < file.length; at += 12 + readU32(file, at + 8)) count++;
  return count;
}

/** The records of a file. */
export async function all(input: MrtInput, options?: ReadMrtOptions): Promise<MrtRecord[]> {
  const list: MrtRecord[] = [];
  for await (const record of readMrt(input, options)) list.push(record);
  return list;
}

/** A record: timestamp 1000000000, the body counted. */
export const record = (type: number, subtype: number, body: string, length = octets(body).length) =>
  `3b9aca00 ${hex(type, 2)} ${hex(subtype, 2)} ${hex(length, 4)} ${body}`;

export const ATTRIBUTES = `${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1}`;
export const withLength = (attributes: string) => `${hex(octets(attributes).length, 2)} ${attributes}`;
// RFC 6396 §4.3.1: two peers, one with an IPv4 address and a 2-octet AS, one with an IPv6 address and a 4-octet AS.
export const PEERS = record(
  13,
  1,
  'c0000201 0004 74657374 0002 00 c0000202 c0000203 fde9 03 c0000204 20010db8000000000000000000000001 fa56ea00',
);
export const RIB_V4 = record(
  13,
  2,
  `00000007 18 c00002 0002 0000 3b9ac9ff ${withLength(ATTRIBUTES)} 0001 3b9ac9fe ${withLength(ATTRIBUTES)}`,
);
// RFC 6396 §4.3.4: MP_REACH_NLRI cut to its next hop.
export const ABBREVIATED = `${ORIGIN_IGP} ${PATH_65001} 80 0e 11 10 20010db8000000000000000000000001`;
export const FULL = `${ORIGIN_IGP} ${PATH_65001} 80 0e 1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8`;
export const RIB_V6 = record(13, 4, `00000008 20 20010db8 0001 0001 00000001 ${withLength(ABBREVIATED)}`);
export const UPDATE = formatHex(update({ attributes: ATTRIBUTES, nlri: '08 0a' }));
export const SESSION = '0000fde9 0000fdea 0003 0001 c0000201 c0000202';
export const MESSAGE_AS4 = record(16, 4, `${SESSION} ${UPDATE}`);

export const PEER_1 = { routerId: 0xc0000202, address: '192.0.2.3', asn: 65001, asn4: false };
export const PEER_2 = { routerId: 0xc0000204, address: '2001:db8::1', asn: 4200000000, asn4: true };
export const SESSION_MODEL = {
  peerAs: 65001,
  localAs: 65002,
  interfaceIndex: 3,
  peerAddress: '192.0.2.1',
  localAddress: '192.0.2.2',
};
