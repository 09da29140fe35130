import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import { capability, Family, GRACEFUL_RESTART, notification } from '@mesh/bgp-wire';
import { type Check, NotApplicable } from '../check.js';
import { attribute, u16, update } from '../octets.js';
import type { SessionOptions, Trial } from '../trial.js';

const V4 = Family.IPV4_UNICAST;
const RESTART_SECONDS = 4;

/** A peer that keeps its forwarding of IPv4 over a restart; `preserved: false` after it did not. */
function restarting(preserved = true, restartSeconds = RESTART_SECONDS, notificationBit = false): SessionOptions {
  return {
    gracefulRestart: {
      restartTimeSeconds: restartSeconds,
      notification: notificationBit,
      families: [{ family: V4, forwardingPreserved: preserved }],
    },
  };
}

/** A session with graceful restart on both sides, and a route in it that the observer has. */
async function withRoutes(trial: Trial, prefixes: readonly string[], options = restarting()): Promise<ScriptedPeer> {
  const observer = await trial.observer();
  const peer = await trial.establish(options);
  trial.needs(peer, 64, 'graceful restart');
  trial.announce(peer, prefixes);
  endOfRib(peer);
  for (const one of prefixes) await observer.sees(one);
  return peer;
}

function endOfRib(peer: ScriptedPeer): void {
  peer.send(update({}));
}

/** Graceful restart, the device as helper (RFC 4724). */
export const RESTART_CHECKS: readonly Check[] = [
  {
    id: 'gr-capability',
    clause: 'RFC 4724 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'sends a well-formed capability, without the R bit of a restart',
    async run(trial) {
      const peer = await trial.connect();
      trial.needs(peer, 64, 'graceful restart');
      const { value } = trial.theirOpen(peer).capabilities.find(({ code }) => code === 64)!;
      if (value instanceof Uint8Array) throw new Error('the capability is malformed');
    },
  },
  {
    id: 'gr-end-of-rib',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'sends End-of-RIB behind its first routes',
    async run(trial) {
      const peer = await trial.establish(restarting());
      trial.needs(peer, 64, 'graceful restart');
      await peer.expect('UPDATE', { endOfRib: V4 }, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'gr-end-of-rib-order',
    clause: 'RFC 4724 §2',
    level: 'MUST',
    kind: 'positive',
    title: 'sends End-of-RIB when it has announced what it had',
    async run(trial) {
      const { announces } = trial.device;
      if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
      const peer = await trial.establish(restarting());
      trial.needs(peer, 64, 'graceful restart');
      await peer.expect('UPDATE', { announces }, { ms: trial.patience.replyMs });
      await peer.expect('UPDATE', { endOfRib: V4 }, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'gr-keeps-routes',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'keeps the routes of a neighbour whose connection is lost',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30));
      peer.destroy();
      await trial.pause(trial.patience.quietMs);
      observer.holds(trial.prefix());
    },
  },
  {
    id: 'gr-without-capability',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'keeps no routes of a neighbour that did not offer graceful restart',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.needs(peer, 64, 'graceful restart');
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
      peer.destroy();
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'gr-restart-time',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'removes kept routes when the restart time is over',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 1));
      peer.destroy();
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'gr-notification',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'keeps no routes of a session that a NOTIFICATION ended',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30));
      peer.send(notification(6, 4));
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'gr-hard-reset',
    clause: 'RFC 8538 §4',
    level: 'MUST',
    kind: 'negative',
    title: 'keeps no routes over a Hard Reset',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30, true));
      nBit(trial, peer);
      peer.send(notification(6, 9, Uint8Array.of(6, 4)));
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'gr-notification-n-bit',
    clause: 'RFC 8538 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'keeps the routes over a NOTIFICATION where both sides set the N bit',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30, true));
      nBit(trial, peer);
      peer.send(notification(6, 4));
      await trial.pause(trial.patience.quietMs);
      observer.holds(trial.prefix());
    },
  },
  {
    id: 'gr-comes-back',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'removes at End-of-RIB what a neighbour that came back has not announced again',
    async run(trial) {
      const observer = await trial.observer();
      const [kept, lost] = [trial.prefix(0), trial.prefix(1)];
      const peer = await withRoutes(trial, [kept, lost], restarting(true, 30));
      peer.destroy();
      const again = await trial.establishAgain(restarting(true, 30));
      observer.holds(lost);
      trial.announce(again, kept);
      endOfRib(again);
      await observer.loses(lost);
      observer.holds(kept);
    },
  },
  {
    id: 'gr-forwarding-lost',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'removes kept routes at once where the neighbour comes back without its forwarding state',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30));
      peer.destroy();
      await trial.establishAgain(restarting(false, 30));
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'gr-capability-gone',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'negative',
    title: 'removes kept routes at once where the neighbour comes back without the capability',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30));
      peer.destroy();
      await trial.establishAgain();
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'gr-second-connection',
    clause: 'RFC 4724 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'takes a new session of a restarted neighbour for the end of the old one, and keeps its routes',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await withRoutes(trial, [trial.prefix()], restarting(true, 30));
      const again = await trial.establish(restarting(true, 30));
      observer.holds(trial.prefix());
      await peer.expectClose({ ms: trial.patience.replyMs });
      await trial.survives(again);
    },
  },
  {
    id: 'gr-end-of-rib-taken',
    clause: 'RFC 4724 §2',
    level: 'MUST',
    kind: 'positive',
    title: 'takes End-of-RIB of IPv4 and of IPv6',
    async run(trial) {
      const peer = await trial.establish({ families: [V4, Family.IPV6_UNICAST] });
      endOfRib(peer);
      peer.send(update({ attributes: attribute(0x80, 15, [u16(2), 1]) }));
      await trial.survives(peer);
    },
  },
  {
    id: 'gr-capability-last-counts',
    clause: 'RFC 4724 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'goes by the last of several graceful restart capabilities',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.connect();
      trial.needs(peer, 64, 'graceful restart');
      const value = (seconds: number, preserved: boolean) =>
        capability(GRACEFUL_RESTART, {
          restarting: false,
          notification: false,
          restartTimeSeconds: seconds,
          families: preserved ? [{ family: V4, forwardingPreserved: true }] : [],
        });
      const open = peer.open;
      await trial.accepts(peer, { ...open, capabilities: [...open.capabilities, value(30, false), value(30, true)] });
      trial.announce(peer, trial.prefix());
      endOfRib(peer);
      await observer.sees(trial.prefix());
      peer.destroy();
      await trial.pause(trial.patience.quietMs);
      observer.holds(trial.prefix());
    },
  },
];

function nBit(trial: Trial, peer: ScriptedPeer): void {
  const value = trial.theirOpen(peer).capabilities.find(({ code }) => code === 64)?.value;
  const set =
    typeof value === 'object' && value !== null && (value as { notification?: boolean }).notification === true;
  if (!set) throw new NotApplicable('the device does not set the N bit (RFC 8538)');
}
