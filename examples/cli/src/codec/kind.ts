import {
  AttributeCode,
  AttributeFlag,
  attributeFromJson,
  attributeToJson,
  ByteWriter,
  type Capability,
  type CodecContext,
  capabilityFromJson,
  capabilityToJson,
  createContext,
  type DecodedMessage,
  decodeCapabilities,
  decodeMessage,
  dissect,
  dissectAttributes,
  dissectCapabilities,
  dissectNlri,
  ErrorCode,
  encodeAttributes,
  encodeCapabilities,
  encodeMessage,
  encodeNlri,
  type Fault,
  formatDissection,
  formatFamily,
  type Json,
  type JsonField,
  messageFromJson,
  messageToJson,
  nlriFromJson,
  nlriToJson,
  notification,
  type Outcome,
  type PathAttribute,
  type Span,
  type UpdateMessage,
  type UpdateView,
} from '@mesh/bgp-wire';
import { soleFamily } from './context.js';
import { aroundAttributes, aroundNlri } from './envelope.js';
import { commandsOf, routeTextOf } from './route-text.js';
import { attributeLines, capabilityLines, messageLines, nlriLine } from './text.js';

/** What octets say. Everything beyond the verdict is made when it is asked for. */
export interface Decoded {
  readonly verdict: Outcome;
  /** Every fault, in the order of the octets. */
  readonly faults: readonly Fault[];
  /** For people: a title and what stands below it. */
  readonly title: string;
  lines(): readonly string[];
  /** What each octet is. */
  tree(): string;
  /** The model as JSON; left out where there is none. */
  message?(): Json;
  /** Route text, of an UPDATE. */
  routes?(): string[];
  /** The commands of ExaBGP's that make the message; empty where there are none. */
  commands?(): string[];
  /** The message itself. */
  readonly model?: DecodedMessage;
  /** The octets that encoding the model gives. Throws `RangeError` where it has no encoding. */
  reencode?(): Uint8Array;
}

/** What octets can be: a row knows both directions. */
export interface Kind {
  /** `generic` shows attributes as their octets. */
  decode(bytes: Uint8Array, context: CodecContext, generic?: boolean): Decoded;
  /** The octets of a model in JSON. Throws `MESH_JSON_VALUE` that names the member at fault, or `RangeError`. */
  encode(message: JsonField, context: CodecContext): Uint8Array;
}

/** Attributes with their octets, AS numbers in four, for what they say. */
function inOctets(attributes: readonly PathAttribute[]): PathAttribute[] {
  const context = createContext();
  return attributes.map((one) => {
    if (one.value instanceof Uint8Array) return one;
    const flags = one.flags | AttributeFlag.EXTENDED_LENGTH;
    return { ...one, value: written((writer) => encodeAttributes([{ ...one, flags }], writer, context)).subarray(4) };
  });
}

const asTheyAre = (attributes: readonly PathAttribute[]) => attributes;

const MESSAGE: Kind = {
  decode(bytes, context, generic = false) {
    const rewrite = generic ? inOctets : asTheyAre;
    const result = decodeMessage(bytes, context);
    const tree = () => formatDissection(dissect(bytes, context), bytes);
    if (!result.ok) return { ...refused(result.fault, 'no message'), tree };
    const { message } = result;
    const isUpdate = message.type === 'UPDATE';
    const { outcome, faults } = isUpdate ? message.assessment : ({ outcome: 'accept', faults: [] } as const);
    return {
      verdict: outcome,
      faults,
      title: message.type,
      lines: () => messageLines(message, rewrite),
      tree,
      message: () => messageToJson(isUpdate && generic ? genericUpdate(message) : message, context),
      model: message,
      ...(isUpdate ? { routes: () => routeTextOf(message, rewrite) } : {}),
      commands: () => commandsOf(message, rewrite),
      reencode: () => encodeMessage(isUpdate ? message.toMessage() : message, context),
    };
  },
  encode: (message, context) => encodeMessage(messageFromJson(message, context), context),
};

