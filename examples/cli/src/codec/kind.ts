import {
  ByteWriter,
  type Capability,
  type CodecContext,
  decodeCapabilities,
  decodeMessage,
  encodeAttributes,
  encodeCapabilities,
  encodeMessage,
  encodeNlri,
  type Fault,
  type Outcome,
} from '@mesh/bgp-wire';
import { readAttribute, writeAttributeJson } from '../json/attribute.js';
import { readCapability, writeCapability } from '../json/capability.js';
import type { Field, Json } from '../json/field.js';
import { readMessage, writeMessage } from '../json/message.js';
import { FAMILY, readNlri, writeNlri } from '../json/nlri.js';
import { soleFamily } from './context.js';
import { aroundAttributes, aroundNlri, type Envelope } from './envelope.js';
import { routeTextOf } from './route-text.js';
import { attributeLines, capabilityLines, messageLines, nlriLine } from './text.js';

/** What octets say. */
export interface Decoded {
  readonly verdict: Outcome;
  /** Every fault, the order of the octets. */
  readonly faults: readonly Fault[];
  /** The model as JSON; undefined where there is none. */
  readonly message?: Json;
  /** For people: a title and what stands below it. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Route text, of an UPDATE. */
  routes?(): string[];
  /** The octets that encoding the model gives. Throws `RangeError` where it has no encoding. */
  reencode?(): Uint8Array;
}

/** What octets can be: a row knows both directions. */
export interface Kind {
  decode(bytes: Uint8Array, context: CodecContext): Decoded;
  /** The octets of a model in JSON. Throws `Failure` that names the member at fault, or `RangeError`. */
  encode(message: Field, context: CodecContext): Uint8Array;
}

const MESSAGE: Kind = {
  decode(bytes, context) {
    const result = decodeMessage(bytes, context);
    if (!result.ok) return refused(result.fault, 'no message');
    const { message } = result;
    const isUpdate = message.type === 'UPDATE';
    const { outcome, faults } = isUpdate ? message.assessment : ({ outcome: 'accept', faults: [] } as const);
    return {
      verdict: outcome,
      faults,
      message: writeMessage(message),
      title: message.type,
      lines: messageLines(message),
      ...(isUpdate ? { routes: () => routeTextOf(message) } : {}),
      reencode: () => encodeMessage(isUpdate ? message.toMessage() : message, context),
    };
  },
  encode: (message, context) => encodeMessage(readMessage(message), context),
};

const ATTRIBUTES: Kind = {
  decode(bytes, context) {
    const envelope = aroundAttributes(bytes, context);
    const attributes = envelope.view.attributes();
    return {
      ...judged(envelope),
      message: { attributes: attributes.map(writeAttributeJson) },
      title: 'attributes',
      lines: attributeLines(attributes, context),
      reencode: () => written((writer) => encodeAttributes(attributes, writer, context)),
    };
  },
  encode: (message, context) =>
    written((writer) => encodeAttributes(message.member('attributes').items().map(readAttribute), writer, context)),
};

const NLRI: Kind = {
  decode(bytes, context) {
    const family = soleFamily(context);
    const envelope = aroundNlri(bytes, family, context);
    if (envelope.outcome !== 'accept') return { ...judged(envelope), title: 'NLRI', lines: [] };
    const nlri = envelope.view.announced();
    return {
      ...judged(envelope),
      message: { family: FAMILY.write(family), nlri: nlri.map(writeNlri) },
      title: `NLRI of ${FAMILY.write(family)}`,
      lines: nlri.map(nlriLine),
      reencode: () => written((writer) => encodeNlri(nlri, family, writer, context)),
    };
  },
  encode(message, context) {
    const family = message.member('family').isPresent ? FAMILY.read(message.member('family')) : soleFamily(context);
    const nlri = message.member('nlri').items();
    return written((writer) =>
      encodeNlri(
        nlri.map((one) => readNlri(one, family)),
        family,
        writer,
        context,
      ),
    );
  },
};

const CAPABILITY: Kind = {
  decode(bytes, context) {
    const capabilities: Capability[] = [];
    const fault = decodeCapabilities(bytes, 0, bytes.length, capabilities, context);
    if (fault) return refused(fault, 'capabilities');
    return {
      verdict: 'accept',
      faults: [],
      message: { capabilities: capabilities.map(writeCapability) },
      title: 'capabilities',
      lines: capabilityLines(capabilities),
      reencode: () => encodeCapabilities(capabilities, context),
    };
  },
  encode: (message, context) => encodeCapabilities(message.member('capabilities').items().map(readCapability), context),
};

/** The kinds by the word that names them. */
export const KINDS = {
  message: MESSAGE,
  attributes: ATTRIBUTES,
  nlri: NLRI,
  capability: CAPABILITY,
} as const;

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

function refused(fault: Fault, title: string): Decoded {
  return { verdict: fault.outcome, faults: [fault], title, lines: [] };
}

function judged({ outcome, faults }: Envelope): Pick<Decoded, 'verdict' | 'faults'> {
  return { verdict: outcome, faults };
}

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.take();
}
