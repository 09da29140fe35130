import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from '../../src/index.js';
import type { MessageEvent } from '../../src/pcap/index.js';
import { message, octets, update } from '../support/octets.js';
import { CLIENT, ethernet, messagesOf, pcap, SERVER, type TcpFields } from './captures.js';

const SYN: TcpFields = { sequence: 99, flags: 0x02 };
const KEEPALIVE = formatHex(message(4, ''));
const UPDATE = formatHex(update({}));
const OPEN = formatHex(message(1, '04 fde9 00b4 c0000201 00'));

function told(events: readonly MessageEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'message') return [formatHex(event.frame)];
    if (event.kind === 'skipped' || event.kind === 'gap') return [`${event.kind} ${event.octets}`];
    return event.kind === 'fault' ? [`fault ${event.layer} ${event.offset}`] : [];
  });
}

async function read(...segments: TcpFields[]): Promise<string[]> {
  return told(await messagesOf(pcap(segments.map(ethernet))));
}

describe('readMessages', () => {
  it('yields messages with time, ends and direction', async () => {
    const events = await messagesOf(
      pcap([
        ethernet(SYN),
        ethernet({ sequence: 100, payload: OPEN + KEEPALIVE }),
        ethernet({ from: SERVER, to: CLIENT, sequence: 7, payload: UPDATE }),
      ]),
    );
    const client = { address: '192.0.2.1', port: 50000 };
    const server = { address: '192.0.2.2', port: 179 };
    expect(events.filter((event) => event.kind === 'message')).toMatchObject([
      { timestampNs: 2_000_005_000n, source: client, destination: server, direction: 'forward', frame: octets(OPEN) },
      { timestampNs: 2_000_005_000n, direction: 'forward', frame: octets(KEEPALIVE) },
      { timestampNs: 3_000_005_000n, source: server, destination: client, direction: 'reverse', frame: octets(UPDATE) },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'end', counters: { segments: 3 } });
  });

  it('puts a message together from segments of any size', async () => {
    const stream = OPEN + KEEPALIVE + UPDATE;
    for (let size = 1; size <= stream.length / 2; size++) {
      const segments = Array.from({ length: Math.ceil(stream.length / 2 / size) }, (_, i) => ({
        sequence: 100 + i * size,
        payload: stream.slice(2 * i * size, 2 * (i + 1) * size),
      }));
      expect(await read(SYN, ...segments)).toEqual([OPEN, KEEPALIVE, UPDATE]);
    }
  });

  it('finds the first message of a capture that begins in the middle of one', async () => {
    const tail = UPDATE.slice(34);
    expect(await read({ sequence: 5, payload: tail + KEEPALIVE })).toEqual(['skipped 6', KEEPALIVE]);
    expect(await read({ sequence: 5, payload: `ffff${KEEPALIVE}` })).toEqual(['skipped 2', KEEPALIVE]);
    const early = { sequence: 5, payload: tail + KEEPALIVE.slice(0, 20) };
    expect(await read(early, { sequence: 21, payload: KEEPALIVE.slice(20) })).toEqual(['skipped 6', KEEPALIVE]);
  });

  it('goes on after a gap at the next message', async () => {
    const after = { sequence: 100 + 19 + 100, payload: `00ff${UPDATE}` };
    expect(await read(SYN, { sequence: 100, payload: KEEPALIVE + UPDATE.slice(0, 20) }, after)).toEqual([
      KEEPALIVE,
      'skipped 10',
      'gap 90',
      'skipped 2',
      UPDATE,
    ]);
  });

  it('tells a header that cannot be one, and goes on at the next message', async () => {
    const bad = UPDATE.replace(/^ffff/, 'fffe');
    expect(await read(SYN, { sequence: 100, payload: KEEPALIVE + bad + KEEPALIVE })).toEqual([
      KEEPALIVE,
      'fault bgp 1',
      'skipped 23',
      KEEPALIVE,
    ]);
    const type9 = `${KEEPALIVE.slice(0, 36)}09`;
    expect(await read(SYN, { sequence: 100, payload: type9 + KEEPALIVE })).toEqual([
      'fault bgp 18',
      'skipped 19',
      KEEPALIVE,
    ]);
  });

  it('tells octets at the end that are no whole message', async () => {
    expect(await read(SYN, { sequence: 100, payload: KEEPALIVE + UPDATE.slice(0, 42) })).toEqual([
      KEEPALIVE,
      'skipped 21',
    ]);
  });

  it('reads long messages unless told not to (RFC 8654)', async () => {
    const long = `${'ff'.repeat(16)} 1001 02 ${'00'.repeat(4097 - 19)}`;
    const file = pcap([ethernet(SYN), ethernet({ sequence: 100, payload: long })]);
    expect(told(await messagesOf(file))).toEqual([formatHex(octets(long))]);
    expect(told(await messagesOf(file, { extendedMessage: false }))).toEqual(['fault bgp 16', 'skipped 4097']);
  });

  it('never throws on any octets, and accounts for every octet of a stream', async () => {
    const noise = fc.constantFrom('00', 'ff', KEEPALIVE, UPDATE, OPEN, UPDATE.slice(0, 30), 'ff'.repeat(18));
    const segments = fc.array(fc.tuple(fc.array(noise, { maxLength: 6 }), fc.nat(3)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(segments, async (parts) => {
        let sequence = 100;
        let sent = 0;
        const packets = parts.map(([words, lost]) => {
          const payload = words.join('');
          const fields = { sequence: sequence + lost, payload };
          sequence += lost + payload.length / 2;
          sent += payload.length / 2;
          return ethernet(fields);
        });
        const events = await messagesOf(pcap([ethernet(SYN), ...packets]));
        const octetsTold = events.reduce((sum, event) => {
          if (event.kind === 'message') return sum + event.frame.length;
          return event.kind === 'skipped' ? sum + event.octets : sum;
        }, 0);
        expect(octetsTold).toBe(sent);
      }),
      { seed: 4271, numRuns: 500 },
    );
  });

  it('never throws on a capture with any octets changed', async () => {
    const file = pcap(
      [SYN, { sequence: 100, payload: OPEN + KEEPALIVE }, { sequence: 148, payload: UPDATE }].map(ethernet),
    );
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(changes, async (pairs) => {
        const changed = file.slice();
        for (const [at, value] of pairs) changed[at] = value;
        expect((await messagesOf(changed)).at(-1)).toMatchObject({ kind: 'end' });
      }),
      { seed: 791, numRuns: 1000 },
    );
  });
});
