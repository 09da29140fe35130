import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import { encodeMessage, notification } from '@mesh/bgp-wire';
import type { Check } from '../check.js';
import { KEEPALIVE, message, octets, refresh, update } from '../octets.js';
import type { State } from '../trial.js';

/** A message that is not to come in a state: code 5, and which state and type it was (RFC 6608). */
interface Unexpected {
  readonly state: State;
  readonly name: string;
  readonly type: number;
  readonly octets: (peer: ScriptedPeer) => Uint8Array;
}

const SUBCODE: Readonly<Record<State, number>> = { OpenSent: 1, OpenConfirm: 2, Established: 3 };

const UNEXPECTED: readonly Unexpected[] = [
  { state: 'OpenSent', name: 'KEEPALIVE', type: 4, octets: () => KEEPALIVE },
  { state: 'OpenSent', name: 'UPDATE', type: 2, octets: () => update({}) },
  { state: 'OpenSent', name: 'ROUTE-REFRESH', type: 5, octets: () => refresh(1, 1) },
  { state: 'OpenConfirm', name: 'UPDATE', type: 2, octets: () => update({}) },
  { state: 'OpenConfirm', name: 'OPEN', type: 1, octets: (peer) => encodeMessage(peer.open, peer.tx) },
  { state: 'OpenConfirm', name: 'ROUTE-REFRESH', type: 5, octets: () => refresh(1, 1) },
  { state: 'Established', name: 'OPEN', type: 1, octets: (peer) => encodeMessage(peer.open, peer.tx) },
];

function unexpected({ state, name, type, octets: make }: Unexpected): Check[] {
  const id = `fsm-${name.toLowerCase()}-in-${state.toLowerCase()}`;
  const subcode = SUBCODE[state];
  const row = (part: Pick<Check, 'id' | 'clause' | 'title'>, pattern: object): Check => ({
    ...part,
    level: 'MUST',
    kind: 'negative',
    async run(trial) {
      const peer = await trial.inState(state);
      peer.send(make(peer));
      await trial.refuses(peer, pattern);
    },
  });
  return [
    row(
      { id, clause: 'RFC 4271 §8.2.2', title: `answers ${name} in ${state} with a Finite State Machine Error` },
      { code: 5 },
    ),
    row(
      { id: `${id}-subcode`, clause: 'RFC 6608 §4', title: `tells the state of an unexpected ${name}: 5/${subcode}` },
      { code: 5, subcode },
    ),
    row(
      {
        id: `${id}-data`,
        clause: 'RFC 6608 §4',
        title: `tells the type of an unexpected ${name} in ${state}: ${type}`,
      },
      { code: 5, data: `0${type}` },
    ),
  ];
}

/** Ways to end a session, none of which may keep the next one from coming up. */
const ENDINGS: readonly { readonly id: string; readonly what: string; readonly octets: Uint8Array | undefined }[] = [
  { id: 'cease', what: 'Cease', octets: message(3, [6, 0]) },
  { id: 'admin-shutdown', what: 'Cease / Administrative Shutdown', octets: message(3, [6, 2]) },
  { id: 'unknown-code', what: 'a NOTIFICATION of an unknown code', octets: message(3, [99, 7]) },
  { id: 'unknown-subcode', what: 'a NOTIFICATION of an unknown subcode', octets: message(3, [2, 200, 1, 2, 3]) },
  { id: 'version-error', what: 'NOTIFICATION 2/1', octets: message(3, [2, 1, 0, 4]) },
  { id: 'long-data', what: 'a NOTIFICATION of 4096 octets', octets: message(3, [6, 0, new Uint8Array(4_075)]) },
];

function endings(state: State): Check[] {
  return ENDINGS.map(({ id, what, octets: sent }) => ({
    id: `fsm-notification-${id}-${state.toLowerCase()}`,
    clause: 'RFC 4271 §6.4',
    // In OpenSent RFC 4271 §8.2.2 counts it among the events that a NOTIFICATION answers, against §6.4.
    level: state === 'OpenSent' ? 'SHOULD NOT' : 'MUST NOT',
    kind: 'negative',
    title: `closes for ${what} in ${state}, and says nothing`,
    async run(trial) {
      const peer = await trial.inState(state);
      peer.send(sent!);
      await peer.expectClose({ ms: trial.patience.replyMs });
      if (peer.received.some(({ type }) => type === 'NOTIFICATION')) throw new Error('it answered with a NOTIFICATION');
    },
  }));
}

