import { encodeMessage, type Family, type Message, type NotificationMessage, type OrfRequest } from '@mesh/bgp-wire';
import type { PeerChanges } from '../../peer/peer-change.js';
import type { PeerSettings } from '../../peer/peer-settings.js';
import type { PeerPredicate } from '../../peer/peer-snapshot.js';
import type { Session, TeardownOptions } from '../../session.js';
import type { DynamicRange } from '../../speaker/dynamic-ranges.js';
import type { Speaker } from '../../speaker/speaker.js';
import type { TranscriptCall } from './line.js';
import { fromPlain, toPlain } from './plain.js';

/*
 * What of a speaker and its sessions is written down when it is called: one row a method, in both directions. A predicate
 * is written as the names it chose.
 */

/** What a row makes of a call. */
type Written = Pick<TranscriptCall, 'arguments'> & { readonly peers?: readonly string[] };

interface CallRow<T> {
  write(target: T, args: readonly unknown[]): Written;
  again(target: T, call: { readonly peers: readonly string[]; readonly args: readonly unknown[] }): void;
}

const SPEAKER_CALLS = {
  create: plainRow((speaker: Speaker, [settings]) => speaker.create(settings as PeerSettings)),
  update: choosingRow((speaker, choose, [changes]) => speaker.update(choose, changes as PeerChanges)),
  delete: choosingRow((speaker, choose) => speaker.delete(choose)),
  enable: choosingRow((speaker, choose) => speaker.enable(choose)),
  disable: choosingRow((speaker, choose) => speaker.disable(choose)),
  gracefulShutdown: choosingRow((speaker, choose, [options]) => {
    // Rejects where it did: the speaker was closed meanwhile.
    speaker.gracefulShutdown(choose, options as object).catch(() => undefined);
  }),
  acceptFrom: plainRow((speaker: Speaker, [range]) => speaker.acceptFrom(range as DynamicRange)),
  removeRange: plainRow((speaker: Speaker, [prefix]) => speaker.removeRange(prefix as string)),
  close: plainRow((speaker: Speaker, [options]) => void speaker.close(options as object)),
} as const satisfies Readonly<Record<string, CallRow<Speaker>>>;

const SESSION_CALLS = {
  teardown: sessionRow((session, [subcode, text, options]) =>
    session.teardown(subcode as number, text as string, options as TeardownOptions),
  ),
  notify: sessionRow((session, [notification]) => session.notify(notification as NotificationMessage)),
  send: {
    write: (session, [message]) => ({
      peers: [session.peer],
      arguments: [toPlain(message instanceof Uint8Array ? message : encodeMessage(message as Message, session.tx))],
    }),
    again: (session, { args: [octets] }) => void session.send(octets as Uint8Array),
  },
  requestRefresh: sessionRow((session, [family]) => session.requestRefresh(family as Family)),
  sendOrf: sessionRow((session, [family, request]) => session.sendOrf(family as Family, request as OrfRequest)),
  pause: sessionRow((session) => session.pause()),
  resume: sessionRow((session) => session.resume()),
} as const satisfies Readonly<Record<string, CallRow<Session>>>;

/** Has every call of a speaker that changes something told before it is done. */
export function watchSpeaker(speaker: Speaker, tell: (call: TranscriptCall) => void): void {
  watch(speaker, SPEAKER_CALLS, tell);
}

/** The same of a session. */
export function watchSession(session: Session, tell: (call: TranscriptCall) => void): void {
  watch(session, SESSION_CALLS, tell);
}

/** Does what was called again. What the speaker refuses now it refused then: the call is told of again, and that is all. */
export function callAgain(speaker: Speaker, { call, peers = [], arguments: plain }: TranscriptCall): void {
  const args = plain.map(fromPlain);
  try {
    if (Object.hasOwn(SPEAKER_CALLS, call)) {
      SPEAKER_CALLS[call as keyof typeof SPEAKER_CALLS].again(speaker, { peers, args });
      return;
    }
    const row = Object.hasOwn(SESSION_CALLS, call) ? SESSION_CALLS[call as keyof typeof SESSION_CALLS] : undefined;
    if (row === undefined) throw new RangeError(`nothing is called ${JSON.stringify(call)}`);
    const session = speaker.peer(peers[0] ?? '')?.session;
    if (session !== undefined) row.again(session, { peers, args });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Puts a method of its own before each one of the rows. */
function watch<T extends object>(
  target: T,
  rows: Readonly<Record<string, CallRow<T>>>,
  tell: (call: TranscriptCall) => void,
): void {
  for (const [call, row] of Object.entries(rows)) {
    const method = target[call as keyof T] as (...args: unknown[]) => unknown;
    Object.defineProperty(target, call, {
      configurable: true,
      value(...args: unknown[]) {
        tell({ event: 'call', call, ...row.write(target, args) });
        return method.apply(target, args);
      },
    });
  }
}

function plainRow(again: (speaker: Speaker, args: readonly unknown[]) => unknown): CallRow<Speaker> {
  return {
    write: (_, args) => ({ arguments: args.map(toPlain) }),
    again: (speaker, { args }) => void again(speaker, args),
  };
}

function choosingRow(
  again: (speaker: Speaker, choose: PeerPredicate, args: readonly unknown[]) => unknown,
): CallRow<Speaker> {
  return {
    write: (speaker, [choose, ...rest]) => {
      const chosen = typeof choose === 'string' ? [choose] : speaker.peers().filter(choose as PeerPredicate);
      const peers = chosen.map((peer) => (typeof peer === 'string' ? peer : peer.name));
      return { peers, arguments: rest.map(toPlain) };
    },
    again: (speaker, { peers, args }) => void again(speaker, ({ name }) => peers.includes(name), args),
  };
}

function sessionRow(again: (session: Session, args: readonly unknown[]) => void): CallRow<Session> {
  return {
    write: (session, args) => ({ peers: [session.peer], arguments: args.map(toPlain) }),
    again: (session, { args }) => again(session, args),
  };
}
