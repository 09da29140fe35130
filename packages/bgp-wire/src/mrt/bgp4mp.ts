import { formatAddress } from '../bytes/address.js';
import type { ByteReader } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { Afi } from '../iana.js';
import type { EncodeBody } from './encode-body.js';
import { addressField, writeAsn, writeU16Field } from './field.js';
import { BGP4MP_FORMATS, type Bgp4mpFormat } from './format.js';
import type { MrtHeader, MrtRecord, MrtSession } from './record.js';
import { unknownRecord } from './unknown.js';

/**
 * BGP4MP and BGP4MP_ET (RFC 6396 §4.4, RFC 8050 §3): a message of a session, or a change of its state.
 *
 * ```text
 * +----------------+-----------------+---------------+---------+----------+-----------+
 * | peer AS (2, 4) | local AS (2, 4) | interface (2) | AFI (2) | peer IP  | local IP  | …
 * +----------------+-----------------+---------------+---------+----------+-----------+
 *   … a BGP message with its header, or old state (2) and new state (2)
 * ```
 */
export function decodeBgp4mp(reader: ByteReader, header: MrtHeader): MrtRecord | string {
  const format = BGP4MP_FORMATS.get(header.subtype);
  if (!format) return unknownRecord(reader, header);
  const session = readSession(reader, header, format);
  if (typeof session === 'string') return session;
  if (format.holds === 'state-change') {
    return { type: 'STATE_CHANGE', ...session, oldState: reader.u16(), newState: reader.u16() };
  }
  return {
    type: 'MESSAGE',
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    peerAs: session.peerAs,
    localAs: session.localAs,
    interfaceIndex: session.interfaceIndex,
    peerAddress: session.peerAddress,
    localAddress: session.localAddress,
    asn4: format.asn4,
    addPath: format.addPath,
    local: format.local,
    frame: reader.view(reader.remaining),
  };
}

function readSession(reader: ByteReader, header: MrtHeader, { asn4 }: Bgp4mpFormat): MrtSession | string {
  const peerAs = asn4 ? reader.u32() : reader.u16();
  const localAs = asn4 ? reader.u32() : reader.u16();
  const interfaceIndex = reader.u16();
  const afi = reader.u16();
  if (reader.failed) return 'the record ends inside a field';
  if (afi !== Afi.IPV4 && afi !== Afi.IPV6) return `the AFI of the addresses is 1 or 2, got ${afi}`;
  const width = afi === Afi.IPV4 ? 4 : 16;
  const peer = reader.view(width);
  const local = reader.view(width);
  if (reader.failed) return 'the record ends inside a field';
  return {
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    peerAs,
    localAs,
    interfaceIndex,
    peerAddress: formatAddress(peer),
    localAddress: formatAddress(local),
  };
}

/** Writes what `decodeBgp4mp` reads; the AFI is that of the addresses. */
export const encodeBgp4mp: EncodeBody = (writer, record, subtype) => {
  const format = BGP4MP_FORMATS.get(subtype);
  if (format?.holds === 'state-change' && record.type === 'STATE_CHANGE') {
    writeSession(writer, record, format);
    writeU16Field(writer, 'oldState', record.oldState);
    writeU16Field(writer, 'newState', record.newState);
    return true;
  }
  if (format?.holds !== 'message' || record.type !== 'MESSAGE') return false;
  for (const name of ['asn4', 'addPath', 'local'] as const) {
    if (record[name] !== format[name]) throw new RangeError(`${name} is ${format[name]} in ${format.name}`);
  }
  writeSession(writer, record, format);
  writer.bytes(record.frame);
  return true;
};

function writeSession(
  writer: ByteWriter,
  session: Omit<MrtSession, keyof MrtHeader>,
  { asn4 }: Pick<Bgp4mpFormat, 'asn4'>,
): void {
  const peer = addressField('peerAddress', session.peerAddress);
  writeAsn(writer, 'peerAs', session.peerAs, asn4);
  writeAsn(writer, 'localAs', session.localAs, asn4);
  writeU16Field(writer, 'interfaceIndex', session.interfaceIndex);
  writer.u16(peer.length === 4 ? Afi.IPV4 : Afi.IPV6);
  writer.bytes(peer);
  writer.bytes(addressField('localAddress', session.localAddress, peer.length));
}
