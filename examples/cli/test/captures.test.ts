import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  ADD_PATH,
  type Capability,
  capability,
  createContext,
  encodeMessage,
  Family,
  FOUR_OCTET_AS,
  formatHex,
  parseHex,
} from '@mesh/bgp-wire';
import { writeSession } from '@mesh/bgp-wire/pcap';
import { afterAll, describe, expect, it } from 'vitest';
import { mesh } from './run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'mesh-captures-'));
afterAll(() => rmSync(folder, { recursive: true }));

function octets(hex: string): Uint8Array {
  const bytes = parseHex(hex);
  if (!bytes) throw new Error(`no hexadecimal text: ${hex}`);
  return bytes;
}

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
}

const sized = (prefix: string, lengthOctets: number, body: string, beside = 0) =>
  `${prefix}${(octets(body).length + beside).toString(16).padStart(2 * lengthOctets, '0')}`;

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

// RFC 4271 §4.3 by hand: ORIGIN igp, AS_PATH 65001, NEXT_HOP 192.0.2.1, MED 5, 10.0.0.0/24.
const MARKER = 'ff'.repeat(16);
const BODY = '0000001b4001010040020602010000fde9400304c000020180040400000005180a0000';
const UPDATE = `${MARKER}003602${BODY}`;
const KEEPALIVE = `${MARKER}001304`;
const TEXT = [
  'UPDATE, 54 octets',
  '  ORIGIN           igp',
  '  AS_PATH          65001',
  '  NEXT_HOP         192.0.2.1',
  '  MULTI_EXIT_DISC  5',
  '  announced        10.0.0.0/24',
  '',
].join('\n');

// RFC 6396 §4.4.3 by hand: a BGP4MP_MESSAGE_AS4 of 1 July 2010, then a state change from Established to Idle (§4.4.1).
const SESSION = '0000fde9 0000fdea 0000 0001 c0000201 c0000202';
const MRT = octets(
  [
    sized('4c2bda80 0010 0004', 4, `${SESSION}${UPDATE}`),
    `${SESSION}${UPDATE}`,
    sized('4c2bda81 0010 0005', 4, `${SESSION}00060001`),
    `${SESSION}00060001`,
  ].join(''),
);

// RFC 7854 §4.1, §4.2 and §4.6 by hand: Route Monitoring of 192.0.2.1 in AS 65000.
const PEER = '00 00 0000000000000000 000000000000000000000000c0000201 0000fde8 c0000201 5f5e1000 00000000';
const BMP = octets(`${sized('03', 4, `${PEER}${UPDATE}`, 6)} 00 ${PEER}${UPDATE}`);

