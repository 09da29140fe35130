import type { Asn } from '../brand.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { RtrType, RtrVersion } from './codes.js';
import { rtrFault } from './fault.js';
import type { AspaPdu } from './pdu.js';
import { ANNOUNCED } from './prefix-pdus.js';
import { atLeast, type PduRow } from './row.js';

/**
 * ASPA (draft-ietf-sidrops-8210bis §5.12).
 *
 * ```text
 * +-------------+----------+-----------+----------+------------+
 * | version (1) | type (1) | flags (1) | zero (1) | length (4) |
 * +-------------+---+------+-----------+----------+------------+
 * | customer AS (4) | provider AS (4) | …
 * +-----------------+-----------------+
 * ```
 */
export const ASPA: PduRow<AspaPdu> = {
  code: RtrType.ASPA,
  name: 'ASPA',
  since: RtrVersion.V2,
  rfc: 'draft-ietf-sidrops-8210bis §5.12',
  length: atLeast(12),
  decode({ bytes, start, end, version, field }) {
    if ((end - start) % 4 !== 0) return rtrFault(4, `AS numbers of 4 octets in ${end - start} octets`, this.rfc);
    const providers: Asn[] = [];
    for (let offset = start + 4; offset < end; offset += 4) providers.push(readU32(bytes, offset));
    const announced = ((field >> 8) & ANNOUNCED) !== 0;
    return { type: 'ASPA', version, announced, customerAs: readU32(bytes, start), providers };
  },
  field: ({ announced }) => (announced ? ANNOUNCED << 8 : 0),
  encode({ customerAs, providers }, writer) {
    writer.u32(unsigned('an AS number', customerAs, MAX_U32));
    for (const provider of providers) writer.u32(unsigned('an AS number', provider, MAX_U32));
  },
};
