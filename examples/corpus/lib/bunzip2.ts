import unbzip2 from 'unbzip2-stream';

/** What bzip2 octets hold; the decompressor works in step: what goes in comes out. */
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
    yield* ready.splice(0);
  }
  stream.end();
  if (failure) throw failure;
  yield* ready;
}
