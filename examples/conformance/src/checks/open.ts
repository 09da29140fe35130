import type { NotificationPattern } from '@mesh/bgp-session/testing';
import { createContext, decodeMessage } from '@mesh/bgp-wire';
import { type Check, NotApplicable } from '../check.js';
import { capability, type OpenFields, octets, type Part, parameter, u16, u32 } from '../octets.js';
import type { Trial } from '../trial.js';

type Fields = Partial<OpenFields>;

/** An OPEN, and what comes of it. */
interface Row {
  readonly id: string;
  readonly title: string;
  readonly clause: string;
  readonly level?: Check['level'];
  readonly internal?: boolean;
  readonly fields: (trial: Trial) => Fields;
  /** The NOTIFICATION; left out for an OPEN that is to be taken. */
  readonly refused?: NotificationPattern;
  /** The capability without which the device cannot be judged. */
  readonly needs?: readonly [code: number, name: string];
}

const AS4 = (as: number): Part => capability(65, u32(as));
const MP = (afi: number, safi: number): Part => capability(1, [u16(afi), 0, safi]);
/** One parameter of type 2 with the capabilities (RFC 5492 §4). */
const offer = (...list: readonly Part[]): Fields => ({ parameters: parameter(2, list) });
/** The parameters in the extended form (RFC 9072 §2). */
const extended = (parameters: Part, length = 255): Fields => {
  const list = octets(parameters);
  return { parameters: [255, u16(list.length), list], parametersLength: length };
};
const longParameter = (type: number, value: Part): Part => {
  const content = octets(value);
  return [type, u16(content.length), content];
};

