import { type Check, NotApplicable } from '../check.js';
import { attribute, message, nlri, type Part, u16, update } from '../octets.js';
import type { Trial } from '../trial.js';

const CODE = 6;
const NAME = 'extended messages';

/** An UPDATE of exactly so many octets, filled with withdrawn routes of nobody, that announces the prefix of the check. */
function long(trial: Trial, peer: Parameters<Trial['attributes']>[0], size: number): Uint8Array {
  const announced = { attributes: trial.attributes(peer), nlri: nlri(trial.prefix()) };
  const rest = size - update(announced).length;
  const routes: Part[] = [];
  // Prefixes of 24 bits take four octets; what is left over goes into ones of 32 bits, of five.
  const fives = rest % 4;
  for (let i = 0; i < fives; i++) routes.push([32, 198, 51, 100, i]);
  for (let i = 0; i < (rest - 5 * fives) / 4; i++) routes.push([24, 198, 18 + ((i >> 8) & 1), i & 0xff]);
  const octets = update({ withdrawn: routes, ...announced });
  if (octets.length !== size) throw new Error(`the check is wrong: ${octets.length} octets`);
  return octets;
}

/** Messages of more than 4096 octets (RFC 8654). */
export const EXTENDED_MESSAGE_CHECKS: readonly Check[] = [
  ...[4_097, 16_384, 65_535].map(
    (size): Check => ({
      id: `extended-message-${size}`,
      clause: 'RFC 8654 §4',
      level: 'MUST',
      kind: 'positive',
      title: `takes an UPDATE of ${size} octets`,
      async run(trial) {
        const observer = await trial.observer();
        const peer = await trial.establish();
        trial.needs(peer, CODE, NAME);
        peer.send(long(trial, peer, size));
        await observer.sees(trial.prefix());
      },
    }),
  ),
  {
    id: 'extended-message-slowly',
    clause: 'RFC 8654 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'takes an UPDATE of 65535 octets that comes in pieces',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.needs(peer, CODE, NAME);
      const octets = long(trial, peer, 65_535);
      for (let at = 0; at < octets.length; at += 1_000) peer.send(octets.slice(at, at + 1_000));
      await observer.sees(trial.prefix());
    },
  },
  {
    id: 'extended-message-keepalive',
    clause: 'RFC 8654 §4',
    level: 'MUST',
    kind: 'negative',
    title: 'refuses a KEEPALIVE of 4097 octets with 1/2 all the same',
    async run(trial) {
      const peer = await trial.establish();
      trial.needs(peer, CODE, NAME);
      peer.send(message(4, new Uint8Array(4_078)));
      await trial.refuses(peer, { code: 1, subcode: 2 });
    },
  },
  {
    id: 'extended-message-open',
    clause: 'RFC 8654 §4',
    level: 'MUST',
    kind: 'negative',
    title: 'refuses an OPEN of more than 4096 octets with 1/2',
    async run(trial) {
      const peer = await trial.connect();
      trial.needs(peer, CODE, NAME);
      peer.send(message(1, new Uint8Array(4_078)));
      await trial.refuses(peer, { code: 1, subcode: 2 });
    },
  },
  {
    id: 'extended-message-notification',
    clause: 'RFC 8654 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'takes a NOTIFICATION of more than 4096 octets, and says nothing',
    async run(trial) {
      const peer = await trial.establish();
      trial.needs(peer, CODE, NAME);
      peer.send(message(3, [6, 0, new Uint8Array(5_000)]));
      await peer.expectClose({ ms: trial.patience.replyMs });
      if (peer.received.some(({ type }) => type === 'NOTIFICATION')) throw new Error('it answered with a NOTIFICATION');
    },
  },
  {
    id: 'extended-message-not-offered',
    clause: 'RFC 8654 §5',
    level: 'MUST',
    kind: 'negative',
    title: 'refuses an UPDATE of 4097 octets with 1/2 where it has not offered extended messages',
    async run(trial) {
      const peer = await trial.establish();
      if (trial.theirOpen(peer).capabilities.some(({ code }) => code === CODE)) {
        throw new NotApplicable('the device has offered extended messages');
      }
      peer.send(message(2, [u16(4_074), new Uint8Array(4_074), u16(0)]));
      await trial.refuses(peer, { code: 1, subcode: 2 });
    },
  },
  {
    id: 'extended-message-not-sent',
    clause: 'RFC 8654 §4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no message of more than 4096 octets to a neighbour that did not offer to take them',
    async run(trial) {
      const listener = await trial.establish({ extendedMessage: false, internal: true });
      const peer = await trial.establish();
      trial.needs(peer, CODE, NAME);
      // Six attributes that nobody knows, of 600 octets each: near the limit, and over it with what the device adds.
      const more = Array.from({ length: 6 }, (_, i) => attribute(0xc0, 200 + i, new Uint8Array(672)));
      peer.send(update({ attributes: trial.attributes(peer, { more }), nlri: nlri(trial.prefix()) }));
      await trial.survives(peer);
      await listener.silence({ ms: trial.patience.quietMs, but: ['KEEPALIVE', 'UPDATE'] });
      const most = Math.max(...listener.received.map((one) => (one.type === 'UPDATE' ? one.frame.length : 0)));
      if (most > 4_096) throw new Error(`it sent ${most} octets`);
    },
  },
];
