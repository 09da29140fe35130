import { chunksOf, type MrtInput } from './input.js';
import type { MrtWritable } from './record.js';
import type { MrtRoute } from './routes.js';
import { type TableDumpOptions, TableDumpWriter } from './table-dump-writer.js';
import { type TransformPair, throughStream } from './web-stream.js';
import { MrtWriter } from './writer.js';

// A web global that Node and browsers share; the types of this package know neither.
declare const CompressionStream: new (format: 'gzip') => TransformPair;

/** Octets of records that are handed on together. */
const CHUNK_LENGTH = 64 * 1024;

export interface WriteMrtOptions {
  /** Compress the octets. Default false. */
  readonly gzip?: boolean;
}

/**
 * The octets of an MRT file in chunks, written as they are asked for; the inverse of `readMrt`. Throws `RangeError` that
 * names the field for a record that has no encoding.
 */
export function writeMrt(
  records: Iterable<MrtWritable> | AsyncIterable<MrtWritable>,
  options: WriteMrtOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new MrtWriter();
  return compressed(
    written(writer, records, (record) => writer.record(record)),
    options,
  );
}

/**
 * The octets of a table dump in chunks, written as they are asked for; the inverse of `readMrtRoutes`. Routes of one
 * prefix share a record where they follow each other. Throws `RangeError` as `TableDumpWriter` does.
 */
export function writeTableDump(
  routes: Iterable<MrtRoute> | AsyncIterable<MrtRoute>,
  options: TableDumpOptions & WriteMrtOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new TableDumpWriter(options);
  return compressed(
    written(
      writer,
      routes,
      (route) => writer.route(route),
      () => writer.close(),
    ),
    options,
  );
}

/** The gzip form of octets, for what the writers of this package `take()`. */
export function gzipOctets(octets: MrtInput): AsyncGenerator<Uint8Array, void, undefined> {
  return throughStream(chunksOf(octets), new CompressionStream('gzip'), (cause) => cause);
}

function compressed(
  octets: AsyncGenerator<Uint8Array, void, undefined>,
  { gzip = false }: WriteMrtOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  return gzip ? gzipOctets(octets) : octets;
}

async function* written<T>(
  writer: { readonly length: number; take(): Uint8Array },
  items: Iterable<T> | AsyncIterable<T>,
  add: (item: T) => void,
  close: () => void = () => undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const item of items) {
    add(item);
    if (writer.length >= CHUNK_LENGTH) yield writer.take();
  }
  close();
  if (writer.length > 0) yield writer.take();
}