const ROWS: readonly Row[] = [
  {
    id: 'version-3',
    title: 'refuses version 3 with 2/1',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ version: 3 }),
    refused: { code: 2, subcode: 1 },
  },
  {
    id: 'version-3-data',
    title: 'names version 4 in the Data field of 2/1',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ version: 3 }),
    refused: { code: 2, subcode: 1, data: '0004' },
  },
  {
    id: 'version-5',
    title: 'refuses version 5 with 2/1',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ version: 5 }),
    refused: { code: 2, subcode: 1 },
  },
  {
    id: 'version-0',
    title: 'refuses version 0 with 2/1',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ version: 0 }),
    refused: { code: 2, subcode: 1 },
  },
  {
    id: 'as-other',
    title: 'refuses an AS number that is not the configured one with 2/2',
    clause: 'RFC 4271 §6.2',
    fields: ({ device }) => ({ as: device.peerAs === 64_999 ? 64_998 : 64_999 }),
    refused: { code: 2, subcode: 2 },
  },
  {
    id: 'as-0',
    title: 'refuses AS 0 with 2/2',
    clause: 'RFC 7607 §2',
    fields: () => ({ as: 0 }),
    refused: { code: 2, subcode: 2 },
  },
  {
    id: 'as4-other',
    title: 'refuses another AS number in the 4-octet capability with 2/2',
    clause: 'RFC 6793 §4.1',
    fields: () => offer(MP(1, 1), AS4(4_200_000_099)),
    refused: { code: 2, subcode: 2 },
    needs: [65, '4-octet AS numbers'],
  },
  {
    id: 'as4-0',
    title: 'refuses AS 0 in the 4-octet capability with 2/2',
    clause: 'RFC 7607 §2',
    fields: () => offer(MP(1, 1), AS4(0)),
    refused: { code: 2, subcode: 2 },
    needs: [65, '4-octet AS numbers'],
  },
  {
    id: 'as-trans',
    title: 'takes AS_TRANS in My Autonomous System beside the true number in the capability',
    clause: 'RFC 6793 §4.2.1',
    level: 'SHOULD',
    fields: ({ device }) => ({ as: 23_456, ...offer(MP(1, 1), AS4(device.peerAs)) }),
    needs: [65, '4-octet AS numbers'],
  },
  {
    id: 'as4-same',
    title: 'takes an OPEN with its number in both places',
    clause: 'RFC 6793 §4.1',
    fields: ({ device }) => offer(MP(1, 1), AS4(device.peerAs)),
  },
  {
    id: 'hold-time-1',
    title: 'refuses a Hold Time of one second with 2/6',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ holdTime: 1 }),
    refused: { code: 2, subcode: 6 },
  },
  {
    id: 'hold-time-2',
    title: 'refuses a Hold Time of two seconds with 2/6',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ holdTime: 2 }),
    refused: { code: 2, subcode: 6 },
  },
  {
    id: 'hold-time-3',
    title: 'takes a Hold Time of three seconds',
    clause: 'RFC 4271 §4.2',
    level: 'MAY',
    fields: () => ({ holdTime: 3 }),
  },
  {
    id: 'hold-time-65535',
    title: 'takes a Hold Time of 65535 seconds',
    clause: 'RFC 4271 §4.2',
    level: 'MAY',
    fields: () => ({ holdTime: 65_535 }),
  },
  {
    id: 'hold-time-0',
    title: 'takes a Hold Time of zero',
    clause: 'RFC 4271 §4.2',
    level: 'MAY',
    fields: () => ({ holdTime: 0 }),
  },
  {
    id: 'identifier-0',
    title: 'refuses the BGP Identifier 0.0.0.0 with 2/3',
    clause: 'RFC 6286 §2.2',
    fields: () => ({ id: '0.0.0.0' }),
    refused: { code: 2, subcode: 3 },
  },
  {
    id: 'identifier-not-unicast',
    title: 'takes an identifier that is no unicast address',
    clause: 'RFC 6286 §2.1',
    fields: ({ address }) => ({ id: `240.${address.split('.').slice(1).join('.')}` }),
  },
  {
    id: 'parameter-unknown',
    title: 'refuses an unknown optional parameter with 2/4',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ parameters: parameter(254, [1, 2]) }),
    refused: { code: 2, subcode: 4 },
  },
  {
    id: 'parameter-authentication',
    title: 'refuses the deprecated parameter 1 (Authentication) with 2/4',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ parameters: parameter(1, [0]) }),
    refused: { code: 2, subcode: 4 },
  },
  {
    id: 'parameter-overrun',
    title: 'refuses a parameter that is longer than the message with code 2',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ parameters: [2, 20, capability(2)] }),
    refused: { code: 2, subcode: 0 },
  },
  {
    id: 'parameter-cut',
    title: 'refuses a parameter without its length octet with code 2',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ parameters: [2] }),
    refused: { code: 2, subcode: 0 },
  },
  {
    id: 'parameters-length-overrun',
    title: 'refuses a parameters length beyond the message with code 2',
    clause: 'RFC 4271 §6.2',
    fields: () => ({ parameters: parameter(2, capability(2)), parametersLength: 40 }),
    refused: { code: 2, subcode: 0 },
  },
  {
    id: 'capability-overrun',
    title: 'refuses a capability that overruns its parameter with code 2',
    clause: 'RFC 4271 §6.2',
    fields: () => offer([65, 40, u32(1)]),
    refused: { code: 2, subcode: 0 },
  },
  {
    id: 'no-parameters',
    title: 'takes an OPEN without optional parameters',
    clause: 'RFC 4271 §4.2',
    fields: () => ({}),
  },
  {
    id: 'capability-unknown',
    title: 'ignores a capability that it does not know',
    clause: 'RFC 5492 §3',
    level: 'MUST',
    fields: () => offer(capability(250, [1, 2, 3]), MP(1, 1)),
  },
  {
    id: 'capability-unknown-empty',
    title: 'ignores an unknown capability of no octets',
    clause: 'RFC 5492 §3',
    fields: () => offer(MP(1, 1), capability(251)),
  },
  {
    id: 'capability-repeated',
    title: 'takes the same capability twice',
    clause: 'RFC 5492 §4',
    fields: ({ device }) => offer(MP(1, 1), MP(1, 1), AS4(device.peerAs), AS4(device.peerAs)),
  },
  {
    id: 'capability-many-parameters',
    title: 'takes capabilities in a parameter each',
    clause: 'RFC 5492 §4',
    fields: ({ device }) => ({
      parameters: [MP(1, 1), AS4(device.peerAs), capability(2)].map((one) => parameter(2, one)),
    }),
  },
  {
    id: 'capability-one-parameter',
    title: 'takes several capabilities in one parameter',
    clause: 'RFC 5492 §4',
    fields: ({ device }) => offer(MP(1, 1), capability(2), AS4(device.peerAs)),
  },
  {
    id: 'capability-family-unknown',
    title: 'takes an OPEN that offers a family it does not know, beside IPv4 unicast',
    clause: 'RFC 4760 §8',
    fields: () => offer(MP(1, 1), MP(16_399, 250)),
  },
  {
    id: 'capability-empty-parameter',
    title: 'takes a capabilities parameter that holds none',
    clause: 'RFC 5492 §4',
    level: 'MAY',
    fields: () => ({ parameters: parameter(2, []) }),
  },
  {
    id: 'extended-parameters',
    title: 'takes optional parameters in the extended form, as short as they are',
    clause: 'RFC 9072 §2',
    fields: ({ device }) => extended(longParameter(2, [MP(1, 1), AS4(device.peerAs)])),
  },
  {
    id: 'extended-parameters-any-length',
    title: 'goes by the type octet 255, whatever the length octet of the extended form is',
    clause: 'RFC 9072 §2',
    fields: ({ device }) => extended(longParameter(2, [MP(1, 1), AS4(device.peerAs)]), 1),
  },
  {
    id: 'extended-parameters-long',
    title: 'takes optional parameters of more than 255 octets',
    clause: 'RFC 9072 §2',
    fields: () =>
      extended(
        longParameter(2, [MP(1, 1), capability(250, new Uint8Array(200)), capability(251, new Uint8Array(200))]),
      ),
  },
  {
    id: 'extended-parameters-cut',
    title: 'refuses an extended form whose length is cut off with code 2',
    clause: 'RFC 9072 §3',
    fields: () => ({ parameters: [255, 0], parametersLength: 255 }),
    refused: { code: 2 },
  },
  {
    id: 'extended-parameters-overrun',
    title: 'refuses an extended parameter that overruns the message with code 2',
    clause: 'RFC 9072 §3',
    fields: () => ({ parameters: [255, u16(5), 2, u16(40), 2, 0], parametersLength: 255 }),
    refused: { code: 2 },
  },
  {
    id: 'identifier-same-internal',
    title: 'refuses its own BGP Identifier from an internal neighbour with 2/3',
    clause: 'RFC 6286 §2.2',
    internal: true,
    fields: () => ({}),
    refused: { code: 2, subcode: 3 },
  },
];

