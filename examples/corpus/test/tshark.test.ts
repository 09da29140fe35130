import {
  AGGREGATOR,
  AS_PATH,
  AS4_AGGREGATOR,
  AS4_PATH,
  AttributeFlag,
  asSequence,
  attribute,
  type CodecContext,
  createContext,
  decodeMessage,
  EvpnRouteType,
  encodeMessage,
  Family,
  formatFamily,
  formatNextHop,
  type Message,
  NEXT_HOP,
  type Nlri,
  ORIGIN,
  standardAttributes,
  standardFamilies,
  type UpdateMessage,
  unicast,
} from '@mesh/bgp-wire';
import { announcement, FAMILY_SAMPLES, withdrawal } from '@mesh-examples/lib';
import { describe, expect, it } from 'vitest';
import { TSHARK_DIFFERENCES } from '../differences.js';
import { ATTRIBUTE_SAMPLES } from '../lib/attribute-samples.js';
import { complaintsOf, dissectWithTshark } from '../lib/dissect.js';
import { count } from '../lib/tally.js';
import { compareWithTshark } from '../lib/tshark.js';
import type { Comparison } from '../lib/tshark-field.js';

/*
 * What this codec writes, read by tshark: every family and attribute, without a complaint, and with the same values
 * where tshark has fields for them. Everything goes through one capture and one run of tshark.
 */

interface Case {
  readonly name: string;
  readonly message: Message;
  readonly context: CodecContext;
}

const PLAIN = contextOf([]);

function contextOf(addPath: readonly Family[]): CodecContext {
  return createContext({ addPath, extendedNextHop: standardFamilies.rows.map(({ family }) => family) });
}

/** Routes that tshark cannot read stand alone, so that it can still be asked about the others. */
const SAMPLES = FAMILY_SAMPLES.flatMap((sample) => {
  const isLeaveSync = (nlri: Nlri) => 'routeType' in nlri && nlri.routeType === EvpnRouteType.LEAVE_SYNC;
  if (sample.family !== Family.L2VPN_EVPN) return { ...sample, name: formatFamily(sample.family) };
  return [
    { ...sample, name: 'l2vpn-evpn', routes: sample.routes.filter((nlri) => !isLeaveSync(nlri)) },
    { ...sample, name: 'l2vpn-evpn leave sync', routes: sample.routes.filter(isLeaveSync) },
  ];
});

function familyCases(): Case[] {
  return SAMPLES.flatMap(({ name, family, nextHops, routes }) => {
    const numbered = routes.map((route, i) => ({ ...route, pathId: i + 1 }));
    const addPath = contextOf([family]);
    return [
      ...nextHops.map((hop) => ({
        name: `${name} announced by ${formatNextHop(hop)}`,
        message: announcement(routes, hop),
        context: PLAIN,
      })),
      { name: `${name} withdrawn`, message: withdrawal(routes), context: PLAIN },
      { name: `${name} announced with ADD-PATH`, message: announcement(numbered, nextHops[0]!), context: addPath },
      { name: `${name} withdrawn with ADD-PATH`, message: withdrawal(numbered), context: addPath },
    ];
  });
}

function attributeCases(): Case[] {
  const route = [unicast('2001:db8::/32')];
  const { attributes: base = [] } = announcement(route, { address: '2001:db8::1' });
  return Object.entries(ATTRIBUTE_SAMPLES).map(([name, one]) => {
    const attributes = [...base, one];
    return { name, message: { type: 'UPDATE', attributes }, context: PLAIN };
  });
}

/** IPv4 unicast in the fields of RFC 4271, and the attributes of a speaker of 2-octet AS numbers. */
function classicCases(): Case[] {
  const nlri = ['10.0.0.0/8', '192.0.2.1/32'].map((prefix) => unicast(prefix));
  const path = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65_000)), attribute(NEXT_HOP, '192.0.2.1')];
  const narrow = [
    attribute(AS_PATH, asSequence(23_456)),
    attribute(AS4_PATH, asSequence(4_200_000_001)),
    attribute(AGGREGATOR, { asn: 23_456, address: '192.0.2.1' }),
    attribute(AS4_AGGREGATOR, { asn: 4_200_000_001, address: '192.0.2.1' }),
  ];
  const [origin, , nextHop] = path;
  const context = createContext({ asn4: false });
  return [
    { name: 'NLRI field', message: { type: 'UPDATE', attributes: path, nlri }, context: PLAIN },
    { name: 'withdrawn routes field', message: { type: 'UPDATE', attributes: [], withdrawn: nlri }, context: PLAIN },
    { name: 'AS4_PATH', message: { type: 'UPDATE', attributes: [origin!, nextHop!, ...narrow], nlri }, context },
  ];
}

const CASES = [...familyCases(), ...attributeCases(), ...classicCases()];
const FRAMES = CASES.map(({ message, context }) => encodeMessage(message, context));
const TREES = dissectWithTshark(FRAMES);

/** What tshark and we read in a message. */
function fieldsOf(i: number): Comparison[] {
  const { context } = CASES[i]!;
  const result = decodeMessage(FRAMES[i]!, context);
  return result.ok ? compareWithTshark(result.message, TREES[i], context) : [];
}

/** What tshark complains of, and what it reads otherwise. */
function foundIn(i: number): string[] {
  const differing = fieldsOf(i).filter(([, theirs, ours]) => theirs !== ours);
  return [
    ...complaintsOf(TREES[i]),
    ...differing.map(([field, theirs, ours]) => `${field}: ${theirs} there, ${ours} here`),
  ];
}

/** A message as it was before an attribute became too long for one octet of length. */
function withoutLengthFlags(message: UpdateMessage): UpdateMessage {
  const attributes = (message.attributes ?? []).map((one) => ({
    ...one,
    flags: one.flags & ~AttributeFlag.EXTENDED_LENGTH,
  }));
  return { ...message, attributes };
}

describe('our messages, by tshark', () => {
  it.for(CASES.map((one, i) => [one.name, one, i] as const))('%s', ([name, { message, context }, i], { task }) => {
    const result = decodeMessage(FRAMES[i]!, context);
    if (!result.ok) throw new Error(result.fault.reason);
    if (result.message.type === 'UPDATE') {
      expect(result.message.assessment.faults).toEqual([]);
      expect(withoutLengthFlags(result.message.toMessage())).toEqual({ withdrawn: [], nlri: [], ...message });
    }
    const found = foundIn(i);
    const known = TSHARK_DIFFERENCES.filter((one) => one.message.test(name));
    const left = found.filter((line) => !known.some(({ shows }) => shows.test(line)));
    count(task, {
      messages: 1,
      'fields compared': fieldsOf(i).length,
      explained: found.length - left.length,
    });
    expect(left).toEqual([]);
  });

  it('there is a sample of every family and of every attribute', () => {
    const families = new Set(FAMILY_SAMPLES.map(({ family }) => family));
    expect(standardFamilies.rows.filter(({ family }) => !families.has(family)).map(({ name }) => name)).toEqual([]);
    const written = new Set(
      CASES.flatMap(({ message }) => (message.type === 'UPDATE' ? (message.attributes ?? []) : [])).map(
        ({ code }) => code,
      ),
    );
    expect(standardAttributes.rows.filter(({ code }) => !written.has(code)).map(({ name }) => name)).toEqual([]);
  });

  it('every explained difference is still there', () => {
    const unused = TSHARK_DIFFERENCES.filter(({ message, shows }) =>
      CASES.every(({ name }, i) => !message.test(name) || !foundIn(i).some((line) => shows.test(line))),
    );
    expect(unused.map(({ reason }) => reason)).toEqual([]);
  });
});
