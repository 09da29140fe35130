// UPDATEs as events: decoding view to JSON text of each schema, beside JSON.stringify of the same text's objects.
// Run with `node --expose-gc packages/config/bench/events.bench.mjs [updates]` after a build.
import { createContext, encodeMessage, Family, parseExtendedCommunity, UpdateView } from '@mesh/bgp-wire';
import { ExabgpEventWriter, eventToJson } from '@mesh/config';
import { median, report, seconds } from '../../../examples/bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 200_000);
/** UPDATEs that differ, so that no answer is that of the one before. */
const DIFFERENT = 4096;
const context = createContext({ families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] });
const peer = {
  localAddress: '192.0.2.254',
  peerAddress: '192.0.2.1',
  localAs: 65000,
  peerAs: 65001,
  routerId: '192.0.2.254',
};
const { IPV4_UNICAST } = Family;

/** What an Internet UPDATE is like: a path of five, two communities, and `prefixes` prefixes. */
function update(i, prefixes, extended) {
  const attribute = (code, value, flags = 0x40) => ({ code, flags, value });
  const nlri = Array.from({ length: prefixes }, (_, n) => ({
    family: IPV4_UNICAST,
    prefix: `${1 + (i % 200)}.${(i >> 4) & 255}.${n}.0/24`,
  }));
  return encodeMessage(
    {
      type: 'UPDATE',
      withdrawn: [],
      attributes: [
        attribute(1, 'igp'),
        attribute(2, [{ type: 'AS_SEQUENCE', asns: [65001, 3356, 1299 + i, 64512, 200000 + i] }]),
        attribute(3, `192.0.2.${1 + (i % 250)}`),
        attribute(4, i, 0x80),
        attribute(8, [(65001 << 16) >>> 0, ((3356 << 16) | (i & 0xffff)) >>> 0], 0xc0),
        ...(extended
          ? [attribute(16, [`target:65000:${i % 500}`, 'rate-limit:9600'].map(parseExtendedCommunity), 0xc0)]
          : []),
      ],
      nlri,
    },
    context,
  );
}

const out = Buffer.alloc(65_536);

/** UPDATEs a second over frames that were made before. */
function rate(frames, write) {
  const view = new UpdateView(frames[0], context);
  const event = { type: 'update', timeMs: 1700000000123, peer, direction: 'in', message: view };
  // A string may still be in pieces: only where it has been written out is it made.
  let length = 0;
  const taken = seconds(() => {
    for (let i = 0; i < COUNT; i++) {
      view.reset(frames[i % DIFFERENT], context);
      length += out.latin1Write(write(event), 0);
    }
  });
  if (length === 0) throw new Error('nothing was written');
  return COUNT / taken;
}

const framesOf = (prefixes, extended) => Array.from({ length: DIFFERENT }, (_, i) => update(i, prefixes, extended));
const writer = () => new ExabgpEventWriter({ host: 'bench', pid: 1, ppid: 1 });

const thousands = (name, frames, write, goal, floor) =>
  report({
    name,
    measured: median(5, () => rate(frames, write)) / 1000,
    unit: 'k UPDATE/s',
    ...(goal === undefined ? {} : { goal }),
    ...(floor === undefined ? {} : { floor }),
  });

const typical = framesOf(2, false);
const exabgp = writer();
const objects = median(3, () => rate(typical, (event) => JSON.stringify(JSON.parse(exabgp.write(event))))) / 1000;
const passed = [
  thousands("ExaBGP's JSON of UPDATEs with 2 prefixes", typical, (event) => exabgp.write(event), 250, {
    name: 'and parsed and stringified',
    measured: objects,
  }),
  thousands('with 2 extended communities', framesOf(2, true), (event) => exabgp.write(event), 250),
  thousands('with 20 prefixes', framesOf(20, false), (event) => exabgp.write(event)),
  thousands('our own schema, 2 prefixes', typical, (event) => JSON.stringify(eventToJson(event))),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;
