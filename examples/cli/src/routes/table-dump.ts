import { type FileHandle, open } from 'node:fs/promises';
import type { Session } from '@mesh/bgp-session';
import { type MrtPeer, type MrtRoute, writeTableDump } from '@mesh/bgp-wire/mrt';
import type { Route } from '@mesh/rib';
import { Failure } from '../failure.js';

/** An MRT file that a table is written to at the end (RFC 6396 §4.3). Compressed with gzip where its name ends in `.gz`. */
export class TableDumpFile {
  readonly #name: string;
  readonly #file: FileHandle;

  /** Creates the file, so that what stands in the way shows before a session is taken. Throws `Failure`. */
  static async create(name: string): Promise<TableDumpFile> {
    try {
      return new TableDumpFile(name, await open(name, 'w'));
    } catch (error) {
      throw failureOf(name, error);
    }
  }

  private constructor(name: string, file: FileHandle) {
    this.#name = name;
    this.#file = file;
  }

  /**
   * Writes the routes of a session, none where none came up. When a route was heard is not kept: it has the time of the
   * dump, in milliseconds since 1970. Throws `Failure`.
   */
  async write(routes: Iterable<Route>, session: Session | undefined, nowMs: number): Promise<void> {
    const timestamp = Math.floor(nowMs / 1000);
    const peer: MrtPeer = {
      routerId: session?.peerRouterId ?? 0,
      address: session?.peerAddress ?? '0.0.0.0',
      asn: session?.peerAs ?? 0,
    };
    const chunks = writeTableDump(routesOf(routes, peer, timestamp), {
      timestamp,
      collector: session?.localRouterId ?? 0,
      peers: session ? [peer] : [],
      gzip: this.#name.endsWith('.gz'),
    });
    try {
      for await (const chunk of chunks) await this.#file.writeFile(chunk);
    } catch (error) {
      throw failureOf(this.#name, error);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function* routesOf(routes: Iterable<Route>, peer: MrtPeer, originated: number): Generator<MrtRoute> {
  for (const route of routes) yield { ...route.toEncoded(), peer, originated };
}

function failureOf(name: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new Failure(`cannot write ${name}: ${error.message.replace(/^[A-Z]+: (.*), (open|write).*$/, '$1')}`, {
    cause: error,
  });
}
