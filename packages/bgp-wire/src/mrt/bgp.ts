import { formatIPv4 } from '../bytes/address.js';
import type { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { finishMessage, startMessage } from '../message/header.js';
import type { EncodeBody } from './encode-body.js';
import { addressField, writeU16Field } from './field.js';
import { BGP_BODIES, BGP_STATE_CHANGE } from './format.js';
import type { MrtHeader, MrtRecord, MrtWritable } from './record.js';
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

/** Writes what `decodeBgp` reads: a message loses its header, a change of state its local side. */
export const encodeBgp: EncodeBody = (writer, record, subtype) => {
  if (record.type === 'STATE_CHANGE' && subtype === BGP_STATE_CHANGE) {
    writePeer(writer, record);
    writeU16Field(writer, 'oldState', record.oldState);
    writeU16Field(writer, 'newState', record.newState);
    return true;
  }
  const type = BGP_BODIES.get(subtype);
  if (record.type !== 'MESSAGE' || type === undefined) return false;
  for (const name of ['asn4', 'addPath', 'local'] as const) {
    if (record[name]) throw new RangeError(`${name} is false in MRT type BGP`);
  }
  if (record.frame[18] !== type) {
    throw new RangeError(`frame is a message of type ${type} in subtype ${subtype}, got ${record.frame[18]}`);
  }
  writePeer(writer, record);
  writeU16Field(writer, 'localAs', record.localAs);
  writer.bytes(addressField('localAddress', record.localAddress, 4));
  writer.bytes(record.frame, 19);
  return true;
};

function writePeer(
  writer: ByteWriter,
  record: Extract<MrtWritable, { readonly type: 'MESSAGE' | 'STATE_CHANGE' }>,
): void {
  if (record.interfaceIndex !== 0)
    throw new RangeError(`interfaceIndex is 0 in MRT type BGP, got ${record.interfaceIndex}`);
  writeU16Field(writer, 'peerAs', record.peerAs);
  writer.bytes(addressField('peerAddress', record.peerAddress, 4));
}