describe('mesh decode tells what it reads by its content', () => {
  const name = file('updates.mrt', MRT);

  it('an MRT file', async () => {
    expect((await mesh(['decode', name])).stdout).toBe(
      `# 2010-07-01T00:00:00Z 192.0.2.1 AS 65001\n${TEXT}# 2010-07-01T00:00:01Z 192.0.2.1 AS 65001: state 6 to 1\n`,
    );
  });

  it('the same compressed, and on standard input', async () => {
    const plain = await mesh(['decode', name]);
    expect(await mesh(['decode', file('updates.gz', gzipSync(MRT))])).toEqual(plain);
    expect(await mesh(['decode', '-'], MRT)).toEqual(plain);
  });

  it('a BMP stream', async () => {
    expect((await mesh(['decode'], BMP)).stdout).toBe(`# 2020-09-13T12:26:40Z 192.0.2.1 AS 65000\n${TEXT}`);
  });

  it('BGP messages', async () => {
    expect((await mesh(['decode'], octets(KEEPALIVE + UPDATE))).stdout).toBe(`KEEPALIVE, 19 octets\n${TEXT}`);
    const { stdout } = await mesh(['decode', '--json'], octets(`${KEEPALIVE}ff`));
    expect(jsonLines(stdout)).toEqual([
      expect.objectContaining({ id: 1, ok: true }),
      { id: 2, remark: 'the stream ends inside a message, at octet 19' },
    ]);
  });

  it('a packet capture, with what its OPENs negotiated', async () => {
    const context = createContext();
    const openOf = (...capabilities: Capability[]) =>
      encodeMessage({ type: 'OPEN', version: 4, myAs: 65001, holdTime: 90, routerId: 1, capabilities }, context);
    const both = [
      capability(FOUR_OCTET_AS, 65001),
      capability(ADD_PATH, [{ family: Family.IPV4_UNICAST, mode: 'both' }]),
    ];
    // The same UPDATE with path identifier 7 before its prefix.
    const withPath = octets(UPDATE.replace('0036', '003a').replace('180a0000', '00000007180a0000'));
    const messages = [openOf(...both), openOf(...both), withPath].map((frame, i) => ({
      timestampNs: 1_277_942_400_000_000_000n + BigInt(i),
      direction: i === 1 ? ('reverse' as const) : ('forward' as const),
      frame,
    }));
    const capture = writeSession({
      source: { address: '192.0.2.1', port: 50_000 },
      destination: { address: '192.0.2.2', port: 179 },
      messages,
    });
    const { stdout } = await mesh(['decode', '--json', file('session.pcapng', capture)]);
    const lines = jsonLines(stdout);
    expect(lines.map(({ ok, message }) => [ok, message.type])).toEqual([
      [true, 'OPEN'],
      [true, 'OPEN'],
      [true, 'UPDATE'],
    ]);
    expect(lines[2]).toMatchObject({
      peer: { address: '192.0.2.1', as: 65001 },
      message: { nlri: [{ pathId: 7, prefix: '10.0.0.0/24' }] },
      reencoded: formatHex(withPath),
    });
  });

  describe('BMP in a packet capture', () => {
    const withPath = UPDATE.replace('0036', '003a').replace('180a0000', '00000007180a0000');
    // RFC 4271 §4.2 and RFC 7911 §4 by hand: an OPEN of AS 65000 that sends and receives paths of IPv4 unicast.
    const OPEN = `${MARKER}0025 01 04fde800b4c0000201 08 0206 4504 00010103`;
    const bmp = (type: string, body: string) => octets(`${sized('03', 4, body, 6)}${type}${body}`);
    const INITIATION = bmp('04', '0002 0002 7231');
    const PEER_UP = bmp('03', `${PEER}000000000000000000000000c0000202 00b3 c350 ${OPEN}${OPEN}`);
    const MONITORING = bmp('00', `${PEER}${withPath}`);
    const messages = (...frames: readonly Uint8Array[]) =>
      frames.map((frame, i) => ({ timestampNs: BigInt(i), direction: 'forward' as const, frame }));
    const capture = (port: number, ...frames: readonly Uint8Array[]) =>
      writeSession({
        source: { address: '192.0.2.9', port: 50_000 },
        destination: { address: '192.0.2.10', port },
        messages: messages(...frames),
        format: 'pcap',
      });
    const told = async (bytes: Uint8Array, ...args: readonly string[]) =>
      (await mesh(['decode', '--json', ...args], bytes)).stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
        .map(({ remark, message }) => remark ?? [message.type, ...(message.nlri ?? []).map(routeOf)].join(' '));
    const routeOf = ({ prefix, pathId }: { prefix: string; pathId?: number }) => `${prefix} path ${pathId}`;
    const ALL = ['initiation', 'peer up', 'OPEN', 'OPEN', 'UPDATE 10.0.0.0/24 path 7'];

    /** A capture without some of its packets, counted from 0; the handshake has three. */
    function without(bytes: Uint8Array, ...packets: readonly number[]): Uint8Array {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const isLittle = bytes[0] !== 0xa1;
      const kept = [bytes.subarray(0, 24)];
      for (let at = 24, i = 0; at < bytes.length; i++) {
        const end = at + 16 + view.getUint32(at + 8, isLittle);
        if (!packets.includes(i)) kept.push(bytes.subarray(at, end));
        at = end;
      }
      return Buffer.concat(kept);
    }

    it.each([1790, 179, 4321])('is told by its content on port %i, with what its Peer Up negotiated', async (port) => {
      expect(await told(capture(port, INITIATION, PEER_UP, MONITORING))).toEqual(ALL);
    });

    it('is BMP also where every port is read as BGP', async () => {
      expect(await told(capture(4321, INITIATION, PEER_UP, MONITORING), '--port', '0')).toEqual(ALL);
    });

    it('is the same in segments of an octet', async () => {
      const stream = Buffer.concat([INITIATION, PEER_UP, MONITORING]);
      const single = Array.from(stream, (octet) => Uint8Array.of(octet));
      expect(await told(capture(4321, ...single))).toEqual(ALL);
    });

    it('stands beside the BGP of the same capture, each stream with what it negotiated itself', async () => {
      const bmpStream = capture(1790, INITIATION, PEER_UP, MONITORING);
      const bgpSession = capture(179, octets(UPDATE));
      expect(await told(Buffer.concat([bmpStream, bgpSession.subarray(24)]))).toEqual([
        ...ALL,
        'UPDATE 10.0.0.0/24 path undefined',
      ]);
    });

    it('is found where its beginning was not captured, and again after a gap', async () => {
      const whole = capture(4321, INITIATION, PEER_UP, INITIATION, MONITORING, INITIATION);
      expect(await told(without(whole, 0, 1, 2, 3))).toEqual([...ALL.slice(1, 4), ALL[0], ALL[4], ALL[0]]);
      const dataPackets = packetsWithPayload(whole);
      expect(dataPackets).toHaveLength(5);
      expect(await told(without(whole, dataPackets[2]!))).toEqual([
        ...ALL.slice(0, 4),
        '192.0.2.9 to 192.0.2.10: 12 octets were not captured',
        ALL[4],
        ALL[0],
      ]);
    });

    /** The packets of a capture that hold more than Ethernet, IPv4 and TCP headers without options: 54 octets. */
    function packetsWithPayload(bytes: Uint8Array): number[] {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const found: number[] = [];
      for (let at = 24, i = 0; at < bytes.length; i++) {
        const length = view.getUint32(at + 8, bytes[0] !== 0xa1);
        const isSyn = (bytes[at + 16 + 47]! & 0x02) !== 0;
        if (length > 54 && !isSyn) found.push(i);
        at += 16 + length;
      }
      return found;
    }

    it('of version 4 is told once, and not read', async () => {
      const draft = INITIATION.slice().fill(4, 0, 1);
      expect(await told(capture(4321, draft, draft))).toEqual([
        '192.0.2.9 to 192.0.2.10: no BMP: the version is 3, got 4 (RFC 7854 §4.1)',
      ]);
    });

    it('is no other protocol that begins with a 3', async () => {
      // TPKT (RFC 1006 §6) with an X.224 connection request, as every RDP session begins.
      const tpkt = octets('03 00 0013 0e e0 0000 0000 00 0100 0800 0b000000');
      expect(await told(capture(3389, tpkt))).toEqual([]);
      // RFC 7854 §4.1 and §4.2: a type beyond 6, lengths too short and too long, peer type 4; §4.4: a TLV that overruns.
      for (const head of [
        '03 00000006 07',
        '03 00000010 00',
        '03 7fffffff 00',
        '03 00000030 00 04',
        '03 0000000c 04 0002 0003',
      ]) {
        expect([head, await told(capture(4321, octets(`${head} ${'00'.repeat(60)}`)))]).toEqual([head, []]);
      }
    });
  });

  it('names a file that is not there', async () => {
    const { code, stderr } = await mesh(['decode', path.join(folder, 'nothing')]);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing: no such file or directory');
  });
});