function check({ id, title, clause, level = 'MUST', internal = false, fields, refused, needs }: Row): Check {
  return {
    id: `open-${id}`,
    clause,
    level,
    title,
    kind: refused === undefined ? 'positive' : 'negative',
    async run(trial) {
      const given = fields(trial);
      const peer = await trial.connect({ internal, fourOctetAs: offersFourOctets(trial.rawOpen(given)) });
      if (needs !== undefined) trial.needs(peer, ...needs);
      const same = id === 'identifier-same-internal' ? { id: idText(trial.theirOpen(peer).routerId) } : {};
      const open = trial.rawOpen({ ...given, ...same }, internal);
      if (refused === undefined) return trial.accepts(peer, open);
      peer.send(open);
      await trial.refuses(peer, refused);
    },
  };
}

/** What we send afterwards is encoded as the OPEN says. */
function offersFourOctets(open: Uint8Array): boolean {
  const result = decodeMessage(open, createContext());
  return result.ok && result.message.type === 'OPEN' && result.message.capabilities.some(({ code }) => code === 65);
}

function idText(id: number): string {
  return [24, 16, 8, 0].map((shift) => (id >>> shift) & 0xff).join('.');
}

/** OPEN: its errors (RFC 4271 §6.2), capabilities (RFC 5492), what the device's own is like. */
export const OPEN_CHECKS: readonly Check[] = [
  ...ROWS.map(check),
  {
    id: 'open-ours-first',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'sends an OPEN on a connection that it accepts, with version 4 and its AS number',
    async run(trial) {
      const peer = await trial.connect();
      await peer.until('an OPEN', (received) => received.length > 0, { ms: trial.patience.replyMs });
      const { version, myAs, capabilities } = trial.theirOpen(peer);
      const as = capabilities.find(({ code }) => code === 65)?.value ?? myAs;
      if (version !== 4 || as !== trial.device.as) throw new Error(`version ${version}, AS ${String(as)}`);
    },
  },
  {
    id: 'open-hold-time-sane',
    clause: 'RFC 4271 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'offers a Hold Time of zero, or of three seconds or more',
    async run(trial) {
      const { holdTime } = trial.theirOpen(await trial.connect());
      if (holdTime === 1 || holdTime === 2) throw new Error(`it offers ${holdTime}`);
    },
  },
  {
    id: 'open-identifier-sane',
    clause: 'RFC 6286 §2.1',
    level: 'MUST',
    kind: 'positive',
    title: 'has a BGP Identifier that is not zero, the same to every neighbour',
    async run(trial) {
      const first = trial.theirOpen(await trial.connect()).routerId;
      const second = trial.theirOpen((await trial.observer()).peer).routerId;
      if (first === 0 || first !== second) throw new Error(`identifiers ${idText(first)} and ${idText(second)}`);
    },
  },
  {
    id: 'open-as-trans-only-beside-as4',
    clause: 'RFC 6793 §4.1',
    level: 'MUST',
    kind: 'positive',
    title: 'has its AS number in My Autonomous System, or AS_TRANS where it needs four octets',
    async run(trial) {
      const { myAs } = trial.theirOpen(await trial.connect());
      const expected = trial.device.as > 0xffff ? 23_456 : trial.device.as;
      if (myAs !== expected) throw new Error(`My Autonomous System is ${myAs}`);
    },
  },
  {
    id: 'open-capability-lengths',
    clause: 'RFC 5492 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'sends well-formed values of the capabilities of RFC 4760, 2918, 6793, 4724, 7911 and 8654',
    async run(trial) {
      const { capabilities } = trial.theirOpen(await trial.connect());
      const known = [1, 2, 6, 64, 65, 69, 70];
      const wrong = capabilities.filter(({ code, value }) => known.includes(code) && value instanceof Uint8Array);
      if (wrong.length > 0) throw new Error(`capability ${wrong.map(({ code }) => code).join(', ')} is malformed`);
    },
  },
  {
    id: 'open-no-capabilities-routes',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes IPv4 routes of a neighbour that has offered no capabilities',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.connect({ fourOctetAs: false });
      await trial.accepts(peer, trial.rawOpen());
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
    },
  },
  {
    id: 'open-identifier-same-external',
    clause: 'RFC 6286 §2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'takes its own BGP Identifier from an external neighbour',
    async run(trial) {
      const peer = await trial.connect({ fourOctetAs: false });
      await trial.accepts(peer, trial.rawOpen({ id: idText(trial.theirOpen(peer).routerId) }));
    },
  },
  {
    id: 'open-again-after-error',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'takes a good OPEN on the next connection after a bad one',
    async run(trial) {
      const bad = await trial.connect();
      bad.send(trial.rawOpen({ version: 3 }));
      await bad.expectClose({ ms: trial.patience.replyMs });
      await trial.survives(await trial.establishAgain());
    },
  },
  {
    id: 'open-role-mismatch',
    clause: 'RFC 9234 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'refuses a role that does not pair with its own with 2/11',
    async run(trial) {
      const peer = await trial.connect();
      trial.needs(peer, 9, 'a role');
      const own = trial.theirOpen(peer).capabilities.find(({ code }) => code === 9)?.value;
      if (own === 'peer' || own === 4) throw new NotApplicable('the device is a peer: no single role would be wrong');
      peer.send(trial.rawOpen(offer(capability(9, [4]))));
      await trial.refuses(peer, { code: 2, subcode: 11 });
    },
  },
];
