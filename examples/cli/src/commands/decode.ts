import { existsSync } from 'node:fs';
import { type CodecContext, createContext, HEADER_LENGTH, isMeshError, readU16 } from '@mesh/bgp-wire';
import { bmpItems } from '../captures/bmp.js';
import { dumpItemLines, dumpLines } from '../captures/dump.js';
import { type CaptureItem, type CaptureItems, formatOrigin } from '../captures/item.js';
import { messageItems } from '../captures/messages.js';
import { mrtItems } from '../captures/mrt.js';
import { pcapItems } from '../captures/pcap.js';
import { type Format, recognise } from '../captures/recognise.js';
import { Batch } from '../codec/batch.js';
import { CONTEXT_OPTIONS, contextFromOptions, JsonContexts, withPathInformation } from '../codec/context.js';
import { exabgpLine } from '../codec/exabgp-json.js';
import { decodedLine, parseJsonLine, refusedLine } from '../codec/json-line.js';
import { type Decoded, KIND_NAMES, KINDS, type KindName } from '../codec/kind.js';
import { type Line, linesOf, parseHexLine } from '../codec/lines.js';
import { type Command, command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { choice, families, file, integer, toggle } from '../options/kinds.js';
import { readFile } from '../sources/read-file.js';
import { UsageError } from '../usage-error.js';

const section = 'Input and output';

export const decode: Command = command({
  name: 'decode',
  summary: 'say what octets mean, with the RFC 7606 verdict',
  usage: ['[OPTIONS] [FILE]', '[OPTIONS] OCTETS'],
  description: [
    'Reads a file, octets in hexadecimal digits, or standard input, and tells by its content what it is: an MRT file, a BMP stream, a packet capture',
    '(pcap or pcapng, with BGP on --port and BMP on any), BGP messages one after another, all of them also compressed',
    'with gzip or bzip2, or text.',
    'A line of hexadecimal digits holds one or more messages; white space, colons and a leading 0x are allowed, and #',
    'begins a comment. A line that begins with { is an object with the members id, hex, kind (message, attributes, nlri',
    'or capability) and context (asn4, addPath, extendedMessage, families, internal), and is answered by one: id, ok,',
    'verdict, notification, message or fault, reencoded.',
    'Malformed octets are not an error of the command: what they cost is the answer.',
  ].join('\n'),
  examples: [
    'echo ffffffffffffffffffffffffffffffff001304 | mesh decode',
    'mesh decode -m ffffffffffffffffffffffffffffffff00170200000000',
    'mesh decode --format tree --kind attributes < attributes.hex',
    'mesh decode --bgpdump updates.20240101.0000.gz',
  ],
  options: {
    file: file({ section, help: 'the file to read, or octets; standard input where it is left out, or -' }),
    format: choice({
      section,
      placeholder: 'FORMAT',
      words: ['text', 'json', 'exabgp', 'tree'],
      initial: 'text',
      help: "text for people, json for programs, exabgp: ExaBGP's JSON, or tree: what each octet is",
    }),
    json: toggle({ section, short: 'j', help: 'the same as --format json' }),
    command: toggle({
      section,
      short: 'm',
      help: "answer with ExaBGP's commands, which mesh encode and mesh api take",
    }),
    routes: toggle({ section, help: 'answer with the routes as text that mesh encode and mesh inject take' }),
    generic: toggle({ section, short: 'g', help: 'show attributes as their octets' }),
    bgpdump: toggle({ section, help: 'answer with the lines of bgpdump -m' }),
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
    pathInformation: toggle({
      section,
      short: 'i',
      help: 'routes carry path identifiers, in the families of --family or in all',
    }),
    port: integer({
      section,
      placeholder: 'PORT',
      min: 0,
      max: 65_535,
      initial: 179,
      help: 'the TCP port of BGP in a packet capture; 0 for any',
    }),
    ...CONTEXT_OPTIONS,
  },
  async run(options, io) {
    const style = styleOf(options);
    const kind = options.nlri ? 'nlri' : options.kind;
    if (style === 'bgpdump' && kind !== 'message') throw new UsageError('--bgpdump prints messages, not parts of them');
    const { family, file: name, generic } = options;
    const session = contextFromOptions(withPathInformation({ ...options, families: family }));
    const context = createContext({ ...session, families: family });
    const source = await recognise(isOctets(name) ? inBytes(name) : readFile(name, io.stdin));
    const format: Format = options.jsonl ? 'text' : source.format;
    const output = new Batch(io.stdout);
    const run = { io, output, style, kind, context, generic, jsonl: options.jsonl, port: options.port };
    const isDone = await (format === 'text' ? answerLines(source.octets, run) : answerFile(format, source.octets, run));
    await output.flush();
    return isDone ? ExitCode.OK : ExitCode.FAILURE;
  },
});

/** Octets that stand on the command line itself, and no file of that name. */
function isOctets(name: string): boolean {
  return /^(?:0x)?(?:[0-9a-f]{2}[: ]?)+$/i.test(name) && !existsSync(name);
}

async function* inBytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

type Style = 'text' | 'json' | 'exabgp' | 'tree' | 'command' | 'routes' | 'bgpdump';

/** The one way of answering that the options name. */
function styleOf(options: {
  readonly format: 'text' | 'json' | 'exabgp' | 'tree';
  readonly json: boolean;
  readonly command: boolean;
  readonly routes: boolean;
  readonly bgpdump: boolean;
}): Style {
  const named = (['json', 'command', 'routes', 'bgpdump'] as const).filter((name) => options[name]);
  if (named.length > 1) throw new UsageError(`${named.map((name) => `--${name}`).join(' and ')} exclude each other`);
  return named[0] ?? options.format;
}

interface Run {
  readonly io: Io;
  readonly output: Batch;
  readonly style: Style;
  readonly kind: KindName;
  readonly context: CodecContext;
  readonly generic: boolean;
  readonly jsonl: boolean;
  readonly port: number;
}

/** Answers each line of text. False where one of them makes no sense. */
async function answerLines(octets: AsyncIterable<Uint8Array>, run: Run): Promise<boolean> {
  const { io, output } = run;
  const contexts = new JsonContexts();
  let isDone = true;
  for await (const line of linesOf(octets)) {
    if (io.interrupted.aborted) break;
    if (/^\s*(#|$)/.test(line.text)) continue;
    const isJson = run.jsonl || /^\s*\{/.test(line.text);
    try {
      if (isJson) await output.line(answerJson(line, contexts));
      else await answerHexLine(line, run);
    } catch (error) {
      const reason = reasonOf(error, isJson);
      isDone = false;
      if (isJson || run.style === 'json') await output.line(refusedLine(idOf(line), reason));
      else await io.stderr.write(`mesh decode: ${reason}\n`);
    }
  }
  return isDone;
}

/** What a line is answered with that makes no sense. A stream of JSON goes on whatever happens to a line of it. */
function reasonOf(error: unknown, isJson: boolean): string {
  if (error instanceof Failure || isMeshError(error)) return error.message;
  if (!isJson || !(error instanceof Error)) throw error;
  return error.message;
}

function answerJson(line: Line, contexts: JsonContexts): string {
  const field = parseJsonLine(line);
  const kind = field.member('kind').isPresent ? field.member('kind').word(KIND_NAMES) : 'message';
  const context = contexts.of(field.member('context'));
  return decodedLine(field.member('id').value ?? null, KINDS[kind].decode(field.member('hex').hex(), context));
}

/** The id of a line that could not be answered, where it has one. */
function idOf(line: Line): unknown {
  try {
    return parseJsonLine(line).member('id').value ?? null;
  } catch {
    return null;
  }
}

async function answerHexLine(line: Line, run: Run): Promise<void> {
  const { kind, context, style, output } = run;
  const bytes = parseHexLine({ ...line, text: line.text.replace(/#.*$/, '').trimEnd() });
  const parts = kind === 'message' ? splitMessages(bytes) : [bytes];
  if (style === 'bgpdump') {
    await writeDump(dumpItemLines(inOneBatch(parts.map((frame) => ({ kind: 'message', frame, context })))), run);
    return;
  }
  for (const [i, part] of parts.entries()) {
    const id = parts.length === 1 ? line.number : `${line.number}.${i + 1}`;
    await output.line(answerOctets(id, part, KINDS[kind].decode(part, context, run.generic), style));
  }
}

async function* inOneBatch(items: readonly CaptureItem[]): CaptureItems {
  yield items;
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

/** Styles whose lines are for programs, that a comment would be in the way of. */
const LINES: readonly Style[] = ['routes', 'command', 'exabgp'];

/** The commands of a message, or a comment where there are none. */
function commandText(decoded: Decoded): string {
  const commands = decoded.commands?.() ?? [];
  return commands.length === 0 ? `# ${decoded.title}` : commands.join('\n');
}

/** How octets are answered: for programs, as route text, as a tree, or for people. */
function answerOctets(id: unknown, bytes: Uint8Array, decoded: Decoded, style: Style): string {
  if (style === 'json') return decodedLine(id, decoded);
  if (style === 'routes') return (decoded.routes?.() ?? [`# ${decoded.title}`]).join('\n');
  if (style === 'command') return commandText(decoded);
  if (style === 'exabgp') return exabgpLine(decoded);
  return style === 'tree' ? decoded.tree() : textOf(decoded, bytes.length);
}

type Reader = (octets: AsyncIterable<Uint8Array>, context: CodecContext, port: number) => CaptureItems;

const READERS: Readonly<Record<Exclude<Format, 'text'>, Reader>> = {
  mrt: mrtItems,
  bmp: bmpItems,
  pcap: pcapItems,
  messages: messageItems,
};

/** Answers each message of a binary file; what it cannot read is told between them. */
async function answerFile(
  format: Exclude<Format, 'text'>,
  octets: AsyncIterable<Uint8Array>,
  run: Run,
): Promise<boolean> {
  const items = (source: AsyncIterable<Uint8Array>) => READERS[format](source, run.context, run.port);
  if (run.style === 'bgpdump') {
    await writeDump(format === 'mrt' ? dumpLines(octets) : dumpItemLines(items(octets)), run);
    return true;
  }
  let id = 0;
  for await (const batch of items(octets)) {
    if (run.io.interrupted.aborted) break;
    for (const item of batch) await run.output.line(answerItem(++id, item, run));
  }
  return true;
}

async function writeDump(lines: AsyncIterable<Uint8Array>, { io, output }: Run): Promise<void> {
  for await (const batch of lines) {
    if (io.interrupted.aborted) break;
    await output.lines(batch);
  }
}

function answerItem(id: number, item: CaptureItem, { style, generic }: Run): string {
  const { origin } = item;
  const beside = origin && {
    timestamp: origin.timestamp + (origin.microseconds ?? 0) / 1e6,
    peer: { address: origin.address, as: origin.asn },
  };
  if (item.kind === 'remark') {
    if (style === 'json') return JSON.stringify({ id, ...beside, remark: item.text });
    return `# ${origin ? `${formatOrigin(origin)}: ` : ''}${item.text}`;
  }
  const decoded = KINDS.message.decode(item.frame, item.context, generic);
  if (style === 'json') return decodedLine(id, decoded, beside);
  const answer = answerOctets(id, item.frame, decoded, style);
  return origin === undefined || LINES.includes(style) ? answer : `# ${formatOrigin(origin)}\n${answer}`;
}

function textOf(decoded: Decoded, length: number): string {
  const { verdict, faults, title } = decoded;
  const findings = faults.map(
    ({ outcome, offset, reason, rfc }) => `${outcome} at octet ${offset}: ${reason} (${rfc})`,
  );
  const head = `${title}, ${length} octets${verdict === 'accept' ? '' : `: ${verdict}`}`;
  return [head, ...[...decoded.lines(), ...findings].map((line) => `  ${line}`)].join('\n');
}
