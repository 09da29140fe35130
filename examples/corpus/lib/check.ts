import {
  ByteWriter,
  type Capability,
  type CodecContext,
  decodeMessage,
  encodeMessage,
  Framer,
  formatAssessment,
  formatHex,
  formatNotification,
  readU16,
  standardAttributes,
  standardCapabilities,
  type UpdateView,
  visitRoutes,
  writeCanonicalAttributes,
} from '@mesh/bgp-wire';
import { type Check, DIFFERENCES, type Difference } from '../differences.js';
import type { Vector } from './corpus.js';
import { compareWithExabgp, compareWithFragment } from './exabgp.js';
import { isDecodable, usesOurFamilies, vectorContext, vectorFrame } from './frame.js';
import type { Counts } from './tally.js';
import { nodesOf } from './tree.js';
import { compareWithTshark } from './tshark.js';
import type { Comparison } from './tshark-field.js';
import { nlriFields } from './tshark-nlri.js';
import { compareNotification, compareWithYabgp } from './yabgp.js';

/** What is not as the corpus has it. */
export interface Mismatch {
  readonly check: Check;
  readonly message: string;
}

export interface Result {
  readonly mismatches: readonly Mismatch[];
  readonly counts: Counts;
  /** Who has said something of it, and of what: `tshark AS path`, `verdict faulty`. */
  readonly compared: Counts;
}

/** Decodes a vector and compares everything its source, or tshark, says of it. Throws only if the codec does. */
export function checkVector(vector: Vector): Result {
  const result = compareVector(vector);
  if (Object.keys(result.compared).length > 0) return result;
  return { ...result, mismatches: [...result.mismatches, { check: 'nobody', message: 'compared by nobody' }] };
}

function compareVector(vector: Vector): Result {
  const context = vectorContext(vector);
  const frame = vectorFrame(vector);
  const { expect, kind } = vector;
  const mismatches: Mismatch[] = [];
  const compared: Record<string, number> = {};
  const compare = (check: Check, list: readonly Comparison[]) => {
    for (const [field, theirs, ours] of list) {
      if (theirs !== ours) mismatches.push({ check, message: `${field}: ${theirs} there, ${ours} here` });
      compared[`${check} vectors`] = 1;
      compared[`${check} ${memberOf(field)}`] = 1;
    }
    return list.length;
  };
  if (!isDecodable(vector)) {
    exercise(frame, context);
    if (kind === 'truncated-message')
      compare('verdict', [['octets a framer waits with', String(frame.length), held(frame)]]);
    return { mismatches, compared, counts: { 'only read': 1 } };
  }
  const result = decodeMessage(frame, context);
  const faulty = !result.ok || isFaulty(result.message, kind);
  const agrees = (check: Check, theirs: boolean) => {
    compared[`${check} vectors`] = 1;
    compared[`${check} faulty`] = 1;
    if (theirs !== faulty) mismatches.push({ check, message: faulty ? reasonOf(result) : 'no fault' });
  };
  if (expect.valid === false || expect.sourceExpectsError === true) agrees('verdict', true);
  else if (expect.valid === true && !(kind === 'nlri' && !usesOurFamilies(vector))) agrees('verdict', false);
  else if (expect.tsharkMalformed !== undefined) agrees('malformed', isMalformed(vector, faulty));
  let fields =
    result.ok && result.message.type === 'UPDATE' ? compare('exabgp', exabgpFields(result.message, vector)) : 0;
  if (!result.ok || (result.message.type === 'UPDATE' && result.message.assessment.outcome === 'session-reset')) {
    return { mismatches, compared, counts: { malformed: 1 } };
  }
  const { message } = result;
  if (expect.tsharkMalformed !== undefined && !isMalformed(vector, faulty)) {
    fields += compare('tshark', BY_KIND[kind]?.(message, expect['tshark'], context) ?? []);
  }
  if (message.type === 'UPDATE') {
    if (expect['yabgp'] !== undefined) fields += compare('yabgp', compareWithYabgp(message, kind, expect['yabgp']));
  }
  if (message.type === 'NOTIFICATION' && expect['yabgp'] !== undefined) {
    fields += compare('yabgp', compareNotification(message, expect['yabgp']));
  }
  const again = formatHex(encodeMessage('frame' in message ? message.toMessage() : message, context));
  const exact = again === formatHex(frame);
  if (!exact && !faulty) mismatches.push({ check: 're-encode', message: `${formatHex(frame)} became ${again}` });
  const counts = { decoded: 1, 'fields compared': fields, ...(exact ? { 'byte-exact': 1 } : {}) };
  return { mismatches, compared, counts };
}

/** Every version of ExaBGP's JSON that a vector has; what we would not do with a message is compared too. */
function exabgpFields(view: UpdateView, { expect, line = '' }: Vector): Comparison[] {
  const versions = ['v6', 'v5', 'v4'].filter((version) => expect[version] !== undefined);
  return [
    ...versions.flatMap((version) => compareWithExabgp(view, version, line)),
    ...(expect['fragment'] === undefined ? [] : compareWithFragment(view, line)),
  ];
}

/**
 * Whether tshark finds a vector malformed. Its flag is that of the packet, which may hold other messages: where it finds
 * nothing in this one, ours decides.
 */
function isMalformed({ id, expect }: Vector, faulty: boolean): boolean {
  const alone = !id.startsWith('pcap/') || nodesOf(expect['tshark'], '_ws.malformed').length > 0;
  return expect.tsharkMalformed === true && (alone || faulty);
}

/** The octets a framer keeps, or what it says instead. */
function held(frame: Uint8Array): string {
  const framer = new Framer();
  const fault = framer.push(frame, () => true);
  return fault ? fault.reason : String(framer.held);
}

