import type { NotificationPattern } from '@mesh/bgp-session/testing';
import type { Check } from '../check.js';
import { KEEPALIVE, message, type Part, refresh, u16, update } from '../octets.js';
import type { State } from '../trial.js';

const CLAUSE = 'RFC 4271 §6.1';

/** A message whose header is wrong, and what is to be said of it. */
interface Wrong {
  readonly id: string;
  readonly what: string;
  readonly octets: Uint8Array;
  readonly pattern: NotificationPattern;
  /** What the Data field is to hold, in a row of its own. */
  readonly data?: string;
  readonly clause?: string;
  readonly states?: readonly State[];
}

const bad = (length: number, type: number, body: Part = []): Uint8Array => message(type, body, { length });
const zeros = (count: number): Part => new Uint8Array(count);

const WRONG: readonly Wrong[] = [
  {
    id: 'marker-zero',
    what: 'a marker of zeros',
    octets: message(4, [], { marker: '00'.repeat(16) }),
    pattern: { code: 1, subcode: 1 },
    states: ['OpenSent', 'Established'],
  },
  {
    id: 'marker-first',
    what: 'a marker whose first octet is wrong',
    octets: message(4, [], { marker: `fe${'ff'.repeat(15)}` }),
    pattern: { code: 1, subcode: 1 },
  },
  {
    id: 'marker-last',
    what: 'a marker whose last octet is wrong',
    octets: message(4, [], { marker: `${'ff'.repeat(15)}fe` }),
    pattern: { code: 1, subcode: 1 },
  },
  {
    id: 'length-0',
    what: 'a Length of 0',
    octets: bad(0, 4),
    pattern: { code: 1, subcode: 2 },
    data: '0000',
  },
  {
    id: 'length-18',
    what: 'a Length of 18, less than a header',
    octets: bad(18, 4),
    pattern: { code: 1, subcode: 2 },
    data: '0012',
    states: ['OpenSent', 'Established'],
  },
  {
    id: 'length-65535',
    what: 'a KEEPALIVE with a Length of 65535',
    octets: bad(65_535, 4, zeros(5_000)),
    pattern: { code: 1, subcode: 2 },
    data: 'ffff',
  },
  {
    id: 'open-28',
    what: 'an OPEN of 28 octets, one less than the least',
    octets: message(1, zeros(9)),
    pattern: { code: 1, subcode: 2 },
    data: '001c',
    states: ['OpenSent'],
  },
  {
    id: 'update-22',
    what: 'an UPDATE of 22 octets, one less than the least',
    octets: message(2, zeros(3)),
    pattern: { code: 1, subcode: 2 },
    data: '0016',
  },
  {
    id: 'keepalive-20',
    what: 'a KEEPALIVE of 20 octets',
    octets: message(4, [0]),
    pattern: { code: 1, subcode: 2 },
    data: '0014',
    states: ['OpenConfirm', 'Established'],
  },
  {
    id: 'type-0',
    what: 'message type 0',
    octets: message(0),
    pattern: { code: 1, subcode: 3 },
    data: '00',
    states: ['OpenSent', 'Established'],
  },
  { id: 'type-6', what: 'message type 6', octets: message(6), pattern: { code: 1, subcode: 3 }, data: '06' },
  { id: 'type-255', what: 'message type 255', octets: message(255), pattern: { code: 1, subcode: 3 }, data: 'ff' },
];

function refusals(wrong: Wrong): Check[] {
  const { states = ['Established'], clause = CLAUSE, pattern, data } = wrong;
  const said = `${pattern.code}/${pattern.subcode}`;
  const rows: Check[] = states.map((state) => ({
    id: `header-${wrong.id}-${state.toLowerCase()}`,
    clause,
    level: 'MUST',
    kind: 'negative',
    title: `answers ${wrong.what} in ${state} with NOTIFICATION ${said}`,
    async run(trial) {
      const peer = await trial.inState(state, { extendedMessage: false });
      peer.send(wrong.octets);
      await trial.refuses(peer, pattern);
    },
  }));
  if (data === undefined) return rows;
  const what = pattern.subcode === 2 ? 'Length' : 'Type';
  rows.push({
    id: `header-${wrong.id}-data`,
    clause,
    level: 'MUST',
    kind: 'negative',
    title: `puts the erroneous ${what} of ${wrong.what} into the Data field`,
    async run(trial) {
      const peer = await trial.inState(states.at(-1)!, { extendedMessage: false });
      peer.send(wrong.octets);
      await trial.refuses(peer, { ...pattern, data });
    },
  });
  return rows;
}

