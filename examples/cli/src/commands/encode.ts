import { type CodecContext, type Family, formatHex, HEADER_LENGTH, isMeshError, JsonField } from '@mesh/bgp-wire';
import { Batch } from '../codec/batch.js';
import { CONTEXT_OPTIONS, contextFromOptions, JsonContexts, withPathInformation } from '../codec/context.js';
import { commandMessages, commandNlri, TextLines } from '../codec/encode-command.js';
import { encodeRouteNlri, encodeRoutes, type RouteSender } from '../codec/encode-routes.js';
import { parseJsonLine, refusedLine } from '../codec/json-line.js';
import { KIND_NAMES, KINDS, type KindName } from '../codec/kind.js';
import { linesOf, textLines } from '../codec/lines.js';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import { address, families, integer, operand, toggle } from '../options/kinds.js';

const section = 'Input and output';
const sender = 'The session that route text is for';

export const encode: Command = command({
  name: 'encode',
  summary: 'write messages as octets',
  usage: ['[OPTIONS] TEXT', '[OPTIONS] < FILE'],
  description: [
    'Encodes a text, or every line of standard input. Route text becomes the UPDATEs that announce its routes, a line of',
    "hexadecimal digits each; so does a command of ExaBGP's (announce route …, withdraw …, announce flow route …, announce",
    'eor …, group …), as mesh decode --command writes it. A line that begins with { is a message as mesh decode --json writes it under "message";',
    'or it is an object with the members id, message, kind and context as mesh decode takes and gives them, and is',
    'answered by one with id, ok and hex.',
    'With --text-jsonl a line is an object with the members id, routeText (a command as ExaBGP takes it: announce route …,',
    'withdraw …, announce flow route …, announce eor …), localAs, peerAs, localAddress, peerAddress, families, addPath,',
    'asn4 and extendedMessage, and is answered by one with id, ok and hex, a list of messages, or error.',
  ].join('\n'),
  examples: [
    "echo 'route 10.0.0.0/24 next-hop 192.0.2.1 med 5' | mesh encode --local-as 65001 --peer-as 65002",
    "mesh encode -n -i 'route 10.0.0.0/24 next-hop 192.0.2.1 path-information 5'",
    "mesh encode 'announce eor ipv4 unicast' | mesh decode -m",
    `echo '{"type":"KEEPALIVE"}' | mesh encode`,
    `mesh decode --json < messages.hex | mesh encode > same.jsonl`,
  ],
  options: {
    text: operand({ section, help: 'the text to encode; standard input where it is left out' }),
    jsonl: toggle({ section, help: 'answer every line with a JSON object' }),
    textJsonl: toggle({
      section,
      help: 'every line is an object with routeText, a command such as announce route …, and the session it is for',
    }),
    nlri: toggle({ section, short: 'n', help: 'of route text only the NLRI' }),
    noHeader: toggle({ section, help: 'of route text no message header' }),
    localAs: integer({
      section: sender,
      short: 'a',
      placeholder: 'ASN',
      min: 1,
      max: 0xffffffff,
      initial: 65_533,
      help: 'our AS number',
    }),
    peerAs: integer({
      section: sender,
      short: 'z',
      placeholder: 'ASN',
      min: 1,
      max: 0xffffffff,
      initial: 65_533,
      help: "the peer's AS number",
    }),
    localAddress: address({ section: sender, help: 'what next-hop self means' }),
    families: families({
      section: sender,
      short: 'f',
      help: 'families that the session has, all unless given; or all',
    }),
    pathInformation: toggle({
      section: sender,
      short: 'i',
      help: 'routes carry path identifiers, in the families of --families or in all',
    }),
    ...CONTEXT_OPTIONS,
  },
  async run(options, io) {
    const context = contextFromOptions(withPathInformation(options));
    const contexts = new JsonContexts();
    const texts = new TextLines();
    const output = new Batch(io.stdout);
    let failed = false;
    for await (const line of options.text === undefined ? linesOf(io.stdin) : textLines(options.text)) {
      if (io.interrupted.aborted) break;
      if (/^\s*(#|$)/.test(line.text)) continue;
      let answersJson = options.jsonl || options.textJsonl;
      let id: unknown = null;
      try {
        if (!options.textJsonl && !/^\s*\{/.test(line.text)) {
          for (const octets of routeOctets(line.text, options, context)) {
            const hex = formatHex(octets);
            await output.line(answersJson ? JSON.stringify({ id: line.number, ok: true, hex }) : hex);
          }
          continue;
        }
        const object = parseJsonLine(line);
        id = object.member('id').value ?? null;
        if (options.textJsonl) {
          const messages = texts.messages(object).map((octets) => formatHex(octets));
          await output.line(JSON.stringify({ id, ok: true, hex: messages }));
          continue;
        }
        answersJson ||= object.member('message').isPresent;
        const hex = formatHex(octetsOf(object, context, contexts));
        await output.line(answersJson ? JSON.stringify({ id, ok: true, hex }) : hex);
      } catch (error) {
        const isExpected = error instanceof Failure || error instanceof RangeError || isMeshError(error);
        if (!(error instanceof Error) || !(isExpected || answersJson)) throw error;
        failed = true;
        const reason = error.message.startsWith('line ') ? error.message : `line ${line.number}: ${error.message}`;
        if (answersJson) await output.line(refusedLine(id, reason));
        else await io.stderr.write(`mesh encode: ${reason}\n`);
      }
    }
    await output.flush();
    return failed ? ExitCode.FAILURE : ExitCode.OK;
  },
});

interface RouteOptions extends RouteSender {
  readonly nlri: boolean;
  readonly noHeader: boolean;
  readonly families: readonly Family[] | undefined;
}

/** A command says what is to be done with its routes; route text alone is announced. */
const COMMAND = /^\s*(?:announce|withdraw|group|peer|neighbor)\s/;

/** What a line of route text becomes: whole messages, their bodies, or NLRI. */
function routeOctets(text: string, options: RouteOptions, context: CodecContext): Uint8Array[] {
  const { families: allowed } = options;
  const isCommand = COMMAND.test(text);
  const session = { sender: options, peerAddress: undefined, context, families: allowed };
  if (options.nlri) return isCommand ? commandNlri(text, session) : encodeRouteNlri(text, context, allowed);
  const messages = isCommand ? commandMessages(text, session) : encodeRoutes(text, options, context, allowed);
  return options.noHeader ? messages.map((message) => message.subarray(HEADER_LENGTH)) : messages;
}

/** The octets of a line: a bare message, or one in an envelope with kind and context. */
function octetsOf(line: JsonField, context: CodecContext, contexts: JsonContexts): Uint8Array {
  const inner = line.member('message');
  if (!inner.isPresent) return KINDS[kindOf(line)].encode(line, context);
  const given = line.member('kind');
  const kind = given.isPresent ? given.word(KIND_NAMES) : kindOf(inner);
  return KINDS[kind].encode(inner, line.member('context').isPresent ? contexts.of(line.member('context')) : context);
}

/** A model tells its kind by its members. */
function kindOf(model: JsonField): KindName {
  if (model.member('type').isPresent) return 'message';
  if (model.member('attributes').isPresent) return 'attributes';
  if (model.member('capabilities').isPresent) return 'capability';
  if (model.member('nlri').isPresent) return 'nlri';
  return new JsonField(undefined, 'message').fail('a message, attributes, nlri or capabilities');
}
