import { MeshError } from '../error.js';
import { type TransformPair, throughStream } from './web-stream.js';

/** The octets of a file: at once, or in chunks. */
export type MrtInput = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Turns compressed chunks into what they hold. */
export type Decompress = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

// A web global that Node and browsers share; the types of this package know neither.
declare const DecompressionStream: new (format: 'gzip') => TransformPair;

const GZIP_MAGIC = [0x1f, 0x8b];
const BZIP2_MAGIC = [0x42, 0x5a, 0x68];

/**
 * The octets of an MRT file in chunks, decompressed where they begin as gzip or bzip2 do. Throws `MeshError` with code
 * `MESH_MRT_BZIP2` for bzip2 without a decompressor, and `MESH_MRT_GZIP` for damaged gzip.
 */
export async function* mrtOctets(
  input: MrtInput,
  decompressBzip2: Decompress | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, all } = await peek(chunksOf(input), 3);
  const startsWith = (magic: readonly number[]) => magic.every((octet, i) => head[i] === octet);
  if (startsWith(GZIP_MAGIC)) yield* gunzip(all);
  else if (!startsWith(BZIP2_MAGIC)) yield* all;
  else if (decompressBzip2) yield* decompressBzip2(all);
  else throw new MeshError('MESH_MRT_BZIP2', 'the file is bzip2: give `decompressBzip2`, or decompress it first');
}

/** The chunks of an input. */
export async function* chunksOf(input: MrtInput): AsyncGenerator<Uint8Array, void, undefined> {
  if (input instanceof Uint8Array) yield input;
  else yield* input;
}

/** The first octets of a source, and the source with them put back. */
async function peek(
  source: AsyncGenerator<Uint8Array, void, undefined>,
  length: number,
): Promise<{ head: readonly number[]; all: AsyncGenerator<Uint8Array, void, undefined> }> {
  const taken: Uint8Array[] = [];
  const head: number[] = [];
  while (head.length < length) {
    const { done, value } = await source.next();
    if (done) break;
    taken.push(value);
    head.push(...value.subarray(0, length - head.length));
  }
  const all = async function* () {
    try {
      yield* taken;
      yield* source;
    } finally {
      await source.return();
    }
  };
  return { head, all: all() };
}

function gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const damaged = (cause: Error) =>
    new MeshError('MESH_MRT_GZIP', `the gzip data is damaged: ${cause.message}`, { cause });
  return throughStream(source, new DecompressionStream('gzip'), damaged);
}
