import { type CodecContext, createContext, HEADER_LENGTH, readU16 } from '@mesh/bgp-wire';
import { Batch } from '../codec/batch.js';
import { CONTEXT_OPTIONS, contextFromJson, contextFromOptions } from '../codec/context.js';
import { decodedLine, parseJsonLine } from '../codec/json-line.js';
import { type Decoded, KIND_NAMES, KINDS, type KindName } from '../codec/kind.js';
import { type Line, linesOf, parseHexLine } from '../codec/lines.js';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import { choice, families, toggle } from '../options/kinds.js';

const section = 'Input and output';

export const decode: Command = command({
  name: 'decode',
  summary: 'say what octets mean, with the RFC 7606 verdict',
  usage: ['[OPTIONS] < FILE'],
  description: [
    'Reads lines from standard input. A line of hexadecimal digits holds one or more messages; white space, colons and',
    'a leading 0x are allowed, and # begins a comment. A line that begins with { is an object with the members id, hex,',
    'kind (message, attributes, nlri or capability) and context (asn4, addPath, extendedMessage, families, internal),',
    'and is answered by one: id, ok, verdict, notification, message or fault, reencoded.',
    'Malformed octets are not an error of the command: what they cost is the answer.',
  ].join('\n'),
  examples: [
    'echo ffffffffffffffffffffffffffffffff001304 | mesh decode',
    'mesh decode --json --kind attributes < attributes.hex',
  ],
  options: {
    json: toggle({ section, short: 'j', help: 'answer with JSON lines' }),
    routes: toggle({
      section,
      short: 'm',
      help: 'answer with the routes as text that mesh encode and mesh inject take',
    }),
    jsonl: toggle({ section, help: 'every line of the input is a JSON object' }),
    kind: choice({
      section,
      placeholder: 'KIND',
      words: KIND_NAMES,
      initial: 'message',
      help: 'what lines of hexadecimal digits are: message, attributes, nlri or capability',
    }),
    nlri: toggle({ section, short: 'n', help: 'the same as --kind nlri' }),
    family: families({ section, short: 'f', help: 'only these families; the one family of --kind nlri' }),
    ...CONTEXT_OPTIONS,
  },
  async run(options, io) {
    const context = createContext({ ...contextFromOptions(options), families: options.family });
    const output = new Batch(io.stdout);
    let failed = false;
    for await (const line of linesOf(io.stdin)) {
      if (io.interrupted.aborted) break;
      if (/^\s*(#|$)/.test(line.text)) continue;
      const isJson = options.jsonl || /^\s*\{/.test(line.text);
      try {
        const units = isJson ? [] : hexUnits(line, options.nlri ? 'nlri' : options.kind, context);
        if (isJson) await output.line(answerJson(parseJsonLine(line)));
        for (const [i, unit] of units.entries()) {
          const id = units.length === 1 ? line.number : `${line.number}.${i + 1}`;
          await output.line(answerHex(id, unit, options));
        }
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failed = true;
        if (isJson || options.json) await output.line(JSON.stringify({ id: idOf(line), error: error.message }));
        else await io.stderr.write(`mesh decode: ${error.message}\n`);
      }
    }
    await output.flush();
    return failed ? ExitCode.FAILURE : ExitCode.OK;
  },
});

function answerJson(field: ReturnType<typeof parseJsonLine>): string {
  const kind = field.member('kind').isPresent ? field.member('kind').word(KIND_NAMES) : 'message';
  const context = contextFromJson(field.member('context'));
  return decodedLine(field.member('id').value ?? null, KINDS[kind].decode(field.member('hex').hex(), context));
}

/** How a unit of hexadecimal digits is answered: for machines, as route text, or for people. */
function answerHex(
  id: unknown,
  { decoded, length }: { readonly decoded: Decoded; readonly length: number },
  { json, routes }: { readonly json: boolean; readonly routes: boolean },
): string {
  if (json) return decodedLine(id, decoded);
  if (routes) return (decoded.routes?.() ?? [`# ${decoded.title}`]).join('\n');
  return textOf(decoded, length);
}

/** The id of a line that could not be answered, where it has one. */
function idOf(line: Line): unknown {
  try {
    return parseJsonLine(line).member('id').value ?? null;
  } catch {
    return null;
  }
}

/** What a line of hexadecimal digits holds: messages one after another, or one of the other kinds. */
function hexUnits(line: Line, kind: KindName, context: CodecContext): { decoded: Decoded; length: number }[] {
  const bytes = parseHexLine({ ...line, text: line.text.replace(/#.*$/, '').trimEnd() });
  const parts = kind === 'message' ? splitMessages(bytes) : [bytes];
  return parts.map((part) => ({ decoded: KINDS[kind].decode(part, context), length: part.length }));
}

/** Cuts where headers say that a message ends; what does not add up stays in one piece, for the decoder to judge. */
function splitMessages(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let offset = 0;
  while (bytes.length - offset > HEADER_LENGTH) {
    const length = readU16(bytes, offset + 16);
    if (length < HEADER_LENGTH || offset + length >= bytes.length) break;
    parts.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
  return [...parts, bytes.subarray(offset)];
}

function textOf({ verdict, faults, title, lines }: Decoded, length: number): string {
  const findings = faults.map(
    ({ outcome, offset, reason, rfc }) => `${outcome} at octet ${offset}: ${reason} (${rfc})`,
  );
  const head = `${title}, ${length} octets${verdict === 'accept' ? '' : `: ${verdict}`}`;
  return [head, ...[...lines, ...findings].map((line) => `  ${line}`)].join('\n');
}
