// The decoders under fuzz, each with its seeds. `run` returns whether the octets were decoded, and throws where what
// was decoded does not format, serialise, or encode again to the same model.

import { decodeBmp, encodeBmp } from '../dist/bmp.js';
import {
  ByteWriter,
  capabilityToJson,
  checkNlri,
  createContext,
  DYNAMIC_CAPABILITY_MESSAGE,
  decodeCapabilities,
  decodeMessage,
  decodeNlri,
  decodeOrf,
  dissect,
  dissectNlri,
  encodeCapabilities,
  encodeMessage,
  encodeNlri,
  encodeOrf,
  formatAssessment,
  formatDissection,
  formatNotification,
  mergeAs4,
  messageFromJson,
  messageToJson,
  nlriFromJson,
  nlriToJson,
  OPERATIONAL_MESSAGE,
  standardAttributes,
  standardCapabilities,
  standardFamilies,
  visitRoutes,
  writeCanonicalAttributes,
} from '../dist/index.js';
import { encodeMrt, readMrtBatches } from '../dist/mrt.js';
import { MessageReader, PacketReader, StreamReader } from '../dist/pcap.js';
import { decodeRtr, encodeRtr } from '../dist/rtr.js';
import {
  bmpSeeds,
  captureSeeds,
  furtherSeeds,
  messageSeeds,
  mrtSeeds,
  routeTextSeeds,
  rtrSeeds,
  sampleOf,
} from './seeds.mjs';

const FAMILIES = standardFamilies.rows.map(({ family }) => family);
/** Sessions that read the same octets differently; the first octet of an input picks one. */
const CONTEXTS = [
  createContext(),
  createContext({ asn4: false, peering: 'internal' }),
  createContext({ peering: 'external', firstAs: 65001, rejectAsSets: true, afiSafiDisable: true }),
  createContext({ addPath: FAMILIES, extendedNextHop: FAMILIES, extendedMessage: true }),
];

/** Models may hold octets, and nanoseconds as a `bigint`: a host says how it writes them. */
const plainMember = (_key, member) =>
  member instanceof Uint8Array ? [...member] : typeof member === 'bigint' ? String(member) : member;
const json = (value) => JSON.stringify(value, plainMember);

function must(condition, what) {
  if (!condition) throw new Error(what);
}

/** The octets with a session picked by their first one. */
const withContext = (run) => (bytes) => {
  let result = false;
  for (const context of bytes.length > 18
    ? [CONTEXTS[(bytes.length + bytes[bytes.length - 1]) % CONTEXTS.length]]
    : CONTEXTS) {
    result = run(bytes, context) || result;
  }
  return result;
};

/** A frame whose marker and length are made right, so that mutations reach what is behind them. */
function framed(bytes, type) {
  if (bytes.length < 19) return bytes;
  bytes.fill(0xff, 0, 16);
  bytes[16] = bytes.length >> 8;
  bytes[17] = bytes.length & 0xff;
  if (type !== undefined) bytes[18] = type;
  return bytes;
}

function exerciseUpdate(view, context) {
  formatAssessment(view.assessment);
  for (const { notification, offset } of view.assessment.faults) {
    formatNotification(notification);
    must(offset >= 19 && offset <= view.frame.length, `a fault at ${offset} of ${view.frame.length}`);
  }
  for (const { code, value } of view.attributes()) {
    if (!(value instanceof Uint8Array)) must(typeof context.attributes.get(code).format(value) === 'string', 'no text');
  }
  for (const nlri of [...view.announced(), ...view.withdrawn()]) context.familyTable.get(nlri.family)?.format(nlri);
  const inside = (_family, _bytes, offset, length) =>
    must(length >= 0 && offset >= 19 && offset + length <= view.frame.length, 'a route outside the message');
  visitRoutes(view, { announce: inside, withdraw: inside, nextHop: inside });
  mergeAs4(view);
  writeCanonicalAttributes(view, new ByteWriter());
}

/** Decodes, formats, serialises, encodes and decodes again: the model must be the same. */
function message(bytes, context) {
  const result = decodeMessage(bytes, context);
  if (!result.ok) {
    formatNotification(result.fault.notification);
    return false;
  }
  const { message: one } = result;
  if (one.type === 'UPDATE') exerciseUpdate(one, context);
  if (one.type === 'UPDATE' && one.assessment.outcome === 'session-reset') return false;
  const plain = json(messageToJson(one, context));
  const wide = { ...context, extendedMessage: true };
  const again = encodeMessage(one.type === 'UPDATE' ? one.toMessage() : one, wide);
  const second = decodeMessage(again, wide);
  must(second.ok, 'what was encoded does not decode');
  must(json(messageToJson(second.message, context)) === plain, 'encoding and decoding changes the message');
  must(json(messageToJson(messageFromJson(JSON.parse(plain), wide), context)) === plain, 'JSON changes the message');
  return true;
}

