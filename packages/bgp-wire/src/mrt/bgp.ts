import { formatIPv4 } from '../bytes/address.js';
import type { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { finishMessage, startMessage } from '../message/header.js';
import { BGP_BODIES, BGP_STATE_CHANGE } from './format.js';
import type { MrtHeader, MrtRecord } from './record.js';
import { unknownRecord } from './unknown.js';

/**
 * The deprecated type BGP, in files up to 2000 or so: a message without its header, which is put back here, or a change
 * of state without the local side.
 *
 * ```text
 * +-------------+-------------+--------------+--------------+------+
 * | peer AS (2) | peer IP (4) | local AS (2) | local IP (4) | body |
 * +-------------+-------------+--------------+--------------+------+
 * ```
 */
export function decodeBgp(reader: ByteReader, header: MrtHeader): MrtRecord | string {
  const type = BGP_BODIES.get(header.subtype);
  if (type === undefined && header.subtype !== BGP_STATE_CHANGE) {
    return unknownRecord(reader, header);
  }
  const peer = { peerAs: reader.u16(), peerAddress: formatIPv4(reader.u32()), interfaceIndex: 0 };
  if (type === undefined) {
    const [oldState, newState] = [reader.u16(), reader.u16()];
    return {
      offset: header.offset,
      timestamp: header.timestamp,
      microseconds: header.microseconds,
      mrtType: header.mrtType,
      subtype: header.subtype,
      ...peer,
      type: 'STATE_CHANGE',
      localAs: 0,
      localAddress: '0.0.0.0',
      oldState,
      newState,
    };
  }
  const local = { localAs: reader.u16(), localAddress: formatIPv4(reader.u32()) };
  if (reader.remaining > MAX_BODY) return `a message body of ${reader.remaining} octets`;
  const frame = withHeader(type, reader.view(reader.remaining));
  return {
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    ...peer,
    ...local,
    type: 'MESSAGE',
    asn4: false,
    addPath: false,
    local: false,
    frame,
  };
}

/** What a body may have at most, so that its message has a length. */
const MAX_BODY = 4096 - 19;

function withHeader(type: number, body: Uint8Array): Uint8Array {
  const writer = new ByteWriter(19 + body.length);
  const start = startMessage(writer, type);
  writer.bytes(body);
  finishMessage(writer, start, type, false);
  return writer.take();
}
