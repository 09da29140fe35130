import { formatHex, MeshError } from '@mesh/bgp-wire';
import type { Inbox, Received } from './inbox.js';
import { messageText } from './message-text.js';

/** Messages that a failure shows; of more the last ones. */
const SHOWN = 20;

/** What was expected, as the inbox stands now. */
export interface Expected {
  /** `no UPDATE { announces: 10.0.0.0/24 } came`. */
  readonly what: string;
  /** How long it was waited for; left out where the wait ended before its time. */
  readonly ms?: number | undefined;
  /** Index of the first message that counted. */
  readonly since: number;
  /** Why a message is not what was expected. */
  readonly remark?: ((received: Received) => string | undefined) | undefined;
}

/** `MESH_EXPECTATION`: what was expected, and what came instead, message by message. */
export function disappointment(inbox: Inbox, { what, ms, since, remark }: Expected): MeshError {
  const came = inbox.items.slice(since);
  const end = inbox.closed ? ' before the stream ended' : ms === undefined ? '' : ` within ${ms} ms`;
  const shown = came.slice(-SHOWN).map((one) => line(one, remark?.(one)));
  const left = came.length - shown.length;
  return new MeshError(
    'MESH_EXPECTATION',
    [
      `${what}${end}; ${came.length === 0 ? 'nothing came' : 'there came:'}`,
      ...(left === 0 ? [] : [`  ${left} earlier`]),
      ...shown,
      ...(inbox.fault === undefined ? [] : [`  then octets that are no message: ${inbox.fault.reason}`]),
    ].join('\n'),
  );
}

function line({ message, atMs }: Received, remark: string | undefined): string {
  return `  at ${(atMs / 1000).toFixed(3)} s  ${messageText(message)}${remark === undefined ? '' : `  <- ${remark}`}`;
}

/** `0x` and the octets, of long ones the beginning. */
export function octetsText(octets: Uint8Array): string {
  const most = 64;
  return `0x${formatHex(octets.subarray(0, most))}${octets.length > most ? `… (${octets.length} octets)` : ''}`;
}