/** A field without the name tshark has for it, its part in an UPDATE, and the code of an attribute's flags. */
function memberOf(field: string): string {
  return field
    .replace(/ bgp\..*$/, '')
    .replace(/^flags of .*/, 'attribute flags')
    .replace(/^(?:announce|withdraw) (.*)|^([a-z].*) next hop$/, '$1$2');
}

type Decoded = Extract<ReturnType<typeof decodeMessage>, { ok: true }>['message'];

/** What tshark says of a vector, by its kind: of a wrapped one not what is wrapped around it. */
const BY_KIND: Readonly<Record<string, (message: Decoded, tree: unknown, context: CodecContext) => Comparison[]>> = {
  message: compareWithTshark,
  body: compareWithTshark,
  attributes: (...given) => compareWithTshark(...given).filter(([field]) => !WRAPPED.includes(field)),
  capability: (...given) => compareWithTshark(...given).filter(([field]) => OF_CAPABILITIES.includes(field)),
  nlri: (message, tree) => (message.type === 'UPDATE' ? nlriFields('NLRI', tree, message.withdrawn()) : []),
};

/** What tshark was given beside the attributes under test. */
const WRAPPED = ['attributes', 'withdrawn', 'NLRI'];

/** What an OPEN tells of its capabilities. */
const OF_CAPABILITIES = ['capabilities', 'families', '4-octet AS'];

/** A fault that the octets of the vector have, not what was put around them. */
function isFaulty(message: Decoded, kind: string): boolean {
  if (message.type === 'OPEN') {
    // Octets instead of the model of their row mean that the value is malformed.
    const isUnread = ({ code, value }: Capability) => value instanceof Uint8Array && standardCapabilities.get(code);
    return message.capabilities.some(isUnread);
  }
  if (message.type !== 'UPDATE') return false;
  const missing =
    kind === 'message' ? 0 : message.assessment.faults.filter(({ rfc }) => rfc === 'RFC 7606 §3.d').length;
  return message.assessment.faults.length > missing;
}

function reasonOf(result: ReturnType<typeof decodeMessage>): string {
  if (!result.ok) return result.fault.reason;
  return result.message.type === 'UPDATE' ? formatAssessment(result.message.assessment) : 'a capability is malformed';
}

/** Everything a reader can do with octets. */
export function exercise(frame: Uint8Array, context: CodecContext): void {
  const result = decodeMessage(frame, context);
  if (!result.ok) {
    formatNotification(result.fault.notification);
    return;
  }
  if (result.message.type === 'UPDATE') exerciseUpdate(result.message);
  else encodeMessage(result.message, context);
}

function exerciseUpdate(view: UpdateView): void {
  for (const { code, value } of view.attributes()) {
    if (!(value instanceof Uint8Array)) standardAttributes.get(code)?.format(value);
  }
  const nothing = () => undefined;
  visitRoutes(view, { announce: nothing, withdraw: nothing, nextHop: nothing });
  writeCanonicalAttributes(view, new ByteWriter());
  view.withdrawn();
  view.announced();
}

/** Cuts a message at every octet in two, through the framer: the same messages must come out. Returns the cuts made. */
export function splitEverywhere(frame: Uint8Array, context: CodecContext): number {
  const run = (parts: readonly Uint8Array[]) => {
    const framer = new Framer(context);
    const seen: number[] = [];
    for (const part of parts) framer.push(part, ({ length }) => seen.push(length) > 0);
    const fault = framer.push(NOTHING, () => true);
    // What a faulty stream holds depends on where the fault came to light.
    return fault ? `${seen.join()} then 1/${fault.notification.subcode}` : `${seen.join()} and ${framer.held} more`;
  };
  const whole = run([frame]);
  for (let cut = 0; cut <= frame.length; cut++) {
    const parts = run([frame.subarray(0, cut), frame.subarray(cut)]);
    if (parts !== whole) throw new Error(`cut at ${cut}: ${parts}, not ${whole}`);
  }
  return frame.length + 1;
}

/** Reads a message cut to every length, and to every length with a header that says so. Returns the cuts made. */
export function truncateEverywhere(frame: Uint8Array, context: CodecContext): number {
  const whole = readU16(frame, 16) === frame.length;
  for (let length = 0; length < frame.length; length++) {
    const cut = frame.slice(0, length);
    if (decodeMessage(cut, context).ok && whole) throw new Error(`cut to ${length} octets, it is a message`);
    if (length < 19) continue;
    cut[16] = length >> 8;
    cut[17] = length & 0xff;
    exercise(cut, context);
  }
  return frame.length;
}

const NOTHING = new Uint8Array(0);
const used = new Set<Difference>();

/** The differences that nobody has explained. */
export function unexplained(id: string, mismatches: readonly Mismatch[]): Mismatch[] {
  return mismatches.filter(({ check, message }) => {
    const found = DIFFERENCES.find(
      (one) =>
        one.check === check &&
        (typeof one.id === 'string' ? one.id === id : one.id.test(id)) &&
        (one.shows === undefined || one.shows.test(message)),
    );
    if (found) used.add(found);
    return !found;
  });
}

/** Differences for the message of a failed test. */
export function textOf(mismatches: readonly Mismatch[]): string {
  return mismatches.map(({ check, message }) => `${check}: ${message}`).join('\n');
}

/** Explanations of differences, of the given checks, that no vector has shown. */
export function stale(...checks: readonly Check[]): string[] {
  return DIFFERENCES.filter((one) => checks.includes(one.check) && !used.has(one)).map(
    ({ id, reason }) => `${id}: ${reason}`,
  );
}
