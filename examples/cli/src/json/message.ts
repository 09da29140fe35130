import {
  type DecodedMessage,
  Family,
  formatHex,
  formatIPv4,
  formatNotification,
  type Message,
  parseIPv4,
} from '@mesh/bgp-wire';
import { readAttribute, writeAttributeJson } from './attribute.js';
import { readCapability, writeCapability } from './capability.js';
import type { Field, Json } from './field.js';
import { FAMILY, readNlri, writeNlri } from './nlri.js';

/** How each message stands in JSON, in both directions. */
const WRITERS: {
  readonly [T in DecodedMessage['type']]: (
    message: Extract<DecodedMessage, { type: T }>,
  ) => Readonly<Record<string, Json>>;
} = {
  OPEN: (message) => ({
    version: message.version,
    myAs: message.myAs,
    holdTime: message.holdTime,
    routerId: formatIPv4(message.routerId),
    capabilities: message.capabilities.map(writeCapability),
    ...(message.grouping === undefined ? {} : { grouping: message.grouping }),
    ...(message.extendedParameters === undefined ? {} : { extendedParameters: true }),
  }),
  UPDATE(view) {
    const { withdrawn = [], attributes = [], nlri = [] } = view.toMessage();
    return {
      withdrawn: withdrawn.map(writeNlri),
      attributes: attributes.map(writeAttributeJson),
      nlri: nlri.map(writeNlri),
    };
  },
  NOTIFICATION: (message) => ({
    code: message.code,
    subcode: message.subcode,
    data: formatHex(message.data),
    meaning: formatNotification(message),
  }),
  KEEPALIVE: () => ({}),
  'ROUTE-REFRESH': ({ family, subtype, rest }) => ({ family: FAMILY.write(family), subtype, rest: formatHex(rest) }),
};

const READERS: { readonly [T in Message['type']]: (field: Field) => Extract<Message, { type: T }> } = {
  OPEN(field) {
    const grouping = field.member('grouping');
    return {
      type: 'OPEN',
      version: field.member('version').integer(255),
      myAs: field.member('myAs').integer(0xffff),
      holdTime: field.member('holdTime').integer(0xffff),
      routerId: field.member('routerId').parsed(parseIPv4, 'an IPv4 address'),
      capabilities: field.member('capabilities').items().map(readCapability),
      ...(grouping.isPresent ? { grouping: grouping.items().map((one) => one.integer()) } : {}),
      ...(field.member('extendedParameters').isPresent ? { extendedParameters: true as const } : {}),
    };
  },
  UPDATE(field) {
    const list = (name: string) => (field.member(name).isPresent ? field.member(name).items() : []);
    return {
      type: 'UPDATE',
      withdrawn: list('withdrawn').map((one) => readNlri(one, Family.IPV4_UNICAST)),
      attributes: list('attributes').map(readAttribute),
      nlri: list('nlri').map((one) => readNlri(one, Family.IPV4_UNICAST)),
    };
  },
  NOTIFICATION: (field) => ({
    type: 'NOTIFICATION',
    code: field.member('code').integer(255),
    subcode: field.member('subcode').integer(255),
    data: field.member('data').isPresent ? field.member('data').hex() : new Uint8Array(0),
  }),
  KEEPALIVE: () => ({ type: 'KEEPALIVE' }),
  'ROUTE-REFRESH': (field) => ({
    type: 'ROUTE-REFRESH',
    family: FAMILY.read(field.member('family')),
    subtype: field.member('subtype').integer(255),
    rest: field.member('rest').isPresent ? field.member('rest').hex() : new Uint8Array(0),
  }),
};

const TYPES = Object.keys(READERS) as Message['type'][];

/** A decoded message as JSON: its type and its fields, enough to encode it again. */
export function writeMessage(message: DecodedMessage): Json {
  const write = WRITERS[message.type] as (message: DecodedMessage) => Readonly<Record<string, Json>>;
  return { type: message.type, ...write(message) };
}

/** The message that JSON describes. Throws `Failure` that names the member at fault. */
export function readMessage(field: Field): Message {
  return READERS[field.member('type').word(TYPES)](field);
}