describe('mesh decode --bgpdump', () => {
  // The columns of `bgpdump -m`.
  const route = '192.0.2.1|65001|10.0.0.0/24|65001|IGP|192.0.2.1|0|5||NAG||';

  it('prints an MRT file as bgpdump -m does', async () => {
    expect((await mesh(['decode', '--bgpdump'], MRT)).stdout).toBe(
      `BGP4MP|1277942400|A|${route}\nBGP4MP|1277942401|STATE|192.0.2.1|65001|6|1\n`,
    );
  });

  it('prints other inputs as if they had been logged', async () => {
    expect((await mesh(['decode', '--bgpdump'], BMP)).stdout).toBe(
      `BGP4MP|1600000000|A|${route.replace('65001|10', '65000|10')}\n`,
    );
    expect((await mesh(['decode', '--bgpdump'], UPDATE)).stdout).toBe(
      `BGP4MP|0|A|${route.replace('192.0.2.1|65001', '0.0.0.0|0')}\n`,
    );
  });

  it.each([
    [['--bgpdump', '--json'], '--json and --bgpdump exclude each other'],
    [['--bgpdump', '--kind', 'nlri'], '--bgpdump prints messages, not parts of them'],
    [['one', 'two'], 'unexpected argument "two"'],
    [['--format', 'xml'], '--format must be text, json, exabgp or tree, got xml'],
  ])('%j is refused', async (argv, message) => {
    const { code, stderr } = await mesh(['decode', ...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('mesh decode --format tree', () => {
  it.each([
    ['message', KEEPALIVE, [], '18  04                     type: KEEPALIVE'],
    ['attributes', '40010109', [], '0                       ! treat-as-withdraw'],
    ['nlri', '180a0000', ['--family', 'ipv4-unicast'], '1  0a0000                 prefix: 0x0a0000'],
    ['capability', '41040000fde9', [], '2  0000fde9               value: 0x0000fde9'],
  ])('says what each octet of %s is', async (kind, hex, argv, line) => {
    const { stdout } = await mesh(['decode', '--format', 'tree', '--kind', kind, ...argv], hex);
    expect(stdout).toContain(line.replace(/^0 .*! /, '! '));
  });
});

describe('mesh decode --jsonl', () => {
  it('answers every line, whatever it is', async () => {
    const input = ['{"id":1,"hex":"ff"}', 'no JSON', '[]', '{"id":2}', '7', `{"id":3,"hex":"${KEEPALIVE}"}`];
    const { code, stdout } = await mesh(['decode', '--jsonl'], `${input.join('\n')}\n`);
    expect(code).toBe(1);
    expect(jsonLines(stdout)).toEqual([
      expect.objectContaining({ id: 1, ok: false, verdict: 'session-reset' }),
      { id: null, ok: false, error: expect.stringContaining('line 2: no JSON') },
      { id: null, ok: false, error: expect.any(String) },
      { id: 2, ok: false, error: 'hex must be text, got nothing' },
      { id: null, ok: false, error: 'line 5: a line is a JSON object' },
      expect.objectContaining({ id: 3, ok: true, verdict: 'accept', reencoded: KEEPALIVE }),
    ]);
  });

  it('tells of a capability that its row cannot read', async () => {
    // RFC 4724 §3: four octets a family after the first two.
    const { stdout } = await mesh(['decode', '--jsonl'], '{"id":1,"kind":"capability","hex":"4003007800"}');
    expect(jsonLines(stdout)[0]).toMatchObject({ ok: false, verdict: 'attribute-discard', reencoded: '4003007800' });
  });

  it('is undone by encode --jsonl', async () => {
    const hexes = [UPDATE, KEEPALIVE, `${MARKER}001d0104fde9005ac000020100`];
    const decoded = await mesh(['decode', '--jsonl'], hexes.map((hex, id) => JSON.stringify({ id, hex })).join('\n'));
    const encoded = await mesh(['encode', '--jsonl'], decoded.stdout);
    expect(jsonLines(encoded.stdout)).toEqual(hexes.map((hex, id) => ({ id, ok: true, hex })));
    const refused = await mesh(['encode', '--jsonl'], '{"id":9,"message":{"type":"UPDATE","nlri":[{}]}}');
    expect(jsonLines(refused.stdout)).toEqual([
      { id: 9, ok: false, error: expect.stringContaining('message.nlri[0]') },
    ]);
  });
});
