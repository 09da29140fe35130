import * as fc from 'fast-check';
import { MP_REACH_NLRI } from '../attribute/mp-reach-nlri.js';
import { AttributeFlag, type AttributeRow, type PathAttribute } from '../attribute/row.js';
import { ByteWriter } from '../bytes/writer.js';
import type { Capability } from '../capability/row.js';
import type { CodecContext } from '../context.js';
import { AttributeCode } from '../iana.js';
import { KEEPALIVE, type KeepaliveMessage } from '../message/keepalive.js';
import type { Message } from '../message/message.js';
import { type NotificationMessage, notification } from '../message/notification.js';
import { encodeCapabilities, type OpenMessage } from '../message/open.js';
import { RefreshSubtype, type RouteRefreshMessage } from '../message/route-refresh.js';
import type { UpdateMessage } from '../message/update.js';
import { IPV4_UNICAST } from '../nlri/unicast.js';
import { createContext } from '../standard-context.js';
import { attributeValueOf, hasAttribute } from './attribute/table.js';
import { anyCapability } from './capabilities.js';
import { nlriOf } from './nlri/table.js';
import { u8, u16, u32 } from './primitives.js';

/** Capabilities in one parameter, or spread over several. */
const groups = (context: CodecContext) =>
  fc.array(fc.array(anyCapability(context), { maxLength: 5 }), { maxLength: 3 });

/** OPEN with any capabilities, in the classic form of its parameters or the extended one (RFC 9072). */
export function openMessage(context: CodecContext = createContext()): fc.Arbitrary<OpenMessage> {
  return fc
    .record({ myAs: u16, holdTime: u16, routerId: u32, parameters: groups(context), extended: fc.boolean() })
    .map(({ parameters, extended, ...fields }) => ({
      type: 'OPEN',
      version: 4,
      ...fields,
      capabilities: parameters.flat(),
      ...groupingOf(parameters),
      ...(extended || !fitsClassic(parameters, context) ? { extendedParameters: true } : {}),
    }));
}

/** The members that tell how capabilities are spread, left out where one parameter holds them all. */
function groupingOf(parameters: readonly (readonly Capability[])[]): Pick<OpenMessage, 'grouping'> {
  const grouping = parameters.map((group) => group.length);
  return grouping.length === 0 || (grouping.length === 1 && grouping[0] !== 0) ? {} : { grouping };
}

function fitsClassic(parameters: readonly (readonly Capability[])[], context: CodecContext): boolean {
  const lengths = parameters.map((group) => 2 + encodeCapabilities(group, context).length);
  return lengths.reduce((sum, length) => sum + length, 0) <= 255;
}

/** Attributes that stand in every UPDATE with routes, and those that the context would not accept. */
const MANDATORY: ReadonlySet<number> = new Set([
  AttributeCode.ORIGIN,
  AttributeCode.AS_PATH,
  AttributeCode.NEXT_HOP,
  AttributeCode.LOCAL_PREF,
]);
const INTERNAL: ReadonlySet<number> = new Set([
  AttributeCode.LOCAL_PREF,
  AttributeCode.ORIGINATOR_ID,
  AttributeCode.CLUSTER_LIST,
]);
const TWO_OCTET: ReadonlySet<number> = new Set([AttributeCode.AS4_PATH, AttributeCode.AS4_AGGREGATOR]);

function isAccepted({ code }: AttributeRow<unknown>, context: CodecContext): boolean {
  if (context.asn4 && TWO_OCTET.has(code)) return false;
  if (context.peering !== 'external') return true;
  if (code === AttributeCode.AIGP) return context.aigp;
  if (code === AttributeCode.PREFIX_SID) return context.prefixSid;
  return !INTERNAL.has(code);
}

/** The attribute with its usual flags, and the Extended Length that a long value needs: as it will be read. */
function attributeOf(row: AttributeRow<unknown>, context: CodecContext): fc.Arbitrary<PathAttribute> {
  return attributeValueOf(row, context).map((value) => {
    const writer = new ByteWriter();
    row.encode(value, writer, context);
    const flags = writer.length > 0xff ? row.flags | AttributeFlag.EXTENDED_LENGTH : row.flags;
    return { code: row.code, flags, value };
  });
}

/** Any attribute that the context accepts. */
export function pathAttribute(context: CodecContext = createContext()): fc.Arbitrary<PathAttribute> {
  const rows = context.attributes.rows.filter((row) => hasAttribute(row) && isAccepted(row, context));
  return fc.constantFrom(...rows).chain((row) => attributeOf(row, context));
}

/** UPDATE that the context accepts: with routes of any family and all attributes they need, or without routes. */
export function updateMessage(context: CodecContext = createContext()): fc.Arbitrary<UpdateMessage> {
  const prefixes = fc.array(nlriOf(IPV4_UNICAST, context), { maxLength: 10 });
  const needed = context.attributes.rows
    .filter(({ code }) => MANDATORY.has(code))
    .filter((row) => isAccepted(row, context))
    .map((row) => attributeOf(row, context));
  const others = fc.uniqueArray(
    pathAttribute(context).filter(({ code }) => !MANDATORY.has(code)),
    { maxLength: 5, selector: ({ code }) => code },
  );
  return fc
    .record({ withdrawn: prefixes, needed: fc.tuple(...needed), others, nlri: prefixes })
    .map(({ withdrawn, needed: mandatory, others: rest, nlri }) => {
      const announces = nlri.length > 0 || rest.some(({ code }) => code === MP_REACH_NLRI.code);
      return { type: 'UPDATE', withdrawn, attributes: announces ? [...mandatory, ...rest] : rest, nlri };
    });
}

/** NOTIFICATION of any code with any data. */
export function notificationMessage(): fc.Arbitrary<NotificationMessage> {
  return fc
    .tuple(u8, u8, fc.uint8Array({ maxLength: 300 }))
    .map(([code, subcode, data]) => notification(code, subcode, data));
}

/** ROUTE-REFRESH of any family: a request, a mark, or a subtype nobody knows. */
export function routeRefreshMessage(): fc.Arbitrary<RouteRefreshMessage> {
  const rest = fc.uint8Array({ maxLength: 40 });
  return fc
    .record({ family: fc.integer({ min: 0, max: 0xffffff }), subtype: u8, rest })
    .map(({ subtype, rest: octets, ...one }) => {
      const isMark = subtype === RefreshSubtype.BEGIN || subtype === RefreshSubtype.END;
      return { type: 'ROUTE-REFRESH', ...one, subtype, rest: isMark ? new Uint8Array(0) : octets };
    });
}

const keepalive: fc.Arbitrary<KeepaliveMessage> = fc.constant(KEEPALIVE);

/** Any message that the context accepts. */
export function message(context: CodecContext = createContext()): fc.Arbitrary<Message> {
  return fc.oneof(
    openMessage(context),
    { weight: 4, arbitrary: updateMessage(context) },
    notificationMessage(),
    keepalive,
    routeRefreshMessage(),
  );
}
