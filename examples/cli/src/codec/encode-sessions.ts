import { Afi, afiOf, createContext, HEADER_LENGTH } from '@mesh/bgp-wire';
import { Configuration, type ConfigurationSettings, type Neighbor } from '@mesh/config';
import { type CommandSession, commandMessages, commandNlri } from './encode-command.js';
import { encodeRouteNlri, encodeRoutes, StrayFamily } from './encode-routes.js';

/** Which part of the messages is asked for. */
export interface EncodePart {
  readonly nlri: boolean;
  readonly noHeader: boolean;
}

/** A command says what is to be done with its routes; route text alone is announced. */
const COMMAND = /^\s*(?:announce|withdraw|group|peer|neighbor)\s/;

/** The session with each neighbour of a configuration, as if the peer had agreed to all that is offered. */
export function sessionsOf(settings: ConfigurationSettings): CommandSession[] {
  return Configuration.fromSettings(settings).neighbors.map(sessionOf);
}

function sessionOf({ session, capability, families }: Neighbor): CommandSession {
  const { localAs } = session;
  const peerAs = session.peerAs === 'auto' ? localAs : session.peerAs;
  const localAddress = session.localAddress === 'auto' ? undefined : session.localAddress;
  return {
    sender: { localAs, peerAs, localAddress },
    peerAddress: session.peerAddress,
    families,
    context: createContext({
      asn4: capability.asn4,
      extendedMessage: capability.extendedMessage,
      addPath: capability.addPath === 'disabled' || capability.addPath === 'receive' ? [] : families,
      extendedNextHop: capability.nexthop ? families.filter((family) => afiOf(family) === Afi.IPV4) : [],
    }),
  };
}

/**
 * What a line of route text, or a command, becomes on each session that has the family: whole messages, their bodies, or
 * NLRI. Throws `Failure` where no session has it.
 */
export function routeOctets(text: string, sessions: readonly CommandSession[], part: EncodePart): Uint8Array[] {
  const octets: Uint8Array[] = [];
  let stray: StrayFamily | undefined;
  let taken = 0;
  for (const session of sessions) {
    try {
      octets.push(...onSession(text, session, part));
      taken++;
    } catch (error) {
      if (!(error instanceof StrayFamily)) throw error;
      stray = error;
    }
  }
  if (taken === 0 && stray) throw stray;
  return octets;
}

function onSession(text: string, session: CommandSession, { nlri, noHeader }: EncodePart): Uint8Array[] {
  const { sender, context, families } = session;
  const isCommand = COMMAND.test(text);
  if (nlri) return isCommand ? commandNlri(text, session) : encodeRouteNlri(text, context, families);
  const messages = isCommand ? commandMessages(text, session) : encodeRoutes(text, sender, context, families);
  return noHeader ? messages.map((message) => message.subarray(HEADER_LENGTH)) : messages;
}
