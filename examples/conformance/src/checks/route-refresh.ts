import { Family } from '@mesh/bgp-wire';
import { type Check, NotApplicable } from '../check.js';
import { type Part, refresh } from '../octets.js';
import type { Trial } from '../trial.js';

const V4 = Family.IPV4_UNICAST;

async function refreshed(trial: Trial, enhanced = false) {
  const { announces } = trial.device;
  if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
  const peer = await trial.establish({ enhancedRouteRefresh: enhanced });
  trial.needs(peer, 2, 'route refresh');
  if (enhanced) trial.needs(peer, 70, 'enhanced route refresh');
  await peer.expect('UPDATE', { announces }, { ms: trial.patience.replyMs });
  return { peer, announces };
}

/** Octets that the device is to take no notice of. */
const IGNORED: readonly {
  readonly id: string;
  readonly what: string;
  readonly clause: string;
  readonly level: Check['level'];
  readonly octets: Uint8Array;
}[] = [
  {
    id: 'family',
    what: 'a ROUTE-REFRESH of a family that it does not know',
    clause: 'RFC 2918 §4',
    level: 'SHOULD',
    octets: refresh(16_399, 250),
  },
  {
    id: 'family-not-negotiated',
    what: 'a ROUTE-REFRESH of a family that was not negotiated',
    clause: 'RFC 2918 §4',
    level: 'SHOULD',
    octets: refresh(2, 128),
  },
  { id: 'subtype-3', what: 'message subtype 3', clause: 'RFC 7313 §5', level: 'MUST', octets: refresh(1, 1, 3) },
  { id: 'subtype-255', what: 'message subtype 255', clause: 'RFC 7313 §5', level: 'MUST', octets: refresh(1, 1, 255) },
  { id: 'eorr-alone', what: 'an EoRR without a BoRR', clause: 'RFC 7313 §4', level: 'MAY', octets: refresh(1, 1, 2) },
];

const LONG: readonly (readonly [subtype: number, name: string, rest: Part])[] = [
  [1, 'borr', [0]],
  [2, 'eorr', [0, 0, 0]],
];

/** Route refresh (RFC 2918), also between marks (RFC 7313). */
export const REFRESH_CHECKS: readonly Check[] = [
  {
    id: 'refresh-sends-again',
    clause: 'RFC 2918 §4',
    level: 'SHOULD',
    kind: 'positive',
    title: 'announces its routes again for a ROUTE-REFRESH',
    async run(trial) {
      const { peer, announces } = await refreshed(trial);
      peer.send(refresh(1, 1));
      await peer.expect('UPDATE', { announces }, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'refresh-reserved',
    clause: 'RFC 2918 §3',
    level: 'SHOULD',
    kind: 'positive',
    title: 'answers a ROUTE-REFRESH twice',
    async run(trial) {
      const { peer, announces } = await refreshed(trial);
      for (let i = 0; i < 2; i++) {
        peer.send(refresh(1, 1));
        await peer.expect('UPDATE', { announces }, { ms: 2 * trial.patience.replyMs });
      }
    },
  },
  {
    id: 'refresh-withdraws-nothing',
    clause: 'RFC 2918 §4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'does not lose what we announced when it is asked for a refresh',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.needs(peer, 2, 'route refresh');
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
      peer.send(refresh(1, 1));
      await trial.survives(peer);
      observer.holds(trial.prefix());
    },
  },
  ...IGNORED.map(
    ({ id, what, clause, level, octets }): Check => ({
      id: `refresh-ignores-${id}`,
      clause,
      level,
      kind: 'negative',
      title: `ignores ${what}`,
      async run(trial) {
        const peer = await trial.establish();
        trial.needs(peer, 2, 'route refresh');
        if (clause.startsWith('RFC 7313')) trial.needs(peer, 70, 'enhanced route refresh');
        peer.send(octets);
        await trial.survives(peer);
      },
    }),
  ),
  ...LONG.flatMap(([subtype, name, rest]) =>
    [false, true].map(
      (withData): Check => ({
        id: `refresh-${name}-length${withData ? '-data' : ''}`,
        clause: 'RFC 7313 §5',
        level: 'MUST',
        kind: 'negative',
        title: withData
          ? `sends back the whole of a ${name} of a wrong length`
          : `answers a ${name} of a wrong length with 7/1`,
        async run(trial) {
          const peer = await trial.establish();
          trial.needs(peer, 70, 'enhanced route refresh');
          const wrong = refresh(1, 1, subtype, rest);
          peer.send(wrong);
          await trial.refuses(peer, { code: 7, subcode: 1, ...(withData ? { data: wrong } : {}) });
        },
      }),
    ),
  ),
  {
    id: 'refresh-marks',
    clause: 'RFC 7313 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'puts BoRR before and EoRR behind the routes that it sends again',
    async run(trial) {
      const { peer, announces } = await refreshed(trial, true);
      peer.send(refresh(1, 1));
      const ms = 2 * trial.patience.replyMs;
      await peer.expect('ROUTE-REFRESH', { family: V4, subtype: 1 }, { ms });
      await peer.expect('UPDATE', { announces }, { ms });
      await peer.expect('ROUTE-REFRESH', { family: V4, subtype: 2 }, { ms });
    },
  },
  {
    id: 'refresh-no-marks',
    clause: 'RFC 7313 §4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no marks to a neighbour that does not know them',
    async run(trial) {
      const { peer, announces } = await refreshed(trial);
      peer.send(refresh(1, 1));
      await peer.expect('UPDATE', { announces }, { ms: trial.patience.replyMs });
      await peer.silence({ ms: trial.patience.quietMs, but: ['KEEPALIVE', 'UPDATE'] });
      const marks = peer.received.filter((one) => one.type === 'ROUTE-REFRESH' && one.subtype !== 0);
      if (marks.length > 0) throw new Error('it sent marks');
    },
  },
  {
    id: 'refresh-sweeps',
    clause: 'RFC 7313 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'removes at EoRR what has not come again since BoRR',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.needs(peer, 70, 'enhanced route refresh');
      const [kept, lost] = [trial.prefix(0), trial.prefix(1)];
      trial.announce(peer, [kept, lost]);
      peer.send({ type: 'UPDATE', withdrawn: [], attributes: [], nlri: [] });
      await observer.sees(lost);
      peer.send(refresh(1, 1, 1));
      trial.announce(peer, kept);
      peer.send(refresh(1, 1, 2));
      await observer.loses(lost);
      observer.holds(kept);
    },
  },
  {
    id: 'refresh-keeps-until-eorr',
    clause: 'RFC 7313 §4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'removes nothing between BoRR and EoRR',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.needs(peer, 70, 'enhanced route refresh');
      trial.announce(peer, trial.prefix());
      peer.send({ type: 'UPDATE', withdrawn: [], attributes: [], nlri: [] });
      await observer.sees(trial.prefix());
      peer.send(refresh(1, 1, 1));
      await trial.survives(peer);
      observer.holds(trial.prefix());
    },
  },
];
