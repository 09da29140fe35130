// Best paths over four peers that each send the same million prefixes with attributes of their own: the decision by itself,
// what it adds to taking UPDATEs in, what it costs in memory, and how long anything keeps the loop.
// Run with `node --expose-gc packages/rib/bench/decision.bench.mjs [routes]` after a build.
import { createContext, Family, NO_PATH_ID, UpdateView } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, LocRib, RouteStore } from '@mesh/rib';
import { processorMs, report, seconds } from '../../../examples/bench/report.mjs';
import { makeTable } from './table.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const PEERS = 4;
const { IPV4_UNICAST } = Family;
const context = createContext({ families: [IPV4_UNICAST] });
const passed = [];
const line = (row) => passed.push(report(row));

const sessionOf = (number) => ({
  localAs: 65000,
  peerAs: 65000 + number,
  internal: false,
  localAddress: '192.0.2.254',
  peerAddress: `192.0.2.${number}`,
  peerRouterId: number,
  localRouterId: 0xc00002fe,
  families: [IPV4_UNICAST],
  rx: context,
  tx: context,
});

/** The UPDATEs of a peer: the prefixes of all, attributes of its own. */
function chunksOf(number) {
  const { nlri, sets, setOf } = makeTable(COUNT, 10, 40 + number);
  const out = new AdjRibOut(new RouteStore());
  const nextHop = new Uint8Array([192, 0, 2, number]);
  for (let i = 0; i < COUNT; i++) {
    out.announceEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[setOf[i]], nextHop);
  }
  const source = out.open(sessionOf(number));
  const chunks = [];
  for (let chunk = source.next(65536); chunk; chunk = source.next(65536)) {
    chunks.push(chunk);
    source.accepted(chunk);
  }
  source.close();
  return chunks;
}

function deliver(chunks, sink) {
  const view = new UpdateView(chunks[0].subarray(0, (chunks[0][16] << 8) | chunks[0][17]), context);
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const length = (chunk[at + 16] << 8) | chunk[at + 17];
      sink.update(view.reset(chunk.subarray(at, at + length), context));
      at += length;
    }
  }
}

const used = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** A clock whose deferred work waits for the bench to do it, so that each slice can be timed. */
class Slices {
  #deferred = [];
  now = () => processorMs();
  after = () => () => {};
  defer = (fn) => this.#deferred.push(fn);
  longest() {
    let longest = 0;
    while (this.#deferred.length > 0) {
      const start = processorMs();
      this.#deferred.shift()();
      longest = Math.max(longest, processorMs() - start);
    }
    return longest;
  }
}

console.log(`${PEERS} peers with ${COUNT} routes each, in processor time, Node ${process.version}`);
const feeds = Array.from({ length: PEERS }, (_, i) => chunksOf(i + 1));

const bare = new AdjRibIn(new RouteStore());
deliver(feeds[0], new AdjRibIn(new RouteStore()));
const intake = COUNT / seconds(() => deliver(feeds[0], bare)) / 1e6;
bare.clear();

const before = used();
const clock = new Slices();
let far = 0;
const store = new RouteStore();
const rib = new LocRib(store, { clock, nextHopMetric: (address) => far + Number(address.at(-1)) });
const peers = feeds.map((_, i) => {
  const peer = rib.addPeer({ name: `p${i + 1}`, kind: 'external', enforceFirstAs: false });
  const { sink } = peer.open(sessionOf(i + 1));
  sink.up(sessionOf(i + 1));
  return { peer, sink };
});
clock.longest();
const rates = feeds.map((feed, i) => COUNT / seconds(() => deliver(feed, peers[i].sink)) / 1e6);
if (rib.size !== COUNT) throw new Error(`${rib.size} best paths`);
line({
  name: 'UPDATEs of the fourth peer to best paths and export',
  measured: rates.at(-1),
  unit: 'M routes/s',
  floor: { name: 'Adj-RIB-In alone', measured: intake },
});
line({ name: 'UPDATEs of the first peer likewise', measured: rates[0], unit: 'M routes/s' });

// Another metric of every next hop has the destination of each of the candidates decided anew.
far = 100;
let slices = 0;
const decided = seconds(() => {
  rib.nextHopsChanged();
  slices = clock.longest();
});
line({ name: 'best path of 4 candidates', measured: (PEERS * COUNT) / decided / 1e6, unit: 'M/s', goal: 1 });
line({ name: 'longest slice of deciding all anew', measured: slices, unit: 'ms', goal: 10, better: 'less' });

const all = used() - before;
line({ name: 'store, four Adj-RIBs-In, Loc-RIB and export', measured: all / 2 ** 20, unit: 'MiB' });
line({ name: 'of these, facts and best paths', measured: rib.byteLength / 2 ** 20, unit: 'MiB' });

rib.setImportPolicy('p1', (route) => (route.prefixLength > 24 ? { reject: 'long' } : 'accept'));
line({
  name: 'longest slice of another import policy',
  measured: clock.longest(),
  unit: 'ms',
  goal: 10,
  better: 'less',
});
const start = processorMs();
peers[1].sink.down({ kind: 'connection-lost' }, false);
const first = processorMs() - start;
line({
  name: 'longest slice of a session that is over',
  measured: Math.max(first, clock.longest()),
  unit: 'ms',
  goal: 10,
  better: 'less',
});

const missed = passed.filter((one) => !one).length;
console.log(missed === 0 ? 'every goal is met' : `${missed} of ${passed.length} lines miss their goal`);
