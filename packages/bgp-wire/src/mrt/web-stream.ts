interface StreamWriter {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(reason: unknown): Promise<void>;
}

interface StreamReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(): Promise<void>;
}

/** What this package needs of the web's transform streams. */
export interface TransformPair {
  readonly writable: { getWriter(): StreamWriter };
  readonly readable: { getReader(): StreamReader };
}

/**
 * What comes out of a stream that a source is fed into, as it is asked for. An error of the source is thrown as it is,
 * one of the stream as `failed` has it. Whoever stops early lets the source go.
 */
export async function* throughStream(
  source: AsyncIterable<Uint8Array>,
  { readable, writable }: TransformPair,
  failed: (cause: Error) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  const feeding = feed(source, writable.getWriter());
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) return;
      yield value;
    }
  } catch (cause) {
    throw (await feeding) ?? failed(cause as Error);
  } finally {
    await reader.cancel().catch(() => undefined);
    await feeding;
  }
}

/** Writes the whole source. Gives the error of the source; one of the stream shows at its reader. */
async function feed(source: AsyncIterable<Uint8Array>, writer: StreamWriter): Promise<Error | undefined> {
  let writing = false;
  try {
    for await (const chunk of source) {
      writing = true;
      await writer.write(chunk);
      writing = false;
    }
    writing = true;
    await writer.close();
    return undefined;
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    return writing ? undefined : (error as Error);
  }
}
