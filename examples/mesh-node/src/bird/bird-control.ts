import { connect } from 'node:net';
import type { Clock } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';

/** An answer of BIRD: all its lines without their codes, and the code of the last. */
export interface BirdReply {
  /** Four digits: below 8000 it was done, 8000 and above it could not be, 9000 and above it was not understood. */
  readonly code: number;
  readonly lines: readonly string[];
}

const TIMEOUT_MS = 10_000;
const MAX_REPLY_CHARACTERS = 1024 * 1024;

/**
 * Gives BIRD a command over its control socket, and resolves to the answer. A line is `0002-text`, more follows; `0003 text`,
 * the last one; or ` text`, with the code of the line before. BIRD greets first, in the same form.
 *
 * Throws `MESH_NODE_BIRD` where BIRD is not there, does not answer in time, or says that it could not do it.
 */
export async function birdCommand(socketPath: string, command: string, clock: Clock): Promise<BirdReply> {
  const socket = connect(socketPath).setEncoding('utf8');
  const failed = (why: string, cause?: unknown) =>
    new MeshError('MESH_NODE_BIRD', `BIRD at ${socketPath}: ${why}`, { cause });
  let cancel = () => {};
  try {
    return await new Promise<BirdReply>((resolve, reject) => {
      cancel = clock.after(TIMEOUT_MS, () => reject(failed(`no answer to ${JSON.stringify(command)}`)));
      let text = '';
      let greeted = false;
      socket.on('error', (error) => reject(failed(error.message, error)));
      socket.on('close', () => reject(failed('it has hung up')));
      socket.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_REPLY_CHARACTERS) reject(failed('the answer does not end'));
        const reply = parseReply(text);
        if (reply === undefined) return;
        if (!greeted) {
          greeted = true;
          text = '';
          socket.write(`${command}\n`);
        } else if (reply.code < 8000) resolve(reply);
        else reject(failed(reply.lines.join('; ')));
      });
    });
  } finally {
    cancel();
    socket.destroy();
  }
}

/** Undefined as long as the last line is not there. */
function parseReply(text: string): BirdReply | undefined {
  const lines = text.split('\n').slice(0, -1);
  const code = /^(\d{4}) /.exec(lines.at(-1) ?? '')?.[1];
  if (code === undefined) return undefined;
  return { code: Number(code), lines: lines.map((line) => line.replace(/^(?:\d{4}[ -]| )/, '')) };
}
