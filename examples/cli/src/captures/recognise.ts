import { looksLikeBmp } from './bmp-header.js';

/** What a file can hold. */
export type Format = 'text' | 'messages' | 'mrt' | 'bmp' | 'pcap';

/** Octets that every format is told by. */
const NEEDED = 16;

/** The format of a file, told by its first octets, and its octets again from the start. */
export async function recognise(
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly format: Format; readonly octets: AsyncIterable<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < NEEDED) {
    const next = await chunks.next();
    if (next.done) break;
    taken.push(next.value);
    length += next.value.length;
  }
  const octets = (async function* () {
    yield* taken;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  return { format: formatOf(Buffer.concat(taken)), octets };
}

const PCAP_MAGIC: readonly number[] = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a];
const MRT_TYPES: readonly number[] = [5, 12, 13, 16, 17];
const LONGEST_RECORD = 16 * 1024 * 1024;

/** Text holds none of the octets the others begin with: they have a zero, or an octet beyond ASCII, among the first. */
function formatOf(head: Buffer): Format {
  if (head.length >= 4 && PCAP_MAGIC.includes(head.readUInt32BE(0))) return 'pcap';
  if (head.length >= 16 && head.subarray(0, 16).every((octet) => octet === 0xff)) return 'messages';
  if (looksLikeBmp(head)) return 'bmp';
  const isMrt = head.length >= 12 && MRT_TYPES.includes(head.readUInt16BE(4)) && head.readUInt32BE(8) <= LONGEST_RECORD;
  return isMrt ? 'mrt' : 'text';
}
