import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { RtrType, RtrVersion } from './codes.js';
import type {
  CacheResetPdu,
  CacheResponsePdu,
  EndOfDataPdu,
  ResetQueryPdu,
  SerialNotifyPdu,
  SerialQueryPdu,
} from './pdu.js';
import { exactly, type PduRow } from './row.js';

/**
 * Serial Notify and Serial Query (RFC 8210 §5.2, §5.3).
 *
 * ```text
 * +-------------+----------+----------------+------------------+-------------------+
 * | version (1) | type (1) | session id (2) | length (4) 12    | serial number (4) |
 * +-------------+----------+----------------+------------------+-------------------+
 * ```
 */
function serialRow<P extends SerialNotifyPdu | SerialQueryPdu>(
  code: number,
  rfc: string,
  make: (version: number, sessionId: number, serial: number) => P,
): PduRow<P> {
  return {
    code,
    name: make(0, 0, 0).type,
    since: RtrVersion.V0,
    rfc,
    length: exactly(12),
    decode: ({ bytes, start, version, field }) => make(version, field, readU32(bytes, start)),
    field: ({ sessionId }) => sessionId,
    encode: ({ serial }, writer) => writer.u32(unsigned('a serial number', serial, MAX_U32)),
  };
}

export const SERIAL_NOTIFY: PduRow<SerialNotifyPdu> = serialRow(
  RtrType.SERIAL_NOTIFY,
  'RFC 8210 §5.2',
  (version, sessionId, serial) => ({ type: 'SERIAL-NOTIFY', version, sessionId, serial }),
);

export const SERIAL_QUERY: PduRow<SerialQueryPdu> = serialRow(
  RtrType.SERIAL_QUERY,
  'RFC 8210 §5.3',
  (version, sessionId, serial) => ({ type: 'SERIAL-QUERY', version, sessionId, serial }),
);

/**
 * Reset Query, Cache Response and Cache Reset (RFC 8210 §5.4, §5.5, §5.9): a header and nothing else; only the
 * response has a session id.
 *
 * ```text
 * +-------------+----------+--------------------------+-----------------+
 * | version (1) | type (1) | session id (2) or zero   | length (4) 8    |
 * +-------------+----------+--------------------------+-----------------+
 * ```
 */
export const RESET_QUERY: PduRow<ResetQueryPdu> = {
  code: RtrType.RESET_QUERY,
  name: 'RESET-QUERY',
  since: RtrVersion.V0,
  rfc: 'RFC 8210 §5.4',
  length: exactly(8),
  decode: ({ version }) => ({ type: 'RESET-QUERY', version }),
  field: () => 0,
  encode: () => undefined,
};

export const CACHE_RESPONSE: PduRow<CacheResponsePdu> = {
  code: RtrType.CACHE_RESPONSE,
  name: 'CACHE-RESPONSE',
  since: RtrVersion.V0,
  rfc: 'RFC 8210 §5.5',
  length: exactly(8),
  decode: ({ version, field }) => ({ type: 'CACHE-RESPONSE', version, sessionId: field }),
  field: ({ sessionId }) => sessionId,
  encode: () => undefined,
};

export const CACHE_RESET: PduRow<CacheResetPdu> = {
  code: RtrType.CACHE_RESET,
  name: 'CACHE-RESET',
  since: RtrVersion.V0,
  rfc: 'RFC 8210 §5.9',
  length: exactly(8),
  decode: ({ version }) => ({ type: 'CACHE-RESET', version }),
  field: () => 0,
  encode: () => undefined,
};

/**
 * End of Data (RFC 8210 §5.8); version 0 has no intervals (RFC 6810 §5.8).
 *
 * ```text
 * +-------------+----------+----------------+------------------------+-------------------+
 * | version (1) | type (1) | session id (2) | length (4) 12 or 24    | serial number (4) |
 * +-------------+-+--------+-----------+----+---------------+--------+-------------------+
 * | refresh (4)   | retry (4)          | expire (4)         |   seconds
 * +---------------+--------------------+--------------------+
 * ```
 */
export const END_OF_DATA: PduRow<EndOfDataPdu> = {
  code: RtrType.END_OF_DATA,
  name: 'END-OF-DATA',
  since: RtrVersion.V0,
  rfc: 'RFC 8210 §5.8',
  length: (version) => ({ least: version === RtrVersion.V0 ? 12 : 24, fixed: true }),
  decode({ bytes, start, version, field }) {
    const pdu: EndOfDataPdu = { type: 'END-OF-DATA', version, sessionId: field, serial: readU32(bytes, start) };
    if (version === RtrVersion.V0) return pdu;
    const [refreshSeconds, retrySeconds] = [readU32(bytes, start + 4), readU32(bytes, start + 8)];
    return { ...pdu, intervals: { refreshSeconds, retrySeconds, expireSeconds: readU32(bytes, start + 12) } };
  },
  field: ({ sessionId }) => sessionId,
  encode({ version, serial, intervals }, writer) {
    writer.u32(unsigned('a serial number', serial, MAX_U32));
    if ((version === RtrVersion.V0) !== (intervals === undefined)) {
      throw new RangeError(`End of Data of version ${version} has ${intervals ? 'no ' : ''}intervals`);
    }
    if (!intervals) return;
    writer.u32(unsigned('the refresh interval', intervals.refreshSeconds, MAX_U32));
    writer.u32(unsigned('the retry interval', intervals.retrySeconds, MAX_U32));
    writer.u32(unsigned('the expire interval', intervals.expireSeconds, MAX_U32));
  },
};