const ATTRIBUTES: Kind = {
  decode(bytes, context, generic = false) {
    const { view, outcome, faults } = aroundAttributes(bytes, context);
    const decoded = view.attributes();
    const attributes = generic ? inOctets(decoded) : decoded;
    return {
      verdict: outcome,
      faults,
      title: 'attributes',
      lines: () => attributeLines(attributes, context),
      tree: treeOf(bytes, () => dissectAttributes(bytes, context, faults)),
      message: () => ({ attributes: attributes.map((one) => attributeToJson(one, context)) }),
      reencode: () => written((writer) => encodeAttributes(decoded, writer, context)),
    };
  },
  encode(message, context) {
    const attributes = message.member('attributes').items();
    return written((writer) =>
      encodeAttributes(
        attributes.map((one) => attributeFromJson(one, context)),
        writer,
        context,
      ),
    );
  },
};

const NLRI: Kind = {
  decode(bytes, context) {
    const family = soleFamily(context);
    const { view, outcome, faults } = aroundNlri(bytes, family, context);
    const tree = treeOf(bytes, () => dissectNlri(bytes, family, context, faults));
    if (outcome !== 'accept') return { verdict: outcome, faults, title: 'NLRI', lines: () => [], tree };
    const nlri = view.announced();
    return {
      verdict: outcome,
      faults,
      title: `NLRI of ${formatFamily(family)}`,
      lines: () => nlri.map(nlriLine),
      tree,
      message: () => ({ nlri: nlri.map(nlriToJson) }),
      reencode: () => written((writer) => encodeNlri(nlri, family, writer, context)),
    };
  },
  encode: (message, context) =>
    written((writer) => {
      for (const one of message.member('nlri').items()) {
        const nlri = nlriFromJson(one, context);
        encodeNlri([nlri], nlri.family, writer, context);
      }
    }),
};

const CAPABILITY: Kind = {
  decode(bytes, context) {
    const capabilities: Capability[] = [];
    const fault = decodeCapabilities(bytes, 0, bytes.length, capabilities, context);
    const faults = fault ? [fault] : unreadableCapabilities(capabilities, context);
    const tree = treeOf(bytes, () => dissectCapabilities(bytes, context, faults));
    if (fault) return { ...refused(fault, 'capabilities'), tree };
    return {
      verdict: faults.length === 0 ? 'accept' : 'attribute-discard',
      faults,
      title: 'capabilities',
      lines: () => capabilityLines(capabilities),
      tree,
      message: () => ({ capabilities: capabilities.map((one) => capabilityToJson(one, context)) }),
      reencode: () => encodeCapabilities(capabilities, context),
    };
  },
  encode(message, context) {
    const capabilities = message.member('capabilities').items();
    return encodeCapabilities(
      capabilities.map((one) => capabilityFromJson(one, context)),
      context,
    );
  },
};

/** What is announced and withdrawn beside them stays readable. */
function genericUpdate(view: UpdateView): UpdateMessage {
  const message = view.toMessage();
  const places: readonly number[] = [AttributeCode.MP_REACH_NLRI, AttributeCode.MP_UNREACH_NLRI];
  const attributes = (message.attributes ?? []).map((one) => (places.includes(one.code) ? one : inOctets([one])[0]!));
  return { ...message, attributes };
}

/** The kinds by the word that names them. */
export const KINDS = {
  message: MESSAGE,
  attributes: ATTRIBUTES,
  nlri: NLRI,
  capability: CAPABILITY,
} as const;

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

/** Capabilities that their rows cannot read: each is passed over, as if it were not known (RFC 5492 §3). */
function unreadableCapabilities(capabilities: readonly Capability[], context: CodecContext): Fault[] {
  let offset = 0;
  return capabilities.flatMap((one) => {
    const at = offset;
    offset += encodeCapabilities([one], context).length;
    const row = context.capabilities.get(one.code);
    if (row === undefined || !(one.value instanceof Uint8Array)) return [];
    return [
      {
        outcome: 'attribute-discard',
        offset: at,
        reason: `${row.name} of ${one.value.length} octets cannot be read`,
        rfc: 'RFC 5492 §3',
        notification: notification(ErrorCode.OPEN_MESSAGE),
      } as const,
    ];
  });
}

function refused(fault: Fault, title: string): Omit<Decoded, 'tree'> {
  return { verdict: fault.outcome, faults: [fault], title, lines: () => [] };
}

function treeOf(bytes: Uint8Array, make: () => Span): () => string {
  return () => formatDissection(make(), bytes);
}

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.take();
}