/** The message header (RFC 4271 §6.1). */
export const HEADER_CHECKS: readonly Check[] = [
  ...WRONG.flatMap(refusals),
  {
    id: 'header-notification-20',
    clause: 'RFC 4271 §6.4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'answers no NOTIFICATION that is too short with one of its own, but ends the session',
    async run(trial) {
      const peer = await trial.establish();
      peer.send(message(3, [6]));
      await peer.expectClose({ ms: trial.patience.replyMs });
      if (peer.received.some(({ type }) => type === 'NOTIFICATION')) throw new Error('it sent a NOTIFICATION');
    },
  },
  {
    id: 'header-one-octet-a-segment',
    clause: 'RFC 4271 §4.1',
    level: 'MUST',
    kind: 'positive',
    title: 'takes messages that come octet by octet',
    async run(trial) {
      const peer = await trial.connect({ fourOctetAs: false });
      for (const octet of trial.rawOpen()) peer.send(Uint8Array.of(octet));
      await peer.expect('KEEPALIVE', { ms: trial.patience.replyMs });
      for (const octet of KEEPALIVE) peer.send(Uint8Array.of(octet));
      await trial.survives(peer);
    },
  },
  {
    id: 'header-many-in-a-segment',
    clause: 'RFC 4271 §4.1',
    level: 'MUST',
    kind: 'positive',
    title: 'takes OPEN, KEEPALIVE and UPDATE that come in one segment',
    async run(trial) {
      const peer = await trial.connect({ fourOctetAs: false });
      const endOfRib = update({});
      peer.send(Uint8Array.from([...trial.rawOpen(), ...KEEPALIVE, ...endOfRib, ...KEEPALIVE]));
      await peer.expect('KEEPALIVE', { ms: trial.patience.replyMs });
      await trial.survives(peer);
    },
  },
  {
    id: 'header-update-23',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes an UPDATE of 23 octets, the least there is',
    async run(trial) {
      const peer = await trial.establish();
      peer.send(update({}));
      await trial.survives(peer);
    },
  },
  {
    id: 'header-keepalive-19',
    clause: 'RFC 4271 §4.4',
    level: 'MUST',
    kind: 'positive',
    title: 'takes KEEPALIVEs in Established',
    async run(trial) {
      const peer = await trial.establish();
      for (let i = 0; i < 5; i++) peer.send(KEEPALIVE);
      await trial.survives(peer);
    },
  },
  {
    id: 'header-4096',
    clause: 'RFC 4271 §4.1',
    level: 'MUST',
    kind: 'positive',
    title: 'takes an UPDATE of 4096 octets',
    async run(trial) {
      const peer = await trial.establish({ extendedMessage: false });
      // Withdrawn routes of four octets each, and one of five, fill the message to the last octet.
      const routes: Part[] = [[32, 198, 51, 100, 0]];
      for (let i = 0; i < 1_017; i++) routes.push([24, 198, 18 + (i >> 8), i & 0xff]);
      const octets = update({ withdrawn: routes });
      if (octets.length !== 4_096) throw new Error(`the check is wrong: ${octets.length} octets`);
      peer.send(octets);
      await trial.survives(peer);
    },
  },
  {
    id: 'header-4097',
    clause: 'RFC 4271 §6.1',
    level: 'MUST',
    kind: 'negative',
    title: 'answers a Length of 4097 with NOTIFICATION 1/2 where no extended messages are offered by us',
    async run(trial) {
      const peer = await trial.establish({ extendedMessage: false });
      const open = trial.theirOpen(peer);
      if (open.capabilities.some(({ code }) => code === 6)) {
        // RFC 8654 §4: what it takes depends on what it has offered, and it may be liberal then.
        peer.send(message(4, zeros(4_078)));
      } else peer.send(message(2, [u16(4_074), zeros(4_074), u16(0)]));
      await trial.refuses(peer, { code: 1, subcode: 2 });
    },
  },
  {
    id: 'header-route-refresh-22',
    clause: 'RFC 2918 §3',
    level: 'MUST',
    kind: 'negative',
    title: 'ends the session for a ROUTE-REFRESH of 22 octets',
    async run(trial) {
      const peer = await trial.establish();
      trial.needs(peer, 2, 'route refresh');
      peer.send(message(5, refresh(1, 1).slice(19, 22)));
      await trial.refuses(peer, {});
    },
  },
];
