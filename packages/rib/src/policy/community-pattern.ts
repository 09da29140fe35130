import {
  type AttributeRow,
  ByteWriter,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  LARGE_COMMUNITY,
  MeshError,
  parseCommunity,
  parseExtendedCommunity,
  parseLargeCommunity,
  readU16,
  readU32,
} from '@mesh/bgp-wire';

/** Ranges of the parts of a community: from, to, from, to … */
export type PartRanges = readonly number[];

/** One kind of community: what is different between the three. */
export interface CommunityKind {
  readonly row: AttributeRow<unknown>;
  readonly name: string;
  /** Octets of one, and how many of them are a number of their own. */
  readonly octets: number;
  readonly partOctets: 2 | 4;
  /** Undefined for text that is no pattern. */
  parsePattern(text: string): readonly PartRanges[] | undefined;
  /** Appends the octets of one; false for text that is none. */
  write(text: string, writer: ByteWriter): boolean;
  readonly example: string;
}

export const STANDARD: CommunityKind = {
  row: COMMUNITIES,
  name: 'community',
  octets: 4,
  partOctets: 2,
  example: '65000:1, 65000:*, 65000:100-199 or no-export',
  parsePattern(text) {
    const exact = parseCommunity(text);
    if (exact !== undefined) return [[exact >>> 16, exact >>> 16, exact & 0xffff, exact & 0xffff]];
    const parts = partsOf(text, 2, 0xffff);
    return parts && [parts.flat()];
  },
  write(text, writer) {
    const exact = parseCommunity(text);
    if (exact !== undefined) writer.u32(exact);
    return exact !== undefined;
  },
};

export const LARGE: CommunityKind = {
  row: LARGE_COMMUNITY,
  name: 'large community',
  octets: 12,
  partOctets: 4,
  example: '65000:1:2, 65000:*:* or 65000:1:100-199',
  parsePattern(text) {
    const parts = partsOf(text, 3, 0xffffffff);
    return parts && [parts.flat()];
  },
  write(text, writer) {
    const exact = parseLargeCommunity(text);
    if (!exact) return false;
    writer.u32(exact.globalAdministrator);
    writer.u32(exact.localData1);
    writer.u32(exact.localData2);
    return true;
  },
};

export const EXTENDED: CommunityKind = {
  row: EXTENDED_COMMUNITIES,
  name: 'extended community',
  octets: 8,
  partOctets: 4,
  example: 'target:65000:1, target:65000:*, target:65000:100-199 or target:*',
  parsePattern: (text) => parseExact(text) ?? parseWholeType(text) ?? parseValues(text),
  write(text, writer) {
    const exact = parseExtendedCommunity(text);
    if (!exact) return false;
    writer.u32(exact.high);
    writer.u32(exact.low);
    return true;
  },
};

function parseExact(text: string): PartRanges[] | undefined {
  const exact = parseExtendedCommunity(text);
  return exact && [[exact.high, exact.high, exact.low, exact.low]];
}

/** `target:*`: every type that the name has. */
function parseWholeType(text: string): PartRanges[] | undefined {
  const name = /^([a-z][a-z0-9-]*):\*$/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const types = new Set<number>();
  for (const words of ['1:1', '192.0.2.1:1', '4200000000:1']) {
    const one = parseExtendedCommunity(`${name}:${words}`);
    if (one) types.add(one.high >>> 16);
  }
  return types.size === 0
    ? undefined
    : [...types].map((type) => [type * 0x10000, type * 0x10000 + 0xffff, 0, 0xffffffff]);
}

/** `target:65000:*` and `target:65000:100-199`: the value lies in the last octets, 4 or 2 of them as the type has it. */
function parseValues(text: string): PartRanges[] | undefined {
  const [, front, value = ''] = /^([a-z][a-z0-9-]*:[0-9.]+):(\*|\d+-\d+)$/.exec(text) ?? [];
  const base = front === undefined ? undefined : parseExtendedCommunity(`${front}:0`);
  if (!base) return undefined;
  const range = rangeOf(value, ((base.high >>> 24) & 0x3f) === 0 ? 0xffffffff : 0xffff);
  return range && [[base.high, base.high, base.low + range[0], base.low + range[1]]];
}

type Range = readonly [from: number, to: number];

function partsOf(text: string, count: number, most: number): Range[] | undefined {
  const ranges = text.split(':').map((part) => rangeOf(part, most));
  return ranges.length === count && ranges.every((range) => range !== undefined) ? ranges : undefined;
}

/** `*`, `5` or `5-9`. */
function rangeOf(text: string, most: number): Range | undefined {
  if (text === '*') return [0, most];
  const [, from, to = from] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const range: Range = [Number(from), Number(to)];
  return range[0] <= range[1] && range[1] <= most ? range : undefined;
}

/** Tells whether one community is any of a list of patterns. */
export class CommunityPatterns {
  readonly #octets: number;
  readonly #partOctets: 2 | 4;
  /** From and to of each part of a pattern, one pattern after another. */
  readonly #ranges: Uint32Array;

  constructor(kind: CommunityKind, patterns: readonly string[]) {
    const ranges = patterns.flatMap((text) => {
      const parsed = typeof text === 'string' ? kind.parsePattern(text) : undefined;
      if (!parsed) throw failure(kind, text);
      return parsed;
    });
    this.#octets = kind.octets;
    this.#partOctets = kind.partOctets;
    this.#ranges = Uint32Array.from(ranges.flat());
  }

  /** True where a value in `bytes[start, end)` has one of them. */
  foundIn(bytes: Uint8Array, start: number, end: number): boolean {
    const octets = this.#octets;
    for (let at = start; at + octets <= end; at += octets) if (this.has(bytes, at)) return true;
    return false;
  }

  /** True where the community at `at` is one of them. */
  has(bytes: Uint8Array, at: number): boolean {
    const [ranges, partOctets] = [this.#ranges, this.#partOctets];
    const size = (2 * this.#octets) / partOctets;
    for (let pattern = 0; pattern < ranges.length; pattern += size) {
      let place = at;
      let i = pattern;
      for (; i < pattern + size; i += 2, place += partOctets) {
        const part = partOctets === 2 ? readU16(bytes, place) : readU32(bytes, place);
        if (part < ranges[i]! || part > ranges[i + 1]!) break;
      }
      if (i === pattern + size) return true;
    }
    return false;
  }
}

/** The octets of communities, one after another. Throws `MESH_COMMUNITY` for text that is none. */
export function communityOctets(kind: CommunityKind, texts: readonly string[]): Uint8Array {
  const writer = new ByteWriter();
  for (const text of texts) {
    if (typeof text !== 'string' || !kind.write(text, writer)) throw failure(kind, text);
  }
  return writer.take();
}

function failure(kind: CommunityKind, text: unknown): MeshError {
  const { name, example } = kind;
  return new MeshError('MESH_COMMUNITY', `${name} is written ${example}, got ${String(text)}`, {
    details: { kind: name, text },
  });
}
