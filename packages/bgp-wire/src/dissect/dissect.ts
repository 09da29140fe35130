import type { Family as FamilyNumber } from '../brand.js';
import type { CodecContext } from '../context.js';
import { Family, formatFamily } from '../family.js';
import type { Fault } from '../fault.js';
import { HEADER_LENGTH, MessageType } from '../iana.js';
import { decodeMessage } from '../message/decode.js';
import { formatNotification, notification } from '../message/notification.js';
import { dissectAttributeList } from './attributes.js';
import { type Draft, SpanCursor } from './cursor.js';
import { ATTRIBUTE_LIST, placeFaults } from './faults.js';
import { dissectNlriField } from './nlri.js';
import { dissectCapabilityList, dissectOpen } from './open.js';
import type { Span } from './span.js';

/*
 * What each octet is, as a tree. It is for people: error messages, tests that fail, teaching; decoding does not pass
 * here. Invariants: the leaves cover the octets exactly once, whatever they are; nothing throws; what the tree says of
 * a field is what the decoder would read there. A row tells what its own value consists of (`dissect`); of a row that
 * does not, the value is one field.
 */

/** A whole message, with its faults where they are. Octets after its declared length are named too. */
export function dissect(bytes: Uint8Array, context: CodecContext): Span {
  const type = bytes.length >= HEADER_LENGTH ? bytes[HEADER_LENGTH - 1]! : 0;
  const root = rootOf(nameOf(type, context) ?? 'message', bytes, (cursor) => {
    cursor.group('header', HEADER_LENGTH, (header) => dissectHeader(header, context), { isContainer: true });
    const declared = bytes.length >= HEADER_LENGTH ? ((bytes[16]! << 8) | bytes[17]!) - HEADER_LENGTH : 0;
    const length = declared < 0 ? cursor.remaining : Math.min(declared, cursor.remaining);
    if (length > 0) {
      cursor.group('body', length, (inside) => BODIES[type]?.(inside, context), { isContainer: true });
    }
    cursor.field('octets after the message', cursor.remaining);
  });
  placeFaults(root, faultsOf(bytes, context));
  return root;
}

/** Path attributes as they stand in an UPDATE. Their faults are the caller's to give, offsets from the first octet. */
export function dissectAttributes(bytes: Uint8Array, context: CodecContext, faults: readonly Fault[] = []): Span {
  const root = rootOf(ATTRIBUTE_LIST, bytes, (cursor) => dissectAttributeList(cursor, context));
  placeFaults(root, faults);
  return root;
}

/** NLRI of one family as they stand in a field. */
export function dissectNlri(
  bytes: Uint8Array,
  family: FamilyNumber,
  context: CodecContext,
  faults: readonly Fault[] = [],
): Span {
  const root = rootOf(`NLRI of ${formatFamily(family)}`, bytes, (cursor) => dissectNlriField(cursor, family, context));
  placeFaults(root, faults);
  return root;
}

/** Capabilities as they stand in a parameter of an OPEN. */
export function dissectCapabilities(
  bytes: Uint8Array,
  context: Pick<CodecContext, 'capabilities'>,
  faults: readonly Fault[] = [],
): Span {
  const root = rootOf('capabilities', bytes, (cursor) => dissectCapabilityList(cursor, context));
  placeFaults(root, faults);
  return root;
}

function rootOf(name: string, bytes: Uint8Array, build: (cursor: SpanCursor) => void): Draft {
  const cursor = new SpanCursor(bytes, 0, bytes.length);
  cursor.group(name, bytes.length, build, { isContainer: true });
  return cursor.spans[0]!;
}

function faultsOf(bytes: Uint8Array, context: CodecContext): readonly Fault[] {
  const result = decodeMessage(bytes, context);
  if (!result.ok) return [result.fault];
  return result.message.type === 'UPDATE' ? result.message.assessment.faults : [];
}

const NAMES: Readonly<Record<number, string>> = {
  [MessageType.OPEN]: 'OPEN',
  [MessageType.UPDATE]: 'UPDATE',
  [MessageType.NOTIFICATION]: 'NOTIFICATION',
  [MessageType.KEEPALIVE]: 'KEEPALIVE',
  [MessageType.ROUTE_REFRESH]: 'ROUTE-REFRESH',
};

/** The name of a message type, of the further ones of a context too. */
function nameOf(type: number, { messageTypes }: CodecContext): string | undefined {
  return NAMES[type] ?? messageTypes.find(({ code }) => code === type)?.type;
}

const BODIES: Readonly<Record<number, (cursor: SpanCursor, context: CodecContext) => void>> = {
  [MessageType.OPEN]: dissectOpen,
  [MessageType.UPDATE]: dissectUpdate,
  [MessageType.NOTIFICATION]: dissectNotification,
  [MessageType.ROUTE_REFRESH]: dissectRouteRefresh,
};

function dissectHeader(cursor: SpanCursor, context: CodecContext): void {
  cursor.field('marker', 16);
  cursor.number('length', 2);
  cursor.number('type', 1, (type) => nameOf(type, context) ?? String(type));
}

function dissectUpdate(cursor: SpanCursor, context: CodecContext): void {
  const withdrawn = cursor.number('withdrawn routes length', 2);
  cursor.group('withdrawn routes', withdrawn, (field) => dissectNlriField(field, Family.IPV4_UNICAST, context, true), {
    isContainer: true,
  });
  const attributes = cursor.number('path attributes length', 2);
  cursor.group(ATTRIBUTE_LIST, attributes, (field) => dissectAttributeList(field, context), { isContainer: true });
  cursor.group('NLRI', cursor.remaining, (field) => dissectNlriField(field, Family.IPV4_UNICAST, context), {
    isContainer: true,
  });
}

function dissectNotification(cursor: SpanCursor): void {
  const [code, subcode] = [cursor.peek(), cursor.peek(1)];
  cursor.number('error code', 1);
  cursor.number('error subcode', 1, () => formatNotification(notification(code, subcode)));
  cursor.octets('data', cursor.remaining);
}

function dissectRouteRefresh(cursor: SpanCursor): void {
  cursor.number('AFI', 2);
  cursor.number('subtype', 1, (subtype) => ['request', 'begin', 'end'][subtype] ?? String(subtype));
  cursor.number('SAFI', 1);
  cursor.octets('ORF entries', cursor.remaining);
}
