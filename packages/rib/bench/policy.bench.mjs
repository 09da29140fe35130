// An import policy as an operator has it, over a million routes, beside none and beside an empty one.
// Run with `node --expose-gc packages/rib/bench/policy.bench.mjs [routes]` after a build.
import { createContext, Family, NO_PATH_ID, UpdateView } from '@mesh/bgp-wire';
import {
  AdjRibIn,
  AdjRibOut,
  addCommunities,
  asPathList,
  deleteCommunities,
  firstMatch,
  hasCommunity,
  pathLengthIs,
  policy,
  prefixList,
  RouteStore,
  reject,
  setLocalPref,
  when,
} from '@mesh/rib';
import { median, report, seconds } from '../../../examples/bench/report.mjs';
import { generator, makeTable } from './table.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const RUNS = 5;
const PREFIXES = 1000;
const PATTERNS = 50;
const context = createContext({ families: [Family.IPV4_UNICAST] });
const session = {
  localAs: 65001,
  peerAs: 65002,
  internal: true,
  localAddress: '192.0.2.254',
  families: [Family.IPV4_UNICAST],
  rx: context,
  tx: context,
};
const passed = [];
const line = (row) => passed.push(report(row));

/** The table as the chunks of a session. */
function chunksOf({ nlri, sets, setOf, nextHop }) {
  const out = new AdjRibOut(new RouteStore());
  for (let i = 0; i < COUNT; i++) {
    out.announceEncoded(Family.IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[setOf[i]], nextHop);
  }
  const source = out.open(session);
  const chunks = [];
  for (let chunk = source.next(65536); chunk; chunk = source.next(65536)) {
    chunks.push(chunk);
    source.accepted(chunk);
  }
  source.close();
  return chunks;
}

/** A thousand prefixes that are not taken, fifty AS-path patterns that are preferred, communities taken away and added. */
function realistic() {
  const random = generator(7);
  const asn = () => ((random() & 3) << 16) | (random() & 0xffff) | 1;
  const bogons = Array.from({ length: PREFIXES }, () => {
    const bits = 10 + (random() % 14);
    const network = (((random() & 0xffffff) << 8) & (-1 << (32 - bits))) >>> 0;
    const text = [24, 16, 8, 0].map((shift) => (network >>> shift) & 0xff).join('.');
    return `${text}/${bits} ge ${bits + 6}`;
  });
  const forms = [(a, b) => `_${a}_${b}$`, (a) => `^${a}_`, (a, b) => `_(${a}|${b})_`, (a, b) => `_${a} .* ${b}$`];
  const customers = Array.from({ length: PATTERNS }, (_, i) => forms[i % forms.length](asn(), asn()));
  return policy(
    when(prefixList(bogons), reject('bogon')),
    when(pathLengthIs([50, 1000]), reject('path too long')),
    deleteCommunities('65001:*', '0:*'),
    firstMatch(
      [asPathList(customers), setLocalPref(200), addCommunities('65001:100')],
      [hasCommunity('*:666', 'blackhole'), setLocalPref(50)],
      [() => true, addCommunities('65001:200')],
    ),
  );
}

const table = makeTable(COUNT);
const chunks = chunksOf(table);

/** What a peer's table becomes with an import. */
function receive(options) {
  const store = new RouteStore();
  const rib = new AdjRibIn(store, options);
  rib.up(session);
  const view = new UpdateView(chunks[0].subarray(0, (chunks[0][16] << 8) | chunks[0][17]), context);
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const length = (chunk[at + 16] << 8) | chunk[at + 17];
      rib.update(view.reset(chunk.subarray(at, at + length), context));
      at += length;
    }
  }
  if (rib.size() !== COUNT) throw new Error(`${rib.size()} routes came`);
  return { store, rib };
}

const used = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const perSecond = (options) => median(RUNS, () => COUNT / seconds(() => receive(options)) / 1e6);

console.log(
  `${COUNT} routes, ${table.sets.length} attribute sets, ${PREFIXES} prefixes, ${PATTERNS} AS-path patterns, medians of ${RUNS} runs in processor time, Node ${process.version}`,
);
const { rib } = receive({ import: { policy: policy() } });
/** Routes that are there already, judged anew: what a policy costs without what receiving costs. */
const judged = (one) =>
  median(RUNS, () => {
    rib.setPolicy(one);
    return COUNT / seconds(() => rib.setPolicy(one)) / 1e6;
  });
const none = judged(undefined);
const empty = judged(policy());
line({ name: 'judged anew without policy', measured: none, unit: 'M routes/s' });
line({ name: 'judged anew, empty policy', measured: empty, unit: 'M routes/s' });
line({
  name: 'judged anew, realistic policy',
  measured: judged(realistic()),
  unit: 'M routes/s',
  goal: 1,
  floor: { name: 'empty policy', measured: empty },
});
line({
  name: 'received, realistic policy',
  measured: perSecond({ import: { policy: realistic() } }),
  unit: 'M routes/s',
  floor: { name: 'empty policy', measured: perSecond({ import: { policy: policy() } }) },
});
for (const [name, options] of [
  ['received routes, no import', {}],
  ['received and accepted, realistic policy', { import: { policy: realistic() } }],
]) {
  const before = used();
  const held = receive(options);
  line({ name: `memory: ${name}`, measured: (used() - before) / held.rib.size(), unit: 'octets/route' });
}
const missed = passed.filter((one) => !one).length;
console.log(missed === 0 ? 'every goal is met' : `${missed} of ${passed.length} lines miss their goal`);
