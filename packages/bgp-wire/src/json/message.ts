import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import type { CodecContext, ExtendedContext } from '../context.js';
import { Family, formatFamily } from '../family.js';
import type { DecodedMessage, Message } from '../message/message.js';
import { formatNotification } from '../message/notification.js';
import type { UpdateView } from '../update/view.js';
import { attributeFromJson, attributeToJson } from './attribute.js';
import { capabilityFromJson, capabilityToJson } from './capability.js';
import { requireEncodable } from './encodable.js';
import { type Json, JsonField } from './field.js';
import { readNlriList } from './nlri.js';
import { writeNlriJson } from './nlri-form.js';
import { readMembers, readValue, writeMembers, writeValue } from './value.js';

type Members = { readonly [name: string]: Json };

/** How each message stands in JSON, in both directions. */
const WRITERS: {
  readonly [T in Message['type']]: (message: Extract<Message, { type: T }>, context: CodecContext) => Members;
} = {
  OPEN: (message, context) => ({
    version: message.version,
    myAs: message.myAs,
    holdTime: message.holdTime,
    routerId: formatIPv4(message.routerId),
    capabilities: message.capabilities.map((one) => capabilityToJson(one, context)),
    ...(message.grouping === undefined ? {} : { grouping: message.grouping }),
    ...(message.extendedParameters === undefined ? {} : { extendedParameters: true }),
  }),
  UPDATE: ({ withdrawn = [], attributes = [], nlri = [] }, context) => ({
    withdrawn: withdrawn.map(writeNlriJson),
    attributes: attributes.map((one) => attributeToJson(one, context)),
    nlri: nlri.map(writeNlriJson),
  }),
  NOTIFICATION: (message) => ({
    code: message.code,
    subcode: message.subcode,
    data: writeValue(message.data),
    meaning: formatNotification(message),
  }),
  KEEPALIVE: () => ({}),
  'ROUTE-REFRESH': ({ family, subtype, rest }) => ({ family: formatFamily(family), subtype, rest: writeValue(rest) }),
};

const READERS: {
  readonly [T in Message['type']]: (field: JsonField, context: CodecContext) => Extract<Message, { type: T }>;
} = {
  OPEN(field, context) {
    const capabilities = field.member('capabilities').items();
    const grouping = field.member('grouping');
    return {
      type: 'OPEN',
      version: field.member('version').integer(255),
      myAs: field.member('myAs').integer(0xffff),
      holdTime: field.member('holdTime').integer(0xffff),
      routerId: field.member('routerId').parsed(parseIPv4, 'an IPv4 address'),
      capabilities: capabilities.map((one) => capabilityFromJson(one, context)),
      ...(grouping.isPresent ? { grouping: grouping.items().map((one) => one.integer()) } : {}),
      ...(field.member('extendedParameters').isPresent ? { extendedParameters: true as const } : {}),
    };
  },
  UPDATE(field, context) {
    const list = (name: string) => (field.member(name).isPresent ? field.member(name) : new JsonField([], name));
    return {
      type: 'UPDATE',
      withdrawn: readNlriList(list('withdrawn'), Family.IPV4_UNICAST, context),
      attributes: list('attributes')
        .items()
        .map((one) => attributeFromJson(one, context)),
      nlri: readNlriList(list('nlri'), Family.IPV4_UNICAST, context),
    };
  },
  NOTIFICATION: (field) => ({
    type: 'NOTIFICATION',
    code: field.member('code').integer(255),
    subcode: field.member('subcode').integer(255),
    data: readOctets(field.member('data')),
  }),
  KEEPALIVE: () => ({ type: 'KEEPALIVE' }),
  'ROUTE-REFRESH': (field) => ({
    type: 'ROUTE-REFRESH',
    family: field.member('family').family(),
    subtype: field.member('subtype').integer(255),
    rest: readOctets(field.member('rest')),
  }),
};

/** `{ "hex" }`; none where the member is left out. */
function readOctets(field: JsonField): Uint8Array {
  const value = field.isPresent ? readValue(field) : new Uint8Array(0);
  return value instanceof Uint8Array ? value : field.fail('octets as { "hex": "0a00" }');
}

const TYPES = Object.keys(READERS) as Message['type'][];

/**
 * A message as plain data: its type and its fields, enough to encode it again. An UPDATE may be a view. Of the further
 * types of a context (`messageTypes`) every member stands as it is.
 */
export function messageToJson(
  message: DecodedMessage | Message | { readonly type: string },
  context: CodecContext,
): Json {
  const plain = isView(message) ? message.toMessage() : message;
  const write = Object.hasOwn(WRITERS, plain.type) ? (WRITERS[plain.type as Message['type']] as Write) : writeFurther;
  return { type: plain.type, ...write(plain, context) };
}

type Write = (message: { readonly type: string }, context: CodecContext) => Members;
const writeFurther: Write = (message) => writeMembers(message, 'type');

function isView(message: { readonly type: string }): message is UpdateView {
  return message.type === 'UPDATE' && 'frame' in message;
}

/** The message of `messageToJson`. Throws `MESH_JSON_VALUE` that names the member at fault. */
export function messageFromJson<M extends { readonly type: string }>(
  json: unknown,
  context: ExtendedContext<M>,
): Message | M;
export function messageFromJson(json: unknown, context: CodecContext): Message;
export function messageFromJson(json: unknown, context: CodecContext): { readonly type: string } {
  const field = json instanceof JsonField ? json : new JsonField(json);
  const type = field.member('type');
  const row = context.messageTypes.find((one) => one.type === type.value);
  if (!row) return READERS[type.word(TYPES)](field, context);
  const message = { ...readMembers(field), type: row.type };
  requireEncodable(field, row.type, (writer) => row.encode(message, writer, context));
  return message;
}
