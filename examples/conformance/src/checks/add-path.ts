import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import { AS_PATH, Family, attribute as pathAttribute, unicast } from '@mesh/bgp-wire';
import { type Check, NotApplicable } from '../check.js';
import { nlri, octets, type Part, u16, u32, update } from '../octets.js';
import type { Trial } from '../trial.js';

const V4 = Family.IPV4_UNICAST;

/** What the device offers for IPv4 unicast; the check does not apply where it is not the wanted part. */
function part(trial: Trial, peer: ScriptedPeer, wanted: 'send' | 'receive'): void {
  const { value } = trial.needs(peer, 69, 'ADD-PATH');
  const list = Array.isArray(value) ? (value as readonly { family: number; mode: string }[]) : [];
  const mode = list.find(({ family }) => family === V4)?.mode;
  if (mode !== wanted && mode !== 'both')
    throw new NotApplicable(`the device does not offer to ${wanted} several paths`);
}

/** A session in which we send paths. */
async function sending(trial: Trial): Promise<ScriptedPeer> {
  const peer = await trial.establish({ addPath: [{ family: V4, mode: 'both' }] });
  part(trial, peer, 'receive');
  return peer;
}

function announce(trial: Trial, peer: ScriptedPeer, pathId: number, asns: readonly number[]): void {
  const path = pathAttribute(AS_PATH, [{ type: 'AS_SEQUENCE', asns: [trial.device.peerAs, ...asns] }]);
  const attributes = trial.usualAttributes(peer).map((one) => (one.code === AS_PATH.code ? path : one));
  peer.send({ type: 'UPDATE', withdrawn: [], attributes, nlri: [unicast(trial.prefix(), pathId)] });
}

const withdrawal = (trial: Trial, pathId: number) => update({ withdrawn: [u32(pathId), nlri(trial.prefix())] });

/** Values of the capability that are not to keep a session from coming up (RFC 7911 §4). */
const ODD: readonly (readonly [id: string, what: string, value: Part])[] = [
  ['mode-0', 'with Send/Receive 0', [u16(1), 1, 0]],
  ['mode-9', 'with Send/Receive 9', [u16(1), 1, 9]],
  ['family-unknown', 'of a family that nobody knows', [u16(16_399), 250, 3]],
];

/** Several paths of a prefix (RFC 7911). */
export const ADD_PATH_CHECKS: readonly Check[] = [
  {
    id: 'add-path-two',
    clause: 'RFC 7911 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes two paths of a prefix, and uses one of them',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await sending(trial);
      announce(trial, peer, 1, [64_501, 64_502]);
      announce(trial, peer, 2, [64_503]);
      await observer.sees(trial.prefix(), { asPath: `${trial.device.as} ${trial.device.peerAs} 64503` });
    },
  },
  {
    id: 'add-path-withdraw-one',
    clause: 'RFC 7911 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'keeps one path when the other is withdrawn',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await sending(trial);
      announce(trial, peer, 1, [64_501, 64_502]);
      announce(trial, peer, 2, [64_503]);
      await observer.sees(trial.prefix(), { asPath: `${trial.device.as} ${trial.device.peerAs} 64503` });
      peer.send(withdrawal(trial, 2));
      await observer.sees(trial.prefix(), { asPath: `${trial.device.as} ${trial.device.peerAs} 64501 64502` });
    },
  },
  {
    id: 'add-path-withdraw-both',
    clause: 'RFC 7911 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'withdraws the prefix when all its paths are gone',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await sending(trial);
      announce(trial, peer, 1, [64_501]);
      announce(trial, peer, 2, [64_503]);
      await observer.sees(trial.prefix());
      peer.send(withdrawal(trial, 1));
      peer.send(withdrawal(trial, 2));
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'add-path-replaced',
    clause: 'RFC 7911 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'replaces a path that comes again under its identifier',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await sending(trial);
      announce(trial, peer, 7, [64_501]);
      await observer.sees(trial.prefix());
      announce(trial, peer, 7, [64_504]);
      await observer.sees(trial.prefix(), { asPath: `${trial.device.as} ${trial.device.peerAs} 64504` });
    },
  },
  {
    id: 'add-path-withdraw-unknown',
    clause: 'RFC 7911 §3',
    level: 'MUST',
    kind: 'negative',
    title: 'leaves a path alone when another identifier is withdrawn',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await sending(trial);
      announce(trial, peer, 1, [64_501]);
      await observer.sees(trial.prefix());
      peer.send(withdrawal(trial, 99));
      await trial.survives(peer);
      observer.holds(trial.prefix());
    },
  },
  {
    id: 'add-path-identifier-0',
    clause: 'RFC 7911 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes the path identifiers 0 and 4294967295',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await sending(trial);
      announce(trial, peer, 0, [64_501, 64_505]);
      announce(trial, peer, 0xffffffff, [64_506]);
      await observer.sees(trial.prefix(), { asPath: `${trial.device.as} ${trial.device.peerAs} 64506` });
    },
  },
  {
    id: 'add-path-cut',
    clause: 'RFC 7606 §5.3',
    level: 'MUST',
    kind: 'negative',
    title: 'ends the session with 3/10 for NLRI without its path identifier',
    async run(trial) {
      const peer = await sending(trial);
      peer.send(update({ attributes: trial.attributes(peer), nlri: [0, 0, 0] }));
      await trial.refuses(peer, { code: 3, subcode: 10 });
    },
  },
  {
    id: 'add-path-sent',
    clause: 'RFC 7911 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'sends path identifiers where it has offered to send, and we to receive',
    async run(trial) {
      const { announces } = trial.device;
      if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
      const peer = await trial.establish({ addPath: [{ family: V4, mode: 'receive' }] });
      part(trial, peer, 'send');
      const match = { announces, match: hasPathId } as const;
      await peer.expect('UPDATE', match, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'add-path-not-asked',
    clause: 'RFC 7911 §4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no path identifiers to a neighbour that did not offer to receive them',
    async run(trial) {
      const { announces } = trial.device;
      if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
      const peer = await trial.establish();
      trial.needs(peer, 69, 'ADD-PATH');
      await peer.expect('UPDATE', { announces }, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'add-path-one-direction',
    clause: 'RFC 7911 §4',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'expects no path identifiers from a neighbour that only receives',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish({ addPath: [{ family: V4, mode: 'receive' }] });
      trial.needs(peer, 69, 'ADD-PATH');
      peer.send(update({ attributes: trial.attributes(peer), nlri: nlri(trial.prefix()) }));
      await observer.sees(trial.prefix());
    },
  },
  ...ODD.map(
    ([id, what, value]): Check => ({
      id: `add-path-capability-${id}`,
      clause: 'RFC 7911 §4',
      level: 'SHOULD',
      kind: 'negative',
      title: `ignores an ADD-PATH capability ${what}`,
      async run(trial) {
        const peer = await trial.connect();
        trial.needs(peer, 69, 'ADD-PATH');
        const open = peer.open;
        const capability = { code: 69, value: octets(value) };
        await trial.accepts(peer, { ...open, capabilities: [...open.capabilities, capability] });
      },
    }),
  ),
];

function hasPathId(message: { announced(): readonly { readonly pathId?: number }[] }): boolean {
  return message.announced().every(({ pathId }) => pathId !== undefined);
}
