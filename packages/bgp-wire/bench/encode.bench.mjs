// Packing a million routes, ten an attribute set, into chunks of whole UPDATEs.
import { createContext, Family, NO_PATH_ID, UpdatePacker } from '@mesh/bgp-wire';
import { median, report, seconds } from '../../../examples/bench/report.mjs';

const ROUTES = 1_000_000;
const PER_SET = 10;
const RUNS = 7;
const context = createContext();
const packer = new UpdatePacker(context);

/** NLRI of /24 one after another, four octets each. */
const nlri = new Uint8Array(4 * ROUTES);
for (let i = 0; i < ROUTES; i++) nlri.set([24, 10 + (i >>> 16), (i >>> 8) & 255, i & 255], 4 * i);
const nextHop = Uint8Array.of(192, 0, 2, 1);
const sets = Array.from({ length: 1000 }, (_, i) =>
  Uint8Array.of(
    0x40,
    1,
    1,
    0,
    0x40,
    2,
    14,
    2,
    3,
    0,
    0,
    0xfd,
    0xe9,
    0,
    1,
    i >>> 8,
    i & 255,
    0,
    0,
    0x13,
    0x88,
    0xc0,
    8,
    4,
    0xfd,
    0xe9,
    0,
    i & 255,
  ),
);

function pack() {
  let octets = 0;
  for (let at = 0, set = 0; at < nlri.length; set++) {
    packer.announce(Family.IPV4_UNICAST, sets[set % sets.length], nextHop);
    for (const end = Math.min(at + 4 * PER_SET, nlri.length); at < end; at += 4) {
      while (!packer.add(nlri, at, 4, NO_PATH_ID)) octets += packer.take().length;
    }
  }
  return octets + (packer.take()?.length ?? 0);
}

/** The floor: the same octets by a hand loop into one buffer, which is reused and never handed over. */
const buffer = new Uint8Array(1 << 17);
function handLoop() {
  let octets = 0;
  let length = 0;
  for (let at = 0, set = 0; at < nlri.length; set++) {
    if (length > 65536) {
      octets += length;
      length = 0;
    }
    const start = length;
    const attributes = sets[set % sets.length];
    buffer.fill(0xff, start, start + 16);
    length += 19;
    buffer[start + 18] = 2;
    length += 2;
    const size = attributes.length + 7;
    buffer[length++] = size >>> 8;
    buffer[length++] = size;
    for (let i = 0; i < attributes.length; i++) buffer[length + i] = attributes[i];
    length += attributes.length;
    buffer[length] = 0x40;
    buffer[length + 1] = 3;
    buffer[length + 2] = 4;
    for (let i = 0; i < 4; i++) buffer[length + 3 + i] = nextHop[i];
    length += 7;
    for (const end = at + 4 * PER_SET; at < end; at++) buffer[length++] = nlri[at];
    buffer[start + 16] = (length - start) >>> 8;
    buffer[start + 17] = length - start;
  }
  return octets + length;
}

// The packer fills a chunk to the last octet, which cuts a message in two now and then.
if (Math.abs(pack() / handLoop() - 1) > 0.01) throw new Error(`packed ${pack()} octets, the hand loop ${handLoop()}`);
const floor = median(RUNS, () => ROUTES / seconds(handLoop) / 1e6);
const measured = median(RUNS, () => ROUTES / seconds(pack) / 1e6);
report({
  name: 'packing, 10 prefixes an attribute set',
  measured,
  unit: 'M prefixes/s',
  goal: 30,
  floor: { name: 'hand loop', measured: floor },
});
