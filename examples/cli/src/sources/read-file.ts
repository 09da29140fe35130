import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { Failure } from '../failure.js';

/** Compressions known by the octets a file begins with. */
const COMPRESSIONS: readonly {
  readonly magic: readonly number[];
  decompress(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}[] = [
  { magic: [0x1f, 0x8b], decompress: (source) => gunzip(source) },
  { magic: [0x42, 0x5a, 0x68], decompress: bunzip2 },
];

/** What bzip2 octets hold, whole streams one after another. The decompressor works in step: what goes in comes out. */
export async function* bunzip2(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = unbzip2();
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on('data', (octets: Uint8Array) => ready.push(octets));
  stream.on('error', (error: Error) => {
    failure ??= error;
  });
  for await (const chunk of source) {
    stream.write(chunk);
    if (failure) throw failure;
    yield* ready.splice(0);
  }
  stream.end();
  if (failure) throw failure;
  yield* ready;
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const input = Readable.from(source, { objectMode: false });
  const output = createGunzip();
  input.on('error', (error) => output.destroy(error));
  try {
    yield* input.pipe(output) as AsyncIterable<Uint8Array>;
  } finally {
    input.destroy();
  }
}

/**
 * The octets of a file, or of `stdin` for `-`, decompressed if they are gzip or bzip2. Throws `Failure` naming the file
 * where it cannot be read or is damaged.
 */
export async function* readFile(
  name: string,
  stdin: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const source: AsyncIterable<Uint8Array> = name === '-' ? stdin : createReadStream(name, { highWaterMark: 262_144 });
    yield* decompressed(source);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Failure(`cannot read ${name}: ${error.message.replace(/^[A-Z]+: (.*), open .*$/, '$1')}`, {
      cause: error,
    });
  }
}

async function* decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const head = first.value;
  const whole = (async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  const found = COMPRESSIONS.find(({ magic }) => magic.every((octet, i) => head[i] === octet));
  yield* found === undefined ? whole : found.decompress(whole);
}
