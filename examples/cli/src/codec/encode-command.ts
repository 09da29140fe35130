import { type CodecContext, type Family, Framer, JsonField } from '@mesh/bgp-wire';
import {
  type Command,
  encodeStatement,
  parseCommand,
  parseRouteStatements,
  type RouteAction,
  type SelectorTerm,
  type Statement,
  type StatementSender,
} from '@mesh/config';
import { Failure } from '../failure.js';
import { JsonContexts } from './context.js';
import { nlriOctets, requireFamilies } from './encode-routes.js';

/** A session as its commands know it. */
export interface CommandSession {
  readonly sender: StatementSender;
  readonly peerAddress: string | undefined;
  readonly context: CodecContext;
  /** Families that it may carry; all where it is left out. */
  readonly families?: readonly Family[] | undefined;
}

/** The commands of one line, as routes and what else becomes messages. */
interface Part {
  readonly action: RouteAction;
  readonly statement: Statement;
}

/** The messages of a command, each whole. Throws `MESH_TEXT_SYNTAX`, and `Failure` for one that sends nothing. */
export function commandMessages(text: string, session: CommandSession): Uint8Array[] {
  const { sender, context, families } = session;
  return statementsOf(text, session).flatMap(({ action, statement }) => {
    if (statement.type === 'routes') requireFamilies(statement.routes, families);
    return framesOf(encodeStatement(statement, action, sender, context), context);
  });
}

/** The NLRI octets of the routes of a command, one for each. Throws as `commandMessages` does. */
export function commandNlri(text: string, session: CommandSession): Uint8Array[] {
  const { context, families } = session;
  return statementsOf(text, session).flatMap(({ statement }) => {
    if (statement.type !== 'routes') throw new Failure(`there is no NLRI in ${statement.type}`);
    requireFamilies(statement.routes, families);
    return statement.routes.map(({ nlri }) => nlriOctets(nlri, context));
  });
}

function statementsOf(text: string, session: CommandSession) {
  return partsOf(text, session).flatMap(({ action, statement }) =>
    parseRouteStatements(statement.text, action).map((one) => ({ action, statement: one })),
  );
}

/**
 * Writes lines `{ id, routeText, localAs, peerAs, localAddress, peerAddress, families, addPath, asn4, extendedMessage }`,
 * whose `routeText` is a command as ExaBGP's API takes it, as the messages it makes.
 */
export class TextLines {
  readonly #contexts = new JsonContexts();

  /** The messages of a line, each whole. Throws `MESH_TEXT_SYNTAX` and `Failure`. */
  messages(line: JsonField): Uint8Array[] {
    const context = this.#contextOf(line);
    const sender = senderOf(line);
    const peerAddress = optional(line.member('peerAddress'), (member) => member.text());
    return commandMessages(line.member('routeText').text(), { sender, peerAddress, context });
  }

  #contextOf(line: JsonField): CodecContext {
    const [families, addPath] = [familiesOf(line.member('families')), familiesOf(line.member('addPath'))];
    const [asn4, extendedMessage] = [line.member('asn4').value, line.member('extendedMessage').value];
    return this.#contexts.of(new JsonField({ asn4, extendedMessage, families, addPath }));
  }
}

/** A list of families; `true`, `all` and whatever else says all of them are all. */
function familiesOf(field: JsonField): unknown {
  if (!field.isPresent || field.value === false) return [];
  if (field.value === true || field.value === 'all') return ALL;
  return field.items().map(({ value }) => (typeof value === 'string' && /\ball\b/.test(value) ? ALL[0] : value));
}

const ALL = ['all families'];

function senderOf(line: JsonField): StatementSender {
  const localAs = optional(line.member('localAs'), (member) => member.integer()) ?? DEFAULT_AS;
  return {
    localAs,
    peerAs: optional(line.member('peerAs'), (member) => member.integer()) ?? localAs,
    localAddress: optional(line.member('localAddress'), (member) => member.text()),
  };
}

const DEFAULT_AS = 65_533;

function optional<T>(field: JsonField, read: (field: JsonField) => T): T | undefined {
  return field.isPresent ? read(field) : undefined;
}

type Session = Pick<CommandSession, 'sender' | 'peerAddress'>;

/** What a command announces and withdraws; of a group all of it, with the attributes it begins with in every route. */
function partsOf(text: string, session: Session): Part[] {
  const { command } = parseCommand(text);
  if ('selector' in command && !isChosen(command, session)) throw new Failure('no neighbors match the selector');
  switch (command.name) {
    case 'announce':
    case 'withdraw':
      return [{ action: command.name, statement: command.statement }];
    case 'group': {
      const [first = '', ...rest] = command.lines;
      const shared = /^attributes?\s/.test(first) ? first.replace(/^\S+\s+/, '') : undefined;
      const lines = shared === undefined ? command.lines : rest;
      return lines.flatMap((line) => partsOf(line, session)).map((part) => withShared(part, shared));
    }
    default:
      throw new Failure(`no message comes of the command ${command.name}`);
  }
}

function withShared({ action, statement }: Part, shared: string | undefined): Part {
  if (shared === undefined || action === 'withdraw') return { action, statement };
  return { action, statement: { ...statement, text: `${statement.text} ${shared}` } };
}

/** The peer of the line is one that the command speaks to. What the line does not say of it, it may be. */
function isChosen({ selector }: Extract<Command, { selector: unknown }>, { sender, peerAddress }: Session): boolean {
  const { localAs, peerAs, localAddress } = sender;
  const known: SelectorTerm = {
    localAs,
    peerAs,
    ...(peerAddress === undefined ? {} : { peerAddress }),
    ...(localAddress === undefined ? {} : { localIp: localAddress }),
  };
  const fields = Object.keys(known) as (keyof SelectorTerm)[];
  return selector.terms.some((term) =>
    fields.every((field) => term[field] === undefined || term[field] === 'auto' || term[field] === known[field]),
  );
}

function framesOf(octets: Uint8Array, context: CodecContext): Uint8Array[] {
  const frames: Uint8Array[] = [];
  new Framer({ extendedMessage: context.extendedMessage }).push(octets, (frame) => {
    frames.push(frame.slice());
    return true;
  });
  return frames;
}