function dissected(bytes, context) {
  formatDissection(dissect(bytes, context), bytes);
  return true;
}

function capabilities(bytes) {
  const [list, again] = [[], []];
  if (decodeCapabilities(bytes, 0, bytes.length, list, CONTEXTS[0])) return false;
  for (const { code, value } of list) {
    if (!(value instanceof Uint8Array))
      must(typeof standardCapabilities.get(code).format(value) === 'string', 'no text');
    json(capabilityToJson({ code, value }, CONTEXTS[0]));
  }
  const encoded = encodeCapabilities(list, CONTEXTS[0]);
  must(!decodeCapabilities(encoded, 0, encoded.length, again, CONTEXTS[0]), 'what was encoded does not decode');
  must(json(again) === json(list), 'encoding and decoding changes the capabilities');
  return true;
}

/** The value of one attribute; the last octet tells which. */
function attribute(row) {
  return (bytes) => {
    let decoded = false;
    for (const context of CONTEXTS) {
      if (row.check(bytes, 0, bytes.length, context) !== undefined) continue;
      const value = row.decode(bytes, 0, bytes.length, context);
      must(typeof row.format(value) === 'string', 'no text');
      const writer = new ByteWriter();
      row.encode(value, writer, context);
      const octets = writer.take();
      const finding = row.check(octets, 0, octets.length, context);
      must(finding === undefined, `what was encoded is malformed: ${finding?.reason}`);
      must(
        json(row.decode(octets, 0, octets.length, context)) === json(value),
        'encoding and decoding changes the value',
      );
      decoded = true;
    }
    return decoded;
  };
}

function nlri(row) {
  return (bytes) => {
    let decoded = false;
    for (const context of [CONTEXTS[0], CONTEXTS[3]]) {
      const addPath = context.addPath.has(row.family);
      dissectNlri(bytes, row.family, context);
      for (const withdrawn of [false, true]) {
        if (checkNlri(bytes, 0, bytes.length, row, addPath, withdrawn) >= 0) continue;
        const list = decodeNlri(bytes, 0, bytes.length, row.family, context, withdrawn);
        const plain = list.map((one) => {
          must(typeof row.format(one) === 'string', 'no text');
          return json(nlriToJson(one));
        });
        for (const text of plain)
          must(json(nlriToJson(nlriFromJson(JSON.parse(text), context))) === text, 'JSON changes the NLRI');
        const writer = new ByteWriter();
        encodeNlri(list, row.family, writer, context);
        const octets = writer.take();
        must(checkNlri(octets, 0, octets.length, row, addPath, withdrawn) < 0, 'what was encoded is malformed');
        const again = decodeNlri(octets, 0, octets.length, row.family, context, withdrawn);
        must(json(again) === json(list), 'encoding and decoding changes the NLRI');
        decoded = true;
      }
    }
    return decoded;
  };
}

function orf(bytes) {
  const family = FAMILIES[bytes.at(-1) === 0xff ? bytes.length % FAMILIES.length : 0];
  const request = decodeOrf(bytes, family);
  if (request === undefined) return false;
  must(
    json(decodeOrf(encodeOrf(request, family), family)) === json(request),
    'encoding and decoding changes the filters',
  );
  return true;
}

function bmp(bytes) {
  if (bytes.length > 4) new DataView(bytes.buffer, bytes.byteOffset).setUint32(1, bytes.length);
  const result = decodeBmp(bytes);
  if (!result.ok) return false;
  const plain = json(result.message);
  const again = decodeBmp(encodeBmp(result.message));
  must(again.ok && json(again.message) === plain, 'encoding and decoding changes the message');
  return true;
}

function rtr(bytes) {
  if (bytes.length > 7) new DataView(bytes.buffer, bytes.byteOffset).setUint32(4, bytes.length);
  const result = decodeRtr(bytes);
  if (!result.ok) return false;
  const again = decodeRtr(encodeRtr(result.pdu));
  must(again.ok && json(again.pdu) === json(result.pdu), 'encoding and decoding changes the PDU');
  return true;
}

/** Records that say what they are encode again, and read back as the same; a RIB needs the table of peers before it. */
async function mrt(bytes) {
  // The first octets of a file tell its compression; a damaged one is an error of the caller's, not of the records.
  if (bytes[0] === 0x1f || bytes[0] === 0x42) bytes[0] = 0x50;
  let peers;
  const records = [];
  for await (const batch of readMrtBatches(bytes)) records.push(...batch);
  for (const record of records) {
    json(record);
    if (record.type === 'PEER_INDEX_TABLE') peers = record;
    if (record.type === 'FAULT' || record.type.startsWith('RIB')) continue;
    const again = [];
    for await (const batch of readMrtBatches(encodeMrt(record))) again.push(...batch);
    must(
      json({ ...again[0], offset: 0 }) === json({ ...record, offset: 0 }),
      'encoding and decoding changes the record',
    );
  }
  return records.some(({ type }) => type !== 'FAULT') || peers !== undefined;
}

