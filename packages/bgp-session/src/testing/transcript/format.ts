import { MeshError, parseHex } from '@mesh/bgp-wire';
import type { LineOf, TranscriptEventName, TranscriptLine } from './line.js';

/*
 * A transcript as a file: JSON lines. The first says what it is and of which version; each further one is a
 * `TranscriptLine`. Whoever reads one finds out about a line that is not as it should be before anything is done with it.
 */

/** The version that is written, and the only one that is read. */
export const TRANSCRIPT_VERSION = 1;

const FORMAT = 'mesh-transcript';

/** What a member of a line may be. */
interface Rule {
  readonly must: string;
  accepts(value: unknown): boolean;
}

/** Some thirty years: a replay lives all of it, so a file must not name the end of time. */
const MOST_MS = 1e12;

const MS: Rule = {
  must: `milliseconds, 0 to ${MOST_MS}`,
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= MOST_MS,
};
const COUNT: Rule = {
  must: 'a whole number, 1 or more',
  accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
};
const TEXT: Rule = { must: 'a text', accepts: (value) => typeof value === 'string' };
const HEX: Rule = {
  must: 'octets in hexadecimal',
  accepts: (value) => typeof value === 'string' && parseHex(value) !== undefined,
};
const SIDE: Rule = { must: '"local" or "remote"', accepts: (value) => value === 'local' || value === 'remote' };
const FLAG: Rule = { must: 'true or false', accepts: (value) => typeof value === 'boolean' };
const LIST: Rule = { must: 'a list', accepts: Array.isArray };
const TEXTS: Rule = {
  must: 'a list of texts',
  accepts: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
};
const DRAW: Rule = {
  must: 'a number from 0 to 1',
  accepts: (value) => typeof value === 'number' && value >= 0 && value < 1,
};
const optional = ({ must, accepts }: Rule): Rule => ({
  must: `${must}, or left out`,
  accepts: (value) => value === undefined || accepts(value),
});

/** The members of each event; one row an event. */
const MEMBERS: {
  readonly [E in TranscriptEventName]: { readonly [K in Exclude<keyof LineOf<E>, 'event' | 'atMs'>]-?: Rule };
} = {
  call: { call: TEXT, peers: optional(TEXTS), arguments: LIST },
  dialled: { stream: COUNT, peer: TEXT },
  refused: { stream: COUNT, error: TEXT },
  opened: { stream: COUNT, by: SIDE, localAddress: optional(TEXT), remoteAddress: optional(TEXT) },
  received: { stream: COUNT, hex: HEX },
  sent: { stream: COUNT, hex: HEX, full: optional(FLAG) },
  accepted: { stream: COUNT },
  drained: { stream: COUNT },
  ended: { stream: COUNT, by: SIDE, error: optional(TEXT) },
  attached: { peer: TEXT, source: optional(TEXTS) },
  offered: { peer: TEXT, hex: HEX, refreshed: optional(COUNT) },
  timer: { timer: COUNT, ms: MS },
  expired: { timer: COUNT },
  random: { value: DRAW },
};

/** The text of a transcript: its head, and a line for each thing that happened. */
export function formatTranscript(lines: Iterable<TranscriptLine>): string {
  return [...transcriptChunks(lines)].join('');
}

/** The same piece by piece, for one that is written while it happens. */
export function* transcriptChunks(lines: Iterable<TranscriptLine>): Generator<string> {
  yield transcriptHead();
  for (const line of lines) yield formatTranscriptLine(line);
}

/** What a file begins with. */
export function transcriptHead(): string {
  return `${JSON.stringify({ format: FORMAT, version: TRANSCRIPT_VERSION })}\n`;
}

export function formatTranscriptLine(line: TranscriptLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * The lines of a transcript. Throws `MESH_TRANSCRIPT` for a text that is none, with the number of the line at fault
 * (`details.line`, from 1), the member, its value and what it must be.
 */
export function parseTranscript(text: string): TranscriptLine[] {
  const [head, ...rest] = text.split('\n');
  checkHead(parseObject(head ?? '', 1));
  const lines: TranscriptLine[] = [];
  for (const [index, one] of rest.entries()) {
    if (one.trim() === '') continue;
    const line = checkLine(parseObject(one, index + 2), index + 2);
    const before = lines.at(-1)?.atMs ?? 0;
    if (line.atMs < before)
      throw fault(index + 2, `"atMs" must be ${before} or more: time does not go back`, line.atMs);
    lines.push(line);
  }
  return lines;
}

/** The octets of a line. */
export function lineOctets({ hex }: { readonly hex: string }): Uint8Array {
  const octets = parseHex(hex);
  if (octets === undefined) throw new RangeError(`hex must be ${HEX.must}, got ${JSON.stringify(hex)}`);
  return octets;
}

function checkHead(head: Readonly<Record<string, unknown>>): void {
  if (head.format !== FORMAT) throw fault(1, `"format" must be "${FORMAT}"`, head.format);
  if (head.version !== TRANSCRIPT_VERSION) throw fault(1, `"version" must be ${TRANSCRIPT_VERSION}`, head.version);
}

function checkLine(line: Readonly<Record<string, unknown>>, number: number): TranscriptLine {
  const { event, atMs } = line;
  if (typeof event !== 'string' || !Object.hasOwn(MEMBERS, event)) {
    throw fault(number, `"event" must be one of ${Object.keys(MEMBERS).join(', ')}`, event);
  }
  if (!MS.accepts(atMs)) throw fault(number, `"atMs" must be ${MS.must}`, atMs);
  const rows = MEMBERS[event as TranscriptEventName] as Readonly<Record<string, Rule>>;
  for (const [name, { must, accepts }] of Object.entries(rows)) {
    if (!accepts(line[name])) throw fault(number, `"${name}" of "${event}" must be ${must}`, line[name]);
  }
  for (const name of Object.keys(line)) {
    if (name !== 'event' && name !== 'atMs' && !Object.hasOwn(rows, name)) {
      throw fault(number, `"${event}" has no "${name}": its members are ${Object.keys(rows).join(', ')}`, line[name]);
    }
  }
  return line as TranscriptLine;
}

function parseObject(text: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fault(number, 'must be JSON', text, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fault(number, 'must be an object', text);
  if (isDeeper(value, MOST_LEVELS)) throw fault(number, `must have at most ${MOST_LEVELS} levels`, text);
  return value as Readonly<Record<string, unknown>>;
}

/** What is recorded has a handful; whoever reads a value goes down all of its levels. */
const MOST_LEVELS = 64;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

const SHOWN = 60;

function fault(line: number, rule: string, value: unknown, cause?: unknown): MeshError {
  const text = JSON.stringify(value) ?? 'nothing';
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return new MeshError('MESH_TRANSCRIPT', `line ${line} of the transcript: ${rule}, got ${shown}`, {
    ...(cause === undefined ? {} : { cause }),
    details: { line },
  });
}