/** The state machine, as far as it shows (RFC 4271 §8). */
export const FSM_CHECKS: readonly Check[] = [
  ...UNEXPECTED.flatMap(unexpected),
  ...endings('Established'),
  ...endings('OpenSent').slice(0, 2),
  {
    id: 'fsm-keepalive-answers-open',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'answers a good OPEN with KEEPALIVE',
    async run(trial) {
      const peer = await trial.connect();
      peer.send(trial.rawOpen());
      await peer.expectNext('KEEPALIVE', { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'fsm-no-update-before-established',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no UPDATE before our KEEPALIVE has come',
    async run(trial) {
      const peer = await trial.connect();
      peer.send(trial.rawOpen({ holdTime: 90 }));
      await peer.expectNext('KEEPALIVE', { ms: trial.patience.replyMs });
      await peer.silence({ ms: trial.patience.quietMs, but: ['KEEPALIVE'] });
    },
  },
  ...(['OpenSent', 'OpenConfirm', 'Established'] as const).map(
    (state): Check => ({
      id: `fsm-connection-lost-${state.toLowerCase()}`,
      clause: 'RFC 4271 §8.2.2',
      level: 'MUST',
      kind: 'positive',
      title: `lives through the loss of a connection in ${state}, and takes the next one`,
      async run(trial) {
        (await trial.inState(state)).destroy();
        await trial.survives(await trial.establishAgain());
      },
    }),
  ),
  {
    id: 'fsm-routes-gone-with-session',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'deletes the routes of a session that has ended',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
      peer.send(message(3, [6, 4]));
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'fsm-half-a-message',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'lives through a connection that ends within a message',
    async run(trial) {
      const peer = await trial.establish();
      peer.send(octets(update({}).subarray(0, 20)));
      peer.end();
      await trial.survives(await trial.establishAgain());
    },
  },
  {
    id: 'fsm-second-connection',
    clause: 'RFC 4271 §6.8',
    level: 'MUST',
    kind: 'negative',
    title: 'ends a second connection of a neighbour that is Established, and keeps the first',
    async run(trial) {
      const first = await trial.establish();
      const second = await trial.connect().catch(() => undefined);
      if (second !== undefined) {
        second.send(trial.rawOpen());
        await second.expectClose({ ms: trial.patience.replyMs });
      }
      await trial.survives(first);
    },
  },
  {
    id: 'fsm-unconfigured',
    clause: 'RFC 4271 §6.2',
    level: 'MUST',
    kind: 'negative',
    title: 'closes the connection after the NOTIFICATION that it sends',
    async run(trial) {
      const peer = await trial.connect();
      peer.send(trial.rawOpen({ version: 3 }));
      await peer.expectClose({ ms: trial.patience.replyMs });
    },
  },
  {
    id: 'fsm-one-notification',
    clause: 'RFC 4271 §6.1',
    level: 'MUST',
    kind: 'negative',
    title: 'sends one NOTIFICATION, and nothing behind it',
    async run(trial) {
      const peer = await trial.establish();
      peer.send(octets(message(0), message(0), trial.rawOpen()));
      await peer.expectClose({ ms: trial.patience.replyMs });
      const at = peer.received.findIndex(({ type }) => type === 'NOTIFICATION');
      if (at < 0 || at !== peer.received.length - 1) throw new Error('there came something else, or nothing');
    },
  },
];

/** What a peer says for its operator when it stops (RFC 9003 §2). */
const TEXTS: readonly { readonly id: string; readonly what: string; readonly data: Uint8Array }[] = [
  { id: 'text', what: 'a text', data: octets(3, '6162 63') },
  { id: 'text-empty', what: 'an empty text', data: octets(0) },
  { id: 'text-none', what: 'no text at all', data: octets() },
  { id: 'text-128', what: 'a text of 128 octets', data: octets(128, new Uint8Array(128).fill(0x61)) },
  { id: 'text-255', what: 'a text of 255 octets', data: octets(255, new Uint8Array(255).fill(0x61)) },
  { id: 'text-utf8', what: 'a text in UTF-8 beyond ASCII', data: octets(6, 'c3a9 e282ac 21') },
  { id: 'text-too-long', what: 'a text longer than the message', data: octets(40, '6162') },
  { id: 'text-not-utf8', what: 'a text that is no UTF-8', data: octets(3, 'c328 ff') },
  { id: 'text-control', what: 'a text with control characters', data: octets(4, '1b5b 0a0d') },
];

/** Administrative shutdown communication (RFC 9003). */
export const SHUTDOWN_CHECKS: readonly Check[] = TEXTS.flatMap(({ id, what, data }) =>
  ([2, 4] as const).slice(0, id === 'text' || id === 'text-too-long' ? 2 : 1).map(
    (subcode): Check => ({
      id: `shutdown-${id}-${subcode}`,
      clause: 'RFC 9003 §2',
      level: 'MUST',
      kind: id.includes('too-long') || id.includes('not-utf8') ? 'negative' : 'positive',
      title: `takes Cease 6/${subcode} with ${what}: closes without a word, and the next session comes up`,
      async run(trial) {
        const peer = await trial.establish();
        peer.send({ ...notification(6, subcode, data) });
        await peer.expectClose({ ms: trial.patience.replyMs });
        if (peer.received.some(({ type }) => type === 'NOTIFICATION'))
          throw new Error('it answered with a NOTIFICATION');
        await trial.survives(await trial.establishAgain());
      },
    }),
  ),
);