function capture(bytes) {
  const [packets, streams, messages] = [new PacketReader(), new StreamReader({}), new MessageReader()];
  let seen = 0;
  const take = (event) => {
    json(event.kind);
    seen++;
  };
  const half = bytes.length >> 1;
  for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)])
    packets.push(chunk, (event) => streams.push(event, (told) => messages.push(told, take)));
  packets.end((event) => streams.push(event, (told) => messages.push(told, take)));
  streams.end((event) => messages.push(event, take));
  return seen > 0;
}

/** Route text: what parses also prints, and prints the same once parsed again. Anything else is a syntax error. */
function routeText({ parseRouteText, formatRoute }) {
  return (bytes) => {
    const text = String.fromCharCode(...bytes);
    let routes;
    try {
      routes = parseRouteText(text, 'withdraw');
    } catch (error) {
      must(error.code === 'MESH_TEXT_SYNTAX' && typeof error.message === 'string', `no syntax error: ${error}`);
      return false;
    }
    for (const route of routes) {
      const printed = formatRoute(route);
      must(formatRoute(parseRouteText(printed, 'withdraw')[0]) === printed, 'printing and parsing changes the route');
    }
    return true;
  };
}

/** All targets; `weight` is the share of the executions. `config` is the module of `@mesh/config`. */
export function targets(config) {
  const messages = messageSeeds(CONTEXTS);
  const ofType = (type) => messages.filter((bytes) => bytes[18] === type);
  const dynamic = [DYNAMIC_CAPABILITY_MESSAGE, OPERATIONAL_MESSAGE].map((row) =>
    createContext({ messageTypes: [row] }),
  );
  return [
    { name: 'message', weight: 8, seeds: messages, run: withContext(message) },
    { name: 'OPEN', weight: 6, seeds: ofType(1), run: (bytes) => message(framed(bytes, 1), CONTEXTS[0]) },
    {
      name: 'UPDATE',
      weight: 16,
      seeds: ofType(2),
      run: withContext((bytes, context) => message(framed(bytes, 2), context)),
    },
    { name: 'NOTIFICATION', weight: 1, seeds: ofType(3), run: (bytes) => message(framed(bytes, 3), CONTEXTS[0]) },
    { name: 'ROUTE-REFRESH', weight: 2, seeds: ofType(5), run: (bytes) => message(framed(bytes, 5), CONTEXTS[0]) },
    {
      name: 'CAPABILITY and OPERATIONAL',
      weight: 2,
      seeds: furtherSeeds(),
      run: (bytes) => dynamic.map((context) => message(framed(bytes, 6), context)).includes(true),
    },
    { name: 'dissect', weight: 1, seeds: messages, run: withContext(dissected) },
    { name: 'capabilities', weight: 6, seeds: ofType(1).map((bytes) => bytes.slice(31)), run: capabilities },
    { name: 'ORF', weight: 2, seeds: orfSeeds(), run: orf },
    ...standardAttributes.rows.map((row) => ({
      name: `attribute ${row.name}`,
      weight: 1,
      seeds: sampleOf(row, CONTEXTS[row.name.startsWith('AS4') ? 1 : 0]),
      run: attribute(row),
    })),
    ...standardFamilies.rows.map((row) => ({
      name: `NLRI ${row.name}`,
      weight: 1,
      seeds: [...sampleOf(row, CONTEXTS[0]), ...sampleOf(row, CONTEXTS[3])],
      run: nlri(row),
    })),
    { name: 'MRT', weight: 1, seeds: mrtSeeds(messages), run: mrt },
    { name: 'BMP', weight: 4, seeds: bmpSeeds(messages), run: bmp },
    { name: 'RTR', weight: 4, seeds: rtrSeeds(), run: rtr },
    { name: 'pcap', weight: 2, seeds: captureSeeds(messages), run: capture },
    { name: 'route text', weight: 4, seeds: routeTextSeeds(), run: routeText(config) },
  ];
}

function orfSeeds() {
  const add = { action: 'add', match: 'deny', sequence: 5, minLength: 24, maxLength: 32, prefix: '10.0.0.0/8' };
  return [
    encodeOrf(
      { whenToRefresh: 'immediate', collections: [{ type: 64, entries: [add, { action: 'remove-all' }] }] },
      FAMILIES[0],
    ),
    encodeOrf({ whenToRefresh: 'defer', collections: [{ type: 65, octets: new Uint8Array(3) }] }, FAMILIES[0]),
  ];
}
