import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Body = Readonly<Record<string, unknown>>;
/** Answers one request. */
export type Step = (response: ServerResponse, body: Body) => void;

/** A server on loopback that answers one request after another as it is told, and the last one for ever. */
export class ScriptedGateway implements AsyncDisposable {
  readonly requests: { readonly path: string; readonly body: Body }[] = [];
  readonly #server: Server;
  #heard = () => {};

  private constructor(steps: readonly Step[]) {
    this.#server = createServer((request, response) => void this.#serve(request, response, steps));
  }

  static async start(...steps: readonly Step[]): Promise<ScriptedGateway> {
    const gateway = new ScriptedGateway(steps);
    gateway.#server.listen(0, '127.0.0.1');
    await once(gateway.#server, 'listening');
    return gateway;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves once so many requests have come. */
  async heard(count: number): Promise<void> {
    while (this.requests.length < count) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse, steps: readonly Step[]): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const step = steps[Math.min(this.requests.length, steps.length - 1)]!;
    this.requests.push({ path: request.url ?? '', body });
    this.#heard();
    step(response, body);
  }
}

/** A JSON answer. */
export function says(body: unknown, status = 200): Step {
  return (response) => response.writeHead(status).end(JSON.stringify(body));
}

/** Text as it is. */
export function sends(text: string, status = 200): Step {
  return (response) => response.writeHead(status).end(text);
}

/** Lines of a watch, which then stays open, or breaks. */
export function streams(results: readonly unknown[], then: 'open' | 'break' = 'open'): Step {
  return (response) => {
    for (const result of results) response.write(`${JSON.stringify({ result })}\n`);
    if (then === 'break') response.end();
  };
}

/** The connection breaks without an answer. */
export const breaks: Step = (response) => response.destroy();

/** No answer at all. */
export const hangs: Step = () => {};
