// End-to-end injection over TCP on loopback, both speakers in this process: route store, Adj-RIB-Out, session, socket,
// session, RFC 7606 walk, Adj-RIB-In, store. The floor is the same octets through the same kind of socket, and nothing
// done with them. Run with `node --expose-gc examples/bench/inject.bench.mjs [routes]` after a build.
import { once } from 'node:events';
import net from 'node:net';
import { Speaker } from '@mesh/bgp-session';
import { connect, listen } from '@mesh/bgp-session/tcp';
import { attributeSet, ByteWriter, createContext, encodeNlri, NO_PATH_ID } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { internetTable } from '@mesh-examples/lib';
import { report } from './report.mjs';

const COUNT = Number(process.argv[2] ?? 500_000);
const RUNS = 5;
const ADDRESS = '127.0.0.1';
const context = createContext();

/** The table as the octets a route source hands over. */
function makeTable() {
  const writer = new ByteWriter();
  const routes = [];
  for (const { nlri, attributes } of internetTable({ count: COUNT, seed: 1 })) {
    const set = attributeSet(attributes, context);
    for (const one of nlri) {
      writer.truncate(0);
      encodeNlri([one], one.family, writer, context);
      routes.push({ family: one.family, nlri: writer.take(), set });
    }
  }
  return routes;
}

const SELF = new Uint8Array(0);

function fill(routes) {
  const rib = new AdjRibOut(new RouteStore(), { prependLocalAs: true });
  for (const { family, nlri, set } of routes) {
    rib.announceEncoded(family, nlri, 0, nlri.length, NO_PATH_ID, set, SELF);
  }
  return rib;
}

/** Seconds from Established to End-of-RIB in the collector's table, and the chunks that went over the wire. */
async function transfer(rib) {
  const chunks = [];
  let arrived;
  const complete = new Promise((resolve) => {
    arrived = resolve;
  });
  const table = new AdjRibIn(new RouteStore(), { onEndOfRib: () => arrived() });
  const collector = new Speaker({ handlerFor: () => ({ onEstablished: () => ({ sink: table }) }) });
  const listener = await listen({ host: ADDRESS, port: 0 }, collector);
  const injector = new Speaker({
    connect,
    handlerFor: () => ({ onEstablished: (session) => ({ source: recorded(rib.open(session), chunks) }) }),
  });
  collector.create({ peerAddress: ADDRESS, passive: true, localAs: 65002, peerAs: 65001, routerId: '192.0.2.2' });
  injector.create({
    peerAddress: ADDRESS,
    peerPort: listener.port,
    localAs: 65001,
    peerAs: 65002,
    routerId: '192.0.2.1',
  });
  await injector.whenEstablished(() => true);
  const start = performance.now();
  await complete;
  const seconds = (performance.now() - start) / 1000;
  if (table.size() !== COUNT) throw new Error(`${table.size()} of ${COUNT} routes came`);
  await Promise.all([injector.close(), collector.close(), listener.close()]);
  return { seconds, chunks };
}

/** A source that keeps what it hands out. */
function recorded(source, chunks) {
  return {
    next(maxBytes) {
      const chunk = source.next(maxBytes);
      if (chunk) chunks.push(chunk);
      return chunk;
    },
    accepted: (chunk) => source.accepted(chunk),
    onReady: (wake) => source.onReady(wake),
    close: (reason) => source.close(reason),
  };
}

/** Seconds that the same chunks take through a socket whose reader only counts. */
async function rawTcp(chunks) {
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  const server = net.createServer({ noDelay: true }).listen(0, ADDRESS);
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = net.connect({ port: server.address().port, host: ADDRESS, noDelay: true });
  const [[socket]] = await Promise.all([accepted, once(client, 'connect')]);
  let received = 0;
  const done = new Promise((resolve) => {
    socket.on('data', ({ length }) => {
      received += length;
      if (received === total) resolve();
    });
  });
  const start = performance.now();
  for (const chunk of chunks) if (!client.write(chunk)) await once(client, 'drain');
  await done;
  const seconds = (performance.now() - start) / 1000;
  client.destroy();
  server.close();
  return seconds;
}

const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const routes = makeTable();
const rates = { fill: [], transfer: [], raw: [] };
let octets = 0;
for (let run = 0; run <= RUNS; run++) {
  globalThis.gc?.();
  const start = performance.now();
  const rib = fill(routes);
  const filled = (performance.now() - start) / 1000;
  const { seconds, chunks } = await transfer(rib);
  const raw = await rawTcp(chunks);
  octets = chunks.reduce((sum, { length }) => sum + length, 0);
  if (run === 0) continue; // warms up
  rates.fill.push(COUNT / filled / 1e6);
  rates.transfer.push(COUNT / seconds / 1e6);
  rates.raw.push(COUNT / raw / 1e6);
}
console.log(`${COUNT} routes, ${octets} octets, medians of ${RUNS} runs, Node ${process.version}`);
const unit = 'M routes/s';
report({ name: 'routes into store and Adj-RIB-Out', measured: middle(rates.fill), unit });
const passed = report({
  name: 'end-to-end injection over TCP',
  measured: middle(rates.transfer),
  unit,
  goal: 0.5,
  floor: { name: 'raw TCP, the same octets', measured: middle(rates.raw) },
});
if (!passed) process.exitCode = 1;
