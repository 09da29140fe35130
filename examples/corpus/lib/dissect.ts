import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readU16 } from '@mesh/bgp-wire';
import { writeSession } from '@mesh/bgp-wire/pcap';
import type { Vector } from './corpus.js';
import { isDecodable, vectorFrame } from './frame.js';
import { nodesOf } from './tree.js';

const MAX_OUTPUT = 512 * 1024 * 1024;

/** What tshark makes of each message, in order. Throws where tshark is not installed: the suite never passes on nothing. */
export function dissectWithTshark(frames: readonly Uint8Array[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-tshark-'));
  try {
    const file = join(folder, 'session.pcapng');
    const messages = frames.map((frame, i) => ({
      timestampNs: BigInt(i) * 1_000_000n,
      direction: 'forward' as const,
      frame,
    }));
    const source = { address: '192.0.2.1', port: 50_000 };
    writeFileSync(
      file,
      writeSession({ source, destination: { address: '192.0.2.2', port: 179 }, messages, mss: 9000 }),
    );
    const options = ['-n', '-r', file, '-T', 'json', '--no-duplicate-keys', '-Y', 'bgp'];
    const { status, error, stdout, stderr } = spawnSync('tshark', options, { encoding: 'utf8', maxBuffer: MAX_OUTPUT });
    if (error || status !== 0) throw new Error(`tshark failed: ${error?.message ?? stderr}. apt-get install tshark`);
    const packets = (JSON.parse(stdout) as unknown[]).map((packet) => nodesOf(packet, 'bgp')[0]);
    if (packets.length !== frames.length) throw new Error(`tshark saw ${packets.length} of ${frames.length} messages`);
    return packets;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The vectors, with tshark's word on those that came without it and are messages, or can be put into one. */
export function withDissections(vectors: readonly Vector[]): Vector[] {
  const frames = vectors.map((vector) => {
    const frame = isDecodable(vector) && vector.expect.tsharkMalformed === undefined ? vectorFrame(vector) : undefined;
    return frame && isWhole(frame) ? frame : undefined;
  });
  const asked = frames.filter((frame) => frame !== undefined);
  const trees = asked.length === 0 ? [] : dissectWithTshark(asked);
  return vectors.map((vector, i) => {
    if (!frames[i]) return vector;
    const tshark = trees.shift();
    const tsharkMalformed = nodesOf(tshark, '_ws.malformed').length > 0;
    return { ...vector, expect: { ...vector.expect, tshark, tsharkMalformed } };
  });
}

/** True for one message with the marker of RFC 4271 §4.1, which tshark looks for. */
function isWhole(frame: Uint8Array): boolean {
  return readU16(frame, 16) === frame.length && frame.subarray(0, 16).every((octet) => octet === 0xff);
}

/** The marks of tshark that something is wrong: malformed, and expert errors and warnings. */
export function complaintsOf(tree: unknown): string[] {
  const malformed = nodesOf(tree, '_ws.malformed').map(() => 'malformed');
  const experts = nodesOf(tree, '_ws.expert').flatMap((one) => (Array.isArray(one) ? one : [one]));
  const marks = experts.flatMap((one: Record<string, string>) =>
    Number(one['_ws.expert.severity']) >= WARNING ? [String(one['_ws.expert.message'])] : [],
  );
  return [...new Set([...malformed, ...marks])];
}

/** Severities of Wireshark: chat 0x200000, note 0x400000, warning 0x600000, error 0x800000. */
const WARNING = 0x600000;
