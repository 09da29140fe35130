import type { Check } from '../check.js';
import { KEEPALIVE, refresh, update } from '../octets.js';
import type { Trial } from '../trial.js';

const SHORT = 3;
/** How much later than the hold time a device may be on a busy machine. */
const LATE_MS = 2_500;

/** Says something every second for five, then keeps quiet; the hold time is three. */
async function holds(trial: Trial, say: Uint8Array): Promise<void> {
  const peer = await trial.establish({ holdTimeSeconds: SHORT });
  for (let i = 0; i < 5; i++) {
    await trial.pause(1_000);
    peer.send(say);
  }
  if (peer.closed) throw new Error('the session ended though we spoke every second');
}

/** The same with something that is not to count. */
async function expiresAllTheSame(trial: Trial, say: Uint8Array): Promise<void> {
  const peer = await trial.establish({ holdTimeSeconds: SHORT });
  if (say.length > 1) trial.needs(peer, 2, 'route refresh');
  for (let i = 0; i < 5 && !peer.closed; i++) {
    await trial.pause(1_000);
    peer.send(say);
  }
  await peer.expect('NOTIFICATION', { code: 4 }, { ms: LATE_MS });
}

/** It expires, and no earlier. Counted from before our last word was sent, so that a busy machine makes no device fail. */
async function notBefore(trial: Trial, seconds: number): Promise<void> {
  const peer = await trial.establish({ holdTimeSeconds: seconds });
  const start = trial.now();
  peer.send(KEEPALIVE);
  await peer.expect('NOTIFICATION', { code: 4 }, { ms: seconds * 1_000 + LATE_MS });
  const elapsed = trial.now() - start;
  if (elapsed < seconds * 1_000 - 50) throw new Error(`the session ended after ${Math.round(elapsed)} ms`);
}

/** Hold time and KEEPALIVEs (RFC 4271 §4.2, §4.4, §6.5). */
export const TIMER_CHECKS: readonly Check[] = [
  {
    id: 'timer-hold-expires',
    clause: 'RFC 4271 §6.5',
    level: 'MUST',
    kind: 'negative',
    title: 'sends Hold Timer Expired (4/0) when nothing has come for the hold time',
    async run(trial) {
      const peer = await trial.establish({ holdTimeSeconds: SHORT });
      await peer.expect('NOTIFICATION', { code: 4, subcode: 0 }, { ms: SHORT * 1_000 + LATE_MS });
    },
  },
  {
    id: 'timer-hold-not-early',
    clause: 'RFC 4271 §4.2',
    level: 'MUST NOT',
    kind: 'positive',
    title: 'does not expire before the hold time is over',
    run: (trial) => notBefore(trial, SHORT),
  },
  {
    id: 'timer-hold-smaller',
    clause: 'RFC 4271 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'goes by the smaller of both hold times',
    run: (trial) => notBefore(trial, 5),
  },
  {
    id: 'timer-hold-openconfirm',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'negative',
    title: 'sends Hold Timer Expired in OpenConfirm as well',
    async run(trial) {
      const peer = await trial.inState('OpenConfirm', { holdTimeSeconds: SHORT });
      await peer.expect('NOTIFICATION', { code: 4 }, { ms: SHORT * 1_000 + LATE_MS });
    },
  },
  {
    id: 'timer-keepalive-restarts-hold',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'restarts the hold timer with each KEEPALIVE',
    run: (trial) => holds(trial, KEEPALIVE),
  },
  {
    id: 'timer-update-restarts-hold',
    clause: 'RFC 4271 §8.2.2',
    level: 'MUST',
    kind: 'positive',
    title: 'restarts the hold timer with each UPDATE',
    run: (trial) => holds(trial, update({})),
  },
  {
    id: 'timer-refresh-restarts-no-hold',
    clause: 'RFC 4271 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'restarts the hold timer with no ROUTE-REFRESH: KEEPALIVEs and UPDATEs count',
    run: (trial) => expiresAllTheSame(trial, refresh(1, 1)),
  },
  {
    id: 'timer-octets-restart-no-hold',
    clause: 'RFC 4271 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'restarts the hold timer with no octets of an unfinished message',
    async run(trial) {
      await expiresAllTheSame(trial, Uint8Array.of(0xff));
    },
  },
  {
    id: 'timer-keepalives-in-time',
    clause: 'RFC 4271 §4.4',
    level: 'MUST',
    kind: 'positive',
    title: 'speaks before our hold time is over, again and again',
    async run(trial) {
      const peer = await trial.establish({ holdTimeSeconds: SHORT });
      for (let i = 0; i < 3; i++) {
        peer.send(KEEPALIVE);
        const before = peer.received.length;
        await peer.until('KEEPALIVE or UPDATE', ({ length }) => length > before, { ms: SHORT * 1_000 });
      }
    },
  },
  {
    id: 'timer-keepalives-not-often',
    clause: 'RFC 4271 §4.4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends KEEPALIVEs no more often than once a second',
    async run(trial) {
      const peer = await trial.establish({ holdTimeSeconds: SHORT });
      const before = count(peer.received);
      for (let i = 0; i < 4; i++) {
        await trial.pause(1_000);
        peer.send(KEEPALIVE);
      }
      const sent = count(peer.received) - before;
      if (sent > 5) throw new Error(`${sent} KEEPALIVEs in four seconds`);
    },
  },
  {
    id: 'timer-hold-0-no-keepalives',
    clause: 'RFC 4271 §4.4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no KEEPALIVEs, and does not expire, where the hold time is zero',
    async run(trial) {
      const peer = await trial.connect({ holdTimeSeconds: 0, fourOctetAs: false });
      await trial.accepts(peer, trial.rawOpen({ holdTime: 0 }));
      await peer.silence({ ms: 5_000, but: ['UPDATE'] });
    },
  },
];

function count(received: readonly { readonly type: string }[]): number {
  return received.filter(({ type }) => type === 'KEEPALIVE').length;
}
